"""Whether a contract template can be published: it prints examples, and what is wrong is said plainly.

A template is Typst. It stands in for `documents/contract.typ` and may use what that one uses: the shared look of all
papers and `contract_parts.typ`. It reads no other file and no network (`core.typeset_guarded`).
"""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.dates import local_date
from parvis.core.documents import prove
from parvis.core.typeset import TypesettingFailed
from parvis.core.typeset_guarded import DEAD, LARGE, LATE, LONG, Proof
from parvis.editions.looks import edition_look
from parvis.editions.models import Edition
from parvis.sales.samples import sample_contract
from parvis.sales.seal_place import NAMED

MAIN = "sales/contract.typ"
MOST_CHARACTERS = 60_000
MOST_FAULTS = 8
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
PACKAGE = re.compile(r'["\']@')
OUR_FOLDER = re.compile(r" \(searched at [^)]*\)")
FAULT = re.compile(r"^error: ", re.MULTILINE)
PLACE = re.compile(re.escape(MAIN) + r":(\d+):\d+")

# What a template may print of a contract, and whether it must: a contract that does not say it binds nobody.
FIELDS: dict[str, tuple[bool, Promise]] = {
    "number": (True, gettext_lazy("number of the contract")),
    "quote_number": (False, gettext_lazy("number of the quote that was accepted")),
    "issued_on": (True, gettext_lazy("day on which it was made")),
    "subject": (False, gettext_lazy("what it is about, in one line")),
    "event": (False, gettext_lazy("fair day and place, label and value each")),
    "seller": (True, gettext_lazy("your association: name, address, facts")),
    "buyer": (True, gettext_lazy("the company: name, address, facts, contact")),
    "lines": (True, gettext_lazy("what is sold, line by line")),
    "totals": (True, gettext_lazy("total without VAT, VAT by rate, total")),
    "mentions": (False, gettext_lazy("short sentences under the totals")),
    "entitlements": (False, gettext_lazy("what the exhibitor gets, label and value each")),
    "articles": (True, gettext_lazy("the general terms, article by article")),
    "terms_version": (True, gettext_lazy("version of the general terms")),
    "is_draft": (False, gettext_lazy("whether it is only a draft")),
}
# The compiler's words -> ours. Groups of the pattern are (one), (two).
WORDS: tuple[tuple[str, Promise], ...] = (
    (r"unknown variable: (?P<one>\S+)", gettext_lazy("“%(one)s” is not known here: is it spelled right, or imported?")),
    (
        r'dictionary does not contain key "(?P<one>[^"]+)"',
        gettext_lazy("There is no field “%(one)s”: the list beside shows those there are."),
    ),
    (r"unclosed delimiter", gettext_lazy("A bracket or quotation mark that opens here is never closed.")),
    (r"unexpected closing|unexpected `?[)\]}]", gettext_lazy("A bracket is closed here that was never opened.")),
    (r"unclosed (?P<one>string|raw text|label)", gettext_lazy("A text that begins here has no end.")),
    (
        r"file not found|escape the project root|access denied",
        gettext_lazy("A template reads no file of the computer, only the look and the parts that come with it."),
    ),
    (r"package|cannot find .*@", gettext_lazy("Packages from the Internet are not available.")),
    (
        r"loop seems to be infinite|condition is always true|call depth exceeded",
        gettext_lazy("This goes round for ever: a repetition needs an end."),
    ),
    (
        r"^expected (?P<one>.+), found (?P<two>.+)",
        gettext_lazy("Here stands a value of another kind (%(two)s) than is needed (%(one)s)."),
    ),
    (r"^expected (?P<one>.+)", gettext_lazy("Something is missing here: %(one)s.")),
    (r"unexpected argument(: (?P<one>\S+))?", gettext_lazy("This function does not take that value.")),
    (r"missing argument: (?P<one>\S+)", gettext_lazy("A value is missing here: %(one)s.")),
    (
        r"missing alt|alternative text|alt text",
        gettext_lazy('A picture needs a text for people who do not see it (alt: "…").'),
    ),
    (
        r"PDF/(UA|A).*",
        gettext_lazy("This cannot be kept as an archive file that everybody can read (PDF/A and PDF/UA)."),
    ),
    (re.escape(LATE), gettext_lazy("It took longer than ten seconds: is there a repetition without an end?")),
    (re.escape(DEAD) + "$", gettext_lazy("It took more memory than there is for it: is something repeated too often?")),
    (re.escape(LARGE), gettext_lazy("The contract becomes a file of more than 8 MB.")),
    (re.escape(LONG), gettext_lazy("The contract becomes longer than 40 pages.")),
)


