"""Mail that comes back: bounces, automatic answers, officials' replies; and the door through which it comes.

token = new_token(); address(AddressKind.BOUNCE, token, "mail.example.org")
incoming = read_incoming(message, mail_from)      # never raises
run_lmtp(handler, "127.0.0.1", 8024)              # until SIGTERM
"""

from typing import TYPE_CHECKING

from tocsin.on_demand import on_demand

if TYPE_CHECKING:
    from tocsin.delivery.incoming.lmtp import Answer, Reach, run_lmtp
    from tocsin.delivery.incoming.notices import Notice, Verdict
    from tocsin.delivery.incoming.reading import Incoming, Kind, read_incoming
    from tocsin.delivery.incoming.tokens import AddressKind, address, new_token, parsed, token_hash
    from tocsin.delivery.incoming.wording import Attached

__all__ = [
    "AddressKind",
    "Answer",
    "Attached",
    "Incoming",
    "Kind",
    "Notice",
    "Reach",
    "Verdict",
    "address",
    "new_token",
    "parsed",
    "read_incoming",
    "run_lmtp",
    "token_hash",
]

__getattr__ = on_demand(
    __name__,
    {
        "lmtp": ("Answer", "Reach", "run_lmtp"),
        "notices": ("Notice", "Verdict"),
        "reading": ("Incoming", "Kind", "read_incoming"),
        "tokens": ("AddressKind", "address", "new_token", "parsed", "token_hash"),
        "wording": ("Attached",),
    },
)
