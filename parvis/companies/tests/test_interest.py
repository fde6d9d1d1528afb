"""The interest form feeds the pipeline; duplicates are recognised, refusals honoured, what we wrote stays."""

from typing import Any

import pytest
from django.urls import reverse

from parvis.companies import actions
from parvis.companies.actions import Wish
from parvis.companies.models import Company, Contact, HeldRow, Interest, Objection, Opportunity, address_hash
from parvis.companies.past import past_of
from parvis.companies.tests.factories import make_company, make_contact, make_opportunity
from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition, make_member
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
GIVEN = {"name": "Nubelis", "city": "Massy", "email": "grace@nubelis.example", "first_name": "Grace", "last_name": "M"}


def written(edition: Edition, wish: Wish | None = None, **over: str) -> Interest:
    return actions.take_interest(edition, GIVEN | over, wish or Wish(language="en"), **BY)


def test_a_new_company_comes_into_the_pipeline_with_its_contact_and_a_step_for_today() -> None:
    edition = make_edition()

    interest = written(edition)

    company, contact, place = Company.objects.get(), Contact.objects.get(), Opportunity.objects.get()
    assert (interest.company, company.name, company.city) == (company, "Nubelis", "Massy")
    assert (contact.email, contact.source, contact.language) == ("grace@nubelis.example", "interest form", "en")
    assert (place.stage.slug, place.next_step, place.next_step_on) == (
        "to_contact",
        "Answer their message",
        NOON.date(),
    )
    assert Message.objects.get().to_address == "grace@nubelis.example"


def test_a_company_we_know_gets_the_contact_and_keeps_what_we_wrote() -> None:
    edition, company = make_edition(), make_company("Nubelis", city="Massy", sector="Cloud")
    make_opportunity(edition, company, stage="lost")

    written(edition, phone="06", siren="732829320")
    written(edition)

    company.refresh_from_db()
    assert (Company.objects.count(), Contact.objects.get().company, company.siren) == (1, company, "")
    assert Opportunity.objects.get().stage.slug == "to_contact"
    assert Message.objects.count() == 1


def test_a_won_company_keeps_its_stage_and_a_planned_step_stays() -> None:
    edition = make_edition()
    won = make_opportunity(edition, make_company("Nubelis", city="Massy"), stage="won")
    planned = make_opportunity(edition, make_company("Other", city="Massy"), next_step="Call")

    written(edition)
    written(edition, name="Other")

    won.refresh_from_db()
    planned.refresh_from_db()
    assert (won.stage.slug, won.next_step, planned.next_step) == ("won", "", "Call")


def test_a_company_that_looks_like_one_waits_for_a_decision_then_joins_the_pipeline() -> None:
    edition, company = make_edition(), make_company("Nubelis SA", city="Massy")

    interest = written(edition)
    again = written(edition)

    held = HeldRow.objects.get()
    assert (interest.company, interest.held_row, again.held_row) == (None, held, held)
    with pytest.raises(Refused, match="Decide first"):
        actions.answer_interest(interest, **BY)
    actions.decide_held_row(held, is_same=True, **BY)
    interest.refresh_from_db()
    assert (interest.company, Opportunity.objects.get().company) == (company, company)
    assert Contact.objects.get().source == "interest form"
    assert written(edition).held_row != held


def test_an_archived_company_comes_back_by_a_person_s_decision() -> None:
    make_company("Nubelis", city="Massy", archived_at=NOON)

    interest = written(make_edition())

    assert interest.company is None
    assert HeldRow.objects.exists()


def test_who_asked_us_to_write_no_more_is_not_written_down_again() -> None:
    Objection.objects.create(address_hash=address_hash(GIVEN["email"]), at=NOON)

    interest = written(make_edition())

    assert interest.company is not None
    assert not Contact.objects.exists()


def test_a_closed_edition_takes_no_interest() -> None:
    with pytest.raises(Refused, match="closed"):
        written(make_edition(state="closed"))


def test_the_team_sees_who_waits_and_takes_in_hand() -> None:
    edition = make_edition()
    client, page = client_in(edition), reverse("companies:interest_list", args=[edition.slug])
    assert "Nobody wrote yet" in client.get(page).content.decode()
    waiting = Wish("9 m²", "Please", is_waiting=True, language="en")
    first, _second = written(edition, waiting), written(edition, waiting, name="Other", email="b@other.example")

    shown = client.get(page).content.decode()
    answer = reverse("companies:interest_answer", args=[edition.slug, first.pk])
    client.post(answer)
    client.post(answer)

    assert "2 companies are in the waiting list" in shown
    assert "1 company is in the waiting list" in client.get(page).content.decode()


def test_the_page_of_the_company_shows_what_it_wrote() -> None:
    edition = make_edition()
    asked = written(edition, Wish("9 m²", "We build bridges"))

    page = client_in(edition).get(reverse("companies:company_detail", args=[edition.slug, asked.company_id]))

    shown = page.content.decode()
    assert "We build bridges" in shown
    assert reverse("companies:interest_answer", args=[edition.slug, asked.pk]) in shown


def test_the_file_of_a_company_tells_what_was_said_in_each_edition() -> None:
    edition, older, company = make_edition(), make_edition(fair_on=NOON.date().replace(year=2025)), make_company()
    make_opportunity(older, company, stage="lost", lost_kind="price", lost_reason="Too dear")
    make_opportunity(edition, company)
    author = make_member(edition).user
    for number in range(4):
        words: dict[str, Any] = {"kind": "call", "body": f"Call {number}", "author": author, "edition": edition}
        actions.note_interaction(company, **words, **BY)

    past = past_of(company, Member())

    assert [one.edition for one in past] == [edition, older]
    assert [fact.words for fact in dict(past[1].groups)["Said"]] == ["Pipeline: Lost (Price, Too dear)"]
    said = [fact.words for fact in dict(past[0].groups)["Said"]]
    assert said == ["Pipeline: To contact", "Call: Call 3", "Call: Call 2", "Call: Call 1", "1 more note"]
    page = reverse("companies:company_past", args=[edition.slug, company.pk])
    assert "Too dear" in client_in(edition).get(page).content.decode()


def test_a_loss_without_words_says_so() -> None:
    place = make_opportunity(make_edition(), stage="lost")

    assert past_of(place.company, Member())[0].facts[0].words == "Pipeline: Lost (no reason given)"


def test_a_company_nobody_spoke_with_has_an_empty_file() -> None:
    edition, company = make_edition(), make_company(past_editions=["2019"])

    shown = client_in(edition).get(reverse("companies:company_past", args=[edition.slug, company.pk])).content.decode()

    assert "Came in 2019" in shown
    assert "Nothing yet" in shown


def test_an_own_contact_is_left_as_it_is() -> None:
    edition, company = make_edition(), make_company("Nubelis", city="Massy")
    contact = make_contact(company, email=GIVEN["email"], phone="07")

    written(edition, phone="06")

    contact.refresh_from_db()
    assert contact.phone == "07"