class Fault(NamedTuple):
    """What is wrong: the line of the template when it has one, in our words, and the compiler's for who knows them."""

    line: int | None
    sentence: str
    said: str = ""
    text: str = ""  # the line itself


class Checked(NamedTuple):
    """What came of a check: nothing in `faults` when the template is good; the example as far as it could be made."""

    faults: list[Fault]
    pictures: list[bytes]
    pdf: bytes


@cache
def first_source() -> str:
    """The template that comes with the software: version 1 of every edition."""
    return (Path(__file__).parent / "documents" / "contract.typ").read_text(encoding="utf-8")


def check_template(source: str, edition: Edition, language: str, *, at: datetime) -> Checked:
    """The template printed with an example, and everything that keeps it from being published."""
    faults = _missing(source)
    if PACKAGE.search(COMMENT.sub("", source)):
        return Checked([*faults, _package_fault(source)], [], b"")
    look = edition_look(edition, language=language, at=at)
    with translation.override(language):
        papers = [sample_contract(edition, language, on=local_date(at), is_bare=bare) for bare in (False, True)]
    made: list[Proof] = []
    for paper in papers:
        try:
            made.append(prove(MAIN, source, paper, look=look, has_pictures=True))
        except TypesettingFailed as error:
            pictures = made[0].pictures if made else []
            return Checked([*faults, *_faults_of(str(error), source)], pictures, b"")
    if NAMED not in made[0].places:
        faults.append(Fault(None, _("The place of the signatures is missing: #signature-boxes(paper).")))
    return Checked(faults, made[0].pictures, made[0].pdf)


def _missing(source: str) -> list[Fault]:
    """The fields that a contract must say and the template never names."""
    if len(source) > MOST_CHARACTERS:
        return [Fault(None, _("A template has %(most)s characters at most.") % {"most": MOST_CHARACTERS})]
    said = COMMENT.sub("", source)
    return [
        Fault(None, _("A contract must say this: %(what)s (paper.%(field)s).") % {"what": what, "field": field})
        for field, (is_needed, what) in FIELDS.items()
        if is_needed and not re.search(rf"\bpaper\.{field}\b", said)
    ]


def _package_fault(source: str) -> Fault:
    lines = source.splitlines()
    line = next((number for number, text in enumerate(lines, start=1) if PACKAGE.search(text)), None)
    return Fault(line, _("Packages from the Internet are not available."), "", _line(lines, line))


def _faults_of(told: str, source: str) -> list[Fault]:
    """What the compiler told, one after the other; without a place when it was stopped."""
    lines = source.splitlines()
    found = [piece.strip() for piece in FAULT.split(told)[1:]] or [told.strip()]
    return [_fault(piece, lines) for piece in found[:MOST_FAULTS]]


def _fault(told: str, lines: list[str]) -> Fault:
    said = OUR_FOLDER.sub("", told.splitlines()[0].removeprefix(f"{MAIN}: "))
    place = PLACE.search(told)
    line = int(place[1]) if place else None
    for pattern, sentence in WORDS:
        hit = re.search(pattern, said)
        if hit:
            words: dict[str, Any] = {name: value or "" for name, value in hit.groupdict().items()}
            return Fault(line, str(sentence) % words if words else str(sentence), said, _line(lines, line))
    return Fault(line, _("The compiler does not understand this."), said, _line(lines, line))


def _line(lines: list[str], number: int | None) -> str:
    return lines[number - 1].strip()[:160] if number and number <= len(lines) else ""
