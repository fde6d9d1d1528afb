"""Pages of prices, discounts and the quote builder."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.companies.tests.factories import make_company, make_contact
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, make_actor, make_edition
from parvis.sales import actions
from parvis.sales.models import Option, Package, Quote
from parvis.sales.offer import Deal, choices_of
from parvis.sales.queries import approval_above, prices_of
from parvis.sales.tests.factories import make_draft, make_option, make_package, make_rule

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def edition() -> Edition:
    return make_edition(fair_on=(timezone.now() + 90 * DAY).date())


def url(name: str, edition: Edition, *args: object) -> str:
    return reverse(f"sales:{name}", args=[edition.slug, *args])


def test_quote_preview_says_rules_stock_and_what_may_still_be_given(edition: Edition) -> None:
    company = make_company(kind="startup")
    make_rule(edition, "class", -10, company_kind="startup")
    package, option = make_package(edition, price_cents=100_000), make_option(edition, name_en="Screen", stock=1)
    fields = {"package": package.pk, f"option_{option.pk}": "2", "discount_percent": "5", "discount_reason": "x"}

    answer = client_in(edition).post(url("quote_preview", edition, company.pk), fields)

    page = answer.content.decode()
    assert "Start-up −10%" in page
    assert "Only 1 “Screen” is left." in page
    assert "Given away: €45.00 (4.69%). Still allowed without approval: €51.00." in page
    assert not Quote.objects.exists()


def test_quote_preview_says_when_somebody_else_must_approve(edition: Edition) -> None:
    company, package = make_company(), make_package(edition)
    fields = {"package": package.pk, "discount_percent": "12.5", "discount_reason": "x"}

    page = client_in(edition).post(url("quote_preview", edition, company.pk), fields).content.decode()

    assert "Needs approval" in page
    assert "12.5% of the list price" in page


def test_without_scripts_the_total_is_shown_and_what_was_typed_stays(edition: Edition) -> None:
    company, package = make_company(), make_package(edition)
    contact = make_contact(company)
    fields = {"contact": contact.pk, "package": package.pk, "discount_percent": "10", "count": "1"}
    address = f"{url('quote_new', edition)}?company={company.pk}"

    shown = client_in(edition).post(address, fields | {"discount_reason": "Partner school"})
    refused = client_in(edition).post(address, {**fields, "count": ""} | {"discount_reason": ""})
    unexplained = client_in(edition).post(address, {name: value for name, value in fields.items() if name != "count"})

    assert (shown.status_code, refused.status_code, unexplained.status_code) == (200, 200, 422)
    page = shown.content.decode()
    assert 'value="Partner school"' in page
    assert "€2,160.00" in page
    assert "Say why this discount is given." in unexplained.content.decode()
    assert not Quote.objects.exists()


def test_quote_new_saves_the_discount_and_quote_edit_shows_it_again(edition: Edition) -> None:
    company, package = make_company(), make_package(edition)
    fields = {"contact": make_contact(company).pk, "package": package.pk, "discount_percent": "7.5"}
    browser = client_in(edition)

    browser.post(f"{url('quote_new', edition)}?company={company.pk}", fields | {"discount_reason": "Alumni"})

    quote = Quote.objects.get()
    assert (quote.discount_basis_points, quote.discount_reason, quote.net_cents) == (750, "Alumni", 222_000)
    page = browser.get(url("quote_edit", edition, quote.pk)).content.decode()
    assert 'value="7.5"' in page
    assert 'value="Alumni"' in page


def test_quote_approve_takes_a_lead_who_did_not_write_it_and_the_amount_they_read(edition: Edition) -> None:
    quote = make_draft(edition)
    deal = Deal(3_000, "Sponsor of the school")
    quote = actions.change_quote(
        quote, contact=quote.contact, choices=choices_of(quote), deal=deal, by=make_actor(), at=timezone.now()
    )
    lead, member = client_in(edition, role="lead"), client_in(edition)
    detail, approve = url("quote_detail", edition, quote.pk), url("quote_approve", edition, quote.pk)

    assert "Approve this discount" not in member.get(detail).content.decode()
    page = " ".join(lead.get(detail).content.decode().split())
    assert 'name="net_cents" value="168000"' in page
    assert member.post(approve, {"net_cents": "168000"}).status_code == 403
    lead.post(approve, {"net_cents": "x"})
    assert not Quote.objects.get().is_approved
    lead.post(approve, {"net_cents": "168000"})

    assert Quote.objects.get().is_approved
    assert "Discount approved by" in lead.get(detail).content.decode()


def test_discount_policy_sets_the_threshold(edition: Edition) -> None:
    lead = client_in(edition, role="lead")
    page = url("discount_policy", edition)

    assert lead.get(page).status_code == 200
    assert lead.post(page, {"percent": "101"}).status_code == 422
    assert lead.post(page, {"percent": "2.5"}).status_code == 302

    assert approval_above(edition) == 250
    assert "Up to 2.5% of the list price" in lead.get(url("catalogue", edition)).content.decode()


@pytest.mark.parametrize("name", ["package", "option"])
def test_price_pages_plan_a_price_and_show_its_history(edition: Edition, name: str) -> None:
    item: Package | Option = make_package(edition) if name == "package" else make_option(edition)
    lead, page = client_in(edition, role="lead"), url(f"{name}_prices", edition, item.pk)
    tomorrow = (timezone.localdate() + DAY).isoformat()

    assert "One price since the beginning" in lead.get(page).content.decode()
    past = lead.post(page, {"price_cents": "10", "starts_on": "2020-01-01"})
    assert (past.status_code, "the past is sold" in past.content.decode()) == (422, True)
    lead.post(page, {"price_cents": "1 234,50", "starts_on": tomorrow})

    assert [price.price_cents for price in prices_of(item)] == [item.price_cents, 123_450]
    shown = lead.get(page).content.decode()
    assert "Planned" in shown
    assert "Counts today" in shown


def test_package_edit_keeps_window_tier_audience_and_words(edition: Edition) -> None:
    lead, package = client_in(edition, role="lead"), make_package(edition, "GOLD")
    page = url("package_edit", edition, package.pk)
    fields = {
        "code": "GOLD",
        "name_fr": "Or",
        "price_cents": "5000",
        "vat_percent": "20",
        "position": "1",
        "text_fr": "Logo",
        "audience": "team",
        "tier": "sponsor",
        "opens_on": "2026-10-01",
    }

    early = lead.post(page, {**fields, "closes_on": "2026-09-30"})
    lead.post(page, {**fields, "closes_on": "2026-10-31"})

    assert early.status_code == 422
    package.refresh_from_db()
    assert (package.tier, package.audience, package.text) == ("sponsor", "team", "Logo")
    listed = lead.get(url("catalogue", edition)).content.decode()
    assert "Sponsor" in listed
    assert "Team only" in listed


def test_catalogue_says_when_orders_open_and_closed(edition: Edition) -> None:
    today = timezone.localdate()
    make_option(edition, opens_on=today + 2 * DAY)
    make_package(edition, closes_on=today - 2 * DAY)

    page = client_in(edition).get(url("catalogue", edition)).content.decode()

    assert "Orders closed" in page
    assert "From " in page


def test_the_form_says_which_package_is_not_open(edition: Edition) -> None:
    company = make_company()
    make_package(edition, closes_on=timezone.localdate() - DAY)

    page = client_in(edition).get(f"{url('quote_new', edition)}?company={company.pk}").content.decode()

    assert "not open for orders" in page


def test_a_quote_of_another_edition_is_not_approved(edition: Edition) -> None:
    other = make_draft(make_edition(), choices=None)

    answer = client_in(edition, role="lead").post(url("quote_approve", edition, other.pk), {"net_cents": "1"})

    assert answer.status_code == 404
