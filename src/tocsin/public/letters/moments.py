"""Times on a writer's own page: by the clock of the capital of their state, which the page names once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_time
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.directory.zones import zone_of_capital
from tocsin.public import times
from tocsin.public.reader import Reader


@dataclass(frozen=True, slots=True)
class Moments:
    """zone: an IANA name."""

    zone: str
    reader: Reader

    @classmethod
    def of(cls, country: str, reader: Reader) -> Moments:
        """Nobody is asked where they are; the state that they write from is known, and most have one time."""
        return cls((zone_of_capital(country) if country else None) or "UTC", reader)

    def told(self, moment: datetime) -> SafeString:
        """“15:02” for today; “18 November, 09:41” before; with the year where it is another one."""
        there, today = moment.astimezone(self._zone), self.reader.now.astimezone(self._zone).date()
        words = self.reader.words
        if there.date() == today:
            day = None
        elif there.year == today.year:
            day = times.day_and_month(there.date(), words)
        else:
            day = words.day(there.date())
        said = words.listed(day, self._clock(there))
        return format_html('<time datetime="{}">{}</time>', moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"), said)

    def with_zone(self, moment: datetime) -> SafeString:
        """“24 November 2026, 15:02, Berlin time (UTC+1)”."""
        return times.moment_in_words(moment, self.zone, self.reader.words)

    def day(self, moment: datetime) -> SafeString:
        """“18 November 2026”."""
        day = times.day(times.day_of(moment, self.zone), self.reader.words)
        return format_html('<time datetime="{}">{}</time>', day.iso, day.words)

    def about(self) -> SafeString:
        """“Times are Berlin time (UTC+1), 23 November 2026.”"""
        now = self.reader.now
        return format_html(
            _("Times are {zone}; today is {day}."),
            zone=times.zone_in_words(self.zone, now, self.reader.words),
            day=self.day(now),
        )

    def now(self) -> SafeString:
        return self.told(self.reader.now)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def _clock(self, there: datetime) -> str:
        return str(format_time(there.time(), "HH:mm", locale=self.reader.words.locale))
