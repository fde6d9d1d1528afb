"""What a strict content policy and two languages ask of every template."""

import re

import pytest

from parvis.core.message_check import read_all
from tests.source import find, templates

BANNED = {
    "style attribute": r"<[^>]*\sstyle=",
    "style element": r"<style\b",
    "inline script": r"<script(?![^>]*\b(src|type=\"application/(ld\+)?json\"))[^>]*>",
    "event attribute": r"<[^>]*\son[a-z]+=",
    "hx-on": r"\bhx-on\b",
    "script address": r"[\"']\s*(java)?script:|[\"']js:",
    "asset of another host": r"<(script|link|img|source|video|audio|iframe)\b[^>]*(src|href)=[\"'](https?:)?//",
}


@pytest.mark.parametrize("what", BANNED)
def test_no_page_holds(what: str) -> None:
    mails = re.compile(r"/templates/.*/mail/|/mail[_/]")
    found = [
        hit for path, text in templates() if not mails.search(path) for hit in find(f"(?i){BANNED[what]}", text, path)
    ]

    assert found == []


def test_french_calls_a_mail_by_one_word() -> None:
    """`docs/concepts.md`; names of settings and of links stay as they are."""
    other = re.compile(r"(?<![\w(:/@.-])(courriels?|mails?)(?![\w@.-])", re.IGNORECASE)
    entries, _problems = read_all()
    texts = [text for entry in entries.values() for text in entry.translations.values()]

    assert len(texts) > 2000
    assert [text for text in texts if other.search(re.sub(r"%\(\w+\)s", "", text))] == []
