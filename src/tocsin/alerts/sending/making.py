"""From a member's row to their message: opened, worded and signed when its turn has come."""

from __future__ import annotations

import json
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from tocsin.alerts.models import AlertKind, End, Turn, Wave
from tocsin.alerts.sending.names import names_of
from tocsin.alerts.wording import ME, WRITE, Digest, Reason, Source, Variant, language_for
from tocsin.appeals.matter import GoneFromPublic
from tocsin.appeals.models import Appeal
from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.forms import Blank, Form
from tocsin.delivery.channels.email.stream import Parcel
from tocsin.delivery.channels.outbox import as_test_form
from tocsin.directory.models import Section
from tocsin.directory.regions import region_of
from tocsin.keys import DeskKey, OwnBox, SealedAway, is_own
from tocsin.letters.addresses import email_of
from tocsin.members.alert_links import write_tokens
from tocsin.members.links import MemberLink
from tocsin.members.models import Member, MemberState, Profile
from tocsin.members.wishes import Wishes

LEAVE: Final = "hole" + "l" * 28
"""Stands for the token that leaves by one click."""

MOST_FORMS: Final = 200
"""Wordings that a worker keeps ready; each is some twenty thousand octets."""

MOST_WRITERS: Final = 10_000
"""Whom a worker keeps at hand, a hundred octets each; where there are more, it asks for those whose turn it is."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")
log = logging.getLogger(__name__)

CONTENT: Final = "members.member.content"
"""What a member's address is sealed for."""


class Row(NamedTuple):
    """A member as they are now. content: sealed. gets: whether mail goes to them at all. SQLite says 1 for true."""

    pk: int
    content: bytes | memoryview | None
    profile: int
    is_group: bool
    person: str
    domain: str
    gets: bool


def rows_of(members: Sequence[int], today: date) -> dict[int, Row]:
    """Those of them who are there, by id."""
    # Not by the ORM, which takes four times as long for the same: 5 µs more for each of a million.
    gets = "state = %s AND content IS NOT NULL AND (paused_until IS NULL OR paused_until <= %s)"
    wanted = ",".join(str(int(member)) for member in members)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, content, profile_id, \"group\" <> '', person, domain, {gets} "  # noqa: S608
            f"FROM {connection.ops.quote_name(Member._meta.db_table)} WHERE id IN ({wanted or 'NULL'})",
            [MemberState.ACTIVE.value, connection.ops.adapt_datefield_value(today)],
        )
        return {row[0]: Row(*row) for row in cursor.fetchall()}


