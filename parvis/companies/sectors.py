"""The installation's list of sectors: words of its vocabulary. A company holds the French name of one."""

from collections.abc import Iterable

from django.db.models import Count

from parvis.companies.models import Company
from parvis.core.text import clean_line, fold
from parvis.editions.models import Term

LONGEST = 80
Kind = Term.Kind


def sector_terms() -> list[Term]:
    """Those in use, in their order."""
    return list(Term.objects.of_kind(Kind.SECTOR))


class SectorBook:
    """Knows a sector by either of its names, its slug and its synonyms, whatever capitals and accents."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._names: dict[str, str] = {}
        self._met: dict[str, str] = {}
        for term in terms:
            for word in (term.name_fr, term.name_en, term.slug.replace("-", " "), *term.synonyms):
                self._names.setdefault(fold(word), term.name_fr)

    def name_of(self, text: str) -> str:
        """The name in the list; the text itself, tidied, when the list has none."""
        tidy = clean_line(text)[:LONGEST].strip()
        return self._names.get(fold(tidy), tidy)

    def meet(self, text: str) -> str:
        """As `name_of`; one that the list has not is spelled afterwards as it was met first."""
        name = self.name_of(text)
        return name if self.knows(name) else self._met.setdefault(fold(name), name)

    def knows(self, text: str) -> bool:
        return fold(text) in self._names


def sector_book() -> SectorBook:
    return SectorBook(sector_terms())


def sector_choices(held: str) -> list[tuple[str, str]]:
    """The list in the reader's language, and whatever the company holds already."""
    choices = {term.name_fr: str(term) for term in sector_terms()}
    choices.setdefault(held, held)
    named = [(value, label) for value, label in choices.items() if value]
    return [("", "—"), *sorted(named, key=lambda one: fold(one[1]))]


def sector_counts() -> list[tuple[Term, int]]:
    """Each sector in use with the companies that are not put away in it."""
    rows = Company.objects.active().order_by().values_list("sector").annotate(n=Count("pk"))
    counts = dict(rows)
    return [(term, counts.get(term.name_fr, 0)) for term in sector_terms()]
