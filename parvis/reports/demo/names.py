"""Invented people and companies, read from the files beside this module."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from django.utils.text import slugify

from parvis.companies.models import Company

HERE = Path(__file__).parent
LEGAL_FORMS = {"startup": "SAS", "sme": "SAS", "large": "SA"}


class Person(NamedTuple):
    """Somebody; the address is nobody else's."""

    first_name: str
    last_name: str
    email: str


class Firm(NamedTuple):
    """A line of companies.csv with numbers that check and belong to nobody: they begin with three zeros."""

    name: str
    kind: str
    sector: str
    postcode: str
    city: str
    line_fr: str
    line_en: str
    siren: str

    @property
    def domain(self) -> str:
        return f"{slugify(self.name)}.example"

    @property
    def fields(self) -> dict[str, Any]:
        """The columns of a company."""
        is_french = self.kind != Company.Kind.FOREIGN
        form = LEGAL_FORMS.get(self.kind, "")
        return {
            "name": self.name,
            "legal_name": f"{self.name} {form}".strip(),
            "kind": self.kind,
            "siren": self.siren if is_french else "",
            "siret": luhn_completed(f"{self.siren}0001") if is_french else "",
            "vat_number": vat_number(self.siren) if is_french else VAT_NUMBERS.get(self.city, ""),
            "address": f"{len(self.name) * 3} rue des Inventeurs",
            "postcode": self.postcode,
            "city": self.city,
            "country": "FR" if is_french else COUNTRIES.get(self.city, "BE"),
            "website": f"https://www.{self.domain}/",
        }


VAT_NUMBERS = {"Bruxelles": "BE0000000196"}
COUNTRIES = {"Bruxelles": "BE", "London": "GB", "Genève": "CH"}


def luhn_completed(digits: str) -> str:
    """The digits and the one that checks them."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return f"{digits}{-sum(value // 10 + value % 10 for value in doubled) % 10}"


def vat_number(siren: str) -> str:
    """The French VAT number of a SIREN."""
    return f"FR{(12 + 3 * int(siren)) % 97:02d}{siren}"


def firms(count: int, dice: Random) -> list[Firm]:
    """So many companies in the order of the dice; past the end of the file the names come again with a number."""
    with (HERE / "companies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    dice.shuffle(rows)
    made = []
    for number, row in enumerate(islice(cycle(rows), count)):
        turn = number // len(rows)
        row = {**row, "name": f"{row['name']} {turn + 1}"} if turn else row
        made.append(Firm(**row, siren=luhn_completed(f"000{10_000 + 7 * number:05d}")))
    return made


@cache
def words() -> dict[str, Any]:
    """The lists of people.json."""
    loaded: dict[str, Any] = json.loads((HERE / "people.json").read_text(encoding="utf-8"))
    return loaded


def weighted(dice: Random, name: str) -> str:
    """One of the list's words, by its weight (the last value of each entry)."""
    entries = words()[name]
    chosen: str = dice.choices([entry[0] for entry in entries], [entry[-1] for entry in entries])[0]
    return chosen


@dataclass
class People:
    """Makes people; two of the same name get two addresses."""

    dice: Random

    def __post_init__(self) -> None:
        self._taken: dict[str, int] = {}

    def person(self, domain: str) -> Person:
        lists = words()
        first, last = self.dice.choice(lists["first_names"]), self.dice.choice(lists["last_names"])
        base = f"{slugify(first)}.{slugify(last)}"
        turn = self._taken[base] = self._taken.get(base, 0) + 1
        return Person(first, last, f"{base}{turn if turn > 1 else ''}@{domain}")
