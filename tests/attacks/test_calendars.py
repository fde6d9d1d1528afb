"""Calendar files: what somebody typed is the text of an event, and never an event, a property or a line of its own."""

import re

import pytest
from django.test import Client

from parvis.companies.models import Company, Opportunity, Stage
from parvis.editions.models import Edition
from tests.attacks.fair import Fair
from tests.attacks.reading import content_of

pytestmark = pytest.mark.django_db
LONGEST = 75  # bytes of a line: RFC 5545, 3.1
PROPERTIES = [
    *("BEGIN", "VERSION", "PRODID", "X-WR-CALNAME", "BEGIN", "UID", "DTSTAMP", "DTSTART;VALUE=DATE"),
    *("DTEND;VALUE=DATE", "SUMMARY", "DESCRIPTION", "TRANSP", "END", "END"),
]
TITLES = [
    *("\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Free beer", "\r\nX-EVIL:1\r\n", "\rATTACH:http://evil.example/", "\n"),
    *('a;b,c\\d\\n:"e"', "\\", "\\\\n", ";X=1:y", "\u2028BEGIN:VALARM", "\x85X-EVIL:1", "\x0bX-EVIL:1\x0c", "a\tb"),
    *("😀" * 60, "👩‍👩‍👧‍👦" * 9, "é" * 150, "Z" + "\u0301" * 90, "BEGIN:VEVENT" * 9, "漢字" * 50, "مرحبا" * 30, "  "),
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_text_whatever_it_holds(here: Fair, title: str) -> None:
    """61: the next step, the company, the stage and the edition that bear it."""
    step = Opportunity.objects.filter(edition=here.edition).exclude(owner=None)
    step.update(next_step=title[:200])
    Company.objects.filter(opportunities__in=step).update(name=title[:100])
    Stage.objects.filter(edition=here.edition).update(name_en=title[:60], name_fr=title[:60])
    Edition.objects.filter(pk=here.edition.pk).update(name=title[:100])

    lines = lines_of(content_of(Client().get(here.links["companies:step_feed"])))

    assert [line.partition(":")[0] for line in lines] == PROPERTIES
    values = dict(line.split(":", 1) for line in lines)
    assert said(values["SUMMARY"]) == plain(f"{title[:100]}: {title[:200]}")
    assert values["DESCRIPTION"].count(", ") == values["DESCRIPTION"].count("\\, ")


def lines_of(data: bytes) -> list[str]:
    """As a program reads them: each ends with CR LF, is short, and holds whole letters; those that go on are joined."""
    *lines, rest = data.split(b"\r\n")
    assert rest == b""
    assert [line for line in lines if len(line) > LONGEST] == []
    letters = [line.decode() for line in lines]  # fails where a letter is cut in two
    whole = "\r\n".join(letters).replace("\r\n ", "").split("\r\n")
    assert [line for line in whole if len(line.splitlines()) > 1] == []  # nor any other end of a line
    return whole


def said(value: str) -> str:
    """The text behind its escapes."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def plain(text: str) -> str:
    """What was typed, its line breaks of one kind."""
    return "\n".join(text.splitlines()).replace("\t", "")
