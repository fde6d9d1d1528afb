"""The table of docs/security.md names tests that exist, and leaves no entry out."""

import re
from pathlib import Path

from tests.matrix.routes import every_route

ROOT = Path(__file__).resolve().parent.parent.parent
ROW = re.compile(r"^\| (\d+)(?:–(\d+))? \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ENTRIES = set(range(1, 99))


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs/security.md").read_text(encoding="utf-8"))


def test_every_entry_is_in_the_table_once() -> None:
    listed = [number for first, last, _tests in rows() for number in range(int(first), int(last or first) + 1)]

    assert sorted(listed) == sorted(ENTRIES)


def test_every_test_of_the_table_exists() -> None:
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    named = NAMED.findall(text)
    missing = [
        f"{file}::{name}" for file, name in named if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]

    assert missing == []
    assert len(named) > 70


# Entries without a test, and a word that the addresses or the modules of their surface would bear once it is there.
LATER = {
    "25": "autosave",
    "54": "campaign",
    "70": "service_worker",
    "76": "webhook_",
    "87": "erase_visitor",
    "88": "impersonat",
    "92": "",  # the day of a second release
    "94": "swap",
    "95": "optimiser",
    "96": "campaign",
    "97": "",  # a kind of paper
}


def test_an_entry_without_a_test_waits_for_a_surface_that_is_not_there() -> None:
    later = {first for first, _last, tests in rows() if not NAMED.search(tests)}
    assert [tests for first, _last, tests in rows() if first in later and not tests.startswith("Later: ")] == []
    assert later == set(LATER)

    names = {route.name for route in every_route()}
    names |= {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "parvis").rglob("*") if path.suffix in {".py", ".js"}
    }
    code = {name for name in names if "/migrations/" not in name and "/tests/" not in name}
    assert [(entry, name) for entry, word in LATER.items() for name in code if word and word in name] == []
