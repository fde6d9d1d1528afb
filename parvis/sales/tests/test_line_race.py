"""Sellers, buyers and the line, all at once on the real database."""

import threading
from typing import Any

import pytest

from parvis.companies.tests.factories import make_company
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.sales import actions
from parvis.sales.models import Contract, Package, PlaceRequest
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import make_draft, make_package, make_sent, signer
from parvis.sales.tests.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
MANY = 8


def test_eight_members_offer_one_free_place_and_it_is_kept_once() -> None:
    edition = make_edition()
    package = make_package(edition, stock=0)
    for _place in range(2):
        actions.queue_quote(make_draft(edition, make_company(), choices=[Choice(package)]), **BY)
    Package.objects.update(stock=1)
    first, second = PlaceRequest.objects.order_by("pk")

    answers = at_once(
        [
            lambda one=one: actions.offer_place(one, **BY).state  # type: ignore[misc]
            for one in [first, second] * (MANY // 2)
        ]
    )

    assert answers.count("offered") == MANY // 2
    assert set(answers) <= {"offered", "order", "sold_out"}
    assert Package.objects.get().sold_count == 1
    assert PlaceRequest.objects.filter(state="offered").get() == first


def test_a_kept_place_and_rivals_who_accept_at_once_make_one_contract() -> None:
    edition = make_edition()
    package = make_package(edition, stock=1)
    rivals = [make_sent(edition, make_company(), choices=[Choice(package)]) for _place in range(4)]
    own = rivals[2]
    place = PlaceRequest.objects.create(package=package, exhibitor=own.exhibitor, asked_at=NOON, asked_by="Ada")
    actions.offer_place(place, **BY)

    answers = at_once(
        [
            lambda quote=quote: actions.accept_quote(quote, by=signer(), at=NOON).status  # type: ignore[misc]
            for quote in rivals
        ]
    )

    assert sorted(answers) == ["sent", "sold_out", "sold_out", "sold_out"]
    assert Contract.objects.get().quote == own
    assert Package.objects.get().sold_count == 1


def test_negative_control_without_the_lock_each_would_keep_the_place() -> None:
    """Reading what is left, then keeping it: the same threads, no lock. Every one of them finds the place free."""
    package = make_package(make_edition(), stock=1)
    read = threading.Barrier(MANY)

    def look_without_lock() -> int | None:
        left = Package.objects.get(pk=package.pk).left_count
        read.wait()
        return left

    assert at_once([look_without_lock] * MANY) == [1] * MANY
