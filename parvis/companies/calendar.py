"""Next steps as a calendar other programs read: iCalendar, RFC 5545."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from unicodedata import category

from parvis.companies.models import Opportunity

LONGEST_LINE = 75  # bytes


def calendar_of(rows: Iterable[Opportunity], *, name: str, at: datetime) -> str:
    """One whole-day event for each next step with a day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Parvis//next steps//EN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for row in rows:
        lines += _event(row, at)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(row: Opportunity, at: datetime) -> list[str]:
    if row.next_step_on is None:
        return []
    return [
        "BEGIN:VEVENT",
        f"UID:step-{row.pk}@parvis",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{row.next_step_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{row.next_step_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(f'{row.company.name}: {row.next_step}')}",
        f"DESCRIPTION:{_text(f'{row.edition.name}, {row.stage}')}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """Commas, semicolons, backslashes and line breaks of any kind as the format writes them; no control character."""
    value = "\n".join(value.splitlines())
    value = "".join(letter for letter in value if letter == "\n" or category(letter) != "Cc")
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, written)
    return value


def _folded(line: str) -> str:
    """Lines of 75 bytes at most; a letter is never cut in two."""
    parts, room = [""], LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append("")
            room = LONGEST_LINE - 1
        parts[-1] += letter
        room -= size
    return "\r\n ".join(parts)
