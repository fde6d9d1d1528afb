"""SIREN, SIRET, VAT numbers and IBANs: cleaned, checked by their keys, and held against each other.

Keys as INSEE and the tax office define them (Luhn; La Poste's own rule; `12 + 3 x SIREN` modulo 97), by python-stdnum.
The RIB key inside a French IBAN is counted here: schwifty knows it too, but is heavy for the forms of the web process.
"""

import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from stdnum import iban as stdnum_iban
from stdnum import luhn
from stdnum.eu import vat
from stdnum.fr import siret as fr_siret
from stdnum.fr import tva

BLANKS = re.compile(r"[\s.\-\u00a0\u202f]")
NUMBERS = ("siren", "siret", "vat_number")
PREFIXES = {"GR": "EL"}
FRENCH_DIGITS = re.compile(r"\d{11}")
WITH_RIB_KEY = ("FR", "MC")
RIB_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
FOREIGN_NUMBER = re.compile(r"[A-Z0-9+*]{2,20}")


class BadNumber(ValueError):
    """A sentence for the person who wrote the number."""


def compact(text: str) -> str:
    """Without blanks, dots and hyphens, in capitals."""
    return BLANKS.sub("", text).upper()


def check_siren(text: str) -> str:
    """The nine digits. Raises BadNumber."""
    number = compact(text)
    if not re.fullmatch(r"\d{9}", number, re.ASCII):
        raise BadNumber(_("A SIREN has 9 digits; “%(text)s” does not.") % {"text": text[:30]})
    if not luhn.is_valid(number):
        raise BadNumber(
            _("The last digit of a SIREN checks the others, and %(n)s fails: a digit is mistyped.") % {"n": number}
        )
    return number


def check_siret(text: str) -> str:
    """The fourteen digits; those of La Poste follow their own rule. Raises BadNumber."""
    number = compact(text)
    if not re.fullmatch(r"\d{14}", number, re.ASCII):
        raise BadNumber(_("A SIRET has 14 digits; “%(text)s” does not.") % {"text": text[:30]})
    if not fr_siret.is_valid(number):
        raise BadNumber(
            _("The last digit of a SIRET checks the others, and %(n)s fails: a digit is mistyped.") % {"n": number}
        )
    return number


def check_siret_of(text: str, *, siren: str) -> str:
    """The SIRET, which begins with the company's SIREN when that is known. Raises BadNumber."""
    number = check_siret(text)
    if siren and not number.startswith(siren):
        words = {"siren": siren, "other": number[:9]}
        raise BadNumber(_("A SIRET begins with the SIREN: %(siren)s, but this one begins with %(other)s.") % words)
    return number


def vat_of_siren(siren: str) -> str:
    """The French VAT number that belongs to a SIREN."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def check_vat(text: str, *, country: str, siren: str = "") -> str:
    """The VAT number with its country. Raises BadNumber, with the expected number where it can be told."""
    number = compact(text)
    if number.startswith("FR") or country == "FR":
        return _french_vat(number, siren)
    prefix = PREFIXES.get(country, country)
    if prefix.lower() in vat.MEMBER_STATES or country == "GR":
        number = number if number.startswith(prefix) else prefix + number
        if not vat.is_valid(number):
            raise BadNumber(_("%(n)s is not a valid VAT number of this country.") % {"n": number[:20]})
    elif not FOREIGN_NUMBER.fullmatch(number):
        raise BadNumber(_("A VAT number has letters and digits, 20 at most."))
    return number


def _french_vat(number: str, siren: str) -> str:
    number = f"FR{number}" if FRENCH_DIGITS.fullmatch(number) else number
    if _has_letter_key(number) and number[4:] == (siren or number[4:]):
        return number
    siren = siren or (number[4:] if FRENCH_DIGITS.fullmatch(number[2:]) and luhn.is_valid(number[4:]) else "")
    if siren and number != vat_of_siren(siren):
        raise BadNumber(_("The VAT number of this SIREN is %(expected)s.") % {"expected": vat_of_siren(siren)})
    if not tva.is_valid(number):
        raise BadNumber(
            _("%(n)s is not a valid French VAT number: FR, a key of 2, then the SIREN.") % {"n": number[:20]}
        )
    return number


def _has_letter_key(number: str) -> bool:
    """A key with a letter, which the tax office also gives out."""
    return not number[2:4].isdigit() and bool(tva.is_valid(number))


def check_iban(text: str) -> str:
    """The IBAN, its country's length, its two check digits, and the key of a French account. Raises BadNumber."""
    number = compact(text)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", number, re.ASCII):
        raise BadNumber(
            _("An IBAN is a country, two digits, then the account; “%(text)s” is not.") % {"text": text[:40]}
        )
    if not stdnum_iban.is_valid(number):
        raise BadNumber(_("The two digits after the country check the rest of an IBAN, and here they fail."))
    if number.startswith(WITH_RIB_KEY) and int(number[4:].translate(RIB_DIGITS)) % 97:
        raise BadNumber(
            _(
                "The last two digits of a French IBAN are the RIB key, which checks the bank and the account, and here "
                "it fails: copy it again from the bank's own paper."
            )
        )
    return number


def check_numbers(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The numbers of a company, cleaned, and the problem of each: ({field: number}, {field: sentence}).

    A SIRET gives the SIREN when there is none. Nobody is asked for a number: an empty one is no problem.
    """
    country = values.get("country", "FR")
    cleaned: dict[str, str] = dict.fromkeys(NUMBERS, "")
    problems: dict[str, str] = {}
    checks: dict[str, Callable[[str], str]] = {
        "siren": check_siren,
        "siret": lambda text: check_siret_of(text, siren=cleaned["siren"]),
        "vat_number": lambda text: check_vat(text, country=country, siren=cleaned["siren"]),
    }
    if "iban" in values:
        checks["iban"] = check_iban
    for field, check in checks.items():
        text = values.get(field) or ""
        try:
            cleaned[field] = check(text) if text else ""
        except BadNumber as bad:
            problems[field] = str(bad)
        cleaned["siren"] = cleaned["siren"] or cleaned["siret"][:9] * ("siren" not in problems)
    return cleaned, problems
