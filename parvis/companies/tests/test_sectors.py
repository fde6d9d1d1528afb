"""The list of sectors: one for the installation, whoever names one."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from parvis.companies.actions.company import change_company, create_company
from parvis.companies.actions.imports import import_companies, preview_import
from parvis.companies.actions.sectors import add_sector, change_sector, learn_sectors
from parvis.companies.import_preview import preview_of
from parvis.companies.models import Company
from parvis.companies.sectors import sector_book, sector_choices, sector_counts
from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.actions.edition import ensure_terms
from parvis.editions.models import LogEntry, Term
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
FILE = "Entreprise;Secteur\nNova;ENERGY\nOrbe;énergie\nPluie;Assurance\nQuai;Nautisme\nRive;nautisme\nSable;\n".encode()


@pytest.fixture(autouse=True)
def usual() -> None:
    ensure_terms()


def energy() -> Term:
    return Term.objects.get(kind="sector", slug="energie")


def test_a_file_names_sectors_in_any_way_and_a_new_one_joins_the_list() -> None:
    kept = preview_import(FILE, "list.csv", edition=None, **BY)
    assert preview_of(kept, at=NOON).new_sectors == ("Nautisme",)
    assert not sector_book().knows("Nautisme")

    import_companies(FILE, "list.csv", edition=None, dry_run=False, **BY)

    held = dict(Company.objects.values_list("name", "sector"))
    sectors = ["Énergie", "Énergie", "Banque et assurance", "Nautisme", "Nautisme", ""]
    assert held == dict(zip(("Nova", "Orbe", "Pluie", "Quai", "Rive", "Sable"), sectors, strict=True))
    assert Term.objects.filter(kind="sector", name_fr="Nautisme").count() == 1
    assert learn_sectors(["NAUTISME", ""]) == []


def test_who_writes_a_company_down_uses_the_list_too() -> None:
    company = create_company(name="Nova", sector=" software ", **BY)
    assert company.sector == "Logiciel"

    change_company(company, sector="Ponts & barrages", **BY)
    change_company(company, city="Lyon", **BY)

    assert company.sector == "Ponts & barrages"
    assert ("Ponts & barrages", "Ponts & barrages") in sector_choices("")
    assert ("Odd", "Odd") in sector_choices("Odd")
    change_company(company, sector="", **BY)
    assert company.sector == ""


def test_a_sector_that_is_renamed_or_put_into_another_takes_its_companies_with_it() -> None:
    make_company("Nova", sector="Énergie")

    change_sector(energy(), name_fr="Énergies", name_en="", into=None, **BY)
    change_sector(energy(), name_fr="Énergies", name_en="Énergies", into=None, **BY)
    assert Company.objects.get(name="Nova").sector == "Énergies"
    change_sector(energy(), name_fr="Énergies", name_en="Energies", into=None, **BY)
    assert Company.objects.get(name="Nova").sector == "Énergies"
    with pytest.raises(Refused, match="in the list already: Industrie"):
        change_sector(energy(), name_fr="industry", name_en="", into=None, **BY)
    into = Term.objects.get(kind="sector", slug="industrie")
    assert change_sector(energy(), name_fr="", name_en="", into=into, **BY) == into

    assert Company.objects.get(name="Nova").sector == "Industrie"
    assert sector_book().name_of("energies") == "Industrie"
    assert [term.slug for term, count in sector_counts() if count] == ["industrie"]
    verbs = LogEntry.objects.filter(verb__startswith="sector.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["sector.changed", "sector.changed", "sector.joined"]


def test_a_name_is_in_the_list_once_and_two_may_share_a_slug() -> None:
    with pytest.raises(Refused, match="already: Santé"):
        add_sector(name_fr="Soin", name_en="health", **BY)

    slugs = [add_sector(name_fr=name, name_en="", **BY).slug for name in ("Eau+", "Eau-", "海")]

    assert slugs == ["eau", "eau-2", "sector"]


def test_the_pages_of_the_list() -> None:
    edition = make_edition()
    make_company("Nova", sector="Énergie")
    lead, page = client_in(edition, role="lead"), reverse("companies:sector_list", args=[edition.slug])
    assert "?sector=%C3%89nergie" in lead.get(page).content.decode()

    assert lead.post(page, {"name_fr": "Énergie"}).status_code == 422
    assert lead.post(page, {"name_fr": ""}).status_code == 422
    assert "Sector added." in lead.post(page, {"name_fr": "Nautisme", "name_en": "Boats"}, follow=True).content.decode()
    one = reverse("companies:sector_edit", args=[edition.slug, energy().pk])
    assert 'value="Énergie"' in lead.get(one).content.decode()
    assert lead.post(one, {"name_fr": "Boats"}).status_code == 422
    boats = Term.objects.get(name_fr="Nautisme")
    assert lead.post(one, {"name_fr": "Énergie", "into": boats.pk}).status_code == 302
    assert Company.objects.get().sector == "Nautisme"
    listed = lead.get(reverse("companies:company_list", args=[edition.slug])).content.decode()
    assert page in listed


def test_the_migration_puts_what_companies_hold_into_the_list() -> None:
    for name, sector in (("A", "energy"), ("B", "Quantique"), ("C", "quantique"), ("D", ""), ("E", "Énergie")):
        make_company(name, sector=sector)
    module = import_module("parvis.companies.migrations.0007_sectors_in_the_list")

    module.into_the_list(apps, None)

    held = dict(Company.objects.values_list("name", "sector"))
    assert (held["A"], held["E"], held["D"]) == ("Énergie", "Énergie", "")
    assert held["B"] == held["C"]
    assert Term.objects.filter(kind="sector", name_fr=held["B"]).count() == 1
    Term.objects.all().delete()
    module.into_the_list(apps, None)
    assert not Term.objects.exists()
