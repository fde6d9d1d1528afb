"""Lists of visitors as people send them: each row becomes an entry, or says what keeps it out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core.errors import Refused
from parvis.core.imports import Column, Problem, Row, TableFile, read_table
from parvis.core.text import fold
from parvis.visitors.entries import Entry
from parvis.visitors.vocabulary import Vocabulary

COLUMNS = (
    Column("first_name", ("Prénom", "First name", "Given name"), required=True, max_length=80),
    Column("last_name", ("Nom", "Nom de famille", "Last name", "Family name", "Surname"), required=True, max_length=80),
    Column(
        "email",
        ("E-mail", "Mail", "Email", "Courriel", "Adresse e-mail", "Adresse mail", "E-mail address"),
        required=True,
        max_length=254,
    ),
    Column("school", ("École", "Établissement", "Formation", "School", "University"), required=True, max_length=200),
    Column("year", ("Année", "Année d'études", "Niveau", "Promotion", "Year", "Study year"), max_length=80),
    Column("fields", ("Domaines", "Domaine", "Spécialités", "Fields", "Field"), kind="list", max_length=1000),
    Column("seeks", ("Recherche", "Recherches", "Cherche", "Seeks", "Looking for"), kind="list", max_length=1000),
    Column("language", ("Langue", "Language"), max_length=40),
)
ENGLISH = re.compile(r"en|eng|english|anglais|en[-_].*")
NOTED = 200  # sentences about repairs kept for the reader; beyond, only their number


@dataclass
class VisitorList:
    """A file read against the vocabulary. Rows are understood when asked for, so that a large file stays small."""

    table: TableFile
    words: Vocabulary
    notes: list[str] = field(default_factory=list)
    left_out: int = 0
    mended: int = 0

    def entries(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Entry | None, list[Problem]]]:
        """Each row with its entry, or with its problems."""
        for row in rows:
            if row.problems:
                yield row, None, list(row.problems)
                continue
            values = row.values
            email, problems = self._email(row, values["email"])
            school = self.words.find_school(values["school"])
            if not school:
                problems.append(self._unknown_school(row, values["school"]))
            yield row, None if problems else self._entry(row, values | {"email": email, "school": school}), problems

    def _email(self, row: Row, text: str) -> tuple[str, list[Problem]]:
        """The address without the blanks a keyboard or a spreadsheet put in: none can hold one."""
        address = re.sub(r"\s", "", text.removeprefix("mailto:")).strip("<>;,").lower()
        try:
            validate_email(address)
        except ValidationError:
            reason = _("“%(text)s” is not an e-mail address.") % {"text": text[:80]}
            remedy = _("Write one address: name@example.org.")
            return "", [Problem(row.number, self.table.mapping["email"], reason, remedy)]
        self.mended += " " in text.strip()
        return address, []

    def said(self) -> list[str]:
        """Sentences about what was mended or left out."""
        sentences = list(self.notes)
        if self.left_out > len(self.notes):
            sentences.append(_("And %(count)s more words were left out.") % {"count": self.left_out - len(self.notes)})
        if self.mended:
            said = ngettext(
                "Blanks inside an e-mail address were removed in %(count)s row.",
                "Blanks inside an e-mail address were removed in %(count)s rows.",
                self.mended,
            )
            sentences.append(said % {"count": self.mended})
        return sentences

    def _entry(self, row: Row, values: Mapping[str, str]) -> Entry:
        years = self._terms(row, "study_year", values["year"])
        return Entry(
            email=values["email"],
            first_name=values["first_name"],
            last_name=values["last_name"],
            school=values["school"],
            year=years[0] if years else "",
            fields=self._terms(row, "field", values["fields"]),
            seeks=self._terms(row, "seek", values["seeks"]),
            language="en" if ENGLISH.fullmatch(fold(values["language"])) else "fr",
        )

    def _terms(self, row: Row, kind: str, text: str) -> tuple[str, ...]:
        """Slugs of the words of one cell; unknown ones are left out and said."""
        found: dict[str, None] = {}
        for word in text.split("|") if text else ():
            slug = self.words.find_term(kind, word)
            if slug:
                found[slug] = None
            else:
                self.note(row, _("“%(word)s” is not a known choice and is left out.") % {"word": word[:60]}, kind, word)
        return tuple(found)

    def note(self, row: Row, sentence: str, kind: str, word: str) -> None:
        """Keep a sentence about what the row loses."""
        self.left_out += 1
        if len(self.notes) < NOTED:
            nearest = self.words.nearest_term(kind, word)
            proposal = " " + _("The nearest is “%(name)s”.") % {"name": nearest} if nearest else ""
            self.notes.append(_("Row %(row)s: %(said)s") % {"row": row.number, "said": sentence + proposal})

    def _unknown_school(self, row: Row, text: str) -> Problem:
        nearest = self.words.nearest_school(text)
        remedy = _("Write “%(name)s” if that is the one.") % {"name": nearest} if nearest else ""
        remedy = remedy or _("Add the school first, or write the one for other establishments.")
        reason = _("“%(text)s” is not a known school.") % {"text": text[:80]}
        return Problem(row.number, self.table.mapping["school"], reason, remedy)


def read_visitors(data: bytes, name: str, words: Vocabulary) -> VisitorList:
    """The file as a list of visitors. Raises Refused for a file that is none, or an empty one."""
    table = read_table(data, name, COLUMNS)
    if not table.rows:
        raise Refused(_("“%(name)s” has headers but no row below them.") % {"name": table.name})
    return VisitorList(table, words)
