"""Making, sending and replacing quotes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.companies.tests.factories import make_company, make_contact
from parvis.core.errors import Refused
from parvis.core.uploads import read_stored
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import FAIR_ON, NOON, make_actor, make_edition, make_window
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.outbox.models import Message
from parvis.sales import actions
from parvis.sales.models import PaperSeries, Quote
from parvis.sales.offer import Choice, choices_from_codes, choices_of
from parvis.sales.printing import print_quote
from parvis.sales.tests.factories import (
    link_token,
    make_contract,
    make_draft,
    make_opportunity,
    make_option,
    make_package,
    make_rule,
    make_sent,
    make_signed,
    make_terms,
)

pytestmark = pytest.mark.django_db
BY = make_actor()
DAY = timedelta(days=1)


def test_create_quote_prices_the_choice_and_makes_a_prospective_exhibitor() -> None:
    edition, company = make_edition(), make_company(kind="public")
    make_rule(edition, "class", -20, company_kind="public")
    make_rule(edition, "early_bird", -10, until_on=date(2026, 9, 15))
    package, option = make_package(edition, name_en="Booth 9 m²"), make_option(edition, name_fr="Déjeuner")

    quote = make_draft(edition, company, choices=[Choice(package), Choice(option, 2)])

    assert list(quote.lines.order_by("position").values_list("name", "quantity", "net_cents", "discount_text")) == [
        ("Booth 9 m²", 1, 172_800, "Public body −20%, early booking −10%"),
        ("Déjeuner", 2, 6_000, ""),
    ]
    assert (quote.number, quote.net_cents, quote.vat_cents) == ("Q2026-0001", 178_800, 35_760)
    assert (quote.exhibitor.company, quote.exhibitor.status) == (company, "prospective")
    assert quote.expires_on == date(2026, 10, 15)
    assert LogEntry.objects.filter(verb="quote.created", edition=edition).count() == 1


def test_create_quote_says_discounts_in_the_contact_s_language() -> None:
    edition = make_edition()
    make_rule(edition, "early_bird", -10, until_on=FAIR_ON)

    quote = make_draft(edition, language="fr")

    assert quote.lines.get().discount_text == "réservation anticipée −10\u00a0%"


def test_a_gift_costs_nothing_and_stays_a_gift_in_the_next_version() -> None:
    edition = make_edition()
    option = make_option(edition)

    quote = make_sent(edition, choices=[Choice(make_package(edition)), Choice(option, 2, is_gift=True)])
    again = actions.new_version(quote, by=BY, at=NOON)

    line = again.lines.get(option=option)
    assert (line.unit_price_cents, line.net_cents, line.discount_text) == (3_000, 0, "free of charge")
    assert choices_of(again)[1] == Choice(option, 2, is_gift=True)


def test_quotes_of_two_editions_of_one_year_share_their_numbers() -> None:
    first, second = make_draft(), make_draft()

    assert (first.number, second.number) == ("Q2026-0001", "Q2026-0002")
    assert PaperSeries.objects.count() == 2


def test_a_quote_is_not_valid_after_the_fair() -> None:
    assert make_draft(expires_on=FAIR_ON + DAY).expires_on == FAIR_ON


def test_create_quote_refuses_a_validity_in_the_past() -> None:
    with pytest.raises(Refused, match="valid until today"):
        make_draft(expires_on=NOON.date() - DAY)


def test_create_quote_refuses_another_company_s_contact() -> None:
    edition = make_edition()

    with pytest.raises(Refused, match="another company"):
        actions.create_quote(
            make_company(), edition, contact=make_contact(), choices=[Choice(make_package(edition))], by=BY, at=NOON
        )


def test_a_division_s_quote_may_go_to_a_contact_of_its_parent() -> None:
    edition, parent = make_edition(), make_company()
    division = make_company(parent=parent)

    quote = actions.create_quote(
        division, edition, contact=make_contact(parent), choices=[Choice(make_package(edition))], by=BY, at=NOON
    )

    assert quote.exhibitor.company == division


def test_create_quote_refuses_what_cannot_be_offered() -> None:
    edition = make_edition()
    package = make_package(edition, name_en="Corner", only_kinds=["startup"])
    closed = make_option(edition, name_fr="Cocktail", is_active=False)
    option = make_option(edition)
    foreign = make_package(make_edition(), name_en="Elsewhere")
    refusals = {
        "at least one thing": [],
        "“Corner” is not sold to this class": [Choice(package)],
        "“Cocktail” is not on sale": [Choice(closed)],
        "“Elsewhere” is not on sale": [Choice(foreign)],
        "between 1 and 1000": [Choice(option, 0)],
        "on one line": [Choice(option), Choice(option, 2)],
    }
    company = make_company()
    for sentence, choices in refusals.items():
        with pytest.raises(Refused, match=sentence):
            actions.create_quote(company, edition, contact=make_contact(company), choices=choices, by=BY, at=NOON)

    assert not Quote.objects.exists()
    assert not Exhibitor.objects.exists()


def test_choices_from_codes_follow_the_price_list() -> None:
    edition = make_edition()
    package, option = make_package(edition, "B9"), make_option(edition, "MEAL")

    assert choices_from_codes(edition, {"MEAL": 2, "B9": 1}) == [Choice(package), Choice(option, 2)]
    with pytest.raises(Refused, match="no “XX”"):
        choices_from_codes(edition, {"XX": 1})


def test_change_quote_offers_something_else_at_today_s_prices() -> None:
    quote = make_draft()
    edition = quote.exhibitor.edition
    dearer = make_package(edition, price_cents=320_000)

    changed = actions.change_quote(quote, contact=quote.contact, choices=[Choice(dearer)], by=BY, at=NOON)

    assert changed.net_cents == 320_000
    assert LogEntry.objects.get(verb="quote.changed").changes == {"net_cents": [240_000, 320_000]}


def test_a_sent_quote_cannot_change_nor_be_discarded_nor_sent_twice() -> None:
    quote = make_sent()
    choices = choices_of(quote)

    with pytest.raises(Refused, match="cannot change"):
        actions.change_quote(quote, contact=quote.contact, choices=choices, by=BY, at=NOON)
    with pytest.raises(Refused, match="cannot change"):
        actions.discard_quote(quote, by=BY, at=NOON)
    with pytest.raises(Refused, match="cannot change"):
        actions.send_quote(quote, by=BY, at=NOON)


def test_the_database_itself_keeps_a_sent_quote_as_it_is() -> None:
    quote = make_sent()

    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(net_cents=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).delete()


def test_discard_quote_throws_a_draft_away_and_leaves_its_number_unused() -> None:
    quote = make_draft()

    actions.discard_quote(quote, by=BY, at=NOON)

    assert not Quote.objects.exists()
    assert make_draft().number == "Q2026-0002"


def test_send_quote_freezes_a_pdf_and_mails_it_with_a_personal_link() -> None:
    edition, company = make_edition(), make_company()
    opportunity = make_opportunity(edition, company)

    quote = make_sent(edition, company, email="grace@nubelis.example")

    message = Message.objects.get(kind="quote_sent")
    assert read_stored(quote.pdf_path).startswith(b"%PDF")
    assert message.to_address == "grace@nubelis.example"
    assert message.attachments[0]["sha256"] == quote.pdf_sha256
    assert message.attachments[0]["name"] == "Q2026-0001.pdf"
    assert (quote.status, quote.sent_at) == ("sent", NOON)
    assert link_token("quote_sent") not in {quote.token_hash, ""}
    opportunity.refresh_from_db()
    assert opportunity.stage.slug == "quote_sent"


def test_send_quote_moves_no_opportunity_backwards() -> None:
    edition, company = make_edition(), make_company()
    opportunity = make_opportunity(edition, company)
    opportunity.stage = opportunity.edition.stages.get(slug="won")
    opportunity.save()

    make_sent(edition, company)

    opportunity.refresh_from_db()
    assert opportunity.stage.slug == "won"


def test_send_quote_waits_for_the_window_of_quotes() -> None:
    edition = make_edition()
    make_window(edition, "quotes", opens_at=NOON + DAY)

    with pytest.raises(Refused, match="not open now"):
        make_sent(edition)

    assert Quote.objects.get().is_draft


def test_send_quote_refuses_without_general_terms() -> None:
    edition, company = make_edition(), make_company()
    quote = actions.create_quote(
        company, edition, contact=make_contact(company), choices=[Choice(make_package(edition))], by=BY, at=NOON
    )

    with pytest.raises(Refused, match="general terms"):
        actions.send_quote(quote, by=BY, at=NOON)


def test_send_quote_refuses_prices_that_are_no_longer_those_of_the_day() -> None:
    edition = make_edition()
    make_rule(edition, "early_bird", -10, until_on=NOON.date())
    quote = make_draft(edition)

    with pytest.raises(Refused, match="price list has changed"):
        actions.send_quote(quote, by=BY, at=NOON + DAY)


def test_send_quote_refuses_what_is_sold_out_or_past() -> None:
    edition = make_edition()
    package = make_package(edition, name_en="Last one", stock=1)
    quote = make_draft(edition, choices=[Choice(package)])
    late = make_draft(edition)
    package.sold_count = 1
    package.save()

    with pytest.raises(Refused, match="“Last one” is sold out"):
        actions.send_quote(quote, by=BY, at=NOON)
    with pytest.raises(Refused, match="in the past"):
        actions.send_quote(late, by=BY, at=NOON + 31 * DAY)


def test_send_quote_refuses_a_company_that_has_its_contract() -> None:
    contract = make_contract()
    other = make_draft(contract.exhibitor.edition, contract.exhibitor.company)

    with pytest.raises(Refused, match="already has a contract"):
        actions.send_quote(other, by=BY, at=NOON)


def test_send_quote_refuses_a_draft_changed_since_it_was_read() -> None:
    quote = make_draft()
    read = Quote.objects.get(pk=quote.pk)
    choices = choices_of(quote)
    actions.change_quote(quote, contact=quote.contact, choices=choices, expires_on=FAIR_ON, by=BY, at=NOON)

    with pytest.raises(Refused, match="just changed this draft"):
        actions.send_quote(read, by=BY, at=NOON)

    assert not Message.objects.exists()


def test_resend_quote_makes_a_new_link_and_kills_the_old_one() -> None:
    quote = make_sent()
    old = quote.token_hash

    again = actions.resend_quote(quote, by=BY, at=NOON)

    assert again.token_hash != old
    assert Message.objects.filter(kind="quote_sent").count() == 2
    actions.refuse_quote(again, by=BY, at=NOON)
    with pytest.raises(Refused, match="waits for an answer"):
        actions.resend_quote(again, by=BY, at=NOON)


def test_new_version_replaces_the_sent_one_once_it_is_sent() -> None:
    first = make_sent()

    second = actions.new_version(first, by=BY, at=NOON)

    assert actions.new_version(first, by=BY, at=NOON) == second
    assert (str(second), second.replaces, second.net_cents) == ("Q2026-0001 v2", first, first.net_cents)
    first.refresh_from_db()
    assert first.status == "sent"
    actions.send_quote(second, by=BY, at=NOON)
    first.refresh_from_db()
    assert first.status == "superseded"


def test_new_version_of_an_accepted_quote_is_refused_until_its_contract_is_withdrawn() -> None:
    contract = make_signed()

    with pytest.raises(Refused, match="withdraw its contract"):
        actions.new_version(contract.quote, by=BY, at=NOON)
    actions.withdraw_contract(contract, reason="Moved", by=BY, at=NOON)
    draft = actions.new_version(contract.quote, by=BY, at=NOON)

    assert draft.version == 2
    assert draft.exhibitor.status == "prospective"


def test_the_pdf_of_a_quote_is_the_same_bytes_when_made_twice() -> None:
    edition = make_edition(place_name="Grande Halle")
    quote = make_draft(edition, make_company(siret="73282932000074", country="DE", city="Bonn", vat_number="DE1"))
    terms = make_terms(edition)
    lines = list(quote.lines.all())

    first = print_quote(quote, lines, terms, at=NOON)

    assert print_quote(quote, lines, terms, at=NOON) == first


def test_an_exhibitor_that_left_is_quoted_again_as_prospective() -> None:
    gone = make_exhibitor(status="withdrawn")

    quote = make_draft(gone.edition, gone.company)

    assert quote.exhibitor.status == "prospective"
