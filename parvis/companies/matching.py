"""Is this the company we have? SIREN first, then name and town, told alike by rapidfuzz.

Held against the file of a real forum: `UBISOFT SA` is `UBISOFT`, but `Bain & Company` is not `McKinsey & Company`,
`CNES` is not `CNRS`, `Sia Partners` not `Via Partners`, `Hall 12` not `Hall 13`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from parvis.companies.models import Company
from parvis.core.lazy import load
from parvis.core.text import fold

# Words that say what a company is in law or where it sits, not who it is.
LEGAL_WORDS = frozenset(
    """sa sas sasu sarl eurl scs sca snc scop scic sci gie epic epa ei eirl se scm selarl sel
    ltd limited llc llp plc inc incorporated corp corporation co company cie compagnie gmbh ag kg bv nv ab as oy spa srl
    group groupe holding france french europe international the le la les l et and of de du des d""".split()  # noqa: SIM905
)
TOWN_WORDS = {"cedex", "er", "e", "eme", "arrondissement"}
SAINTS = {"st": "saint", "ste": "sainte"}
WORDS = re.compile(r"[a-z0-9]+")
DIGITS = re.compile(r"\d+")
NEAR_NAME, NEAR_TOWN, NEAR_WORD = 90, 90, 75
SHORTEST_NEAR = 6  # letters; shorter names are equal or different

type By = Literal["siren", "name"]


class Match(NamedTuple):
    """A company a row may be about. `is_same`: no doubt, its name (and SIREN, or town) is written the same."""

    company: Company
    by: By
    is_same: bool


def name_words(name: str) -> str:
    """The words of a name that tell who it is; all of them when nothing else is left."""
    words = WORDS.findall(fold(name))
    return " ".join([word for word in words if word not in LEGAL_WORDS] or words)


def town_key(town: str) -> str:
    """`PARIS 15e CEDEX` and `Paris` are one town."""
    words = (SAINTS.get(word, word) for word in WORDS.findall(fold(town)))
    return " ".join(word for word in words if word not in TOWN_WORDS and not word[0].isdigit())


@dataclass(frozen=True)
class Entry:
    """One name of one company, ready for comparing; `stands_for` is the one it was merged into, if it was."""

    company: Company
    name: str
    stands_for: Company | None = None

    @property
    def found(self) -> Company:
        """The company that a row of this name is about."""
        return self.stands_for or self.company

    @cached_property
    def words(self) -> str:
        return name_words(self.name)

    @cached_property
    def letters(self) -> str:
        return self.words.replace(" ", "")

    @cached_property
    def folded(self) -> str:
        return fold(self.name)


class CompanyBook:
    """All companies we know, found by SIREN, or by name and town. Rows just planned are added as they come."""

    def __init__(self, companies: Iterable[Company]) -> None:
        self.by_siren: dict[str, list[Entry]] = defaultdict(list)
        self.by_letters: dict[str, list[Entry]] = defaultdict(list)
        self.by_town: dict[str, dict[str, list[Entry]]] = defaultdict(dict)
        self._near_towns: dict[str, list[str]] = {}
        known = list(companies)
        by_key = {company.pk: company for company in known if company.pk}
        for company in known:
            stands_for = _end_of_merges(company, by_key)
            if stands_for is not None:
                self.add(company, stands_for=stands_for)

    def add(self, company: Company, *, stands_for: Company | None = None) -> None:
        """Under its names; a merged company's names lead to the one it went into."""
        town = town_key(company.city)
        if town not in self.by_town:
            self._near_towns.clear()
        for name in filter(None, dict.fromkeys((company.name, company.legal_name))):
            entry = Entry(company, name, stands_for)
            self.by_letters[entry.letters].append(entry)
            self.by_town[town].setdefault(entry.letters, []).append(entry)
            if company.siren:
                self.by_siren[company.siren].append(entry)

    def find(self, values: Mapping[str, Any]) -> Match | None:
        """The company these values (name, siren, city) are or may be about; None when it is a new one."""
        row = Entry(Company(city=values.get("city", ""), siren=values.get("siren", "")), values["name"])
        return self._by_siren(row) or self._by_name(row)

    def _by_siren(self, row: Entry) -> Match | None:
        entries = self.by_siren.get(row.company.siren, ()) if row.company.siren else ()
        if not entries:
            return None
        best = max(entries, key=lambda entry: (entry.folded == row.folded, entry.company.parent_id is None))
        return Match(best.found, "siren", best.folded == row.folded)

    def _by_name(self, row: Entry) -> Match | None:
        found = [entry for entry in self._candidates(row) if _may_be(row, entry)]
        if not found:
            return None
        best = max(
            found, key=lambda entry: (_is_same(row, entry), entry.folded == row.folded, entry.letters == row.letters)
        )
        return Match(best.found, "name", _is_same(row, best))

    def _candidates(self, row: Entry) -> Iterator[Entry]:
        """Names of the same letters anywhere, then near names in the same town or near-written ones."""
        yield from self.by_letters.get(row.letters, ())
        for town in self._towns_like(town_key(row.company.city)):
            for letters in _near(row.letters, self.by_town[town]):
                yield from self.by_town[town][letters]

    def _towns_like(self, town: str) -> list[str]:
        if town not in self._near_towns:
            process, ratio = load("rapidfuzz.process"), load("rapidfuzz.fuzz").ratio
            found = process.extract(town, self.by_town.keys(), scorer=ratio, score_cutoff=NEAR_TOWN, limit=None)
            self._near_towns[town] = [other for other, _score, _place in found] if town else []
        return self._near_towns[town]


