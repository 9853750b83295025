"""What mail needs outside this machine before delivery is switched on: a server that takes it, and the DNS records by
which others believe that it is from us.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol

from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.server import SmtpServer
from tocsin.delivery.channels.errors import ChannelError
from tocsin.doctor import Examined
from tocsin.project.environment import Environment
from tocsin.project.signers import signers_of

SECONDS = 10


class NoAnswer(Exception):
    """The DNS did not answer; whether there is such a record is not known."""


class Resolver(Protocol):
    """Values of the records of a kind (`TXT`, `MX`, `A`, `AAAA`, `PTR`) at a name; empty where there are none.

    Of MX the hosts, the preferred one first. Raises NoAnswer.
    """

    def __call__(self, kind: str, name: str) -> tuple[str, ...]: ...


type Knock = Callable[[SmtpServer], None]
"""Talks to the mail server as far as to the sign-in. Raises OSError or SMTPException."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What the doctor of mail needs of the world."""

    resolve: Resolver
    knock: Knock


def missing_for_live(environment: Environment) -> list[str]:
    """Settings without which nothing can be sent."""
    wanted = {
        "TOCSIN_SMTP": environment.smtp,
        "TOCSIN_MAIL_DOMAIN": environment.mail_domain if environment.names_domain else None,
        "TOCSIN_DKIM_KEY": environment.dkim_key,
    }
    return [name for name, value in wanted.items() if value is None]


def examine_mail(environment: Environment, outside: Outside | None = None) -> Iterator[Examined]:
    """Look at the settings first; what rests on one that is missing is left out."""
    outside = outside or Outside(resolve, knock)
    missing = missing_for_live(environment)
    what = "mail: settings"
    if missing:
        yield Examined(what, False, f"not set: {', '.join(missing)}; see “From test to live” in docs/operator.md")
        return
    assert environment.smtp is not None
    domain = environment.mail_domain
    try:
        server = SmtpServer.parse(environment.smtp)
        signers = signers_of(environment)
    except ChannelError as error:
        yield Examined(what, False, str(error))
        return
    yield Examined(what, True, f"letters come from {domain}, by {server.host}")
    yield _server(server, outside.knock)
    yield _spf(domain, outside.resolve)
    for signer in signers:
        yield _dkim(signer, outside.resolve)
    yield _dmarc(domain, outside.resolve)
    yield _incoming(domain, outside.resolve)
    yield _reverse(domain, server, outside.resolve)


# --- the server -----------------------------------------------------------------------------------------------------


def _server(server: SmtpServer, knock: Knock) -> Examined:
    what = "mail: server"
    place = f"{server.host}:{server.port}"
    try:
        knock(server)
    except smtplib.SMTPAuthenticationError:
        return Examined(what, False, f"{place} does not know the name or the password in TOCSIN_SMTP")
    except smtplib.SMTPNotSupportedError:
        return Examined(what, False, f"{place} offers no encryption (STARTTLS): nothing is sent over an open line")
    except ssl.SSLCertVerificationError:
        return Examined(
            what, False, f"{place} shows a certificate that is not for this name, or that nobody vouches for"
        )
    except (OSError, smtplib.SMTPException):
        return Examined(what, False, f"{place} does not answer as a mail server: start it, or correct TOCSIN_SMTP")
    return Examined(what, True, f"{place} answers")


def knock(server: SmtpServer) -> None:
    """Greeting, encryption and sign-in as for a letter, and goodbye."""
    context = ssl.create_default_context()
    if server.is_loopback:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if server.implicit_tls:
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with line:
        line.ehlo()
        if server.expects_tls and not server.implicit_tls:
            line.starttls(context=context)
        if server.user:
            line.login(server.user, server.password)
        line.noop()


# --- the records ----------------------------------------------------------------------------------------------------


def _records(resolve: Resolver, name: str, begin: str) -> list[str]:
    return [one for one in resolve("TXT", name) if one.lower().replace(" ", "").startswith(begin)]


def _spf(domain: str, resolve: Resolver) -> Examined:
    """RFC 7208: one record, and an end that does not let everybody in. Envelope and From have the same domain."""
    what = "mail: SPF"
    try:
        found = _records(resolve, domain, "v=spf1")
    except NoAnswer:
        return _unanswered(what, domain)
    if len(found) != 1:
        told = f"{len(found)} records at {domain}" if found else f"no record at {domain}"
        return Examined(what, False, f"{told}: there is to be one TXT record, such as “v=spf1 mx -all”")
    terms = found[0].lower().split()[1:]
    if any(term in {"+all", "all", "?all"} for term in terms):
        return Examined(what, False, f"the record at {domain} lets everybody send in our name: end it with “-all”")
    if not any(term in {"-all", "~all"} or term.startswith("redirect=") for term in terms):
        return Examined(what, False, f"the record at {domain} has no end: end it with “-all”")
    return Examined(what, True, f"“{found[0]}”; it has to name the server that the letters leave from")


