"""Many at once, on the real database: the last unit, the double click, signing against withdrawing."""

import itertools
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.models import Entitlement, Exhibitor
from parvis.sales import actions, evidence
from parvis.sales.actions import answers as answers_module
from parvis.sales.actions import contracts, stock
from parvis.sales.actions.templates import templates_for
from parvis.sales.evidence import stored_fault
from parvis.sales.models import Contract, EvidenceEvent, Package, Quote, Signature
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import make_billable, make_contract, make_package, make_sent, make_signed, signer
from parvis.sales.tests.unguarded import one_by_one, or_broken, then_meet, unguarded, unlocked

pytestmark = pytest.mark.django_db(transaction=True)
BY = make_actor()
MANY = 8


def at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """Start all calls together, each on its own connection; the answers in order, a refusal's code as text."""
    calls = list(calls)
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return call()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def rival_quotes(stock: int) -> list[Quote]:
    edition = make_edition()
    package = make_package(edition, stock=stock)
    return [make_sent(edition, make_company(), choices=[Choice(package)]) for _place in range(MANY)]


def asked_code(contract: Contract) -> str:
    make_billable(contract.exhibitor.company)
    return actions.send_code(contract, by=signer(), at=NOON)


def signed_with(contract: Contract, code: str) -> Signature:
    return actions.sign_contract(contract, name="G", role="D", code=code, user_agent="", by=signer(), at=NOON)


def accept(quote: Quote) -> Callable[[], str]:
    return lambda: actions.accept_quote(quote, by=signer(), at=NOON).status


@pytest.mark.parametrize("stock", [1, 3, MANY])
def test_eight_companies_accept_at_once_and_the_stock_holds(stock: int) -> None:
    quotes = rival_quotes(stock)

    answers = at_once(accept(quote) for quote in quotes)

    assert sorted(answers) == ["sent"] * stock + ["sold_out"] * (MANY - stock)
    assert Package.objects.get().sold_count == stock
    assert Contract.objects.count() == stock
    assert len(set(Contract.objects.values_list("number", flat=True))) == stock


def test_negative_control_without_the_lock_sales_are_lost() -> None:
    """Eight accept the last unit with the lock of the stock lifted: eight contracts, one counted sale."""
    quotes = rival_quotes(1)
    templates_for(quotes[0].exhibitor.edition, quotes[0].language, at=NOON)  # made with the first contract otherwise
    counted = itertools.count(1)

    with unguarded() as patch:
        patch.setattr(answers_module, "draw_number", one_by_one(lambda _edition, _kind: f"C{next(counted)}"))
        patch.setattr(stock, "lock_row", then_meet(unlocked, MANY))
        answers = at_once(accept(quote) for quote in quotes)

    assert answers == ["sent"] * MANY
    assert (Contract.objects.count(), Package.objects.get().sold_count) == (MANY, 1)


def test_a_double_click_on_accept_makes_one_contract() -> None:
    quote = make_sent()

    answers = at_once([accept(quote)] * 4)

    assert answers == ["sent"] * 4
    assert Contract.objects.count() == 1
    assert Package.objects.get().sold_count == 1


def test_accepting_and_refusing_at_once_leaves_one_answer() -> None:
    quote = make_sent()

    at_once([accept(quote), lambda: actions.refuse_quote(quote, by=signer(), at=NOON).status])

    quote.refresh_from_db()
    assert Contract.objects.exists() == (quote.status == "accepted")
    assert Package.objects.get().sold_count == int(quote.status == "accepted")


def test_a_double_click_on_sign_keeps_one_signature() -> None:
    contract = make_contract()
    code = asked_code(contract)

    def sign() -> int:
        return signed_with(contract, code).pk

    assert len(set(at_once([sign] * 4))) == 1
    assert Signature.objects.count() == 1


def test_signing_and_withdrawing_at_once_ends_withdrawn_with_nothing_left() -> None:
    contract = make_contract()
    code = asked_code(contract)

    at_once(
        [
            lambda: signed_with(contract, code),
            lambda: actions.withdraw_contract(contract, reason="", by=BY, at=NOON),
        ]
    )

    contract.refresh_from_db()
    assert contract.status == "withdrawn"
    assert not Entitlement.objects.exists()
    assert Package.objects.get().sold_count == 0
    assert Exhibitor.objects.get().status == ("withdrawn" if Signature.objects.exists() else "prospective")


