"""Companies and the people there."""

from datetime import date, timedelta
from typing import Any

import pytest

from parvis.accounts.tests.factories import make_user
from parvis.companies import actions
from parvis.companies.models import Company, Contact
from parvis.companies.queries import history_of_company
from parvis.companies.tests.factories import make_company, make_contact, make_opportunity
from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition

pytestmark = pytest.mark.django_db
SIREN = "732829320"


def test_create_company_cleans_its_numbers_and_is_recorded() -> None:
    edition = make_edition()

    company = actions.create_company(
        name="Nubelis", siret="732 829 320 00074", edition=edition, by=make_actor(), at=NOON
    )

    company.refresh_from_db()
    assert (company.siren, company.siret, company.name_folded) == (SIREN, "73282932000074", "nubelis")
    entry = LogEntry.objects.about(company).get()
    assert (entry.verb, entry.edition, entry.changes) == ("company.created", edition, {"name": [None, "Nubelis"]})


def test_a_company_is_written_down_before_the_first_set_up() -> None:
    assert actions.create_company(name="Nubelis", by=make_actor(), at=NOON).pk


def test_create_company_refuses_a_wrong_number() -> None:
    with pytest.raises(Refused, match="a digit is mistyped"):
        actions.create_company(name="Nubelis", siren="732829321", by=make_actor(), at=NOON)
    assert not Company.objects.exists()


def test_a_siren_is_written_down_once_except_for_divisions() -> None:
    first = make_company("Nubelis", siren=SIREN)

    with pytest.raises(Refused, match="Nubelis already has the SIREN 732829320"):
        actions.create_company(name="Nubelis Cloud", siren=SIREN, by=make_actor(), at=NOON)
    division = actions.create_company(name="Nubelis Cloud", siren=SIREN, parent=first, by=make_actor(), at=NOON)

    assert list(first.divisions.all()) == [division]


def test_a_division_has_no_divisions() -> None:
    top = make_company("Nubelis")
    division = make_company("Nubelis Cloud", parent=top)

    with pytest.raises(Refused, match="no division itself"):
        actions.create_company(name="Deep", parent=division, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="no division itself"):
        actions.change_company(top, parent=make_company("Other"), by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="no division itself"):
        actions.change_company(top, parent=top, by=make_actor(), at=NOON)


def test_change_company_records_what_changed_and_nothing_else() -> None:
    company = make_company("Nubelis", city="Massy")

    actions.change_company(company, name="Nubelis", city="Palaiseau", by=make_actor(), at=NOON)
    actions.change_company(company, city="Palaiseau", by=make_actor(), at=NOON)

    assert company.city == "Palaiseau"
    assert [entry.changes for entry in LogEntry.objects.about(company)] == [{"city": ["Massy", "Palaiseau"]}]


def test_a_company_keeps_its_own_siren_when_it_changes() -> None:
    company = make_company("Nubelis", siren=SIREN)

    actions.change_company(company, vat_number="44732829320", by=make_actor(), at=NOON)

    assert company.vat_number == "FR44732829320"
    assert list(LogEntry.objects.about(company).values_list("changes", flat=True)) == [
        {"vat_number": ["", "FR44732829320"]}
    ]


def test_an_archived_company_leaves_the_lists_and_comes_back() -> None:
    company = make_company()

    for _time in range(2):
        actions.archive_company(company, by=make_actor(), at=NOON)
    assert not Company.objects.active().exists()
    for _time in range(2):
        actions.restore_company(company, by=make_actor(), at=NOON)

    assert Company.objects.active().get() == company
    verbs = LogEntry.objects.about(company).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["company.archived", "company.restored"]


def test_an_address_is_once_at_a_company_whatever_its_capitals() -> None:
    company = make_company()
    contact = actions.add_contact(company, email=" Grace@Nubelis.example", first_name="Grace", by=make_actor(), at=NOON)

    assert contact.email == "grace@nubelis.example"
    with pytest.raises(Refused, match="Grace already has this address"):
        actions.add_contact(company, email="GRACE@nubelis.example", by=make_actor(), at=NOON)
    assert actions.add_contact(make_company(), email="grace@nubelis.example", by=make_actor(), at=NOON).pk


def test_history_keeps_no_personal_value() -> None:
    contact = make_contact(phone="01")

    actions.change_contact(contact, phone="02", is_signatory=True, email=contact.email, by=make_actor(), at=NOON)
    actions.change_contact(contact, phone="02", by=make_actor(), at=NOON)

    assert contact.phone == "02"
    assert LogEntry.objects.about(contact).get().changes == {"phone": [], "is_signatory": [False, True]}


def test_change_contact_refuses_the_address_of_another() -> None:
    contact = make_contact()
    other = make_contact(contact.company, first_name="Alan", last_name="")

    with pytest.raises(Refused, match="Alan already has this address"):
        actions.change_contact(contact, email=other.email, by=make_actor(), at=NOON)


def test_what_was_said_moves_the_last_contact_forward_only() -> None:
    edition, author, company = make_edition(), make_user(), make_company(last_contact_on=date(2026, 9, 1))
    words: dict[str, Any] = {"author": author, "edition": edition, "by": make_actor(author)}

    actions.note_interaction(company, kind="note", body="Budget cut.", at=NOON, **words)
    assert company.last_contact_on == date(2026, 9, 1)
    actions.note_interaction(company, kind="call", body="Wants 18 m².", at=NOON, contact=make_contact(company), **words)
    assert company.last_contact_on == date(2026, 9, 15)
    actions.note_interaction(company, kind="mail", body="Older.", at=NOON - timedelta(days=9), **words)

    company.refresh_from_db()
    assert company.last_contact_on == date(2026, 9, 15)
    assert company.interactions.count() == 3


def test_what_was_said_names_a_contact_of_that_company() -> None:
    user = make_user()

    with pytest.raises(Refused, match="another company"):
        actions.note_interaction(
            make_company(),
            kind="call",
            body="Hello",
            author=user,
            edition=make_edition(),
            contact=make_contact(),
            by=make_actor(user),
            at=NOON,
        )


def test_the_history_of_a_company_holds_its_contacts_and_opportunities() -> None:
    edition, company = make_edition(), make_company()
    make_opportunity(edition, company)
    actions.add_contact(company, email="a@b.example", by=make_actor(), at=NOON)
    actions.archive_company(make_company(), by=make_actor(), at=NOON)

    verbs = [entry.verb for entry in history_of_company(company)]

    assert verbs == ["contact.added", "opportunity.created"]


def test_rows_show_themselves() -> None:
    edition, contact = make_edition(), make_contact(email="grace@nubelis.example")
    opportunity = make_opportunity(edition, contact.company)
    noted = actions.note_interaction(
        contact.company, kind="call", body="Hi", author=make_user(), edition=edition, by=make_actor(), at=NOON
    )

    assert str(opportunity) == f"{contact.company.name} {edition.name}"
    assert str(noted) == f"call {contact.company.name} 2026-09-15"
    assert str(contact) == "Grace Martin"
    assert str(Contact(email="x@y.example")) == "x@y.example"
    assert (contact.company.billing_name, Company(name="A", legal_name="B").billing_name) == (contact.company.name, "B")


def test_companies_are_found_by_name_and_siren() -> None:
    company = make_company("Société Générale", siren=SIREN)
    make_company("Other")

    assert list(Company.objects.all().matching("generale 7328")) == [company]
