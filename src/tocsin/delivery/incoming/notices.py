"""What a mail or fax server reports about one of our messages: it failed, it is late, it arrived.

First the standard form (RFC 3464, RFC 6533), then HylaFAX's, then the many forms of old servers by `flufl.bounce`, and
last the bare codes in the text, which suffice because the token in our address says which letter is meant.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from enum import StrEnum

from flufl.bounce import all_failures

from tocsin.delivery.channels.email.replies import is_about_address, of_recipient
from tocsin.delivery.incoming.message import header, octets_of, parts_of, sender_of
from tocsin.delivery.incoming.wording import text_of

LONGEST_GUESSED = 500_000
"""Characters; the heuristics are for short texts of servers."""

# Its log would name addresses.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODES = re.compile(r"\b([45]\d\d)[ -]#?([45]\.\d{1,3}\.\d{1,3})\b")
# A code without its second part may be any number, unless something like this stands before it.
_CODE = re.compile(
    r"(?:said|error|code|status|response|replied|smtp|ошибка|код|ответ|错误|返回|代码|エラー|[:;：]\s)"
    r"[^\w\n]{0,6}([45]\d\d)\b(.{0,200})",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(unknown|no such|invalid|bad)\W+(local )?(user|recipient|mailbox|account|address)"
    r"|(user|recipient|mailbox|account|address)"
    r"\W+(is |was )?(unknown|not found|not known|does ?n.t exist|does not exist)",
    re.IGNORECASE,
)
_MACHINES = re.compile(
    r"(mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|microsoftexchange[0-9a-f]{8,})@", re.IGNORECASE
)
# HylaFAX 6.0 in the languages of its templates.
_FAX = re.compile(
    r"(completed|abgeschlossen|complétée|cum?pletad[oa]|completato)"
    r"|(failed|fehlgeschlagen|échoué|falló|fallito)",
    re.IGNORECASE,
)


class Verdict(StrEnum):
    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Notice:
    """verdict: of this message; PERMANENT: nobody tries any longer. address: the one that it names, if it names any.

    code: “5.1.1”, “550 5.1.1”, “550 recipient”, “fax” or nothing; never the server's words.
    """

    verdict: Verdict
    address: str | None = None
    code: str = ""

    @property
    def is_about_address(self) -> bool:
        """Whether nobody can be reached at the address, so that it fails for every writer."""
        return self.verdict is Verdict.PERMANENT and is_about_address(self.code)


def notice_in(message: Message, mail_from: str, is_automatic: bool) -> Notice | None:
    """The notice that a message is; None where it is none. is_automatic: its subject is that of an answer to mail."""
    standard = _standard(message)
    if standard or _is_report(message):
        return standard
    if is_from_hylafax(message):
        return _of_fax(message)
    if mail_from.strip() not in {"", "<>"} and not _MACHINES.match(sender_of(message)[1]):
        return None
    return _guessed(message) or (None if is_automatic else _by_codes(message))


def is_from_hylafax(message: Message) -> bool:
    return "hylafax" in sender_of(message)[0].lower()


def _is_report(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def _standard(message: Message) -> Notice | None:
    """RFC 3464: one block for the message, one for each recipient. Of several the worst counts."""
    if not _is_report(message):
        return None
    found = [notice for part in parts_of(message) for block in _blocks(part) if (notice := _of_block(block))]
    order = list(Verdict)
    return min(found, key=lambda notice: order.index(notice.verdict), default=None)


def _blocks(part: Message) -> list[Message]:
    if part.get_content_type() not in {"message/delivery-status", "message/global-delivery-status"}:
        return []
    payload = part.get_payload()
    if isinstance(payload, list) and part.get_content_type() == "message/delivery-status":
        return [block for block in payload if isinstance(block, Message)]
    text = octets_of(part).decode("utf-8", "replace").replace("\r\n", "\n")
    return [HeaderParser().parsestr(block) for block in re.split(r"\n{2,}", text)[:100]]


def _of_block(block: Message) -> Notice | None:
    verdict = _VERDICTS.get(header(block, "action").partition(" ")[0].lower())
    if verdict is None:
        return None
    named = header(block, "original-recipient") or header(block, "final-recipient")
    address = named.rpartition(";")[2].strip().strip("<>")
    return Notice(verdict, address if "@" in address else None, _code(block))


_VERDICTS = {"failed": Verdict.PERMANENT, "delayed": Verdict.TEMPORARY, "delivered": Verdict.DELIVERED}


def _code(block: Message) -> str:
    """The status, or the more exact code that the other server gave."""
    status = _STATUS.search(header(block, "status"))
    if status and not status[1].endswith(".0.0"):
        return status[1]
    return _said(header(block, "diagnostic-code")) or (status[1] if status else "")


def _of_fax(message: Message) -> Notice | None:
    """HylaFAX's word on a job. That one call failed says nothing of the number: it is for us to try again."""
    found = _FAX.search(header(message, "subject"))
    return found and Notice(Verdict.DELIVERED if found[1] else Verdict.TEMPORARY, code="fax")


def _guessed(message: Message) -> Notice | None:
    text = text_of(message)[:LONGEST_GUESSED]
    if sum(len(octets_of(part)) for part in parts_of(message)) > LONGEST_GUESSED:
        return None
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # heuristics of others on bytes of strangers: where they fail, they found nothing
        return None
    for verdict, addresses in ((Verdict.PERMANENT, permanent), (Verdict.TEMPORARY, temporary)):
        if addresses:
            return Notice(verdict, min(addresses).decode("ascii", "replace"), _said(text))
    return None


def _by_codes(message: Message) -> Notice | None:
    code = _said(text_of(message))
    if not code:
        return None
    return Notice(Verdict.PERMANENT if code.startswith("5") else Verdict.TEMPORARY, code=code)


def _said(text: str) -> str:
    """The codes in the words of a server; an old one counts as about the recipient only where the words say so."""
    if found := _CODES.search(text):
        return f"{found[1]} {found[2]}"
    if found := _CODE.search(text):
        return of_recipient(found[1]) if _NOBODY.search(found[2]) else found[1]
    return ""
