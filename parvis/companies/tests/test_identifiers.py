"""Numbers are forgiving in writing, strict in their keys, and say what was expected."""

import pytest

from parvis.companies.identifiers import (
    BadNumber,
    check_numbers,
    check_siren,
    check_siret,
    check_siret_of,
    check_vat,
    vat_of_siren,
)


def refusal(check: object, text: str, **words: str) -> str:
    with pytest.raises(BadNumber) as caught:
        check(text, **words)  # type: ignore[operator]
    return str(caught.value)


@pytest.mark.parametrize("text", ["732829320", "732 829 320", "732.829.320", " 732\u202f829\u00a0320 "])
def test_a_siren_may_be_written_with_blanks(text: str) -> None:
    assert check_siren(text) == "732829320"


def test_a_siren_with_a_wrong_key_names_the_digit_check() -> None:
    assert refusal(check_siren, "732829321") == (
        "The last digit of a SIREN checks the others, and 732829321 fails: a digit is mistyped."
    )


@pytest.mark.parametrize("text", ["73282932", "7328293200", "73282932O", "٧٣٢٨٢٩٣٢٠"])
def test_a_siren_has_nine_digits(text: str) -> None:
    assert refusal(check_siren, text) == f"A SIREN has 9 digits; “{text}” does not."


@pytest.mark.parametrize("text", ["732 829 320 00074", "356 000 000 00048", "356 000 000 49837"])
def test_sirets_are_checked_and_those_of_la_poste_have_their_own_key(text: str) -> None:
    assert check_siret(text) == text.replace(" ", "")


def test_a_siret_with_a_wrong_key_or_length_is_told() -> None:
    assert "a digit is mistyped" in refusal(check_siret, "73282932000075")
    assert "14 digits" in refusal(check_siret, "732829320")


def test_a_siret_is_under_its_siren() -> None:
    assert check_siret_of("73282932000074", siren="") == "73282932000074"
    assert refusal(check_siret_of, "73282932000074", siren="552081317") == (
        "A SIRET begins with the SIREN: 552081317, but this one begins with 732829320."
    )


def test_the_vat_number_of_a_siren_is_told_when_another_is_given() -> None:
    assert vat_of_siren("732829320") == "FR44732829320"
    assert check_vat("fr 44 732 829 320", country="FR", siren="732829320") == "FR44732829320"
    assert check_vat("44732829320", country="FR", siren="732829320") == "FR44732829320"
    assert refusal(check_vat, "FR45732829320", country="FR", siren="732829320") == (
        "The VAT number of this SIREN is FR44732829320."
    )


def test_a_french_vat_number_without_siren_is_held_to_its_own_key() -> None:
    assert check_vat("FR44732829320", country="FR") == "FR44732829320"
    assert "FR44732829320" in refusal(check_vat, "FR45732829320", country="FR")
    assert "not a valid French VAT number" in refusal(check_vat, "FR45732829321", country="FR")
    assert check_vat("FRK7399859412", country="FR", siren="399859412") == "FRK7399859412"
    assert "FR83404833048" in refusal(check_vat, "FR00404833048", country="FR", siren="404833048")


def test_vat_numbers_of_other_countries() -> None:
    assert check_vat("136 695 976", country="DE") == "DE136695976"
    assert check_vat("EL 094259216", country="GR") == "EL094259216"
    assert check_vat("CHE-107.787.577", country="CH") == "CHE107787577"
    assert "not a valid VAT number of this country" in refusal(check_vat, "DE136695978", country="DE")
    assert "letters and digits" in refusal(check_vat, "ééé", country="CH")


def test_all_numbers_of_a_company_are_checked_together() -> None:
    assert check_numbers({"siret": "732 829 320 00074", "vat_number": "FR44732829320"}) == (
        {"siren": "732829320", "siret": "73282932000074", "vat_number": "FR44732829320"},
        {},
    )
    cleaned, problems = check_numbers({"siren": "1", "siret": "2", "vat_number": "3"})
    assert cleaned == {"siren": "", "siret": "", "vat_number": ""}
    assert sorted(problems) == ["siren", "siret", "vat_number"]
    assert check_numbers({"siren": "732829321", "siret": "73282932000074"})[0]["siren"] == ""


def test_nobody_is_asked_for_a_number() -> None:
    assert check_numbers({"country": "GB"}) == ({"siren": "", "siret": "", "vat_number": ""}, {})
