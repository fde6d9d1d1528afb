"""Cancelling by the scale: the computation that was read is the one that is kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import FAIR_ON, NOON, client_in, make_actor, make_edition
from parvis.sales.actions.cancellation import cancel_contract, reckon_cancellation
from parvis.sales.cancelling import reckon
from parvis.sales.models import Cancellation, Contract, PriceRule
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import make_contract, make_option, make_package, make_rule, make_signed

pytestmark = pytest.mark.django_db
BY = make_actor()


def with_scale(edition: Edition) -> Edition:
    make_rule(edition, "cancel", 30, days_before=90)
    make_rule(edition, "cancel", 50, days_before=60)
    make_rule(edition, "cancel", 100, days_before=30)
    make_rule(edition, "class", -10, company_kind="startup")
    return edition


@pytest.mark.parametrize(
    ("days", "share", "reached"), [(91, 0, 0), (90, 3_000, 1), (60, 5_000, 2), (30, 10_000, 3), (-1, 10_000, 3)]
)
def test_the_strictest_step_reached_counts(days: int, share: int, reached: int) -> None:
    edition = with_scale(make_edition())

    found = reckon([(10_001, 2000, 0), (333, 550, 0)], list(PriceRule.objects.filter(edition=edition)), days_left=days)

    assert (found.share_basis_points, sum(step.is_reached for step in found.steps)) == (share, reached)
    assert [step.days_before for step in found.steps] == [90, 60, 30]
    assert found.owed_cents + found.credited_cents == found.sold_cents == 10_334


def test_each_vat_rate_is_rounded_once() -> None:
    edition = with_scale(make_edition())

    found = reckon([(5_000, 2000, 0), (5_001, 2000, 0), (333, 550, 0)], list(edition.price_rules.all()), days_left=60)

    assert [(part.rate, part.owed_cents, part.credited_cents, part.vat_cents) for part in found.parts] == [
        ("5.5%", 167, 166, 9),
        ("20%", 5_001, 5_000, 1_000),
    ]
    assert (found.owed_cents, found.vat_cents, found.total_cents, found.share) == (5_168, 1_009, 6_177, "50%")


def test_cancel_contract_keeps_the_computation_and_takes_everything_back() -> None:
    edition = with_scale(make_edition())
    lunch = make_option(edition, vat_basis_points=1000)
    contract = make_signed(edition, make_company(), choices=[Choice(make_package(edition)), Choice(lunch, 2)])
    days = (FAIR_ON - NOON.date()).days

    cancel_contract(contract, reason="Budget", seen_owed_cents=246_000 * 50 // 100, by=BY, at=NOON)
    again = cancel_contract(contract, reason="Twice", seen_owed_cents=1, by=BY, at=NOON)

    kept = Cancellation.objects.get()
    assert (again.status, kept.days_left, kept.share_basis_points) == ("withdrawn", days, 5_000)
    assert (kept.net_cents, kept.owed_cents, kept.credited_cents, kept.reason) == (246_000, 123_000, 123_000, "Budget")
    assert [row["owed_cents"] for row in kept.computation] == [3_000, 120_000]
    assert str(kept) == f"{contract} 50 %"
    assert LogEntry.objects.get(verb="contract.cancelled").changes == {
        "owed_cents": [None, 123_000],
        "credited_cents": [None, 123_000],
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Cancellation.objects.update(owed_cents=0)


def test_an_amount_that_nobody_read_is_refused() -> None:
    contract = make_signed(with_scale(make_edition()))

    with pytest.raises(Refused, match="has changed since you read it"):
        cancel_contract(contract, reason="Budget", seen_owed_cents=0, by=BY, at=NOON)

    contract.refresh_from_db()
    assert contract.is_signed


def test_before_the_signature_nothing_is_owed_and_nothing_is_kept() -> None:
    contract = make_contract(with_scale(make_edition()))

    assert reckon_cancellation(contract, at=NOON).owed_cents == 0
    cancel_contract(contract, reason="Mistake", seen_owed_cents=0, by=BY, at=NOON)

    assert Contract.objects.get().status == "withdrawn"
    assert not Cancellation.objects.exists()


def test_contract_withdraw_shows_the_computation_and_wants_a_reason() -> None:
    edition = with_scale(make_edition(fair_on=(timezone.now() + timedelta(days=59)).date()))
    contract = make_signed(edition)
    browser = client_in(edition, role="lead")
    page = reverse("sales:contract_withdraw", args=[edition.slug, contract.pk])

    shown = browser.get(page).content.decode()
    assert "× 50" in shown
    assert "59 days to the fair" in shown
    assert 'name="seen_owed_cents" value="120000"' in " ".join(shown.split())
    assert browser.post(page, {"reason": "", "seen_owed_cents": "120000"}).status_code == 422
    for seen in ("", "1"):
        assert browser.post(page, {"reason": "Budget", "seen_owed_cents": seen}).status_code == 422
    assert browser.post(page, {"reason": "Budget", "seen_owed_cents": "120000"}).status_code == 302
    assert Cancellation.objects.get().owed_cents == 120_000
