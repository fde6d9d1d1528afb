"""Options accepted after the signature: an amendment of its own number and paper, signed, invoiced, taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone

from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.exhibitors.models import Entitlement, Exhibitor
from parvis.outbox.models import Message
from parvis.sales import actions
from parvis.sales.actions.amendments import amend_contract
from parvis.sales.actions.cancellation import cancel_contract, reckon_cancellation
from parvis.sales.actions.shop import ask_option, join_line
from parvis.sales.evidence import stored_fault
from parvis.sales.models import Contract, Option, OptionRequest, Quote
from parvis.sales.queries import live_contract
from parvis.sales.tests.factories import decline, link_token, make_option, make_rule, make_signed, sign

pytestmark = pytest.mark.django_db
BY = make_actor()
DRAFT: dict[str, Any] = {"created_at": NOON, "expires_on": NOON.date()}


def asked(contract: Contract, option: Option | None = None, *, quantity: int = 2) -> OptionRequest:
    option = option or make_option(contract.exhibitor.edition, stock=5)
    contract.exhibitor.refresh_from_db()
    return ask_option(contract.exhibitor, option, quantity=quantity, by=BY, at=NOON)


def amend(contract: Contract, *wishes: OptionRequest) -> Contract:
    return amend_contract(contract, wishes, by=BY, at=NOON)


def meals(exhibitor: Exhibitor) -> dict[str, int]:
    return dict(Entitlement.objects.filter(exhibitor=exhibitor, kind="meal").values_list("source", "quantity"))


def test_accepted_requests_become_one_numbered_amendment_to_sign() -> None:
    contract = make_signed()
    wishes = [asked(contract), asked(contract, quantity=1)]

    amendment = amend(contract, *wishes)

    assert (amendment.number, amendment.amends, amendment.status) == (f"{contract.number}-A1", contract, "sent")
    assert (amendment.net_cents, amendment.vat_cents) == (9_000, 1_800)
    assert [line.quantity for line in amendment.quote.lines.order_by("position")] == [2, 1]
    assert set(OptionRequest.objects.values_list("state", "amendment")) == {("accepted", amendment.pk)}
    assert Message.objects.filter(kind="contract_sent").latest("pk").subject.count(amendment.number) == 1
    assert live_contract(contract.exhibitor) == contract
    verbs = [entry.verb for entry in LogEntry.objects.about(wishes[0]).order_by("pk")]
    assert verbs == ["option_request.asked", "option_request.accepted"]


def test_entitlements_appear_at_its_signature() -> None:
    contract = make_signed()
    amendment = amend(contract, asked(contract))
    before = meals(contract.exhibitor)

    sign(amendment)

    amendment.refresh_from_db()
    assert amendment.status == "signed"
    assert before == {contract.number: 2}
    assert meals(contract.exhibitor) == {contract.number: 2, amendment.number: 2}
    assert stored_fault(amendment) == 0


def test_the_second_amendment_has_the_next_number_and_the_second_click_the_first() -> None:
    contract = make_signed()
    wish = asked(contract)

    first = amend(contract, wish)
    wish.refresh_from_db()
    again, second = amend(contract, wish), amend(contract, asked(contract))

    assert again == first
    assert second.number == f"{contract.number}-A2"


def test_units_stay_counted_and_go_back_when_it_is_declined() -> None:
    contract = make_signed()
    option = make_option(contract.exhibitor.edition, stock=2)
    amendment = amend(contract, asked(contract, option))
    waiting = join_line(make_signed(contract.exhibitor.edition).exhibitor, option, quantity=1, by=BY, at=NOON)
    option.refresh_from_db()
    assert option.sold_count == 2

    decline(amendment)

    option.refresh_from_db()
    waiting.refresh_from_db()
    assert (option.sold_count, waiting.state) == (1, "offered")
    contract.refresh_from_db()
    contract.exhibitor.refresh_from_db()
    assert (contract.status, contract.exhibitor.status) == ("signed", "confirmed")
    assert asked(contract, quantity=1).state == "asked"


def test_withdrawing_an_amendment_takes_back_what_it_gave_and_nothing_else() -> None:
    contract = make_signed()
    amendment = amend(contract, asked(contract))
    sign(amendment)
    open_wish = asked(contract)

    actions.withdraw_contract(amendment, reason="Mistake", by=BY, at=NOON)

    contract.refresh_from_db()
    contract.exhibitor.refresh_from_db()
    open_wish.refresh_from_db()
    assert (contract.status, contract.exhibitor.status, open_wish.state) == ("signed", "confirmed", "asked")
    assert meals(contract.exhibitor) == {contract.number: 2}


def test_withdrawing_the_contract_takes_its_amendments_along() -> None:
    contract = make_signed()
    option = make_option(contract.exhibitor.edition, stock=9)
    signed, unsigned = amend(contract, asked(contract, option)), amend(contract, asked(contract))
    sign(signed)

    actions.withdraw_contract(contract, reason="Budget", by=BY, at=NOON)

    states = Contract.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["withdrawn"] * 3
    assert not Entitlement.objects.exists()
    option.refresh_from_db()
    assert option.sold_count == 0
    unsigned.quote.refresh_from_db()
    assert unsigned.quote.status == "withdrawn"
    assert Message.objects.filter(kind="contract_withdrawn").count() == 1


def test_the_scale_counts_signed_amendments_too() -> None:
    contract = make_signed()
    make_rule(contract.exhibitor.edition, "cancel", 50, days_before=10_000)
    sign(amend(contract, asked(contract)))
    amend(contract, asked(contract))

    reckoning = reckon_cancellation(contract, at=NOON)
    cancel_contract(contract, reason="Budget", seen_owed_cents=reckoning.owed_cents, by=BY, at=NOON)

    assert (reckoning.sold_cents, reckoning.owed_cents) == (246_000, 123_000)
    assert not Contract.objects.standing().exists()


def test_what_cannot_be_amended_is_refused() -> None:
    contract = make_signed()
    other = make_signed(contract.exhibitor.edition)
    wish = asked(contract)

    def code(*wishes: OptionRequest, of: Contract = contract) -> str:
        with pytest.raises(Refused) as refusal:
            amend(of, *wishes)
        return refusal.value.code

    assert code() == "none"
    assert code(wish, of=other) == "stranger"
    assert code(wish, of=make_contract_of(contract)) == "unsigned"
    OptionRequest.objects.filter(pk=wish.pk).update(state="waiting")
    wish.refresh_from_db()
    assert code(wish) == "answered"


def make_contract_of(contract: Contract) -> Contract:
    """An amendment of the same exhibitor, which cannot be amended in turn."""
    return amend(contract, asked(contract))


def test_a_closed_edition_is_not_amended() -> None:
    contract = make_signed()
    wish = asked(contract)
    Edition.objects.filter(pk=contract.exhibitor.edition_id).update(state="closed", closed_at=NOON)
    contract = Contract.objects.get(pk=contract.pk)

    with pytest.raises(Refused, match="closed"):
        amend(contract, wish)


def test_who_was_overtaken_while_it_was_printed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = make_signed()
    first, second = asked(contract), asked(contract)
    from_module = "parvis.sales.actions.amendments.print_amendment"
    real = amend_contract.__globals__["print_amendment"]

    def overtaken(*parts: Any, **more: Any) -> Any:
        monkeypatch.setattr(from_module, real)
        amend(contract, second)
        return real(*parts, **more)

    monkeypatch.setattr(from_module, overtaken)

    with pytest.raises(Refused, match="Somebody has just amended this contract"):
        amend(contract, first)


def test_the_database_keeps_one_live_contract_and_amendments_on_their_own() -> None:
    contract = make_signed()
    amendment = amend(contract, asked(contract))
    stranger = make_signed(contract.exhibitor.edition)
    fields = [field.name for field in Contract._meta.concrete_fields if not field.primary_key]
    copy = {name: getattr(amendment, name) for name in fields}
    quote = Quote.objects.create(exhibitor=stranger.exhibitor, contact=stranger.quote.contact, number="Q", **DRAFT)
    new = copy | {"number": "X", "token_hash": "x", "quote": quote}

    for wrong in ({"amends": None}, {"amends": stranger}, {"amends": amendment}):
        with pytest.raises(Error), transaction.atomic():
            Contract.objects.create(**(new | wrong))
    assert Contract.objects.create(**(new | {"amends": contract})).amends == contract


def test_request_accept_makes_the_amendment_of_what_is_ticked() -> None:
    edition = make_edition()
    contract = make_signed(edition)
    first, second = asked(contract), asked(contract)
    client = client_in(edition)

    page = client.get(f"/team/{edition.slug}/requests/{first.pk}/").content.decode()
    none = client.post(f"/team/{edition.slug}/requests/{first.pk}/accept/", {})
    done = client.post(f"/team/{edition.slug}/requests/{first.pk}/accept/", {"wishes": [str(first.pk)]}, follow=True)

    assert page.count('name="wishes"') == 2
    assert none.status_code == 422
    amendment = Contract.objects.get(amends=contract)
    assert amendment.number in done.content.decode()
    second.refresh_from_db()
    assert second.state == "asked"
    again = client.get(f"/team/{edition.slug}/requests/{first.pk}/").content.decode()
    assert amendment.number in again


def test_pages_show_the_amendment_beside_its_contract(client: Client) -> None:
    edition = make_edition()
    contract = make_signed(edition)
    amendment = amend_contract(contract, [asked(contract)], by=BY, at=timezone.now())
    token = link_token("contract_sent")
    team = client_in(edition)

    main = team.get(f"/team/{edition.slug}/contracts/{contract.pk}/").content.decode()
    own = team.get(f"/team/{edition.slug}/contracts/{amendment.pk}/").content.decode()
    signing = client.get(f"/c/{token}/").content.decode()

    assert amendment.number in main
    assert f"/contracts/{contract.pk}/" in own
    assert amendment.number in signing
    assert "Amendment" in signing
    assert str(amendment.quote) not in team.get(f"/team/{edition.slug}/quotes/").content.decode()
    assert team.get(f"/team/{edition.slug}/quotes/{amendment.quote_id}/").status_code == 404


def test_the_eve_of_the_fair_is_the_last_day_to_sign_one() -> None:
    contract = make_signed()
    edition = contract.exhibitor.edition

    amendment = amend_contract(contract, [asked(contract)], by=BY, at=NOON)

    assert amendment.expires_on <= edition.fair_on - timedelta(days=1)
    assert Quote.objects.offers().filter(pk=amendment.quote_id).count() == 0
