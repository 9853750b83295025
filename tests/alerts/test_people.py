"""The members that tests make are as those who joined."""

from __future__ import annotations

import pytest

from tests.alerts.people import make_member, make_members
from tocsin.members.models import Member, Profile
from tocsin.members.wishes import Wishes

pytestmark = pytest.mark.django_db


def test_made_members_have_an_address_that_the_desk_opens_and_share_their_wishes() -> None:
    made = make_members(3, Wishes(languages=("fr",)), section="DE")
    other = make_member("writer@example.org", Wishes(languages=("fr",)))
    for one in (*made, other):
        row = Member.objects.get(pk=one.pk)
        assert row.content is not None
        assert row.content.open() == {"email": one.email, "link": one.link.text}
        assert one.link.open(row.kept)["email"] == one.email
    assert Profile.objects.count() == 1
    assert [one.pk for one in made] == sorted(one.pk for one in made)
