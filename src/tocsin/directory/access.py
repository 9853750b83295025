"""The only ways to what the directory holds. It is shared by all sections: who is on the staff may see it."""

from __future__ import annotations

from tocsin.directory.kinds import ContactState
from tocsin.directory.models import ContactPoint, Office
from tocsin.records.errors import NotThere
from tocsin.staff.access import may, require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


def see_directory(person: Person) -> None:
    """Raise Refused where this person may not look into the directory."""
    require(person, Deed.SEE, anywhere=True)


def access_office_for(person: Person, office_id: int, *, for_change: bool = False) -> Office:
    """The office; one that was merged leads to the one it turned out to be. for_change: locked until the end."""
    offices = Office.objects.select_for_update() if for_change else Office.objects
    found = offices.filter(pk=office_id).first() if may(person, Deed.SEE, anywhere=True) else None
    if found is not None and found.merged_into_id is not None:
        found = offices.get(pk=found.merged_into_id)
    if found is None:
        raise NotThere("office of this number")
    return found


def access_contact_for(person: Person, contact_id: int, *, for_change: bool = False) -> ContactPoint:
    """The contact point. for_change: locked until the end."""
    contacts = ContactPoint.objects.select_for_update() if for_change else ContactPoint.objects
    found = contacts.filter(pk=contact_id).first() if may(person, Deed.SEE, anywhere=True) else None
    if found is None:
        raise NotThere("contact point of this number")
    return found


def failing_contacts_for(person: Person) -> list[ContactPoint]:
    """Addresses and numbers that do not work, of offices that are in use, those that failed first at the front; none
    for whoever does not keep the directory.
    """
    if not may(person, Deed.DIRECTORY, anywhere=True):
        return []
    failing = ContactPoint.objects.filter(state=ContactState.FAILING.value, office__merged_into=None)
    return list(failing.select_related("office").order_by("state_since", "pk"))
