"""What a strict content policy and two languages ask of every template."""

import re

import pytest

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
