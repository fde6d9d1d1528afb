"""Options taken out of a signed contract: an amendment below zero that counts once it is signed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from parvis.accounts.models import User
from parvis.companies.models import Opportunity
from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.core.tests.pdf_reading import text_of
from parvis.core.uploads import read_stored
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, client_of, make_actor, make_edition
from parvis.exhibitors.models import Entitlement, Exhibitor, ThreadMessage
from parvis.outbox.models import Message
from parvis.sales import actions
from parvis.sales.actions import removals
from parvis.sales.actions.amendments import amend_contract
from parvis.sales.actions.cancellation import reckon_cancellation
from parvis.sales.actions.giving_up import ask_removal
from parvis.sales.actions.removals import remove_options
from parvis.sales.actions.shop import ask_option, join_line
from parvis.sales.amending import print_removal, removables_of
from parvis.sales.models import Contract, Option, OptionRequest, Package, QuoteLine
from parvis.sales.offer import Choice
from parvis.sales.printing import Printed
from parvis.sales.shelves import owned_by
from parvis.sales.tests.factories import (
    make_contract,
    make_opportunity,
    make_option,
    make_package,
    make_rule,
    make_signed,
    sign,
)
from parvis.sales.tests.test_concurrency import at_once

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}


@pytest.fixture
def meals() -> Option:
    return make_option(make_edition(), stock=4, price_cents=3_033)


@pytest.fixture
def contract(meals: Option) -> Contract:
    """A booth with two meals of its own, and three more as an option."""
    package = make_package(meals.edition, stock=2)
    return make_signed(meals.edition, choices=[Choice(package), Choice(meals, 3)])


def today() -> str:
    return timezone.localdate().isoformat()


def line_of(contract: Contract) -> QuoteLine:
    return QuoteLine.objects.get(quote=contract.quote, option__isnull=False, removes=None)


def removed(contract: Contract, units: int) -> Contract:
    return remove_options(contract, {line_of(contract).pk: units}, **BY)


def sold(option: Option) -> int:
    return Option.objects.get(pk=option.pk).sold_count


def meals_of(contract: Contract) -> int:
    rows = Entitlement.objects.filter(exhibitor=contract.exhibitor, kind="meal")
    return sum(rows.values_list("quantity", flat=True))


def added(contract: Contract, option: Option, quantity: int) -> Contract:
    exhibitor = Exhibitor.objects.get(pk=contract.exhibitor_id)
    wish = ask_option(exhibitor, option, quantity=quantity, **BY)
    amendment = amend_contract(contract, [wish], **BY)
    sign(amendment)
    amendment.refresh_from_db()
    return amendment


def test_nothing_changes_until_it_is_signed_then_units_and_rights_return(contract: Contract, meals: Option) -> None:
    make_opportunity(contract.exhibitor.edition, contract.exhibitor.company)
    amendment = removed(contract, 2)
    assert (amendment.number, amendment.net_cents, amendment.status) == (f"{contract}-A1", -6_066, "sent")
    assert (sold(meals), meals_of(contract)) == (3, 5)

    sign(amendment)

    (line,) = QuoteLine.objects.filter(quote=amendment.quote)
    assert (line.quantity, line.net_cents, line.removes) == (-2, -6_066, line_of(contract))
    assert (sold(meals), meals_of(contract)) == (1, 3)
    assert Exhibitor.objects.get().is_confirmed
    assert Opportunity.objects.get().expected_cents == 240_000 + 3_033


def test_taking_out_the_same_twice_is_once_and_another_waits_its_turn(contract: Contract) -> None:
    first = removed(contract, 1)

    assert removed(contract, 1) == first
    with pytest.raises(Refused, match="waits for its signature"):
        removed(contract, 2)
    actions.withdraw_contract(first, reason="No", **BY)
    assert removed(contract, 2).number == f"{contract}-A2"


def test_who_was_overtaken_while_it_was_printed_is_told(
    contract: Contract, meals: Option, monkeypatch: pytest.MonkeyPatch
) -> None:
    def print_slowly(*args: Any, **options: Any) -> Printed:
        added(contract, meals, 1)
        return print_removal(*args, **options)

    monkeypatch.setattr(removals, "print_removal", print_slowly)

    with pytest.raises(Refused, match="Somebody has just amended"):
        removed(contract, 1)


@pytest.mark.parametrize(("units", "said"), [(0, "3 can be"), (4, "3 can be"), (-1, "3 can be")])
def test_no_more_is_taken_out_than_was_signed(contract: Contract, units: int, said: str) -> None:
    with pytest.raises(Refused, match=said):
        removed(contract, units)


def test_what_is_no_signed_option_of_this_contract_is_not_taken_out(contract: Contract) -> None:
    booth = QuoteLine.objects.get(quote=contract.quote, package__isnull=False)
    waiting = make_contract(contract.exhibitor.edition, make_company())

    with pytest.raises(Refused, match="0 can be"):
        remove_options(contract, {booth.pk: 1}, **BY)
    with pytest.raises(Refused, match="Choose at least one"):
        remove_options(contract, {}, **BY)
    with pytest.raises(Refused, match="Only a signed"):
        remove_options(waiting, {1: 1}, **BY)
    Edition.objects.update(state="closed", closed_at=NOON)
    with pytest.raises(Refused, match="closed"):
        remove_options(Contract.objects.get(pk=contract.pk), {line_of(contract).pk: 1}, **BY)


def test_all_papers_add_up_to_what_is_left_and_to_its_vat(contract: Contract, meals: Option) -> None:
    amendment = added(contract, meals, 1)
    for units in (1, 2):
        sign(removed(contract, units))
    sign(remove_options(contract, {line_of(amendment).pk: 1}, **BY))

    papers = Contract.objects.filter(exhibitor=contract.exhibitor).signed()
    assert papers.count() == 5
    assert (sum(one.net_cents for one in papers), sum(one.vat_cents for one in papers)) == (240_000, 48_000)
    assert (sold(meals), meals_of(contract), removables_of(contract)) == (0, 2, [])
    shown = client_in(contract.exhibitor.edition).get(
        reverse("sales:contract_detail", args=[contract.exhibitor.edition.slug, papers.latest("pk").pk])
    )
    assert "-€30.33" in shown.content.decode()


def test_the_unit_given_back_is_kept_for_who_waits(contract: Contract, meals: Option) -> None:
    other = make_signed(meals.edition, make_company(), choices=[Choice(make_package(meals.edition)), Choice(meals)])
    wish = join_line(Exhibitor.objects.get(pk=other.exhibitor_id), meals, quantity=1, **BY)
    assert wish.state == "waiting"

    sign(removed(contract, 1))

    wish.refresh_from_db()
    assert (wish.state, sold(meals)) == ("offered", 4)


def test_a_removal_that_is_not_signed_gives_nothing_back(contract: Contract, meals: Option) -> None:
    actions.withdraw_contract(removed(contract, 2), reason="Mistake", **BY)

    assert (sold(meals), meals_of(contract)) == (3, 5)


def test_withdrawing_the_contract_gives_back_what_is_left_of_it_once(contract: Contract, meals: Option) -> None:
    sign(removed(contract, 2))
    make_signed(meals.edition, make_company(), choices=[Choice(make_package(meals.edition)), Choice(meals, 3)])
    assert sold(meals) == 4

    actions.withdraw_contract(contract, reason="Budget", **BY)

    assert sold(meals) == 3
    assert Package.objects.get(quote_lines__quote=contract.quote).sold_count == 0
    assert not Entitlement.objects.filter(exhibitor=contract.exhibitor).exists()


def test_amendments_that_hang_on_each_other_are_not_withdrawn_alone(contract: Contract, meals: Option) -> None:
    plus = added(contract, meals, 1)
    minus = remove_options(contract, {line_of(plus).pk: 1}, **BY)

    with pytest.raises(Refused, match="takes some of it back"):
        actions.withdraw_contract(plus, reason="x", **BY)
    sign(minus)
    with pytest.raises(Refused, match="on sale again"):
        actions.withdraw_contract(minus, reason="x", **BY)
    assert sold(meals) == 3


def test_the_cancellation_scale_counts_what_is_left(contract: Contract) -> None:
    sign(removed(contract, 3))
    make_rule(contract.exhibitor.edition, "cancel", 50, days_before=400)

    reckoning = reckon_cancellation(contract, at=NOON)

    assert (reckoning.sold_cents, reckoning.owed_cents) == (240_000, 120_000)


def test_a_gift_is_taken_out_for_nothing(meals: Option) -> None:
    contract = make_signed(meals.edition, choices=[Choice(make_package(meals.edition)), Choice(meals, 2, is_gift=True)])

    amendment = removed(contract, 1)

    assert (amendment.net_cents, amendment.vat_cents) == (0, 0)
    sign(amendment)
    assert (sold(meals), meals_of(contract)) == (1, 3)


def test_the_database_itself_takes_back_no_more_than_was_sold(contract: Contract, meals: Option) -> None:
    amendment = removed(contract, 2)
    (line,) = QuoteLine.objects.filter(quote=amendment.quote)
    values = {name: getattr(line, name) for name in ("quote", "option", "name", "unit_price_cents", "vat_basis_points")}
    sale = line_of(contract)
    bad: list[dict[str, Any]] = [
        {"removes": sale, "quantity": -2, "net_cents": -1},
        {"removes": line, "quantity": -1, "net_cents": -1},
        {"removes": sale, "quantity": -1, "net_cents": 1},
        {"removes": None, "quantity": -1, "net_cents": -1},
        {"removes": None, "quantity": 1, "net_cents": 1, "owed_cents": 1},
        {"removes": sale, "quantity": -1, "net_cents": -1, "owed_cents": -1},
        {"removes": sale, "quantity": -1, "net_cents": -3_033, "owed_cents": 1},
        {"removes": sale, "quantity": -1, "net_cents": -1, "option": make_option(meals.edition)},
    ]
    for over in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            QuoteLine.objects.create(**{**values, "position": 9, **over})


def test_the_page_takes_options_out_and_the_mail_goes_to_be_signed(contract: Contract) -> None:
    edition = contract.exhibitor.edition
    client, page = client_in(edition, role="lead"), reverse("sales:contract_remove", args=[edition.slug, contract.pk])
    field = f"line_{line_of(contract).pk}"
    assert f"Signed in {contract}: 3." in client.get(page).content.decode()
    assert client.post(page, {field: "", "asked_on": today()}).status_code == 422
    assert client.post(page, {field: "4", "asked_on": today()}).status_code == 422
    mails = Message.objects.filter(kind="contract_sent").count()

    said = client.post(page, {field: "2", "asked_on": today()}, follow=True).content.decode()

    assert "is on its way to be signed" in said
    assert "-€60.66" in said
    assert Message.objects.filter(kind="contract_sent").count() == mails + 1
    assert "waits for its signature" in client.get(page).content.decode()
    answer = client.post(page, {field: "1", "asked_on": today()})
    assert answer.status_code == 422
    unsigned = make_contract(edition, make_company())
    empty = client.get(reverse("sales:contract_remove", args=[edition.slug, unsigned.pk])).content.decode()
    assert "Only a signed contract is amended" in empty
    assert not OptionRequest.objects.exists()


def test_the_scale_keeps_its_share_of_what_is_taken_out(contract: Contract, meals: Option) -> None:
    make_rule(meals.edition, "cancel", 25, days_before=60)
    make_rule(meals.edition, "cancel", 50, days_before=30)

    first = removed(contract, 1)  # 35 days before: a quarter of 30.33
    (line,) = QuoteLine.objects.filter(quote=first.quote)
    assert (line.net_cents, line.owed_cents, line.taken_cents) == (-2_275, 758, 3_033)
    assert line.discount_text == "25% stays owed: €7.58"
    sign(first)
    assert [(one.left, one.left_net_cents) for one in removables_of(contract)] == [(2, 6_066)]
    late = NOON + timedelta(days=10)
    with pytest.raises(Refused, match="between the signature and today"):
        remove_options(contract, {line_of(contract).pk: 1}, asked_on=NOON.date() - timedelta(days=1), **BY)
    second = remove_options(contract, {line_of(contract).pk: 2}, by=BY["by"], at=late)
    assert second.net_cents == -3_033
    actions.withdraw_contract(second, reason="Asked earlier", by=BY["by"], at=late)
    second = remove_options(contract, {line_of(contract).pk: 2}, asked_on=NOON.date(), by=BY["by"], at=late)
    sign(second)

    assert (second.net_cents, removables_of(contract)) == (-4_549, [])
    reckoning = reckon_cancellation(contract, at=late)
    assert (reckoning.sold_cents, reckoning.owed_cents) == (240_000 + 758 + 1_517, 120_000 + 758 + 1_517)


def test_the_amendment_says_what_stays_owed_before_it_is_signed(contract: Contract) -> None:
    make_rule(contract.exhibitor.edition, "cancel", 50, days_before=400)

    text = text_of(read_stored(removed(contract, 2).pdf_path))

    assert "50% of their price stays owed, 35 days before the fair" in text
    assert "50% stays owed: €30.33" in text
    assert "-€30.33" in text.replace("−", "-")


def test_an_exhibitor_asks_in_its_shop_and_reads_what_the_scale_keeps(contract: Contract) -> None:
    edition = contract.exhibitor.edition
    make_rule(edition, "cancel", 50, days_before=400)
    grace = client_of(User.objects.get(email=contract.quote.contact.email))
    shop, line = reverse("sales:shop", args=[edition.slug]), line_of(contract)
    ask = reverse("sales:shop_give_up", args=[edition.slug, line.pk])
    page = grace.get(shop).content.decode()
    assert "€45.49 is credited and €45.50 stays owed" in page

    first, again = (grace.post(ask, {"quantity": "2"}, follow=True).content.decode() for _click in range(2))

    assert "Asked for, in your messages" in first
    assert "Asked for, in your messages" in again
    (message,) = ThreadMessage.objects.all()
    assert message.body.startswith(f"We ask to give up 2 × {line.name} of contract {contract}.")
    assert message.body.endswith("50% stays owed: €30.33 credited, €30.33 owed, without VAT.")
    assert grace.post(ask, {"quantity": "4"}).status_code == 409
    assert grace.post(ask, {"quantity": ""}).status_code == 409
    team = client_in(edition, role="lead")
    page = team.get(reverse("sales:contract_remove", args=[edition.slug, contract.pk])).content.decode()
    assert "Today 50% of what is taken out stays owed" in page
    Edition.objects.update(state="closed", closed_at=NOON)
    with pytest.raises(Refused, match="closed"):
        ask_removal(Exhibitor.objects.get(pk=contract.exhibitor_id), line.pk, quantity=1, **BY)


def test_nothing_is_given_up_before_the_signature() -> None:
    waiting = make_contract(make_edition(), make_company())

    with pytest.raises(Refused, match="0 can be"):
        ask_removal(waiting.exhibitor, 1, quantity=1, **BY)
    assert owned_by(waiting.exhibitor, on=NOON.date()) == []


@pytest.mark.django_db(transaction=True)
def test_eight_members_take_the_same_units_out_at_once_and_it_is_one_amendment() -> None:
    edition = make_edition()
    meals = make_option(edition, stock=4)
    contract = make_signed(edition, choices=[Choice(make_package(edition)), Choice(meals, 3)])
    key = line_of(contract).pk

    two, three = (lambda: removed(contract, 2).number), (lambda: removed(contract, 3).number)
    answers = at_once([two, three] * 4)

    assert set(answers) <= {f"{contract}-A1", "waiting", "changed"}
    assert Contract.objects.filter(amends=contract).count() == 1
    assert QuoteLine.objects.filter(removes=key).count() == 1
