"""The table of docs/security.md names tests that exist, and leaves no entry out."""

import re
from pathlib import Path

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


def test_an_entry_without_a_test_says_why() -> None:
    assert [
        tests for _first, _last, tests in rows() if not NAMED.search(tests) and not tests.startswith("Later: ")
    ] == []
