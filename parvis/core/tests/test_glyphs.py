"""Names of the whole world are printed as far as our fonts reach, and never stop a document."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest

from parvis.core.glyphs import latin_only, printable
from parvis.core.typeset import Job, typeset


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Zoë O’Brien", "Zoë O’Brien"),
        ("e\u0301", "é"),
        ("a\x00b\tc", "a b c"),
        ("fdp\u202eexe", "fdpexe"),
        ("zero\u200bwidth", "zerowidth"),
        ("🎉", "□"),
        ("\ud800", "□"),
        ("العربي 小明", "العربي 小明"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_printable_keeps_what_our_fonts_have(text: str, printed: str) -> None:
    assert printable(text) == printed


def test_latin_only_keeps_plain_letters() -> None:
    assert latin_only("é 小 – “x” a\u0302\u0323") == "é □ – “x” □"


def test_every_character_called_printable_is_printed(tmp_path: Path) -> None:
    every = "".join(
        chr(point)
        for point in range(32, sys.maxunicode)
        if unicodedata.category(chr(point))[0] not in "CM" and printable(chr(point)) == chr(point)
    )
    (tmp_path / "all.typ").write_text(
        '#set document(title: "All")\n#set text(lang: "en")\n'
        '#set text(font: ("Inter", "Noto Sans Arabic", "Droid Sans Fallback"))\n'
        "#json(bytes(sys.inputs.paper)).join([ ])"
    )
    words = [every[place : place + 40] for place in range(0, len(every), 40)]

    pdf = typeset(Job(str(tmp_path), "all.typ", {"paper": json.dumps(words)}, ("a-3a", "ua-1"), 0))

    assert len(every) > 25_000
    assert pdf.startswith(b"%PDF-1.7")