class Press:
    """Makes the messages of one wave. now: when its words were made, from which the days that are left are counted."""

    def __init__(self, wave: Wave, signers: Sequence[DkimSigner], now: datetime) -> None:
        self.now = now
        self._wave, self._alert, self._signers = wave, wave.alert, signers
        self._words, self._known = _words_of(wave, now), _told_by(wave)
        self._section = _section_languages(wave.section)
        self._writers = _writers_on(wave.alert.slug)
        self._write_token = write_tokens(wave.alert.slug, wave.alert.n)
        self._names = names_of(wave.alert_id)
        self._key: DeskKey = settings.KEYRING.desk_key()
        self._box: OwnBox = self._key.own_box()
        self._wishes: dict[int, Wishes] = {}
        self._variants: dict[tuple[int, bool, date | None], Variant] = {}
        self._forms: OrderedDict[tuple[Variant, tuple[str, ...]], Form] = OrderedDict()

    def parcels(self, rows: Mapping[int, Row], clock: Callable[[], datetime]) -> dict[int, Parcel | End]:
        """The messages of these members, by position; their end for those to whom no mail can go, or whose actions are
        over. rows: by position.
        """
        wrote = self._wrote_on(rows.values())
        slugs = self._slugs_of(rows.values())
        return {
            at: self._parcel(at, row, wrote.get(row.person), slugs.get(row.pk, ()), clock) for at, row in rows.items()
        }

    def _parcel(self, at: int, row: Row, wrote_on: date | None, slugs: tuple[str, ...],
                clock: Callable[[], datetime]) -> Parcel | End:  # fmt: skip
        try:
            email, link = self._opened(row)
            form = self._form(self._variant(row, wrote_on), slugs)
        except (SealedAway, ValueError, KeyError):
            log.error("the alert of member %s cannot be made: their row is damaged", row.pk)
            return End.REFUSED
        except GoneFromPublic:
            return End.RECALLED
        make = partial(self._made, form, row.pk, email, link, clock)
        return Parcel(at, self._names.bounces_to(row.pk), email, make)

    def _made(self, form: Form, member: int, email: str, link: MemberLink, clock: Callable[[], datetime]) -> bytes:
        filling = {"me": link.text, "leave": link.leave, "write": self._write_token(member)}
        return form.fill(email, self._names.message_id(member), clock(), filling)

    def _opened(self, row: Row) -> tuple[str, MemberLink]:
        octets = bytes(row.content or b"")
        opener = self._box if is_own(octets) else self._key
        said = json.loads(opener.open(octets, CONTENT).decode())
        email = said["email"]
        usable = email if _PLAIN.match(email) else email_of(email)
        if usable is None:
            raise ValueError("no mail can go there")
        return usable, MemberLink(said["link"])

    def _form(self, variant: Variant, slugs: tuple[str, ...]) -> Form:
        key = variant, slugs
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = Form(self._blank(variant, slugs), self._signers)
            if len(self._forms) > MOST_FORMS:
                self._forms.popitem(last=False)
        return form

    def _blank(self, variant: Variant, slugs: tuple[str, ...]) -> Blank:
        said = self._words.text(variant, slugs) if isinstance(self._words, Digest) else self._words.text(variant)
        domain = settings.ENVIRONMENT.mail_domain
        blank = Blank(
            sender_name=settings.ENVIRONMENT.network,
            sender=f"alerts@{domain}",
            subject=said.subject,
            text=said.text,
            html=said.html,
            headers=(
                ("Auto-Submitted", "auto-generated"),
                ("Content-Language", variant.language),
                ("List-Id", f"<alerts.{domain}>"),
                ("List-Unsubscribe", f"<{settings.ENVIRONMENT.url}/leave/{LEAVE}/>"),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ),
            holes={"me": ME, "write": WRITE, "leave": LEAVE},
        )
        return blank if settings.ENVIRONMENT.is_live else as_test_form(blank)

    def _variant(self, row: Row, wrote_on: date | None) -> Variant:
        key = row.profile, row.is_group, wrote_on
        if key not in self._variants:
            wishes = self._wishes_of(row.profile)
            language, tongue = self._languages(wishes)
            self._variants[key] = Variant(
                language=language,
                tongue=tongue,
                quiet=wishes.quiet,
                plain=wishes.plain,
                reason=self._reason(wishes, row, wrote_on),
                wrote_on=wrote_on,
                group=bool(row.is_group),
                section=self._wave.section,
            )
        return self._variants[key]

    def _languages(self, wishes: Wishes) -> tuple[str, str]:
        if isinstance(self._words, Digest):
            liked = (*wishes.languages, *self._section, "en")
            return liked[0], language_for(wishes.languages, self._section, liked, "en")[1]
        own = self._words.public.own
        return language_for(wishes.languages, self._section, self._words.languages, own)

    def _reason(self, wishes: Wishes, row: Row, wrote_on: date | None) -> Reason:
        """Why they get it: the nearest of their wishes that fits."""
        if row.is_group:
            return "group", ""
        if wrote_on is not None:
            return "wrote", ""
        if isinstance(self._words, Digest):
            return "all", ""
        record = self._words.public.record
        countries, concerns = record["countries"], record["concern_slugs"]
        fits: tuple[tuple[Any, Sequence[str]], ...] = (
            ("country", [one for one in countries if one in wishes.countries]),
            ("concern", [one for one in concerns if one in wishes.concerns]),
            ("region", [one for one in map(region_of, countries) if one in wishes.regions]),
        )
        return next(((kind, found[0]) for kind, found in fits if found), ("all", ""))

    def _wishes_of(self, profile: int) -> Wishes:
        if profile not in self._wishes:
            self._wishes[profile] = Wishes.of(Profile.objects.get(pk=profile).wishes)
        return self._wishes[profile]

    def _wrote_on(self, rows: Iterable[Row]) -> dict[str, date]:
        """The day (UTC) on which each of these people last wrote on the case."""
        people = [row.person for row in rows]
        if self._writers is not None:
            return {person: self._writers[person] for person in people if person in self._writers}
        return _last_days(_appeals_on(self._alert.slug).filter(person__in=people))

    def _slugs_of(self, rows: Iterable[Row]) -> dict[int, tuple[str, ...]]:
        """Of a digest: for which actions it is each member's turn."""
        if not isinstance(self._words, Digest):
            return {}
        found = Turn.objects.filter(digest=self._wave, member__in=[row.pk for row in rows])
        slugs: dict[int, tuple[str, ...]] = {}
        for member, slug in found.order_by("member", "wave").values_list("member", "wave__alert__slug"):
            slugs[member] = (*slugs.get(member, ()), slug)
        if not self._known.issuperset(slug for some in slugs.values() for slug in some):
            # Turns come to the week's digest while it is under way.
            self._words, self._known = _words_of(self._wave, self.now), _told_by(self._wave)
        return slugs


def _words_of(wave: Wave, now: datetime) -> Source | Digest:
    """Raises GoneFromPublic."""
    alert = wave.alert
    if alert.kind != AlertKind.DIGEST:
        return Source.load(AlertKind(alert.kind), alert.slug, alert.n, now)
    told = Turn.objects.filter(digest=wave).values_list("wave__alert__slug", "wave__alert__n").distinct()
    return Digest.load(told, now)


def _appeals_on(slug: str) -> QuerySet[Appeal]:
    return Appeal.objects.filter(slug=slug, confirmed_at__isnull=False)


def _writers_on(slug: str) -> dict[str, date] | None:
    """Of all who wrote on a case, the day on which they last did; None where they are too many to be kept at hand."""
    appeals = _appeals_on(slug)
    return None if appeals[MOST_WRITERS:].exists() else _last_days(appeals)


def _last_days(appeals: QuerySet[Appeal]) -> dict[str, date]:
    found = appeals.order_by("confirmed_at").values_list("person", "confirmed_at")
    return {person: at.date() for person, at in found if person and at}


def _told_by(digest: Wave) -> frozenset[str]:
    """Slugs of the actions of which a digest tells."""
    return frozenset(Turn.objects.filter(digest=digest).values_list("wave__alert__slug", flat=True).distinct())


def _section_languages(code: str) -> tuple[str, ...]:
    found = Section.objects.filter(code=code).values_list("languages", flat=True).first()
    return tuple(found or ())
