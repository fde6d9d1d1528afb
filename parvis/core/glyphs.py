"""Which characters our fonts can print; the others become a small square instead of stopping a document.

`fonts/coverage.txt` lists the code points of the vendored fonts in hexadecimal ranges, without control,
format, private and unassigned ones. It is remade when a font changes (`fonts/README.md`).
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

COVERAGE = Path(__file__).resolve().parent / "fonts" / "coverage.txt"
MISSING = "□"
_BLANK = {"Cc", "Zl", "Zp"}


def printable(text: str) -> str:
    """The text as our fonts can print it: composed, without control or direction characters."""
    composed = unicodedata.normalize("NFC", text)
    return _uncovered().sub(_instead, composed)


def latin_only(text: str) -> str:
    """The last resort for text whose marks the fonts cannot place: plain Latin letters, squares for the rest."""
    bare = "".join(character for character in printable(text) if not unicodedata.combining(character))
    return re.sub(r"[^\n\u0020-\u024f\u2000-\u21ff]", MISSING, bare)


def _instead(found: re.Match[str]) -> str:
    category = unicodedata.category(found.group())
    if category in _BLANK:
        return " "
    return "" if category == "Cf" else MISSING


@lru_cache(maxsize=1)
def _uncovered() -> re.Pattern[str]:
    parts = []
    for line in COVERAGE.read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        parts.append(f"\\U{int(first, 16):08x}-\\U{int(last or first, 16):08x}")
    return re.compile(f"[^\\n{''.join(parts)}]")
