"""Job offers: as many as ordered, while their section is open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry, Term
from parvis.editions.tests.factories import NOON, make_actor, make_edition, make_window
from parvis.exhibitors.actions import offers
from parvis.exhibitors.models import Exhibitor, JobOffer
from parvis.exhibitors.tests.factories import (
    actor_of,
    make_entitlement,
    make_exhibitor,
    make_job_offer,
    make_representative,
)

pytestmark = pytest.mark.django_db


def publish(exhibitor: Exhibitor, title: str = "Stage", by: Any = None) -> JobOffer:
    words = {"title": title, "kind": Term.objects.get(kind="seek", slug="stage"), "place": "Palaiseau"}
    return offers.publish_job_offer(exhibitor, words=words, fields=[], by=by or make_actor(), at=NOON)


def test_publish_job_offer_as_many_as_ordered() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "job_offer", 1)

    publish(exhibitor)
    with pytest.raises(Refused, match="includes 1 job offer and it is published"):
        publish(exhibitor)

    assert exhibitor.job_offers.count() == 1


def test_no_job_offer_without_one_in_the_order() -> None:
    with pytest.raises(Refused, match="includes no job offer"):
        publish(make_exhibitor())


def test_a_removed_offer_leaves_its_place() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "job_offer", 1)

    offers.remove_job_offer(publish(exhibitor), by=make_actor(), at=NOON)
    publish(exhibitor, "Thèse")

    assert [offer.title for offer in exhibitor.job_offers.filter(removed_at=None)] == ["Thèse"]


def test_change_job_offer_keeps_both_values_in_history() -> None:
    offer = make_job_offer(make_exhibitor())
    fields = [Term.objects.get(kind="field", slug="cloud")]

    offers.change_job_offer(offer, words={"title": "Alternance"}, fields=fields, by=make_actor(), at=NOON)

    offer.refresh_from_db()
    entry = LogEntry.objects.about(offer.exhibitor).get()
    assert (offer.title, offer.title_folded, list(offer.fields.all())) == ("Alternance", "alternance", fields)
    assert entry.changes == {"title": ["Stage réseaux", "Alternance"]}


@pytest.mark.parametrize("act", ["publish", "change", "remove"])
def test_offers_cannot_be_changed_once_the_section_has_closed(act: str) -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "job_offer", 5)
    offer = make_job_offer(exhibitor)
    make_window(exhibitor.edition, "job_offers", closes_at=NOON)
    by = actor_of(make_representative(exhibitor))

    acts: dict[str, Callable[[], object]] = {
        "publish": lambda: publish(exhibitor, by=by),
        "change": lambda: offers.change_job_offer(offer, words={}, fields=[], by=by, at=NOON),
        "remove": lambda: offers.remove_job_offer(offer, by=by, at=NOON),
    }

    with pytest.raises(Refused, match="closed"):
        acts[act]()


def test_public_offers_are_those_of_confirmed_exhibitors_that_still_wait_for_an_answer() -> None:
    edition = make_edition()
    shown = make_job_offer(make_exhibitor(edition), deadline_on=NOON.date())
    make_job_offer(make_exhibitor(edition), deadline_on=NOON.date() - timedelta(days=1))
    make_job_offer(make_exhibitor(edition), removed_at=NOON)
    make_job_offer(make_exhibitor(edition, status="prospective"))
    make_job_offer(make_exhibitor())

    assert list(JobOffer.objects.in_edition(edition).public_on(NOON.date())) == [shown]
    assert str(shown) == "Stage réseaux"
