"""Many at once, on the real database: the last unit, the double click, signing against withdrawing."""

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
from parvis.sales import actions
from parvis.sales.evidence import stored_fault
from parvis.sales.models import Contract, EvidenceEvent, Package, Quote, Signature
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import make_contract, make_package, make_sent, make_signed, signer

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
    """Reading, then writing: the same threads, no lock. The count comes out wrong, so the threads do race."""
    package = make_package(make_edition(), stock=MANY)
    read = threading.Barrier(MANY)

    def sell_without_lock() -> str:
        row = Package.objects.get(pk=package.pk)
        read.wait()
        Package.objects.filter(pk=package.pk).update(sold_count=row.sold_count + 1)
        return "sold"

    answers = at_once([sell_without_lock] * MANY)

    assert answers == ["sold"] * MANY
    assert Package.objects.get().sold_count == 1


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

    code = actions.send_code(contract, by=signer(), at=NOON)

    def sign() -> int:
        return signed_with(contract, code).pk

    assert len(set(at_once([sign] * 4))) == 1
    assert Signature.objects.count() == 1


def test_signing_and_withdrawing_at_once_ends_withdrawn_with_nothing_left() -> None:
    contract = make_contract()
    code = actions.send_code(contract, by=signer(), at=NOON)

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


def test_two_countersignatures_at_once_are_one() -> None:
    contract = make_signed()

    answers = at_once([lambda: actions.countersign_contract(contract, by=BY, at=NOON).status] * MANY)

    assert answers == ["countersigned"] * MANY
    assert EvidenceEvent.objects.filter(contract=contract, kind="countersigned").count() == 1
    assert stored_fault(contract) == 0


def test_negative_control_without_the_lock_the_chain_would_fork() -> None:
    """Reading the last event, then writing: the same threads, no lock. Every one of them counts the same sequence."""
    contract = make_signed()
    read = threading.Barrier(MANY)

    def sequence_without_lock() -> int:
        last = EvidenceEvent.objects.filter(contract=contract).order_by("-sequence").first()
        read.wait()
        return last.sequence + 1 if last else 1

    assert len(set(at_once([sequence_without_lock] * MANY))) == 1