def one_sold_one_offered() -> tuple[Contract, Quote]:
    """Two companies and one package: the first has a contract, the second its offer."""
    edition = make_edition()
    package = make_package(edition, stock=2)
    sold = make_contract(edition, make_company(), choices=[Choice(package)])
    return sold, make_sent(edition, make_company(), choices=[Choice(package)])


def accept_and_withdraw(sold: Contract, offered: Quote) -> list[str]:
    return at_once(
        [
            accept(offered),
            lambda: actions.withdraw_contract(sold, reason="", by=BY, at=NOON).status,
        ]
    )


def test_accepting_and_withdrawing_at_once_keeps_the_count_of_the_stock() -> None:
    sold, offered = one_sold_one_offered()

    assert accept_and_withdraw(sold, offered) == ["sent", "withdrawn"]

    assert Package.objects.get().sold_count == 1
    assert [contract.quote_id for contract in Contract.objects.standing()] == [offered.pk]


def test_negative_control_without_the_lock_accepting_and_withdrawing_miscount() -> None:
    sold, offered = one_sold_one_offered()

    with unguarded() as patch:
        patch.setattr(stock, "lock_row", then_meet(unlocked, 2))
        answers = accept_and_withdraw(sold, offered)

    assert answers == ["sent", "withdrawn"]
    assert Contract.objects.standing().count() == 1
    assert Package.objects.get().sold_count in {0, 2}  # whoever wrote last


def test_withdrawing_a_contract_while_its_signed_copy_is_accepted_leaves_nothing() -> None:
    contract = make_contract()
    values = {"kind": "paper", "signer_name": "Grace Martin", "signer_role": "DRH"}
    copy = actions.receive_copy(contract, data=b"%PDF-1.7 signed", values=values, signed_on=NOON.date(), by=BY, at=NOON)

    answers = at_once(
        [
            lambda: actions.accept_copy(copy, by=BY, at=NOON).state,
            lambda: actions.withdraw_contract(contract, reason="", by=BY, at=NOON).status,
        ]
    )

    assert answers in (["accepted", "withdrawn"], ["expired", "withdrawn"])
    assert not Entitlement.objects.exists()
    assert Package.objects.get().sold_count == 0


def test_two_countersignatures_at_once_are_one() -> None:
    contract = make_signed()

    answers = at_once([lambda: actions.countersign_contract(contract, by=BY, at=NOON).status] * MANY)

    assert answers == ["countersigned"] * MANY
    assert EvidenceEvent.objects.filter(contract=contract, kind="countersigned").count() == 1
    assert stored_fault(contract) == 0


def test_negative_control_without_the_lock_each_countersigns() -> None:
    contract = make_signed()

    with unguarded() as patch:
        patch.setattr(contracts, "fresh_contract", then_meet(contracts.fresh_contract, MANY))
        patch.setattr(contracts, "add_event", one_by_one(evidence.add_event))
        at_once([lambda: actions.countersign_contract(contract, by=BY, at=NOON).status] * MANY)

    assert EvidenceEvent.objects.filter(contract=contract, kind="countersigned").count() == MANY


def test_negative_control_without_the_lock_the_chain_would_fork() -> None:
    """Eight events at once, each after the same last one: what the lock prevents, the unique sequence refuses."""
    contract = make_signed()
    before = EvidenceEvent.objects.filter(contract=contract).count()

    def opened() -> str:
        return evidence.add_event(contract, EvidenceEvent.Kind.LINK_OPENED, by=BY, at=NOON).kind

    with unguarded() as patch:
        patch.setattr(evidence, "hash_of", then_meet(evidence.hash_of, MANY))
        answers = at_once([or_broken(opened)] * MANY)

    assert sorted(answers) == ["IntegrityError"] * (MANY - 1) + ["link_opened"]
    assert EvidenceEvent.objects.filter(contract=contract).count() == before + 1