def _end_of_merges(company: Company, known: Mapping[int, Company]) -> Company | None:
    """The company that stands where this one was merged to; None when that one is not looked at."""
    found: Company | None = company
    while found is not None and found.merged_into_id is not None:
        found = known.get(found.merged_into_id)
    return found


def _near(letters: str, known: Mapping[str, Any]) -> list[str]:
    """The known names that are nearly these letters: a letter off in ten, or one slip in eight."""
    if len(letters) < SHORTEST_NEAR:
        return []
    process, fuzz, osa = load("rapidfuzz.process"), load("rapidfuzz.fuzz"), load("rapidfuzz.distance").OSA
    alike = process.extract(letters, known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_NAME, limit=5)
    slips = (
        process.extract(letters, known.keys(), scorer=osa.distance, score_cutoff=1, limit=5) if len(letters) > 7 else []
    )
    return list(dict.fromkeys(found[0] for found in [*alike, *slips] if len(found[0]) >= SHORTEST_NEAR))


def _may_be(row: Entry, entry: Entry) -> bool:
    """Near enough to ask a person: the town agrees, no SIREN contradicts, and no word is another word."""
    towns = town_key(row.company.city), town_key(entry.company.city)
    if row.letters == entry.letters:
        if row.company.siren and entry.company.siren:  # two SIREN: another firm, unless all the rest is equal
            return row.folded == entry.folded and towns[0] == towns[1]
        return not all(towns) or load("rapidfuzz.fuzz").ratio(*towns) >= NEAR_TOWN
    if row.company.siren and entry.company.siren:
        return False
    return DIGITS.findall(row.letters) == DIGITS.findall(entry.letters) and _words_agree(row.words, entry.words)


def _words_agree(one: str, other: str) -> bool:
    """Each word has its like on the other side: `sia partners` is not `via partners`.

    With a word more on one side, only a slip is forgiven: `credit agricole cib` is not `credit agricole`.
    """
    words, others = one.split(), other.split()
    if len(words) != len(others):
        distance: int = load("rapidfuzz.distance").OSA.distance(one.replace(" ", ""), other.replace(" ", ""))
        return distance <= 1
    ratio = load("rapidfuzz.fuzz").ratio
    return all(max(ratio(word, like) for like in others) >= NEAR_WORD for word in words)


def _is_same(row: Entry, entry: Entry) -> bool:
    if row.company.siren and entry.company.siren:
        return False
    return row.folded == entry.folded and town_key(row.company.city) == town_key(entry.company.city)
