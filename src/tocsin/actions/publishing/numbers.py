"""Numbers and indexes: given at publication, one after the other, without gaps."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.actions.models import Case, Edition, Serial
from tocsin.records.errors import Refused

SERIES = "UA"


def next_in(series: str) -> int:
    """The next number of a series; its row stays locked until the transaction ends, so that no number is lost."""
    Serial.objects.get_or_create(series=series)
    serial = Serial.objects.select_for_update().get(series=series)
    serial.last += 1
    serial.save(update_fields=["last"])
    return serial.last


def give_number(case: Case, year: int) -> None:
    """Give the case the next free number of a year; those that imported cases brought are passed over."""
    short = f"{year % 100:02}"
    while not take_number(case, f"{SERIES} {next_in(f'{SERIES} {short}')}/{short}"):
        pass


def take_number(case: Case, number: str | None) -> bool:
    """Give the case this number, if no other has it, or is taking it at this moment. Whether it was free."""
    if number is not None and Case.objects.filter(number=number).exclude(pk=case.pk).exists():
        return False
    try:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(number=number)
    except IntegrityError:
        return False
    case.number = number
    return True


def document_index(section: str, country: str, issued: date) -> str:
    """`<section> <country>/<serial>/<year>`, the serial counted by section and year."""
    while True:
        serial = next_in(f"index {section} {issued.year}")
        index = f"{section} {country}/{serial:04}/{issued.year}"
        if not Edition.objects.filter(index=index).exists():
            return index


def slug_of(number: str) -> str:
    """`UA 152/26` → `ua-152-26`."""
    return number.lower().replace(" ", "-").replace("/", "-")


def check_index_free(index: str) -> None:
    if Edition.objects.filter(index=index).exists():
        raise index_taken(index)


def index_taken(index: str) -> Refused:
    return Refused(_("The index %(index)s belongs to another document already.") % {"index": index}, "index-taken")
