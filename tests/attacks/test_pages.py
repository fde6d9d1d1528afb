"""What people type is text on every page: no element, attribute, link or style of its own (stored XSS)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.db.models import EmailField
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoDbBlocker

from parvis.accounts.tests.factories import make_user
from parvis.accounts.tests.signing import ORIGIN, SECOND, Phone, add_app, question_on, sign_in
from parvis.core import uploads
from parvis.editions.tests.factories import make_association
from parvis.outbox.models import Message
from tests.attacks.fair import Fair, make_fair
from tests.attacks.marking import is_words, marking
from tests.attacks.posting import forms_of
from tests.attacks.reading import Markup, Page, routes, visit, visit_all
from tests.matrix.routes import every_route
from tests.matrix.table import DEMO, OWN, PUBLIC

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
            make_association()
            pages = list(set_up_pages())
            fair = make_fair()
        pages += [page for client, found in fair.personas for page in visit_all(client, fair.world, found)]
        pages += [visit(fair.president, path, name) for name, path in fair.asides.items()]
        pages += [visit(Client(), path, name) for name, path in fair.links.items()]
        yield Visited(fair, [*pages, code_page(), *own_pages()], fields)
        transaction.set_rollback(True)


def set_up_pages() -> Iterator[Page]:
    """An installation without an edition: its first page, and what it answers to payloads."""
    path = reverse("editions:setup")
    page = visit(Client(), path, "editions:setup")
    (form,) = forms_of(page, path)
    answer = Client().post(path, dict.fromkeys(form.fields, PAYLOAD))
    yield page
    yield Page("editions:setup", answer.status_code, "text/html", answer.text, answer)


def code_page() -> Page:
    """The second step of signing in."""
    client = Client()
    client.post(reverse("account_login"), {"email": "nobody@mail.example"})
    return visit(client, reverse("account_confirm_login_code"), "account_confirm_login_code")


def test_a_payload_in_every_text_field_is_text_on_every_page(visited: Visited) -> None:
    """Stored XSS and template injection in every field of every model, each page as whoever may open it."""
    assert [fault for page in visited.pages for fault in faults_of(page)] == []
    assert [page.name for page in visited.pages if page.status >= 500] == []
    assert len({page.name for page in visited.pages if "x-evil" in page.text}) > 100  # it was there to be shown


def own_pages() -> Iterator[Page]:
    """What somebody meets with a passkey that bears a payload for a name: the second step, and the pages about it."""
    user, phone = make_user(first_name="Zoé"), Phone()
    add, again = reverse("mfa_add_webauthn"), reverse("mfa_reauthenticate_webauthn")
    with override_settings(PARVIS_URL=ORIGIN):
        client = sign_in(user)
        client.post(add, {"name": PAYLOAD[:60], "credential": phone.make(question_on(client.get(add)))})
        add_app(client)
        client = sign_in(user)
        yield (page := visit(client, SECOND, "mfa_authenticate"))
        client.post(SECOND, {"credential": phone.use(question_on(page))})
        words = {"pk": Authenticator.objects.get(user=user, type="webauthn").pk, "session_id": 0}
        client.get(reverse("mfa_edit_webauthn", args=[words["pk"]]))  # which asks for the passkey again
        yield visit(client, reverse("mfa_reauthenticate"), "mfa_reauthenticate")
        yield (page := visit(client, again, "mfa_reauthenticate_webauthn"))
        client.post(again, {"credential": phone.use(question_on(page))})
    for route in routes(OWN, ["mfa_index"]):
        yield visit(client, reverse(route.name, kwargs={name: words[name] for name in route.parameters}), route.name)


CLOSED = "a page that says so, drawn with 403"
GOES_ON = "goes on to another page, or does it at once"
SEAL = "needs a seal: parvis/sales/tests/test_seals.py"
NOT_OPENED = {  # by GET with 200; each for a reason
    **dict.fromkeys(("account_inactive", "account_signup"), CLOSED),
    **dict.fromkeys(("account_change_password", "account_logout", "accounts:login_link", "website:my_home"), GOES_ON),
    "account_reauthenticate": "for who has a password: parvis/accounts/tests/test_password.py",
    "checkin:hello": "for phones: parvis/checkin/tests/test_api.py",
    "mfa_login_webauthn": "a question and its answer, for a script: parvis/accounts/tests/test_passkeys.py",
    **dict.fromkeys(("sales:seal_paper", "sales:verify_authority", "sales:verify_revocations"), SEAL),
    "reports:metrics": "for programs with a token of their own: tests/attacks/test_operations.py",
}


def test_every_route_that_shows_something_was_read(visited: Visited) -> None:
    """Control: an address that answers a closed door, or nothing, has not shown what it shows."""
    read = {page.name for page in visited.pages if page.status == 200}
    shows_nothing = {page.name for page in visited.pages if page.status in {204, 405}}

    assert {route.name for route in every_route()} - read - shows_nothing == set(NOT_OPENED)
    assert {name: page.status for name in visited.fair.links for page in pages_of(visited, name)[-1:]} == dict.fromkeys(
        visited.fair.links, 200
    )


def pages_of(visited: Visited, name: str) -> list[Page]:
    return [page for page in visited.pages if page.name == name]


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
    public = {route.name for route in routes(PUBLIC, DEMO)}
    kept = [
        (page.name, page.answer.headers.get("Cache-Control", ""))
        for page in visited.pages
        if page.name not in public and page.status == 200 and not is_private(page)
    ]

    assert kept == []


def is_private(page: Page) -> bool:
    words = set(page.answer.headers.get("Cache-Control", "").replace(",", " ").split())
    return "no-store" in words or ("private" in words and (page.media_type.startswith("image/") or "no-cache" in words))
