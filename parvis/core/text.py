"""Text as people type it: cleaned for storage, folded for search, made comparable for sorting, quoted for a page."""

import re
import unicodedata
from html import escape

from django.utils.safestring import SafeString

SURROGATES = re.compile("[\ud800-\udfff]")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MARK_STACK = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
BLANKS = re.compile(r"[^\S\n]+")
DIGITS = re.compile(r"\d+", re.ASCII)
# What NFKD leaves alone although a person searches for the plain letters.
PLAIN_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"}
    | {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
    | {"–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-"}
)


def has_control(text: str) -> bool:
    """Whether the text holds NUL, another control character than tab and line ends, or half a character."""
    return bool(FORBIDDEN.search(text))


def _visible(text: str) -> str:
    """Without controls, invisible marks (zero width, direction overrides) and half characters, composed."""
    if not text.isprintable():
        kept = (char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn"})
        text = "".join(kept)
    return MARK_STACK.sub(r"\1", unicodedata.normalize("NFC", text))


def clean_line(text: str) -> str:
    """One line of text: control and invisible characters removed, runs of blanks made one space, ends trimmed."""
    if not text.isprintable():
        text = " ".join(text.split())
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """Several lines: line ends made `\\n`, at most one empty line in a row, each line cleaned as `clean_line` does."""
    lines = text.replace("\t", " ").splitlines()
    cleaned = "\n".join(BLANKS.sub(" ", _visible(line)).strip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", cleaned).strip()


def fold(text: str) -> str:
    """The text for comparing: no accents, no capitals, plain letters, single spaces."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", clean_line(text).translate(PLAIN_LETTERS).lower())
        text = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(PLAIN_LETTERS)
        text = text.lower()
    return clean_line(text.lower())


def sort_key(text: str) -> str:
    """The text for ordering, the same on both databases: folded, and numbers in order (`A2` before `A10`)."""
    return DIGITS.sub(lambda number: number[0].zfill(8), fold(text))


def in_charset(text: str, charset: str) -> str:
    """The text with letters of this charset only: what it lacks is written plainly (`’` as `'`), else left out."""
    return "".join(_written_in(char, charset) for char in text)


def _written_in(char: str, charset: str) -> str:
    plain = char.lower().translate(PLAIN_LETTERS)
    plain = plain.upper() if char.isupper() else plain
    base = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    return next((found for found in (char, plain, base) if _fits(found, charset)), "")


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def quote(value: object) -> str:
    """The value as it may stand in a page; only what Django already knows for HTML stays as it is."""
    return str(value) if isinstance(value, SafeString) else escape(str(value))
