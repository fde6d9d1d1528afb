"""An extract of the official register fills blanks; what somebody typed stays."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parvis.companies import actions
from parvis.companies.models import Company
from parvis.companies.register import Entry, entries_of, plan_enrichment, read_register
from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.models import FileImport
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
HEAD = (
    "siren,siret,denominationUniteLegale,etablissementSiege,numeroVoieEtablissement,typeVoieEtablissement,"
    "libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement,etatAdministratifUniteLegale"
)
ROW = "732829320,73282932000074,NUBELIS SAS,true,1,RUE,DE LA PAIX,91120,PALAISEAU,A"
BRANCH = "732829320,73282932000082,NUBELIS SAS,false,9,QUAI,DU PORT,69001,LYON,A"


def extract(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def entries(*rows: str) -> list[Entry]:
    return list(entries_of(read_register(extract(*rows), "e.csv")))


def test_blanks_are_filled_from_the_seat_and_what_was_typed_stays() -> None:
    company = make_company("Nubelis", siren="732829320", legal_name="Nubelis & Cie")

    (found,) = plan_enrichment(entries(BRANCH, ROW), [company])

    assert found.filled == {
        "siret": "73282932000074",
        "vat_number": "FR44732829320",
        "address": "1 RUE DE LA PAIX",
        "postcode": "91120",
        "city": "PALAISEAU",
    }
    assert found.ours_words == [("legal name", "Nubelis & Cie", "NUBELIS SAS")]


def test_an_address_is_filled_whole_or_not_at_all() -> None:
    company = make_company(siren="732829320", city="Massy", legal_name="NUBELIS SAS", siret="73282932000082")

    (found,) = plan_enrichment(entries(ROW, BRANCH), [company])

    assert found.filled == {"vat_number": "FR44732829320"}
    assert found.ours == {"city": ("Massy", "LYON"), "address": ("", "9 QUAI DU PORT"), "postcode": ("", "69001")}


def test_the_register_renews_what_it_wrote_itself() -> None:
    company = make_company(siren="732829320", city="Massy", from_register={"city": "Massy", "postcode": "91300"})

    (found,) = plan_enrichment(entries(ROW), [company])

    assert found.filled["city"] == "PALAISEAU"


def test_a_company_without_siren_is_known_by_its_name_in_its_town_when_there_is_one_such_firm() -> None:
    known = make_company("Nubelis", city="Palaiseau")
    others = [
        make_company("Nubelis", city="Lille"),
        make_company("Nubelis"),
        make_company("Unknown", city="Palaiseau"),
        make_company("Nubelis", city="Palaiseau", country="BE"),
        make_company("Second Nubelis", legal_name="Nubelis", city="Palaiseau"),
    ]

    found = plan_enrichment(entries(ROW), [known, *others])

    assert [(one.company, one.filled["siren"]) for one in found] == [(known, "732829320")]


def test_wrong_numbers_and_unknown_firms_change_nothing_and_a_closed_firm_is_told() -> None:
    shut = make_company(
        "Shut",
        siren="552100554",
        siret="55210055400013",
        vat_number="FR16552100554",
    )

    found = plan_enrichment(
        entries("732829321,,X,true,,,,,,A", ",,No number,true,,,,,,A", "552100554,,,true,,,,,,C"), [shut]
    )

    assert [(one.company, one.filled, one.entry.is_closed) for one in found] == [(shut, {}, True)]


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(Refused, match="extract of the register"):
        read_register(b"Nom,Ville\nA,B\n", "a.csv")


def test_an_extract_is_seen_before_it_is_brought_in_once() -> None:
    edition = make_edition()
    company = make_company("Nubelis", siren="732829320", city="Massy")
    client, page = client_in(edition), reverse("companies:register_import", args=[edition.slug])

    assert client.post(page, {}).status_code == 422
    wrong = client.post(page, {"file": SimpleUploadedFile("a.csv", b"Nom,Ville\nA,B\n")})
    assert "extract of the register" in wrong.content.decode()
    answer = client.post(page, {"file": SimpleUploadedFile("e.csv", extract(ROW))})
    shown = client.get(answer["Location"]).content.decode()
    assert "Complete 1 company" in shown
    assert "Massy" in shown
    assert Company.objects.get().legal_name == ""
    done = client.post(answer["Location"], {"do": "run"}, follow=True).content.decode()

    company.refresh_from_db()
    assert (company.legal_name, company.city, company.from_register["legal_name"]) == (
        "NUBELIS SAS",
        "Massy",
        "NUBELIS SAS",
    )
    assert "1 company is completed." in done
    with pytest.raises(Refused, match="brought in, or dropped"):
        actions.run_register(FileImport.objects.get(), **BY)


def test_an_extract_can_be_dropped_and_one_that_brings_nothing_says_so() -> None:
    edition = make_edition()
    kept = actions.keep_register(extract(ROW), "e.csv", edition=edition, **BY)
    client, page = client_in(edition), reverse("companies:register_preview", args=[edition.slug, kept.pk])

    assert "Nothing to complete" in client.get(page).content.decode()
    client.post(page, {"do": "drop"})

    assert "nothing was brought in" in client.get(page).content.decode()
