"""Text is cleaned before it is stored and folded before it is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.text import clean_line, clean_text, fold, has_control, sort_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \u00a0 Lovelace\t", "Ada Lovelace"),
        ("A\u200bd\u202ea\ufeff", "Ada"),
        ("one\r\ntwo\x00", "one two"),
        ("half \ud800 pair", "half pair"),
        ("e\u0301cole", "école"),
        ("Z" + "\u0301" * 60, "Ź" + "\u0301" * 3),
        ("O'Brien <b>", "O'Brien <b>"),
    ],
)
def test_clean_line_keeps_what_can_be_seen(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_clean_text_keeps_paragraphs() -> None:
    assert clean_text("  a \t b\r\n\r\n\r\n\r\nc\x00\rd  ") == "a b\n\nc\nd"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Élodie  ŒUVRE", "elodie oeuvre"),
        ("Société Générale – Ł", "societe generale - l"),
        ("O’Brien", "o'brien"),
        ("１２ ﬁn", "12 fin"),
        ("mıke STRASSE straße", "mike strasse strasse"),
    ],
)
def test_fold_ignores_accents_capitals_and_typography(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_and_clean_line_change_nothing_the_second_time(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert fold(fold(text)) == fold(text)
    assert not has_control(clean_line(text))


def test_sort_key_puts_numbers_in_order() -> None:
    assert sorted(["B1", "a10", "A2", "É1", "E0"], key=sort_key) == ["A2", "a10", "B1", "E0", "É1"]


@pytest.mark.parametrize(
    ("text", "answer"), [("a\tb\r\n", False), ("a\x00", True), ("\udfff", True), ("\x1b[0m", True)]
)
def test_has_control_finds_what_no_form_may_send(text: str, answer: bool) -> None:
    assert has_control(text) is answer
