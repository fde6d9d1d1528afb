"""What a company answers to a quote."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.core.uploads import read_stored
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import FAIR_ON, NOON, make_actor, make_edition
from parvis.exhibitors.models import Entitlement
from parvis.outbox.models import Message
from parvis.sales import actions, signals
from parvis.sales.models import Contract, Quote
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import make_draft, make_option, make_package, make_sent, signer

pytestmark = pytest.mark.django_db
BY = make_actor()
DAY = timedelta(days=1)


def test_accept_quote_takes_the_stock_and_mails_a_contract_to_sign() -> None:
    edition = make_edition()
    package, option = make_package(edition, stock=3), make_option(edition)
    quote = make_sent(edition, choices=[Choice(package), Choice(option, 4)])

    contract = actions.accept_quote(quote, by=signer(), at=NOON)

    package.refresh_from_db()
    option.refresh_from_db()
    quote.refresh_from_db()
    assert (package.sold_count, option.sold_count) == (1, 4)
    assert (quote.status, quote.answered_by) == ("accepted", "Grace Martin")
    assert (contract.number, contract.status, contract.total_cents) == ("C2026-0001", "sent", quote.total_cents)
    assert read_stored(contract.pdf_path).startswith(b"%PDF")
    assert Message.objects.get(kind="contract_sent").attachments[0]["sha256"] == contract.pdf_sha256
    assert contract.exhibitor.status == "prospective"
    assert not Entitlement.objects.exists()


@pytest.mark.parametrize(
    ("days_before", "last_day"),
    [(60, FAIR_ON - 30 * DAY), (10, FAIR_ON - DAY), (1, FAIR_ON - DAY), (0, FAIR_ON)],
)
def test_a_contract_is_signed_within_thirty_days_and_before_the_fair(days_before: int, last_day: date) -> None:
    at = datetime.combine(FAIR_ON - days_before * DAY, time(12), UTC)
    quote = make_sent(at=at - timedelta(hours=1), expires_on=FAIR_ON)

    assert actions.accept_quote(quote, by=signer(), at=at).expires_on == last_day


def test_a_second_click_on_accept_gets_the_same_contract() -> None:
    quote = make_sent()

    first = actions.accept_quote(quote, by=signer(), at=NOON)
    second = actions.accept_quote(quote, by=signer(), at=NOON)

    assert first == second
    assert Message.objects.filter(kind="contract_sent").count() == 1
    assert LogEntry.objects.filter(verb="quote.accepted").count() == 1


def test_accept_quote_announces_itself() -> None:
    quote = make_sent()
    heard: list[Contract] = []

    def listener(contract: Contract, **_rest: object) -> None:
        heard.append(contract)

    signals.quote_accepted.connect(listener)
    contract = actions.accept_quote(quote, by=signer(), at=NOON)

    assert heard == [contract]


def test_the_last_unit_goes_to_the_first_and_the_second_is_told() -> None:
    edition = make_edition()
    package = make_package(edition, name_en="Corner", stock=1)
    first, second = (make_sent(edition, choices=[Choice(package)]) for _time in range(2))

    actions.accept_quote(first, by=signer(), at=NOON)
    with pytest.raises(Refused, match="“Corner” is sold out"):
        actions.accept_quote(second, by=signer(), at=NOON)

    second.refresh_from_db()
    assert second.status == "sent"


def test_accept_quote_says_what_is_left() -> None:
    edition = make_edition()
    option = make_option(edition, name_fr="Repas", name_en="Meal", stock=5)
    quote = make_sent(edition, choices=[Choice(option, 5)])
    option.stock = 2
    option.save()

    with pytest.raises(Refused, match="Only 2 “Meal” are left"):
        actions.accept_quote(quote, by=signer(), at=NOON)


def test_a_company_accepts_one_quote_only() -> None:
    first = make_sent()
    second = make_sent(first.exhibitor.edition, first.exhibitor.company)
    actions.accept_quote(first, by=signer(), at=NOON)

    with pytest.raises(Refused, match="already has a contract"):
        actions.accept_quote(second, by=signer(), at=NOON)


def test_a_quote_is_not_accepted_after_its_last_day() -> None:
    quote = make_sent(expires_on=NOON.date())

    with pytest.raises(Refused, match="no longer be answered"):
        actions.accept_quote(quote, by=signer(), at=NOON + DAY)

    assert actions.accept_quote(quote, by=signer(), at=NOON).status == "sent"


def test_a_quote_of_a_closed_edition_is_not_accepted() -> None:
    quote = make_sent()
    edition = quote.exhibitor.edition
    edition.state, edition.closed_at = "closed", NOON
    edition.save()

    with pytest.raises(Refused, match="closed"):
        actions.accept_quote(quote, by=signer(), at=NOON)


def test_refuse_quote_keeps_the_reason_and_answers_twice_the_same() -> None:
    quote = make_sent()

    actions.refuse_quote(quote, reason="Too dear", by=signer(), at=NOON)
    refused = actions.refuse_quote(quote, reason="Too dear", by=signer(), at=NOON)

    assert (refused.status, refused.answered_at) == ("refused", NOON)
    assert LogEntry.objects.get(verb="quote.refused").changes["reason"] == [None, "Too dear"]
    with pytest.raises(Refused, match="no longer be answered"):
        actions.accept_quote(quote, by=signer(), at=NOON)


def test_an_accepted_quote_is_not_refused_afterwards() -> None:
    quote = make_sent()
    actions.accept_quote(quote, by=signer(), at=NOON)

    with pytest.raises(Refused, match="no longer be answered"):
        actions.refuse_quote(quote, by=signer(), at=NOON)


def test_expire_quotes_closes_those_whose_last_day_has_passed() -> None:
    edition = make_edition()
    past = make_sent(edition, make_company(), expires_on=NOON.date())
    make_sent(edition, make_company(), expires_on=FAIR_ON)
    make_draft(edition, make_company(), expires_on=NOON.date())

    assert actions.expire_quotes(edition, by=BY, at=NOON + DAY) == 1
    assert actions.expire_quotes(edition, by=BY, at=NOON + DAY) == 0
    assert [quote.pk for quote in Quote.objects.filter(status="expired")] == [past.pk]
