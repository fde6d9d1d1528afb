"""Near-duplicates are found, and different companies stay different."""

import pytest

from parvis.companies.matching import CompanyBook, name_words, town_key
from parvis.companies.models import Company

SIREN, OTHER = "732829320", "552081317"


def found(known: dict[str, str], row: dict[str, str]) -> tuple[str, bool] | None:
    """How the row is matched with the one company known: by what, and without a doubt?"""
    match = CompanyBook([Company(**known)]).find(row)
    return match and (match.by, match.is_same)


def test_words_of_law_and_place_are_left_out_of_names() -> None:
    assert name_words("IBM France France") == name_words("IBM FRANCE SAS") == "ibm"
    assert name_words("Groupe S.A.") == "s a"
    assert name_words("SA") == "sa"


def test_a_town_is_the_same_in_all_its_writings() -> None:
    assert town_key("PARIS 15e CEDEX 08") == town_key("Paris") == "paris"
    assert town_key("St-Denis") == town_key("Saint-Denis")


def test_the_siren_comes_first() -> None:
    assert found({"name": "UBISOFT", "siren": SIREN}, {"name": "UBISOFT", "siren": SIREN}) == ("siren", True)
    assert found({"name": "UBISOFT", "siren": SIREN}, {"name": "UBISOFT SA", "siren": SIREN}) == ("siren", False)
    assert found({"name": "Orange", "siren": SIREN}, {"name": "Wanadoo", "siren": SIREN}) == ("siren", False)


def test_the_same_name_in_the_same_town_is_the_same_company() -> None:
    assert found({"name": "Idemia", "city": "Courbevoie"}, {"name": "IDEMIA", "city": "COURBEVOIE"}) == ("name", True)
    assert found({"name": "Idemia", "city": "Courbevoie"}, {"name": "Idemia", "city": ""}) == ("name", False)
    assert found({"name": "Idemia", "city": "Courbevoie"}, {"name": "Idemia", "city": "Lyon"}) is None
    assert found(
        {"name": "Idemia", "city": "Courbevoie", "siren": SIREN}, {"name": "Idemia", "city": "Courbevoie"}
    ) == (
        "name",
        True,
    )


def test_the_legal_name_is_a_name_too() -> None:
    known = {"name": "Free", "legal_name": "Iliad", "city": "Paris"}
    assert found(known, {"name": "ILIAD", "city": "Paris"}) == ("name", True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Huawei Technologies", "Huawei Technologies France"),
        ("Sopra Steria", "SOPRA STERIA GROUP SA"),
        ("Airbus Defence and Space", "Airbus Defense & Space"),
        ("Capgemini", "Cap Gemini"),
        ("Doctolib", "Docotlib"),
        ("Worldline", "Wordline"),
        ("L'Oréal", "L’Oreal SA"),
        ("Cap Gemini Invent", "Capgemini Invents"),
        ("iliad - Free", "Iliad Free"),
    ],
)
def test_near_names_in_one_town_are_held_for_a_person(one: str, other: str) -> None:
    assert found({"name": one, "city": "Paris"}, {"name": other, "city": "Paris 8e"}) == ("name", False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bain & Company", "McKinsey & Company"),
        ("CNES", "CNRS"),
        ("DGA", "DGSE"),
        ("EDF", "EY"),
        ("Alan", "Aldan"),
        ("Ledger", "Leger"),
        ("Sia Partners", "Via Partners"),
        ("Dassault Systèmes", "Dassault Aviation"),
        ("Crédit Agricole", "Crédit Agricole CIB"),
        ("Société Générale", "Société Générale CIB"),
        ("Atelier numérique 12", "Atelier numérique 13"),
        ("Mistral AI", "Mistral Gagnant"),
    ],
)
def test_different_companies_stay_different(one: str, other: str) -> None:
    assert found({"name": one, "city": "Paris"}, {"name": other, "city": "Paris"}) is None


def test_two_sirens_are_two_firms_unless_all_the_rest_is_equal() -> None:
    known = {"name": "Nubelis Cloud", "city": "Massy", "siren": SIREN}
    assert found(known, {"name": "Nubelis Clouds", "city": "Massy", "siren": OTHER}) is None
    assert found(known, {"name": "Nubelis Cloud SAS", "city": "Massy", "siren": OTHER}) is None
    assert found(known, {"name": "Nubelis Cloud", "city": "Massy", "siren": OTHER}) == ("name", False)


def test_near_towns_are_near_enough() -> None:
    known = {"name": "Quandela", "city": "Montbonnot-Saint-Martin"}
    assert found(known, {"name": "Quandela SAS", "city": "Montbonnot St Martin"}) == ("name", False)


def test_companies_added_later_are_found() -> None:
    book = CompanyBook([])
    assert book.find({"name": "Quandela", "city": "Massy"}) is None
    book.add(Company(name="Quandela", city="Massy"))
    book.add(Company(name="Quandela", city="Massy", siren=SIREN))
    assert book.find({"name": "Quandela", "city": "Massy"}) is not None
