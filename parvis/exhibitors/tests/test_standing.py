"""Taking part, what it gives, and who signs in."""

import pytest

from parvis.accounts.models import User
from parvis.companies.tests.factories import make_company, make_contact
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors import signals
from parvis.exhibitors.actions import standing
from parvis.exhibitors.models import Entitlement, Exhibitor, Representative
from parvis.exhibitors.tests.factories import make_exhibitor

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_ensure_exhibitor_makes_a_prospective_one_once() -> None:
    company, edition = make_company(), make_edition()

    first = standing.ensure_exhibitor(company, edition, by=make_actor(), at=NOON)
    second = standing.ensure_exhibitor(company, edition, by=make_actor(), at=NOON)

    assert first == second
    assert first.status == "prospective"
    assert verbs() == ["exhibitor.created"]


def test_ensure_exhibitor_brings_a_withdrawn_one_back_as_prospective() -> None:
    gone = make_exhibitor(status="withdrawn")

    standing.ensure_exhibitor(gone.company, gone.edition, by=make_actor(), at=NOON)

    gone.refresh_from_db()
    assert (gone.status, gone.withdrawn_at) == ("prospective", None)
    assert verbs() == ["exhibitor.returned"]


def test_confirm_exhibitor_counts_and_announces_once() -> None:
    exhibitor = make_exhibitor(status="prospective")
    heard: list[Exhibitor] = []

    def listener(exhibitor: Exhibitor, **_rest: object) -> None:
        heard.append(exhibitor)

    signals.exhibitor_confirmed.connect(listener)
    standing.confirm_exhibitor(exhibitor, by=make_actor(), at=NOON)
    standing.confirm_exhibitor(exhibitor, by=make_actor(), at=NOON)

    assert (exhibitor.status, exhibitor.confirmed_at) == ("confirmed", NOON)
    assert heard == [exhibitor]
    assert verbs() == ["exhibitor.confirmed"]


def test_withdraw_exhibitor_announces_once_and_keeps_when_it_was_confirmed() -> None:
    exhibitor = make_exhibitor()
    heard: list[Exhibitor] = []

    def listener(exhibitor: Exhibitor, **_rest: object) -> None:
        heard.append(exhibitor)

    signals.exhibitor_withdrawn.connect(listener)
    standing.withdraw_exhibitor(exhibitor, by=make_actor(), at=NOON)
    standing.withdraw_exhibitor(exhibitor, by=make_actor(), at=NOON)

    assert (exhibitor.status, exhibitor.withdrawn_at, exhibitor.confirmed_at) == ("withdrawn", NOON, NOON)
    assert heard == [exhibitor]


def test_grant_entitlements_said_twice_gives_once() -> None:
    exhibitor = make_exhibitor()

    for meals in (2, 4):
        quantities = {"meal": meals, "talk": 0}
        standing.grant_entitlements(exhibitor, quantities, source="C2026-0001", by=make_actor(), at=NOON)

    assert list(Entitlement.objects.values_list("kind", "quantity", "source")) == [("meal", 4, "C2026-0001")]


def test_revoke_entitlements_takes_back_what_that_source_gave_and_no_more() -> None:
    exhibitor = make_exhibitor()
    for source in ("C2026-0001", "C2026-0002"):
        standing.grant_entitlements(exhibitor, {"meal": 2}, source=source, by=make_actor(), at=NOON)

    for _time in range(2):
        standing.revoke_entitlements(exhibitor, source="C2026-0001", by=make_actor(), at=NOON)

    assert list(Entitlement.objects.values_list("source", flat=True)) == ["C2026-0002"]
    assert verbs().count("entitlement.revoked") == 1


def test_ensure_representative_gives_the_contact_a_user_once() -> None:
    exhibitor = make_exhibitor()
    contact = make_contact(exhibitor.company, email="Grace@Nubelis.example")

    first = standing.ensure_representative(exhibitor, contact, by=make_actor(), at=NOON)
    second = standing.ensure_representative(exhibitor, contact, by=make_actor(), at=NOON)

    user = User.objects.get(email="grace@nubelis.example")
    assert first == second
    assert first.user == contact.user == user
    assert verbs() == ["representative.added"]


def test_ensure_representative_gives_a_user_to_somebody_already_listed() -> None:
    exhibitor = make_exhibitor()
    contact = make_contact(exhibitor.company, email="grace@nubelis.example")
    listed = Representative.objects.create(
        exhibitor=exhibitor, first_name="Grace", last_name="Martin", email="grace@nubelis.example", created_at=NOON
    )

    row = standing.ensure_representative(exhibitor, contact, by=make_actor(), at=NOON)

    assert row == listed
    assert row.user == contact.user
