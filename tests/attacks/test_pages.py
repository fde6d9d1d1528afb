"""What people type is text on every page: no element, attribute, link or style of its own (stored XSS)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import EmailField
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoDbBlocker

from parvis.core import uploads
from parvis.outbox.models import Message
from tests.attacks.fair import Fair, make_fair
from tests.attacks.marking import is_words, marking
from tests.attacks.reading import Markup, Page, routes, visit, visit_all
from tests.matrix.table import DEMO, PUBLIC

pytestmark = pytest.mark.django_db
PAYLOAD = """'"></script></textarea><x-evil onload=alert(1)>{{7*7}}{% now "Y" %}"""
LINKS = {"href", "src", "action", "formaction", "hx-get", "hx-post", "xlink:href", "data", "poster"}
NOT_TYPED = {  # written by the program, or drawn from words that carry the payload already
    *("accounts.StoredAnswer.body", "accounts.StoredAnswer.key", "sales.Quote.answered_by"),
    *("sales.QuoteLine.discount_text", "treasury.InvoiceLine.discount_text"),
    *("accounts.Invitation.invited_by", "editions.SavedView.query"),
    "treasury.BudgetItem.account",  # digits, and too few to hold it
    *("outbox.Suppression.address", "sales.Quote.approved_ref"),
    *("visitors.ConsentText.text_fr", "visitors.ConsentText.text_en"),
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; img-src 'self' data: blob:; media-src 'self' blob:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
OTHER_POLICIES = {
    "checkin:decoder": {""},  # compiles WebAssembly in a worker of its own, which needs a file without a policy
    "outbox:mail_detail": {f"{POLICY}; frame-src 'self'"},  # of a demo: shows the mail in a frame
    "outbox:mail_html": {"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"},
}
NEVER = ("javascript:", "data:text", "vbscript:")


def faults_of(page: Page) -> list[str]:
    """What the payload became other than text."""
    if page.media_type not in {"text/html", "image/svg+xml"}:
        return []
    faults = []
    for tag, attributes in Markup(page.text).elements:
        if tag == "x-evil" or any(name.startswith("on") for name in attributes):
            faults.append(f"{page.name}: <{tag} {attributes}>")
        links = [value for name, value in attributes.items() if name in LINKS]
        faults += [f"{page.name}: {link}" for link in links if link.strip().lower().startswith(NEVER)]
    return faults


@dataclass(frozen=True)
class Visited:
    """A fair full of payloads, every page of it, and which fields hold one."""

    fair: Fair
    pages: list[Page]
    fields: set[str]


@pytest.fixture(scope="module")
def visited(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visited]:
    """Each page as whoever may open it; the team's as its president."""
    with django_db_blocker.unblock(), transaction.atomic():
        with marking(PAYLOAD) as fields:
            fair = make_fair()
        pages = [page for client, found in fair.personas for page in visit_all(client, fair.world, found)]
        yield Visited(fair, pages + [visit(Client(), path, path) for path in fair.links], fields)
        transaction.set_rollback(True)


def test_a_payload_in_every_text_field_is_text_on_every_page(visited: Visited) -> None:
    """Stored XSS and template injection in every field of every model, each page as whoever may open it."""
    assert [fault for page in visited.pages for fault in faults_of(page)] == []
    assert [page.name for page in visited.pages if page.status >= 500] == []
    assert len({page.name for page in visited.pages if "x-evil" in page.text}) > 100  # it was there to be shown


def test_the_payload_was_in_every_text_field(visited: Visited) -> None:
    """Who adds a text adds a row with it to tests/attacks/fair.py."""
    models = [model for model in apps.get_models() if model.__module__.startswith("parvis.")]
    fields = {(model, field) for model in models for field in model._meta.concrete_fields if is_words(field)}
    every = {f"{model._meta.label}.{field.name}" for model, field in fields if not isinstance(field, EmailField)}

    assert sorted(every - visited.fields - NOT_TYPED) == []


def test_a_payload_in_every_text_field_is_text_in_every_mail(visited: Visited) -> None:
    mails = [Page(mail.kind, 200, "text/html", mail.html, None) for mail in Message.objects.exclude(html="")]

    assert [fault for mail in mails for fault in faults_of(mail)] == []
    assert {"contract_sent", "contract_signed", "quote_sent"} <= {mail.name for mail in mails if "x-evil" in mail.text}


def test_the_mark_is_seen_when_a_page_does_not_escape_it() -> None:
    """Control: the reader of pages finds each way out of text."""
    for text in (
        PAYLOAD,
        f"<p>{PAYLOAD}</p>",
        "<a href=' JavaScript:x'>",
        '<p onclick="x">',
        f'<input value="{PAYLOAD}">',
    ):
        assert faults_of(Page("page", 200, "text/html", text, None))
    assert not faults_of(Page("page", 200, "text/html", f'<p title="{escape(PAYLOAD)}">{escape(PAYLOAD)}</p>', None))


def test_every_answer_has_the_policy_of_the_site_byte_for_byte(visited: Visited) -> None:
    """What would run in spite of all is forbidden by the answer's own policy, whatever its status and type."""
    policies = {(page.name, page.answer.headers.get("Content-Security-Policy", "")) for page in visited.pages}
    wrong = [
        (name, policy) for name, policy in policies if policy not in OTHER_POLICIES.get(name, {POLICY, uploads.SANDBOX})
    ]

    assert sorted(wrong) == []
    assert {page.name for page in visited.pages} > set(OTHER_POLICIES)
    html = [page for page in visited.pages if page.media_type == "text/html" and page.name not in OTHER_POLICIES]
    assert {page.answer.headers["Content-Security-Policy"] for page in html} == {POLICY}


def test_a_page_behind_a_door_is_kept_by_no_cache(visited: Visited) -> None:
    """23: the back button after signing out, a shared proxy, another person at the same machine."""
    public = {route.name for route in routes(PUBLIC, DEMO)} | set(visited.fair.links)
    kept = [
        (page.name, page.answer.headers.get("Cache-Control", ""))
        for page in visited.pages
        if page.name not in public and page.status == 200 and not is_private(page)
    ]

    assert kept == []


def is_private(page: Page) -> bool:
    words = set(page.answer.headers.get("Cache-Control", "").replace(",", " ").split())
    return "no-store" in words or ("private" in words and (page.media_type.startswith("image/") or "no-cache" in words))
