"""A package that is sold out: the line before it, the place offered to the first, and nobody passing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.companies.actions import Wish, decide_held_row
from parvis.companies.models import Company, HeldRow, Interest
from parvis.companies.tests.factories import make_company, make_contact
from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.outbox.models import Message
from parvis.sales import actions
from parvis.sales.line import Standing, lines_before, standing_of
from parvis.sales.models import Package, PlaceRequest, Quote
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import make_contract, make_draft, make_option, make_package, make_sent, signer

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
LATER: dict[str, Any] = {"by": make_actor(), "at": NOON + timedelta(days=8)}
GIVEN = {"city": "Massy", "first_name": "Grace", "last_name": "M"}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def full(edition: Edition) -> Package:
    """The only place of a package, sold."""
    package = make_package(edition, "B9", stock=1)
    make_contract(edition, choices=[Choice(package)])
    return Package.objects.get(pk=package.pk)


def draft_of(package: Package, company: Company | None = None) -> Quote:
    return make_draft(package.edition, company, choices=[Choice(package), Choice(make_option(package.edition))])


def waiting(package: Package, company: Company | None = None) -> PlaceRequest:
    (request,) = actions.queue_quote(draft_of(package, company), **BY)
    return request


def written(package: Package, name: str) -> Interest:
    given = GIVEN | {"name": name, "email": f"grace@{name.lower()}.example"}
    return actions.take_wish(package.edition, given, Wish(package.name, "Please"), package=package, **BY)


def free(package: Package) -> None:
    """The one contract of this package is taken back."""
    actions.withdraw_contract(package.quote_lines.get(quote__contract__isnull=False).quote.contract, reason="x", **BY)


def sold(package: Package) -> int:
    return Package.objects.get(pk=package.pk).sold_count


def test_who_writes_for_a_full_package_and_whose_quote_cannot_be_sent_wait_in_order(full: Package) -> None:
    interest = written(full, "Nubelis")
    second = waiting(full)

    (line,) = lines_before(full.edition)
    assert interest.is_waiting
    assert [one.company for one in line.waiting] == [interest.company, second.company]
    assert str(second) == f"{full} {second.company}"


def test_a_company_that_asks_twice_keeps_its_first_place(full: Package) -> None:
    first = written(full, "Nubelis")
    waiting(full)
    again, company = written(full, "Nubelis"), first.company
    assert company
    assert actions.queue_quote(draft_of(full, company), **BY) == [PlaceRequest.objects.get(interest=first)]
    assert not PlaceRequest.objects.filter(interest=again).exists()
    assert standing_of(company, full) == Standing(kept=0, before=0)


def test_a_package_with_places_left_has_no_line(edition: Edition) -> None:
    limited, endless = make_package(edition, stock=2), make_package(edition)

    assert not written(limited, "Nubelis").is_waiting
    assert not written(endless, "Other").is_waiting
    with pytest.raises(Refused, match="waited for"):
        actions.queue_quote(draft_of(limited), **BY)
    assert lines_before(edition) == []


def test_a_freed_place_is_offered_to_the_first_and_nobody_passes(full: Package) -> None:
    first, second = waiting(full), waiting(full)
    free(full)
    with pytest.raises(Refused, match="is before"):
        actions.offer_place(second, **BY)

    offered = actions.offer_place(first, **BY)
    again = actions.offer_place(first, **BY)

    assert (offered.state, again.held_until, sold(full)) == ("offered", NOON.date() + timedelta(days=7), 1)
    assert (
        Message.objects.get(kind="place_kept").to_address == Quote.objects.get(exhibitor=first.exhibitor).contact.email
    )
    with pytest.raises(Refused, match="sold out"):
        actions.offer_place(second, **BY)


def test_a_free_place_cannot_be_sold_past_the_line(full: Package) -> None:
    stranger = make_draft(full.edition, choices=[Choice(full)])
    first = waiting(full)
    free(full)

    with pytest.raises(Refused, match="theirs first"):
        actions.send_quote(stranger, **BY)

    own = Quote.objects.get(exhibitor=first.exhibitor)
    actions.accept_quote(actions.send_quote(own, **BY), by=signer(), at=NOON)
    first.refresh_from_db()
    assert (first.state, sold(full)) == ("taken", 1)


def test_a_quote_sent_before_the_line_formed_does_not_pass_it_either(edition: Edition) -> None:
    package = make_package(edition, stock=1)
    quote = make_sent(edition, choices=[Choice(package)])
    PlaceRequest.objects.create(package=package, exhibitor=make_exhibitor(edition), asked_at=NOON, asked_by="Ada")

    with pytest.raises(Refused, match="theirs first"):
        actions.accept_quote(quote, by=signer(), at=NOON)


def test_the_kept_place_is_taken_by_accepting_a_quote(full: Package) -> None:
    interest = written(full, "Nubelis")
    place = PlaceRequest.objects.get(interest=interest)
    waiting(full)
    free(full)
    actions.offer_place(place, **BY)
    draft = draft_of(full, interest.company)

    actions.accept_quote(actions.send_quote(draft, **BY), by=signer(), at=NOON)

    place.refresh_from_db()
    interest.refresh_from_db()
    assert (place.state, place.answered_by, sold(full)) == ("taken", "Grace Martin", 1)
    assert interest.answered_at == NOON


def test_more_than_what_is_kept_and_left_is_refused(edition: Edition) -> None:
    package = make_package(edition, stock=1)
    draft = make_draft(edition, choices=[Choice(package, 2)])

    with pytest.raises(Refused, match="Only 1"):
        actions.send_quote(draft, **BY)


def test_who_is_struck_off_waits_no_longer_and_a_kept_place_is_free(full: Package) -> None:
    first, second = waiting(full), waiting(full)
    free(full)
    actions.offer_place(first, **BY)
    with pytest.raises(Refused, match="Say why"):
        actions.strike_off(first, reason="", **BY)

    ended = [actions.strike_off(first, reason="Gone elsewhere", **BY) for _click in range(2)]

    assert {one.reason for one in ended} == {"Gone elsewhere"}
    assert sold(full) == 0
    assert actions.offer_place(second, **BY).state == "offered"
    with pytest.raises(Refused, match="no longer"):
        actions.offer_place(first, **BY)


def test_a_place_nobody_takes_in_time_is_free_again(full: Package) -> None:
    first = waiting(full)
    free(full)
    actions.offer_place(first, **BY)

    assert actions.lapse_places(full.edition, **BY) == 0
    assert actions.lapse_places(full.edition, **LATER) == 1
    assert actions.lapse_places(full.edition, **LATER) == 0
    first.refresh_from_db()
    assert (first.state, sold(full)) == ("lapsed", 0)
    call_command("tell_waiting")


def test_a_company_that_is_not_decided_waits_in_line_and_is_offered_nothing(full: Package) -> None:
    make_company("Nubelis SA", city="Massy")
    interest = written(full, "Nubelis")
    place = PlaceRequest.objects.get()
    free(full)
    assert (interest.company, place.company, place.company_name) == (None, None, "Nubelis")
    with pytest.raises(Refused, match="Decide first"):
        actions.offer_place(place, **BY)
    assert actions.strike_off(place, reason="Spam", **BY).state == "struck_off"

    decide_held_row(HeldRow.objects.get(), is_same=True, **BY)
    assert PlaceRequest.objects.get().company == Company.objects.get(name_folded="nubelis sa")


def test_a_company_without_contact_is_kept_a_place_and_not_written_to(edition: Edition) -> None:
    package = make_package(edition, stock=1)
    exhibitor = make_exhibitor(edition, make_company())
    place = PlaceRequest.objects.create(package=package, exhibitor=exhibitor, asked_at=NOON, asked_by="Ada")

    page = client_in(edition).post(reverse("sales:place_offer", args=[edition.slug, place.pk]), follow=True)

    assert "call them" in page.content.decode()
    assert not Message.objects.exists()


def test_without_a_quote_the_first_contact_is_written_to(edition: Edition) -> None:
    company = make_company()
    make_contact(company, email="hello@firm.example")
    place = PlaceRequest.objects.create(
        package=make_package(edition), exhibitor=make_exhibitor(edition, company), asked_at=NOON, asked_by="Ada"
    )

    page = client_in(edition).post(reverse("sales:place_offer", args=[edition.slug, place.pk]), follow=True)

    assert "hello@firm.example has been told" in page.content.decode()
    assert "No limit" in page.content.decode()


def test_the_database_itself_refuses_a_request_of_nobody_and_a_place_kept_for_ever(edition: Edition) -> None:
    package, exhibitor = make_package(edition, stock=1), make_exhibitor(edition)
    good: dict[str, Any] = {"package": package, "exhibitor": exhibitor, "asked_at": NOON}
    PlaceRequest.objects.create(**good)
    bad: list[dict[str, Any]] = [
        good,
        {**good, "exhibitor": None},
        {**good, "exhibitor": make_exhibitor(edition), "state": "offered"},
        {**good, "exhibitor": make_exhibitor(edition), "state": "taken"},
        {**good, "exhibitor": make_exhibitor(edition), "state": "struck_off", "answered_at": NOON},
    ]
    for values in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            PlaceRequest.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(sold_count=2)


def test_the_pages_put_in_line_offer_and_strike_off(full: Package) -> None:
    edition = full.edition
    client, page = client_in(edition), reverse("sales:place_list", args=[edition.slug])
    assert "Nobody waits" in client.get(page).content.decode()
    draft = draft_of(full)
    detail = client.get(reverse("sales:quote_detail", args=[edition.slug, draft.pk])).content.decode()
    assert "is sold out" in detail
    assert "Put the company on the waiting list" in detail

    said = client.post(reverse("sales:quote_wait", args=[edition.slug, draft.pk]), follow=True).content.decode()
    assert "is on the waiting list." in said
    assert "Waiting list, place 1" in said
    place = PlaceRequest.objects.get()
    free(full)
    assert "Offer the free place" in client.get(page).content.decode()
    said = client.post(reverse("sales:place_offer", args=[edition.slug, place.pk]), follow=True).content.decode()
    assert "Kept until" in said

    strike = reverse("sales:place_strike_off", args=[edition.slug, place.pk])
    assert client.get(strike).status_code == 200
    assert client.post(strike, {"reason": ""}).status_code == 422
    assert "waits no longer" in client.post(strike, {"reason": "No  budget"}, follow=True).content.decode()
    assert "No budget" in client.get(strike).content.decode()


def test_the_list_costs_the_same_however_many_wait(full: Package) -> None:
    client, page = client_in(full.edition), reverse("sales:place_list", args=[full.edition.slug])
    counts = []
    for more in (1, 3):
        for _place in range(more):
            waiting(full)
        written(full, f"Company{more}")
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_line_at_two_packages_is_told_as_two(full: Package) -> None:
    other = make_package(full.edition, "B12", stock=0)
    draft = make_draft(full.edition, choices=[Choice(full), Choice(other)])

    said = client_in(full.edition).post(reverse("sales:quote_wait", args=[full.edition.slug, draft.pk]), follow=True)

    assert "waiting lists of 2 packages" in said.content.decode()
