"""Companies that may be one: the same SIREN, or the same name in one town or where a town is missing."""

from collections import defaultdict
from collections.abc import Container, Iterable
from itertools import combinations
from typing import NamedTuple

from parvis.companies.matching import name_words, town_key
from parvis.companies.models import Company

MOST_PAIRS = 200
LARGEST_FAMILY = 8  # a name more companies share says nothing


class Pair(NamedTuple):
    """The one to keep (the older), the other, and by what they look alike."""

    kept: Company
    gone: Company
    by: str


def likely_pairs(companies: Iterable[Company], *, apart: Container[frozenset[int]] = ()) -> list[Pair]:
    """In the order of their names; a division and its company are no pair, nor are those somebody told `apart`."""
    alike: dict[tuple[str, str], list[Company]] = defaultdict(list)
    for company in companies:
        if company.siren:
            alike["siren", company.siren].append(company)
        for name in {name_words(one).replace(" ", "") for one in (company.name, company.legal_name) if one}:
            alike["name", name].append(company)
    found: dict[tuple[int, int], Pair] = {}
    for (by, _key), family in alike.items():
        if len(family) <= LARGEST_FAMILY:
            for one, other in combinations(sorted(family, key=lambda company: company.pk), 2):
                if frozenset((one.pk, other.pk)) not in apart and _may_be_one(one, other):
                    found.setdefault((one.pk, other.pk), Pair(one, other, by))
    return sorted(found.values(), key=lambda pair: pair.kept.name_folded)[:MOST_PAIRS]


def _may_be_one(one: Company, other: Company) -> bool:
    if one.siren and other.siren and one.siren != other.siren:
        return False
    if one.parent_id == other.pk or other.parent_id == one.pk or (one.parent_id and one.parent_id == other.parent_id):
        return False
    towns = {town_key(one.city), town_key(other.city)} - {""}
    return len(towns) < 2 or (one.siren == other.siren != "")
