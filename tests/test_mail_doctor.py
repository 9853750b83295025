"""What the doctor says of mail: settings, the server, and every record by which others believe our letters."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.delivery.mailbox import open_mailbox
from tocsin import mail_doctor
from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.server import SmtpServer
from tocsin.mail_doctor import NoAnswer, Outside, examine_mail, knock
from tocsin.project.environment import Environment, read_environment

PEM = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
OTHER = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
DOMAIN = "letters.example.net"
RECORD = DkimSigner.from_pem(PEM, DOMAIN, "tocsin1").public_record()
DKIM_NAME = f"tocsin1._domainkey.{DOMAIN}"

GOOD: dict[tuple[str, str], tuple[str, ...]] = {
    ("TXT", DOMAIN): ("v=spf1 mx -all", "another=record"),
    ("TXT", DKIM_NAME): (RECORD,),
    ("TXT", f"_dmarc.{DOMAIN}"): ("v=DMARC1; p=reject",),
    ("MX", DOMAIN): ("mail.example.net.",),
    ("A", "mail.example.net"): ("192.0.2.25",),
    ("AAAA", "mail.example.net"): ("2001:db8::25",),
    ("PTR", "25.2.0.192.in-addr.arpa"): ("mail.example.net.",),
    ("PTR", "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"): ("mail.example.net.",),
}


@dataclass
class World:
    """What the DNS says, and what the mail server does when it is knocked at."""

    records: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=lambda: dict(GOOD))
    knock: Callable[[SmtpServer], None] = lambda server: None
    silent: frozenset[tuple[str, str]] = frozenset()
    environment: Environment = field(
        default_factory=lambda: read_environment(
            {
                "TOCSIN_DELIVERY": "live",
                "TOCSIN_SMTP": "smtp://127.0.0.1:25",
                "TOCSIN_MAIL_DOMAIN": DOMAIN,
                "TOCSIN_DKIM_KEY": PEM,
                "TOCSIN_DKIM_SELECTOR": "tocsin1",
            }
        )
    )

    def resolve(self, kind: str, name: str) -> tuple[str, ...]:
        if (kind, name) in self.silent:
            raise NoAnswer
        return self.records.get((kind, name), ())

    def said(self) -> dict[str, tuple[bool, str]]:
        found = examine_mail(self.environment, Outside(self.resolve, self.knock))
        return {one.what.removeprefix("mail: "): (one.good, one.told) for one in found}


@pytest.fixture
def world() -> World:
    return World()


def test_where_all_is_as_it_has_to_be_nothing_is_bad(world: World) -> None:
    said = world.said()
    assert list(said) == ["settings", "server", "SPF", "DKIM", "DMARC", "answers", "reverse DNS"]
    assert {good for good, _ in said.values()} == {True}
    assert "192.0.2.25, 2001:db8::25" in said["reverse DNS"][1]


def test_what_is_not_set_is_named_and_nobody_outside_is_asked(world: World) -> None:
    def asked(*_: object) -> tuple[str, ...]:
        raise AssertionError

    found = list(examine_mail(read_environment({"TOCSIN_DELIVERY": "live"}), Outside(asked, asked)))  # type: ignore[arg-type]
    assert [one.good for one in found] == [False]
    for name in ("TOCSIN_SMTP", "TOCSIN_MAIL_DOMAIN", "TOCSIN_DKIM_KEY"):
        assert name in found[0].told


@pytest.mark.parametrize("wrong", [{"smtp": "http://x"}, {"dkim_key": "no key"}, {"dkim_selector": "a b"}])
def test_a_setting_that_cannot_be_used_is_said_and_tells_no_secret(world: World, wrong: dict[str, str]) -> None:
    world.environment = replace(world.environment, **wrong)  # type: ignore[arg-type]
    assert list(world.said()) == ["settings"]
    assert world.said()["settings"][0] is False
    assert "TOCSIN_" in world.said()["settings"][1]


BAD = {
    "no SPF": ({("TXT", DOMAIN): ()}, "SPF", "no record"),
    "two SPF": ({("TXT", DOMAIN): ("v=spf1 mx -all", "v=spf1 a -all")}, "SPF", "2 records"),
    "open SPF": ({("TXT", DOMAIN): ("v=spf1 +all",)}, "SPF", "everybody"),
    "neutral SPF": ({("TXT", DOMAIN): ("v=spf1 mx ?all",)}, "SPF", "everybody"),
    "endless SPF": ({("TXT", DOMAIN): ("v=spf1 mx",)}, "SPF", "no end"),
    "no DKIM": ({("TXT", DKIM_NAME): ()}, "DKIM", RECORD),
    "another key": (
        {("TXT", DKIM_NAME): (DkimSigner.from_pem(OTHER, DOMAIN, "tocsin1").public_record(),)},
        "DKIM",
        "another key",
    ),
    "key taken back": ({("TXT", DKIM_NAME): ("v=DKIM1; k=ed25519; p=",)}, "DKIM", "another key"),
    "wrong kind": ({("TXT", DKIM_NAME): (RECORD.replace("ed25519", "rsa"),)}, "DKIM", "another key"),
    "two keys": ({("TXT", DKIM_NAME): (RECORD, RECORD.replace("p=", "p=A"))}, "DKIM", "2 records"),
    "DKIM in test": ({("TXT", DKIM_NAME): (f"{RECORD}; t=y",)}, "DKIM", "t=y"),
    "no DMARC": ({("TXT", f"_dmarc.{DOMAIN}"): ()}, "DMARC", "no record"),
    "DMARC without policy": ({("TXT", f"_dmarc.{DOMAIN}"): ("v=DMARC1; rua=mailto:a@b.example",)}, "DMARC", "p="),
    "no MX": ({("MX", DOMAIN): ()}, "answers", "no MX"),
    "MX that takes nothing": ({("MX", DOMAIN): (".",)}, "answers", "no MX"),
    "no name": ({("PTR", "25.2.0.192.in-addr.arpa"): ()}, "reverse DNS", "192.0.2.25"),
    "a name that leads elsewhere": (
        {("PTR", "25.2.0.192.in-addr.arpa"): ("host-25.provider.example.",)},
        "reverse DNS",
        "192.0.2.25",
    ),
    "no address": ({("A", "mail.example.net"): (), ("AAAA", "mail.example.net"): ()}, "reverse DNS", "not known"),
}


@pytest.mark.parametrize("case", BAD)
def test_each_record_that_is_not_right_is_bad_and_says_what_to_do(world: World, case: str) -> None:
    records, what, told = BAD[case]
    world.records |= records
    said = world.said()
    assert said[what][0] is False
    assert told in said[what][1]
    bad = {name for name, (good, _) in said.items() if not good}
    assert bad <= {what, "reverse DNS"}


def test_a_record_may_be_written_in_other_ways_than_ours(world: World) -> None:
    public = RECORD.rpartition("p=")[2]
    world.records |= {
        ("TXT", DOMAIN): ("V=SPF1 redirect=_spf.example.net",),
        ("TXT", DKIM_NAME): (f"k=ed25519;p={public[:20]} {public[20:]} ; s=email;",),
        ("TXT", f"_dmarc.{DOMAIN}"): (),
        ("TXT", "_dmarc.example.net"): ("v=DMARC1;p=none",),
    }
    said = world.said()
    assert {good for good, _ in said.values()} == {True}
    assert "only watches" in said["DMARC"][1]


def test_a_relay_of_somebody_else_is_looked_at_by_its_own_name(world: World) -> None:
    world.environment = replace(world.environment, smtp="smtps://user:word@relay.example.com")
    assert "not known" in world.said()["reverse DNS"][1]
    world.records |= {("A", "relay.example.com"): ("192.0.2.25",)}
    assert world.said()["reverse DNS"][0]


def test_a_dns_that_does_not_answer_is_told_from_a_record_that_is_not_there(world: World) -> None:
    world.silent = frozenset(key for key in GOOD if key[0] in {"TXT", "MX"})
    said = world.said()
    assert [what for what, (good, _) in said.items() if not good] == ["SPF", "DKIM", "DMARC", "answers", "reverse DNS"]
    assert all("did not answer" in told for what, (good, told) in said.items() if not good)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(), "does not answer"),
        (TimeoutError(), "does not answer"),
        (smtplib.SMTPServerDisconnected("x"), "does not answer"),
        (smtplib.SMTPAuthenticationError(535, b"secret word"), "name or the password"),
        (smtplib.SMTPNotSupportedError("x"), "no encryption"),
        (ssl.SSLCertVerificationError("x"), "certificate"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_bad(world: World, error: Exception, told: str) -> None:
    def refuse(server: SmtpServer) -> None:
        raise error

    world.knock = refuse
    good, said = world.said()["server"]
    assert not good
    assert told in said
    assert "secret word" not in said


def test_a_real_server_on_this_machine_is_knocked_at() -> None:
    with open_mailbox() as mailbox:
        knock(SmtpServer("127.0.0.1", mailbox.port))
        with pytest.raises(smtplib.SMTPNotSupportedError):
            knock(SmtpServer("127.0.0.1", mailbox.port, user="a", password="b"))
        assert mailbox.came == []
    with pytest.raises(OSError, match=r".*"):
        knock(SmtpServer("127.0.0.1", mailbox.port))


def test_an_answer_of_the_real_library_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zone of our own, by the library's own reader; nobody is asked."""
    import dns.message
    import dns.resolver
    import dns.rrset

    texts = {
        "TXT": '"v=DKIM1; k=rsa; " "p=AAAA"',
        "MX": "20 b.example.net.",
        "A": "192.0.2.1",
    }

    def answer(self: object, name: str, kind: str, lifetime: float) -> dns.rrset.RRset:
        if name == "none.example.net":
            raise dns.resolver.NXDOMAIN
        if name == "slow.example.net":
            raise dns.resolver.LifetimeTimeout(timeout=1, errors=[])
        found = dns.rrset.from_text(f"{name}.", 60, "IN", kind, texts[kind])
        if kind == "MX":
            found.add(dns.rrset.from_text(f"{name}.", 60, "IN", kind, "10 a.example.net.")[0])
        return found

    monkeypatch.setattr(dns.resolver.Resolver, "__init__", lambda self: None)
    monkeypatch.setattr(dns.resolver.Resolver, "resolve", answer)
    assert mail_doctor.resolve("TXT", "x.example.net") == ("v=DKIM1; k=rsa; p=AAAA",)
    assert mail_doctor.resolve("MX", "x.example.net") == ("a.example.net.", "b.example.net.")
    assert mail_doctor.resolve("A", "x.example.net") == ("192.0.2.1",)
    assert mail_doctor.resolve("A", "none.example.net") == ()
    with pytest.raises(NoAnswer):
        mail_doctor.resolve("A", "slow.example.net")


def test_in_test_mode_the_doctor_says_what_is_missing_for_live(tmp_path: Path) -> None:
    from tests.test_doctor import examined

    good, told = examined(tmp_path)["delivery"]
    assert good
    assert told.startswith("test: letters stay in the outbox on this machine")
    assert "TOCSIN_SMTP, TOCSIN_MAIL_DOMAIN, TOCSIN_DKIM_KEY" in told
    found = examined(tmp_path, TOCSIN_DELIVERY="live")
    assert found["delivery"] == (True, "live: letters leave this machine")
    assert not found["mail: settings"][0]


def test_a_second_key_needs_a_record_of_its_own(world: World) -> None:
    second = replace(world.environment, second_dkim_key=OTHER, second_dkim_selector="tocsin2")
    found = [one for one in examine_mail(second, Outside(world.resolve, world.knock)) if one.what == "mail: DKIM"]
    assert [one.good for one in found] == [True, False]
    assert "tocsin2._domainkey" in found[1].told
