"""Pages of companies: doors, scope, answers, and as many queries for three rows as for one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.companies.models import Company, Contact, Interaction, Opportunity
from parvis.companies.tests.factories import (
    make_company,
    make_contact,
    make_held_row,
    make_opportunity,
    stage_of,
)
from parvis.core.messages import compile_all
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, client_of, make_edition, make_member

pytestmark = pytest.mark.django_db
SIREN = "732829320"


def url(name: str, edition: Edition, *args: object) -> str:
    return reverse(f"companies:{name}", args=[edition.slug, *args])


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_only_company_relations_and_the_board_write() -> None:
    edition, company = make_edition(), make_company()
    pages = [url("company_new", edition), url("company_edit", edition, company.pk), url("company_import", edition)]
    writers = [client_in(edition), client_in(edition, pole="presidency", role="lead")]
    readers = [client_in(edition, role="reader"), client_in(edition, pole="logistics", role="lead")]

    assert [client.get(page).status_code for client in writers for page in pages] == [200] * 6
    assert [client.get(page).status_code for client in readers for page in pages] == [403] * 6
    assert [client.get(url("company_list", edition)).status_code for client in readers] == [200, 200]
    volunteer = client_in(edition, role="volunteer")
    assert volunteer.get(url("company_list", edition)).status_code == 403


def test_ids_of_another_edition_do_not_exist_here() -> None:
    edition, other = make_edition(), make_edition()
    opportunity, held = make_opportunity(other), make_held_row(other)
    client = client_in(edition)

    answers = [
        client.post(url("opportunity_move", edition, opportunity.pk), {"stage": opportunity.stage_id}),
        client.post(url("opportunity_plan", edition, opportunity.pk)),
        client.post(url("held_row_decide", edition, held.pk), {"decision": "same"}),
        client.get(url("company_import_preview", edition, held.file_import_id)),
        client.post(url("company_import_run", edition, held.file_import_id)),
        client.get(url("company_detail", edition, 0)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6


@pytest.mark.parametrize("page", ["company_list", "opportunity_board", "held_row_list"])
def test_a_list_asks_as_much_for_three_rows_as_for_one(page: str, django_assert_num_queries: Any) -> None:
    edition = make_edition()
    client = client_in(edition)

    def fill() -> None:
        company = make_company(sector="Cloud", city="Massy")
        owner = make_member(edition).user
        make_opportunity(edition, company, stage="won", owner=owner, next_step="Call")
        make_contact(company)
        make_held_row(edition, company=company)

    fill()
    client.get(url(page, edition))
    queries = _count(client, url(page, edition))
    fill()
    fill()

    with django_assert_num_queries(queries):
        client.get(url(page, edition))
    assert queries <= 12


def _count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_the_list_shows_filters_and_exports_what_it_shows() -> None:
    edition = make_edition()
    ada = make_member(edition).user
    won = make_company("Nubelis", kind="sme", sector="Cloud", siren=SIREN)
    make_company("=Evil", kind="large")
    opportunity = make_opportunity(edition, won, stage="won", owner=ada)
    make_opportunity(make_edition(), make_company("Elsewhere"), stage="won")
    client = client_of(ada)
    address = url("company_list", edition)

    def names(query: str) -> list[str]:
        lines = client.get(f"{address}?{query}&export=csv").content.decode("utf-8-sig").splitlines()
        return [line.split(",")[0] for line in lines[1:]]

    assert names("") == ["'=Evil", "Elsewhere", "Nubelis"]
    assert names("q=nubelis") == names("q=7328") == names("kind=sme") == ["Nubelis"]
    assert names(f"stage={opportunity.stage_id}") == names(f"owner={ada.pk}") == names("sector=Cloud") == ["Nubelis"]
    assert names("stage=none") == ["'=Evil", "Elsewhere"]
    assert names("owner=none") == []
    assert names("sort=-name")[0] == "Nubelis"
    assert client.get(f"{address}?export=xlsx").content.startswith(b"PK")


def test_the_list_takes_ticked_companies_over() -> None:
    edition, company = make_edition(), make_company()
    ada = make_member(edition).user
    make_company()

    answer = client_of(ada).post(url("company_list", edition), {"action": "take", "ids": [company.pk]})

    assert answer.status_code == 302
    assert Opportunity.objects.get().owner == ada
    refused = client_in(edition, role="reader").post(url("company_list", edition), {"ids": [company.pk]})
    assert refused.status_code == 403


def test_an_empty_list_says_where_to_start() -> None:
    edition = make_edition()

    assert "Bring in last year’s list" in said(client_in(edition).get(url("company_list", edition)))
    assert "Nothing to decide" in said(client_in(edition).get(url("held_row_list", edition)))
    assert "The pipeline is empty" in said(client_in(edition).get(url("opportunity_board", edition)))


def test_company_new_writes_it_down_and_puts_it_in_the_pipeline() -> None:
    edition = make_edition()
    form = {"name": "Nubelis", "kind": "sme", "country": "FR", "siren": "732 829 320", "vat_number": "44732829320"}

    answer = client_in(edition).post(url("company_new", edition), form)

    company = Company.objects.get()
    assert answer["Location"] == url("company_detail", edition, company.pk)
    assert (company.siren, company.vat_number) == (SIREN, "FR44732829320")
    assert Opportunity.objects.in_edition(edition).get().company == company


def test_company_new_names_each_wrong_number_beside_its_field() -> None:
    edition = make_edition()
    form = {"name": "Nubelis", "kind": "sme", "country": "FR", "siren": SIREN, "vat_number": "FR00732829320"}

    answer = client_in(edition).post(url("company_new", edition), form)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"vat_number": ["The VAT number of this SIREN is FR44732829320."]}


def test_company_new_shows_the_company_we_may_know() -> None:
    edition, client = make_edition(), None
    make_company("Nubelis", city="Massy")
    make_company("Quantix", siren=SIREN)
    client = client_in(edition)
    form = {"name": "NUBELIS SAS", "kind": "sme", "country": "FR", "city": "Massy"}

    refused = client.post(url("company_new", edition), form)
    assert refused.context["form"].errors == {
        "name": ["This looks like Nubelis (Massy). If it is another company, tick the box below."]
    }
    taken = client.post(url("company_new", edition), form | {"name": "Other", "siren": SIREN, "is_other": "on"})
    assert taken.context["form"].errors == {
        "siren": ["Quantix has this SIREN. Open it, or choose it in “Division of”."]
    }
    assert client.post(url("company_new", edition), form | {"is_other": "on"}).status_code == 302
    division = form | {"name": "Quantix Lab", "siren": SIREN, "parent": Company.objects.get(name="Quantix").pk}
    assert client.post(url("company_new", edition), division).status_code == 302
    assert Company.objects.count() == 4


def test_company_edit_keeps_a_country_nobody_knew_until_it_is_said() -> None:
    edition, company = make_edition(), make_company("G-Research", kind="foreign", country="", city="London")
    client, address = client_in(edition), url("company_edit", edition, company.pk)

    assert "Not known" in said(client.get(address))
    form = {"name": "G-Research", "kind": "foreign", "country": "GB", "city": "London"}
    assert client.post(address, form).status_code == 302
    assert client.post(address, form | {"name": ""}).status_code == 422

    company.refresh_from_db()
    assert company.country == "GB"


def test_a_company_put_away_can_be_brought_back_at_once() -> None:
    edition, company = make_edition(), make_company()
    client = client_in(edition)

    page = client.post(url("company_archive", edition, company.pk), follow=True)
    assert url("company_restore", edition, company.pk) in said(page)
    client.post(url("company_restore", edition, company.pk))

    company.refresh_from_db()
    assert company.archived_at is None


def test_the_company_s_page_shows_its_file() -> None:
    edition = make_edition()
    ada = make_member(edition).user
    company = make_company(
        "Nubelis", city="Massy", parent=make_company("Mother"), notes="=1+1", website="https://n.example"
    )
    make_company("Daughter", parent=company)
    make_contact(company, is_signatory=True)
    make_held_row(edition, company=company)
    make_opportunity(edition, company, stage="lost", lost_reason="No budget", owner=ada)
    Interaction.objects.create(
        company=company, edition=make_edition(), author=ada, kind="call", body="Wants 18 m²", at=ada.created_at
    )

    page = said(client_of(ada).get(url("company_detail", edition, company.pk)))

    for words in (
        "Nubelis",
        "Mother",
        "Daughter",
        "No budget",
        "Wants 18 m²",
        "Grace Martin",
        "may be about this company",
    ):
        assert words in page
    bare = said(client_in(edition).get(url("company_detail", edition, make_company().pk)))
    assert "Not in this edition yet" in bare


def test_contacts_are_added_and_changed_and_an_address_is_once() -> None:
    edition, company = make_edition(), make_company()
    client = client_in(edition)
    form = {"first_name": "Grace", "email": "Grace@N.example", "language": "fr", "is_active": "on"}

    assert client.get(url("contact_new", edition, company.pk)).status_code == 200
    assert client.post(url("contact_new", edition, company.pk), form).status_code == 302
    again = client.post(url("contact_new", edition, company.pk), form)
    assert (again.status_code, again.context["form"].errors) == (
        422,
        {"email": ["Grace already has this address at this company."]},
    )
    contact, other = Contact.objects.get(), make_contact(company)
    assert client.post(url("contact_edit", edition, contact.pk), form | {"phone": "01"}).status_code == 302
    assert client.post(url("contact_edit", edition, contact.pk), form | {"email": other.email}).status_code == 422
    assert client.post(url("contact_edit", edition, contact.pk), form | {"email": "x"}).status_code == 422
    contact.refresh_from_db()
    assert (contact.email, contact.phone) == ("grace@n.example", "01")


def test_what_was_said_is_noted_from_the_company_s_page() -> None:
    edition, company = make_edition(), make_company()
    client, address = client_in(edition), url("interaction_new", edition, company.pk)

    assert client.post(address, {"kind": "call", "body": "Wants 18 m²"}).status_code == 302
    empty = client.post(address, {"kind": "call", "body": ""})

    assert (Interaction.objects.get().body, empty.status_code) == ("Wants 18 m²", 422)


def test_a_company_enters_the_pipeline_moves_and_is_planned() -> None:
    edition, company = make_edition(), make_company()
    ada = make_member(edition).user
    client = client_of(ada)

    client.post(url("opportunity_new", edition, company.pk))
    opportunity = Opportunity.objects.get()
    moved = client.post(url("opportunity_move", edition, opportunity.pk), {"stage": stage_of(edition, "won").pk})
    plan = {"next_step": "Call", "next_step_on": "2026-10-01", "owner": ada.pk, "expected": "2 500,00"}
    planned = client.post(url("opportunity_plan", edition, opportunity.pk), plan)

    opportunity.refresh_from_db()
    page = url("company_detail", edition, company.pk)
    assert (moved["Location"], planned["Location"]) == (page, page)
    assert (opportunity.stage.slug, opportunity.owner, opportunity.expected_cents) == ("won", ada, 250_000)
    assert "€2,500.00" in said(client.get(page))


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"next_step_on": "2026-10-01"}, "next_step"),
        ({"expected": "-5"}, "expected"),
        ({"expected": "many"}, "expected"),
        ({"owner": "999999"}, "owner"),
    ],
)
def test_a_plan_that_makes_no_sense_comes_back(plan: dict[str, str], field: str) -> None:
    edition = make_edition()
    opportunity = make_opportunity(edition)

    answer = client_in(edition).post(url("opportunity_plan", edition, opportunity.pk), plan)

    assert (answer.status_code, list(answer.context["plan_form"].errors)) == (422, [field])


def test_a_stage_of_another_edition_cannot_be_chosen() -> None:
    edition = make_edition()
    opportunity = make_opportunity(edition)
    elsewhere = stage_of(make_edition(), "won")

    answer = client_in(edition).post(url("opportunity_move", edition, opportunity.pk), {"stage": elsewhere.pk})

    assert answer.status_code == 422


def test_the_board_shows_stages_and_answers_a_move_with_itself() -> None:
    edition = make_edition()
    ada = make_member(edition).user
    mine = make_opportunity(edition, make_company("Mine"), owner=ada, next_step="Call")
    make_opportunity(edition, make_company("Theirs"), expected_cents=100_000)
    client, address = client_of(ada), url("opportunity_move", edition, mine.pk)
    won = stage_of(edition, "won").pk

    assert all(name in said(client.get(url("opportunity_board", edition))) for name in ("Mine", "Theirs", "€1,000.00"))
    assert "Theirs" not in said(client.get(url("opportunity_board", edition) + "?owner=me"))
    answer = said(client.post(address, {"stage": won, "owner": "me"}, headers={"HX-Request": "true"}))
    assert answer.startswith('<div id="board">')
    assert "Mine: Won." in answer
    back = client.post(address, {"stage": won, "next": url("opportunity_board", edition)})
    assert back["Location"] == url("opportunity_board", edition)
    reader = said(client_in(edition, role="reader").get(url("opportunity_board", edition)))
    assert "<select" not in reader


def test_a_held_row_is_decided_with_one_press() -> None:
    edition = make_edition()
    company = make_company("Nubelis", city="Massy")
    held = make_held_row(edition, company=company)
    client, address = client_in(edition), url("held_row_decide", edition, held.pk)

    assert "Nubelis SA = Nubelis ?" in said(client.get(url("held_row_list", edition)))
    assert client.post(address, {"decision": "maybe"}).status_code == 409
    assert client.post(address, {"decision": "same"}).status_code == 302
    assert client.post(address, {"decision": "other"}).status_code == 409
    assert company.contacts.count() == 1


def test_another_company_is_made_with_one_press() -> None:
    edition = make_edition()
    held = make_held_row(edition)

    page = client_in(edition).post(url("held_row_decide", edition, held.pk), {"decision": "other"}, follow=True)

    assert "Nubelis SA is a company of its own." in said(page)


def test_a_closed_edition_is_read_and_not_changed() -> None:
    edition = make_edition(state="closed")
    client, company = client_in(edition), make_company()

    assert client.get(url("company_detail", edition, company.pk)).status_code == 200
    assert client.post(url("opportunity_new", edition, company.pk)).status_code == 403


def test_pages_speak_french() -> None:
    compile_all()
    edition = make_edition()
    client = client_in(edition)

    page = said(client.get(url("company_list", edition), headers={"accept-language": "fr"}))

    assert "Importer un fichier" in page