def _dkim(signer: DkimSigner, resolve: Resolver) -> Examined:
    """RFC 6376: the public half of our key, letter for letter."""
    what = "mail: DKIM"
    name = signer.record_name
    wanted = f"make a TXT record there: {signer.public_record()}"
    try:
        found = [_tags(one) for one in resolve("TXT", name)]
    except NoAnswer:
        return _unanswered(what, name)
    keys = [tags["p"] for tags in found if "p" in tags]
    if not keys:
        return Examined(what, False, f"no record at {name}: {wanted}")
    ours = _tags(signer.public_record())
    if ours["p"] not in keys or ours["k"] not in [tags.get("k", "rsa") for tags in found]:
        return Examined(what, False, f"the record at {name} is of another key: {wanted}")
    if len(keys) > 1:
        return Examined(what, False, f"{len(keys)} records at {name}: leave the one of our key")
    if any("y" in tags.get("t", "").split(":") for tags in found):
        return Examined(what, False, f"the record at {name} says that it is a test (t=y): take that away")
    return Examined(what, True, f"the record at {name} is of our key")


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): re.sub(r"\s", "", value) for name, found, value in pairs if found}


def _dmarc(domain: str, resolve: Resolver) -> Examined:
    """RFC 7489: of the domain, else of the one above it. Either of SPF and DKIM has to be aligned, and both are."""
    what = "mail: DMARC"
    names = [f"_dmarc.{domain}", f"_dmarc.{domain.partition('.')[2]}"]
    try:
        found = next(((name, records) for name in names if (records := _records(resolve, name, "v=dmarc1"))), None)
    except NoAnswer:
        return _unanswered(what, names[0])
    if found is None:
        return Examined(what, False, f"no record at {names[0]}: make a TXT record there, such as “v=DMARC1; p=reject”")
    name, records = found
    policy = _tags(records[0]).get("p", "").lower()
    if len(records) > 1 or policy not in {"none", "quarantine", "reject"}:
        return Examined(what, False, f"the record at {name} cannot be read: one, with p=quarantine or p=reject")
    if policy == "none":
        return Examined(what, True, f"the record at {name} only watches (p=none): p=reject once reports look well")
    return Examined(what, True, f"p={policy} at {name}")


def _incoming(domain: str, resolve: Resolver) -> Examined:
    """Where bounces and officials' answers come. RFC 7505: a lone dot takes no mail."""
    what = "mail: answers"
    try:
        hosts = [host for host in resolve("MX", domain) if host.strip(".")]
    except NoAnswer:
        return _unanswered(what, domain)
    if not hosts:
        return Examined(what, False, f"no MX record at {domain}: bounces and officials’ answers would be lost")
    return Examined(what, True, f"bounces and officials’ answers come to {hosts[0].rstrip('.')}")


def _reverse(domain: str, server: SmtpServer, resolve: Resolver) -> Examined:
    """The name of each address leads back to it (RFC 1912 section 2.1): many servers take nothing from others."""
    what = "mail: reverse DNS"
    try:
        # A server on this machine sends from where it also takes mail in.
        hosts = resolve("MX", domain) if server.is_loopback else (server.host,)
        addresses = [one for host in hosts[:1] for one in _addresses(host.rstrip("."), resolve)]
        if not addresses:
            return Examined(what, False, "the address from which letters leave is not known: see the MX record")
        bad = [one for one in addresses if not _leads_back(one, resolve)]
    except NoAnswer:
        return _unanswered(what, domain)
    if bad:
        told = f"{', '.join(bad)} has no name that leads back to it: whoever gives you the address has to enter one"
        return Examined(what, False, told)
    return Examined(what, True, f"{', '.join(addresses)} lead back to themselves")


def _addresses(host: str, resolve: Resolver) -> tuple[str, ...]:
    with suppress(ValueError):
        return (str(ip_address(host)),)
    return (*resolve("A", host), *resolve("AAAA", host))


def _leads_back(address: str, resolve: Resolver) -> bool:
    names = resolve("PTR", ip_address(address).reverse_pointer)
    return any(ip_address(address) in map(ip_address, _addresses(name.rstrip("."), resolve)) for name in names)


def _unanswered(what: str, name: str) -> Examined:
    return Examined(what, False, f"the DNS did not answer for {name}: try again, or see this machine’s resolver")


def resolve(kind: str, name: str) -> tuple[str, ...]:
    """The Resolver of this machine."""
    from dns.exception import DNSException
    from dns.resolver import NXDOMAIN
    from dns.resolver import NoAnswer as NoSuchRecord
    from dns.resolver import Resolver as Asking

    try:
        answer = Asking().resolve(name, kind, lifetime=SECONDS)
    except (NXDOMAIN, NoSuchRecord):
        return ()
    except (DNSException, OSError):
        raise NoAnswer from None
    if kind == "TXT":
        return tuple(b"".join(one.strings).decode("utf-8", "replace") for one in answer)
    if kind == "MX":
        return tuple(one.exchange.to_text() for one in sorted(answer, key=lambda one: int(one.preference)))
    return tuple(one.to_text() for one in answer)
