"""An extract of the official register of companies (INSEE, base SIRENE), held against the companies we know.

A blank is filled. What the register wrote before may be renewed by it. What a person wrote is never touched: the
preview says where the register differs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from parvis.companies.identifiers import check_numbers, vat_of_siren
from parvis.companies.matching import name_words, town_key
from parvis.companies.models import Company
from parvis.core.errors import Refused
from parvis.core.imports import Column, TableFile, read_table

KIND = "register"
FIELDS = ("legal_name", "siren", "siret", "vat_number", "address", "postcode", "city")
STREET = ("number", "repeat", "way", "street")
LABELS = {
    "siren": "siren|SIREN|N° SIREN",
    "siret": "siret|SIRET|N° SIRET|siretSiege",
    "name": "denominationUniteLegale|Dénomination|Dénomination sociale|Raison sociale|nom_complet|Nom",
    "is_seat": "etablissementSiege|Siège|est_siege",
    "number": "numeroVoieEtablissement|Numéro de voie|numero_voie",
    "repeat": "indiceRepetitionEtablissement|Indice de répétition|indice_repetition",
    "way": "typeVoieEtablissement|Type de voie|type_voie",
    "street": "libelleVoieEtablissement|Libellé de voie|Adresse|libelle_voie",
    "postcode": "codePostalEtablissement|Code postal|code_postal",
    "city": "libelleCommuneEtablissement|Commune|Ville|libelle_commune",
    "state": "etatAdministratifUniteLegale|etatAdministratifEtablissement|État administratif|etat_administratif",
}
CLOSED = {"C", "F"}
SEAT = {"true", "vrai", "oui", "1", "o", "yes"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One firm of the extract, by its seat where the extract has it."""

    number: int
    values: dict[str, str]
    is_seat: bool
    is_closed: bool


@dataclass(slots=True)
class Enrichment:
    """What the register brings to one company; `ours` are fields it would say otherwise, kept as we wrote them."""

    company: Company
    entry: Entry
    filled: dict[str, str] = field(default_factory=dict)
    ours: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def filled_words(self) -> list[tuple[str, str]]:
        return [(Company.label_of(name), value) for name, value in self.filled.items()]

    @property
    def ours_words(self) -> list[tuple[str, str, str]]:
        return [(Company.label_of(name), mine, theirs) for name, (mine, theirs) in self.ours.items()]


def read_register(data: bytes, name: str) -> TableFile:
    """The extract as rows. Raises Refused when it has no column of SIREN or SIRET."""
    columns = [
        Column(key, tuple(labels.split("|")), required=False, kind="text", max_length=200)
        for key, labels in LABELS.items()
    ]
    table = read_table(data, name, columns)
    if not {"siren", "siret"} & set(table.mapping):
        raise Refused(_("This file has no column “siren” or “siret”: is it an extract of the register?"))
    return table


def entries_of(table: TableFile) -> Iterator[Entry]:
    """Rows whose numbers are right; one with a mistyped number says nothing about anybody."""
    for row in table.good_rows():
        found = row.values
        cleaned, problems = check_numbers({"siren": found["siren"], "siret": found["siret"], "country": "FR"})
        if problems or not cleaned["siren"]:
            continue
        values = {
            "legal_name": found["name"],
            "siren": cleaned["siren"],
            "siret": cleaned["siret"],
            "vat_number": vat_of_siren(cleaned["siren"]),
            "address": " ".join(found[key] for key in STREET if found[key]),
            "postcode": found["postcode"],
            "city": found["city"],
        }
        is_seat = found["is_seat"].strip().lower() in SEAT
        yield Entry(row.number, values, is_seat, found["state"].strip().upper()[:1] in CLOSED)


def plan_enrichment(entries: Iterable[Entry], companies: Iterable[Company]) -> list[Enrichment]:
    """What each company we know gets; companies of the extract that we do not know are left out."""
    by_siren: dict[str, list[Entry]] = defaultdict(list)
    by_name: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        by_siren[entry.values["siren"]].append(entry)
        if entry.values["legal_name"]:
            by_name[name_words(entry.values["legal_name"])].add(entry.values["siren"])
    taken = {company.siren for company in companies if company.siren and company.parent_id is None}
    found = []
    for company in companies:
        siren = company.siren or _siren_by_name(company, by_name, by_siren, taken)
        if by_siren.get(siren):
            found.append(_enriched(company, _best(company, by_siren[siren])))
    return [one for one in found if one.filled or one.ours or one.entry.is_closed]


def _siren_by_name(
    company: Company, by_name: dict[str, set[str]], by_siren: dict[str, list[Entry]], taken: set[str]
) -> str:
    """Without a SIREN of ours: the one firm of that name in that town, unless another company has it."""
    if company.country != "FR" or not company.city:
        return ""
    names = {name_words(name) for name in (company.name, company.legal_name) if name}
    sirens = set().union(*(by_name.get(name, set()) for name in names)) - taken
    if len(sirens) != 1:
        return ""
    siren = sirens.pop()
    towns = {town_key(entry.values["city"]) for entry in by_siren[siren]}
    if town_key(company.city) not in towns:
        return ""
    taken.add(siren)
    return siren


def _best(company: Company, entries: list[Entry]) -> Entry:
    """The establishment we know, else the seat, else the first that is open."""
    return max(entries, key=lambda one: (one.values["siret"] == company.siret != "", one.is_seat, not one.is_closed))


def _enriched(company: Company, entry: Entry) -> Enrichment:
    found = Enrichment(company, entry)
    for name in FIELDS:
        theirs, mine = entry.values[name], getattr(company, name)
        if not theirs or theirs == mine:
            continue
        if not mine or company.from_register.get(name) == mine:
            found.filled[name] = theirs
        else:
            found.ours[name] = (mine, theirs)
    if found.ours.keys() & {"address", "postcode", "city"}:  # an address is one thing: half of another one is wrong
        for name in ("address", "postcode", "city"):
            theirs = found.filled.pop(name, "")
            if theirs:
                found.ours[name] = (getattr(company, name), theirs)
    return found


def write_enrichment(one: Enrichment) -> dict[str, list[Any]]:
    """Put it in the row, not saved; returns the changes as history wants them."""
    changes: dict[str, list[Any]] = {name: [getattr(one.company, name), value] for name, value in one.filled.items()}
    for name, value in one.filled.items():
        setattr(one.company, name, value)
    one.company.from_register = one.company.from_register | one.filled
    return changes
