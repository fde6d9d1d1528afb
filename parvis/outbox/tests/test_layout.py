"""How a mail looks, and that reading it tells nobody."""

import re

import pytest
from pytest_django import Settings

from parvis.outbox.layout import compose

PLAIN = """{% load i18n %}{% translate "Written" %}: {{ name }}

Bonjour {{ name }},

https://parvis.example/q/abc
"""
RICH = """{% extends "outbox/mail/layout.html" %}
{% block content %}<p class="code">{{ name }}</p>{% endblock content %}"""


@pytest.fixture(autouse=True)
def mails(settings: Settings) -> None:
    own = {"trial/mail/plain.txt": PLAIN, "trial/mail/rich.txt": PLAIN, "trial/mail/rich.html": RICH}
    loaders = [("django.template.loaders.locmem.Loader", own), "django.template.loaders.app_directories.Loader"]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]


def test_the_first_line_is_the_subject_in_the_language_asked() -> None:
    english, french = (compose("trial/mail/plain", {"name": "Zoé"}, language) for language in ("en", "fr"))

    assert (english.subject, french.language) == ("Written: Zoé", "fr")
    assert english.text == "Bonjour Zoé,\n\nhttps://parvis.example/q/abc\n"


def test_text_is_not_escaped_and_html_is() -> None:
    draft = compose("trial/mail/plain", {"name": "L’Œil <b>& Fils"}, "fr")

    assert "L’Œil <b>& Fils" in draft.text
    assert "<b>" not in draft.html
    assert "L’Œil &lt;b&gt;&amp; Fils" in draft.html


def test_a_mail_without_its_own_html_shows_its_text_with_links() -> None:
    html = compose("trial/mail/plain", {"name": "Zoé"}, "fr").html

    assert 'href="https://parvis.example/q/abc"' in html
    assert '<html lang="fr">' in html


def test_styles_are_on_the_elements() -> None:
    html = compose("trial/mail/rich", {"name": "123456"}, "fr").html

    assert re.search(r'<p class="code" style="[^"]*font-size: 30px[^"]*">123456</p>', html)
    assert "<style" not in html


def test_a_mail_fetches_nothing() -> None:
    html = compose("trial/mail/plain", {"name": "Zoé"}, "fr").html

    assert re.findall(r"<(?:img|link|script|iframe)\b|src=|url\(|@import", html) == []


def test_a_value_cannot_add_a_line_to_the_subject() -> None:
    draft = compose("trial/mail/plain", {"name": "Zoé\rBcc: eve@example.org\x00"}, "en")

    assert draft.subject == "Written: Zoé Bcc: eve@example.org"
