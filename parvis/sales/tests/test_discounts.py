"""Negotiated discounts: one rounding, a reason, and above the threshold a second person."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parvis.companies.tests.factories import make_company
from parvis.core.actor import Actor, ActorKind
from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_edition
from parvis.sales import actions
from parvis.sales.models import Quote
from parvis.sales.offer import Choice, Deal, choices_of
from parvis.sales.pricing import Allowance
from parvis.sales.queries import approval_above
from parvis.sales.tests.factories import make_draft, make_option, make_package, make_rule

pytestmark = pytest.mark.django_db
ADA = Actor(ActorKind.MEMBER, "71", "Ada")
NORA = Actor(ActorKind.MEMBER, "72", "Nora")
LEO = Actor(ActorKind.MEMBER, "73", "Leo")


def dealt(percent: int, *, edition: Edition | None = None, by: Actor = ADA, **draft: Any) -> Quote:
    """A draft with so many percent off its package, written by Ada alone."""
    quote = make_draft(edition, **draft)
    deal = Deal(percent * 100, "Partner of the school" if percent else "")
    choices = choices_of(quote)
    return actions.change_quote(quote, contact=quote.contact, choices=choices, deal=deal, by=by, at=NOON)


def test_percentages_compound_class_first_then_early_then_negotiated_with_one_rounding() -> None:
    edition, company = make_edition(), make_company(kind="public")
    make_rule(edition, "class", -20, company_kind="public")
    make_rule(edition, "early_bird", -10, until_on=date(2026, 9, 15))
    choices = [Choice(make_package(edition, price_cents=99_999)), Choice(make_option(edition), 2)]

    quote = dealt(5, edition=edition, company=company, choices=choices)

    first, option = quote.lines.order_by("position")
    assert first.net_cents == 68_399  # 99 999 × 0.8 × 0.9 × 0.95 = 68 399.316
    assert first.discount_text == "Public body −20%, early booking −10%, negotiated −5%"
    assert (option.net_cents, option.discount_text) == (6_000, "")
    assert quote.given_basis_points == 462  # 3 600 of 77 999


def test_a_discount_has_a_reason_and_stays_within_the_price() -> None:
    quote = make_draft()
    for deal, sentence in ((Deal(500), "why"), (Deal(-1, "x"), "between 0 and 100"), (Deal(10_001, "x"), "between")):
        with pytest.raises(Refused, match=sentence):
            actions.change_quote(quote, contact=quote.contact, choices=choices_of(quote), deal=deal, by=ADA, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(discount_basis_points=500)


@pytest.mark.parametrize(
    ("list_cents", "net", "given", "left", "needed"),
    [
        (10_000, 9_000, 1_000, 0, False),
        (10_000, 8_999, 1_001, 0, True),
        (10_000, 9_500, 500, 500, False),
        (0, 0, 0, 0, False),
        (99_999, 99_999, 0, 9_999, False),
        (3, 2, 3_334, 0, True),
    ],
)
def test_an_allowance_counts_a_fraction_as_given_and_rounds_what_is_left_down(
    list_cents: int, net: int, given: int, left: int, needed: bool
) -> None:
    allowance = Allowance(list_cents, net, 1_000)

    assert (allowance.given_basis_points, allowance.left_cents, allowance.needs_approval) == (given, left, needed)


def test_up_to_the_threshold_a_quote_is_sent_without_approval() -> None:
    quote = actions.send_quote(dealt(10), by=ADA, at=NOON)

    assert (quote.status, quote.given_basis_points, quote.allowed_basis_points) == ("sent", 1_000, 1_000)


def test_above_the_threshold_nobody_sends_before_somebody_else_approves() -> None:
    quote = dealt(11)

    with pytest.raises(Refused, match="gives away 11%; above 10%") as refused:
        actions.send_quote(quote, by=ADA, at=NOON)
    assert refused.value.code == "approval"
    with pytest.raises(Refused, match="ask somebody else"):
        actions.approve_discount(quote, seen_net_cents=quote.net_cents, by=ADA, at=NOON)
    approved = actions.approve_discount(quote, seen_net_cents=quote.net_cents, by=NORA, at=NOON)
    sent = actions.send_quote(approved, by=ADA, at=NOON)

    assert (sent.status, sent.approved_by, sent.allowed_basis_points) == ("sent", "Nora", 1_000)
    entry = LogEntry.objects.get(verb="quote.approved")
    assert entry.changes == {"given_basis_points": [0, 1_100], "reason": [None, "Partner of the school"]}


def test_a_second_approver_finds_the_first_approval() -> None:
    quote = dealt(30)

    actions.approve_discount(quote, seen_net_cents=quote.net_cents, by=NORA, at=NOON)
    again = actions.approve_discount(quote, seen_net_cents=quote.net_cents, by=LEO, at=NOON)

    assert again.approved_by == "Nora"
    assert LogEntry.objects.filter(verb="quote.approved").count() == 1


def test_whoever_wrote_any_state_of_the_draft_does_not_approve_it() -> None:
    quote = dealt(30, by=NORA)
    deal = Deal(3_000, "Still")
    quote = actions.change_quote(quote, contact=quote.contact, choices=choices_of(quote), deal=deal, by=ADA, at=NOON)

    with pytest.raises(Refused, match="ask somebody else"):
        actions.approve_discount(quote, seen_net_cents=quote.net_cents, by=NORA, at=NOON)


def test_an_approval_ends_when_the_offer_changes_and_is_never_given_unseen() -> None:
    quote = dealt(30)
    seen = quote.net_cents
    actions.approve_discount(quote, seen_net_cents=seen, by=NORA, at=NOON)

    deal = Deal(4_000, "More")
    changed = actions.change_quote(quote, contact=quote.contact, choices=choices_of(quote), deal=deal, by=ADA, at=NOON)

    assert not changed.is_approved
    with pytest.raises(Refused, match="just changed"):
        actions.approve_discount(changed, seen_net_cents=seen, by=NORA, at=NOON)
    with pytest.raises(Refused, match="somebody else has to approve"):
        actions.send_quote(changed, by=ADA, at=NOON)


def test_a_gift_counts_as_given_away() -> None:
    edition = make_edition()
    quote = make_draft(edition, choices=[Choice(make_package(edition), is_gift=True), Choice(make_option(edition))])

    with pytest.raises(Refused, match="somebody else has to approve"):
        actions.send_quote(quote, by=ADA, at=NOON)


def test_a_quote_within_the_threshold_needs_no_approval() -> None:
    quote = dealt(5)

    with pytest.raises(Refused, match="needs no approval"):
        actions.approve_discount(quote, seen_net_cents=quote.net_cents, by=NORA, at=NOON)


def test_the_threshold_is_the_edition_s_own_and_history_says_who_set_it() -> None:
    edition = make_edition()

    actions.set_discount_policy(edition, approval_above=0, by=NORA, at=NOON)
    policy = actions.set_discount_policy(edition, approval_above=0, by=NORA, at=NOON)

    assert (approval_above(edition), str(policy)) == (0, f"{edition} 0 %")
    assert LogEntry.objects.filter(verb="discount_policy.saved").count() == 1
    with pytest.raises(Refused, match="above 0%"):
        actions.send_quote(dealt(1, edition=edition), by=ADA, at=NOON)


def test_a_new_version_keeps_the_discount_and_needs_its_own_approval() -> None:
    quote = dealt(20)
    actions.approve_discount(quote, seen_net_cents=quote.net_cents, by=NORA, at=NOON)
    quote.refresh_from_db()
    sent = actions.send_quote(quote, by=ADA, at=NOON)

    draft = actions.new_version(sent, by=ADA, at=NOON)

    assert (draft.discount_basis_points, draft.discount_reason, draft.is_approved) == (
        2_000,
        "Partner of the school",
        False,
    )


def test_the_database_itself_wants_two_people_and_an_approval() -> None:
    quote = dealt(30)

    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(approved_ref="member:71", approved_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(status="sent", sent_at=NOON, pdf_sha256="0" * 64)
