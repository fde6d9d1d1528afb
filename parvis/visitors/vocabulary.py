"""What a registration may name: schools, fields, what is sought, years of study; and what files call them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from parvis.accounts.models import School
from parvis.core.errors import Refused
from parvis.core.imports.columns import normal_label
from parvis.core.lazy import load
from parvis.core.prepared import Prepared
from parvis.editions.models import Term

OBVIOUS_SCHOOL = 93  # of 100: one slip in a name of ten letters; “ENSTA Paris” stays apart from “ENSAE Paris”
OBVIOUS_TERM = 88  # one slip in a word of five letters, such as a plural
CLEAR_LEAD = 5  # the second nearest must be that much farther
WORTH_NAMING = 70
KEPT_S = 1.0
KINDS = ("field", "seek", "study_year")


@dataclass(frozen=True)
class Vocabulary:
    """Active schools and terms by slug; made by `load_vocabulary`."""

    schools: Mapping[str, School]
    terms: Mapping[str, Mapping[str, Term]]
    met: dict[tuple[str, str], str] = field(default_factory=dict)  # cells of a file repeat: each text is found once

    def school(self, slug: str) -> School:
        """Raises Refused for a school nobody knows."""
        if slug not in self.schools:
            raise Refused(_("There is no school “%(slug)s”.") % {"slug": slug[:60]}, code="unknown_school", status=422)
        return self.schools[slug]

    def term_ids(self, kind: str, slugs: Sequence[str]) -> list[int]:
        """Primary keys of these terms. Raises Refused for a word that is not in the vocabulary."""
        for slug in slugs:
            if slug not in self.terms[kind]:
                raise Refused(
                    _("There is no choice “%(slug)s”.") % {"slug": slug[:60]}, code="unknown_term", status=422
                )
        return [self.terms[kind][slug].pk for slug in dict.fromkeys(slugs)]

    def find_school(self, text: str) -> str:
        """Slug of the school a file means: its name, its slug, or obviously the same; else nothing."""
        return self._once("", text, self._school_names, OBVIOUS_SCHOOL)

    def nearest_school(self, text: str) -> str:
        """Name of the school that looks most like it, for a proposal; nothing when none does."""
        slug = _nearest(text, self._school_names)
        return self.schools[slug].name if slug else ""

    def find_term(self, kind: str, text: str) -> str:
        """Slug of the term a file means, by one of its names or synonyms, or obviously the same; else nothing."""
        return self._once(kind, text, self._term_names[kind], OBVIOUS_TERM)

    def nearest_term(self, kind: str, text: str) -> str:
        """Name of the term that looks most like it, for a proposal; nothing when none does."""
        slug = _nearest(text, self._term_names[kind])
        return str(self.terms[kind][slug]) if slug else ""

    def _once(self, kind: str, text: str, names: Mapping[str, str], obvious: int) -> str:
        if (kind, text) not in self.met:
            self.met[kind, text] = _find(text, names, obvious)
        return self.met[kind, text]

    @cached_property
    def _school_names(self) -> dict[str, str]:
        return {normal_label(name): slug for slug, school in self.schools.items() for name in (slug, school.name)}

    @cached_property
    def _term_names(self) -> dict[str, dict[str, str]]:
        return {
            kind: {normal_label(name): slug for slug, term in terms.items() for name in _names(term)}
            for kind, terms in self.terms.items()
        }


_terms = Prepared(lambda: Term.objects.filter(kind__in=KINDS, is_active=True).order_by("position", "slug"))
_schools = Prepared(lambda: School.objects.active().order_by("pk"))


class _Kept:
    """The words of the last moments: a crowd that signs up reads them once a second, not each for themselves."""

    def __init__(self) -> None:
        self.words: Vocabulary | None = None
        self.read_at = float("-inf")


_kept = _Kept()


def recent_vocabulary() -> Vocabulary:
    """As `load_vocabulary`, at most KEPT_S old; for those who choose from it, not for those who change it."""
    now = time.monotonic()
    if _kept.words is None or now - _kept.read_at >= KEPT_S:
        _kept.words, _kept.read_at = load_vocabulary(), now
    return _kept.words


def load_vocabulary() -> Vocabulary:
    """Two queries, whatever the number of schools and terms."""
    terms: dict[str, dict[str, Term]] = {kind: {} for kind in KINDS}
    for term in _terms.rows():
        terms[term.kind][term.slug] = term
    schools = {school.slug: school for school in _schools.rows()}
    return Vocabulary(schools, terms)


def _names(term: Term) -> list[str]:
    return [term.slug, term.name_fr, term.name_en, *term.synonyms]


def _find(text: str, names: Mapping[str, str], obvious: int) -> str:
    wanted = normal_label(text)
    if wanted in names:
        return names[wanted]
    found: list[tuple[str, float, Any]] = load("rapidfuzz.process").extract(
        wanted, list(names), scorer=load("rapidfuzz.fuzz").ratio, limit=5, score_cutoff=obvious
    )
    best = {names[name] for name, score, _place in found if found and score > found[0][1] - CLEAR_LEAD}
    return best.pop() if len(best) == 1 else ""


def _nearest(text: str, names: Mapping[str, str]) -> str:
    fuzz = load("rapidfuzz.fuzz")
    found = load("rapidfuzz.process").extractOne(
        normal_label(text), list(names), scorer=fuzz.token_set_ratio, score_cutoff=WORTH_NAMING
    )
    return names[found[0]] if found else ""
