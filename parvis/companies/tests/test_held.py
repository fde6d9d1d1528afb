"""A row that looks like a company we have: a person decides, once."""

import pytest

from parvis.companies import actions, queries
from parvis.companies.comparison import compare
from parvis.companies.models import Company, HeldRow, Opportunity
from parvis.companies.tests.factories import bring_in, csv_of, make_company, make_contact, make_held_row
from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition

pytestmark = pytest.mark.django_db
SIREN, OTHER = "732829320", "552081317"
LINE = "Nubelis SA;732 829 320;Massy;new@nubelis.example"


def decide(held: HeldRow, *, is_same: bool) -> Company:
    return actions.decide_held_row(held, is_same=is_same, by=make_actor(), at=NOON)


def test_the_same_company_is_completed_and_nothing_is_overwritten() -> None:
    edition = make_edition()
    company = make_company("Nubelis", city="Massy", notes="Ours")
    contact = make_contact(company, email="known@nubelis.example", phone="01")
    data = csv_of(
        "Nubelis SAS;732829320;Massy;known@nubelis.example;Cloud;Theirs;02;Head of talent",
        headers="Entreprise;SIREN;Ville;Mail;Secteur;Notes;Tél;Fonction",
    )
    bring_in(data, edition)
    held = HeldRow.objects.get()

    assert decide(held, is_same=True) == company

    company.refresh_from_db()
    contact.refresh_from_db()
    assert (company.siren, company.sector, company.notes) == (SIREN, "Cloud", "Ours")
    assert (contact.phone, contact.job_title) == ("01", "Head of talent")
    assert (held.decision, held.decided_at) == ("same", NOON)
    assert Opportunity.objects.in_edition(edition).get().company == company
    changes = {"siren": ["", SIREN], "sector": ["", "Cloud"], "contact": []}
    assert LogEntry.objects.get(verb="company.changed").changes == changes


def test_the_same_company_gets_a_new_contact_that_says_where_it_comes_from() -> None:
    held = make_held_row()

    company = decide(held, is_same=True)

    contact = company.contacts.get()
    assert (contact.email, contact.source) == ("held@nubelis.example", "import list.csv")


def test_the_same_company_with_nothing_new_changes_nothing() -> None:
    company = make_company("Nubelis", city="Massy")
    held = make_held_row(line="Nubelis SA;;Massy;", company=company)

    decide(held, is_same=True)

    assert not LogEntry.objects.filter(verb="company.changed").exists()


def test_a_siren_taken_meanwhile_is_not_given_twice() -> None:
    held = make_held_row(line=f"Nubelis SA;{SIREN};Massy;", company=make_company("Nubelis", city="Massy"))
    make_company("Somebody", siren=SIREN)

    assert decide(held, is_same=True).siren == ""


def test_another_company_of_the_same_siren_is_a_division() -> None:
    edition = make_edition()
    first = make_company("Nubelis", siren=SIREN)
    held = make_held_row(edition, LINE, company=first)

    other = decide(held, is_same=False)

    assert (other.parent, other.siren, other.contacts.get().email) == (first, SIREN, "new@nubelis.example")
    assert Opportunity.objects.in_edition(edition).get().company == other


def test_another_company_of_a_like_name_stands_alone() -> None:
    held = make_held_row(line="Nubelis SA;;Massy;", company=make_company("Nubelis", city="Massy"))

    other = decide(held, is_same=False)

    assert (other.parent, other.name, other.contacts.count()) == (None, "Nubelis SA", 0)


def test_a_row_is_decided_once() -> None:
    held = make_held_row()
    decide(held, is_same=True)

    with pytest.raises(Refused, match="decided about this row already"):
        decide(held, is_same=False)


def test_a_decision_outlives_its_file_and_its_archived_company() -> None:
    company = make_company("Nubelis", city="Massy")
    held = make_held_row(make_edition(), company=company)
    actions.archive_company(company, by=make_actor(), at=NOON)
    decide(held, is_same=True)
    orphan = make_held_row(line="Nubelis SARL;;Massy;x@nubelis.example", company=company)
    assert orphan.file_import is not None
    orphan.file_import.delete()
    orphan.refresh_from_db()

    decide(orphan, is_same=True)

    assert company.contacts.get(email="x@nubelis.example").source == ""
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize("is_same", [True, False])
def test_a_decided_row_comes_never_again(is_same: bool) -> None:
    company = make_company("Nubelis", siren=SIREN, city="Massy")
    decide(make_held_row(line=LINE, company=company), is_same=is_same)

    again = bring_in(csv_of(LINE))

    assert (again.created, again.updated, again.unchanged, again.duplicates) == (0, 0, 1, [])


def test_a_row_decided_the_same_may_still_bring_news() -> None:
    company = make_company("Nubelis", siren=SIREN, city="Massy")
    decide(make_held_row(line=LINE, company=company), is_same=True)

    again = bring_in(csv_of(LINE + ";Cloud", headers="Entreprise;SIREN;Ville;Mail;Secteur"))

    company.refresh_from_db()
    assert (again.updated, company.sector) == (1, "Cloud")


def test_a_waiting_row_follows_the_newest_file_it_came_with() -> None:
    held = make_held_row(make_edition(), LINE, company=make_company("Nubelis", siren=SIREN))
    edition = make_edition()

    again = bring_in(csv_of(LINE), edition)

    assert again.duplicates == [{"row": 2, "of": "Nubelis", "by": "siren"}]
    assert list(queries.held_rows_in(edition)) == [held]
    assert queries.held_count(edition) == 1
    assert str(held) == "Nubelis SA = Nubelis ?"


def test_both_sides_are_shown_beside_each_other() -> None:
    company = make_company("Nubelis", siren=SIREN, city="Massy", kind="sme")
    make_contact(company, email="known@nubelis.example")
    data = csv_of(
        "Nubelis SA;732829320;Massy;PME;Cloud;Grace Martin;new@nubelis.example",
        headers="Entreprise;SIREN;Ville;Type;Secteur;Contact;Mail",
    )
    bring_in(data)

    lines = {line.label: (line.theirs, line.ours, line.state) for line in compare(HeldRow.objects.get())}

    assert lines == {
        "name": ("Nubelis SA", "Nubelis", "differs"),
        "SIREN": (SIREN, SIREN, "equal"),
        "town": ("Massy", "Massy", "equal"),
        "sector": ("Cloud", "", "new"),
        "class": ("SME", "SME", "equal"),
        "contact": ("Grace Martin, new@nubelis.example", "known@nubelis.example", "new"),
    }


def test_a_known_contact_is_told_and_a_missing_one_not_shown() -> None:
    company = make_company("Nubelis", city="Massy")
    make_contact(company, email="held@nubelis.example")
    held = make_held_row(company=company)
    silent = make_held_row(line="Nubelis SARL;;Massy;", company=company)

    assert compare(held)[-1].state == "equal"
    assert [line.label for line in compare(silent)] == ["name", "town"]
