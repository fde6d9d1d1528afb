"""People of an exhibitor: badges, invitations, and who may take them away."""

from collections.abc import Callable
from typing import Any

import pytest

from parvis.accounts.models import User
from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_window
from parvis.exhibitors.actions import people
from parvis.exhibitors.models import Exhibitor, Representative
from parvis.exhibitors.tests.factories import actor_of, make_entitlement, make_exhibitor, make_representative
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db


def person(email: str = "ines@nubelis.example", **fields: Any) -> dict[str, Any]:
    return {"first_name": "Inès", "last_name": "Roux", "email": email, "is_on_site": True, **fields}


def add(exhibitor: Exhibitor, email: str = "ines@nubelis.example", **fields: Any) -> Representative:
    return people.add_representative(exhibitor, person=person(email, **fields), by=make_actor(), at=NOON)


def test_add_representative_takes_the_badges_ordered_and_no_more() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "badge", 1)
    make_entitlement(exhibitor, "badge", 1, source="C2026-0002")

    add(exhibitor, "a@nubelis.example")
    add(exhibitor, "b@nubelis.example")
    with pytest.raises(Refused, match="includes 2 badges and all are taken"):
        add(exhibitor, "c@nubelis.example")

    assert [row.email for row in exhibitor.representatives.order_by("pk")] == ["a@nubelis.example", "b@nubelis.example"]


def test_somebody_who_stays_away_takes_no_badge() -> None:
    exhibitor = make_exhibitor()

    add(exhibitor, is_on_site=False)

    assert exhibitor.representatives.count() == 1


def test_a_badge_given_back_can_be_taken_again() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "badge", 1)
    first = add(exhibitor, "a@nubelis.example")

    people.remove_representative(first, by=make_actor(), at=NOON)
    add(exhibitor, "a@nubelis.example")

    assert exhibitor.representatives.filter(removed_at=None).count() == 1


def test_the_same_address_is_listed_once_whatever_its_capitals() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "badge", 5)
    add(exhibitor, "ines@nubelis.example")

    with pytest.raises(Refused, match="already in your list"):
        add(exhibitor, "Ines@Nubelis.example")


def test_a_list_of_people_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    exhibitor = make_exhibitor()
    monkeypatch.setattr(people, "MOST_PEOPLE", 1)
    add(exhibitor, "a@nubelis.example", is_on_site=False)

    with pytest.raises(Refused, match="full"):
        add(exhibitor, "b@nubelis.example", is_on_site=False)


def test_history_keeps_no_personal_value() -> None:
    exhibitor = make_exhibitor()

    add(exhibitor, is_on_site=False)

    changes = LogEntry.objects.about(exhibitor).get().changes
    assert changes == {"first_name": [], "last_name": [], "email": [], "is_on_site": [True, False]}


def test_another_address_ends_the_sign_in_of_the_old_one() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "badge", 1)
    row = make_representative(exhibitor)

    people.change_representative(row, person=person("new@nubelis.example"), by=make_actor(), at=NOON)

    row.refresh_from_db()
    assert (row.user, row.email) == (None, "new@nubelis.example")


def test_a_correction_keeps_the_sign_in_and_counts_the_badge_once() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "badge", 1)
    row = make_representative(exhibitor)

    people.change_representative(row, person=person(row.email), by=make_actor(), at=NOON)

    row.refresh_from_db()
    assert (row.user is not None, row.last_name, row.name_folded) == (True, "Roux", f"ines roux {row.email}")


def test_nobody_comes_to_the_fair_by_a_correction_without_a_badge() -> None:
    exhibitor = make_exhibitor()
    row = make_representative(exhibitor, is_on_site=False)

    with pytest.raises(Refused, match="badge"):
        people.change_representative(row, person=person(row.email), by=make_actor(), at=NOON)


def test_nobody_removes_themselves() -> None:
    exhibitor = make_exhibitor()
    grace, ines = make_representative(exhibitor), make_representative(exhibitor)

    with pytest.raises(Refused, match="yourself"):
        people.remove_representative(grace, by=actor_of(grace), at=NOON)
    people.remove_representative(ines, by=actor_of(grace), at=NOON)

    assert list(exhibitor.representatives.filter(removed_at=None)) == [grace]


def test_invite_representative_gives_a_user_and_writes_once_a_day() -> None:
    exhibitor = make_exhibitor()
    row = add(exhibitor, is_on_site=False)

    for _time in range(2):
        people.invite_representative(row, language="en", by=make_actor(), at=NOON)

    user = User.objects.get(email="ines@nubelis.example")
    message = Message.objects.get(kind="portal_invitation")
    assert (row.user, user.last_name, user.language) == (user, "Roux", "en")
    assert message.to_address == user.email
    assert f"http://testserver/exhibitor/{exhibitor.edition.slug}/" in message.text


@pytest.mark.parametrize("act", ["add", "change", "remove"])
def test_people_cannot_be_changed_once_the_section_has_closed(act: str) -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "badge", 5)
    grace, row = make_representative(exhibitor), make_representative(exhibitor)
    make_window(exhibitor.edition, "representatives", closes_at=NOON)
    by = actor_of(grace)

    acts: dict[str, Callable[[], object]] = {
        "add": lambda: people.add_representative(exhibitor, person=person(), by=by, at=NOON),
        "change": lambda: people.change_representative(row, person=person(), by=by, at=NOON),
        "remove": lambda: people.remove_representative(row, by=by, at=NOON),
    }

    with pytest.raises(Refused, match="closed"):
        acts[act]()


def test_a_person_is_shown_by_name_or_by_address() -> None:
    assert [str(Representative(first_name="Inès", last_name="Roux")), str(Representative(email="i@x.example"))] == [
        "Inès Roux",
        "i@x.example",
    ]
