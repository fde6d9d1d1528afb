"""General terms: a draft, then versions that never change; the page keeps what was typed."""

from typing import Any

import pytest
from django.db import Error, transaction
from django.urls import reverse

from parvis.core.actor import Actor, ActorKind
from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.sales import actions
from parvis.sales.models import GeneralTerms
from parvis.sales.queries import current_terms
from parvis.sales.tests.factories import make_terms

pytestmark = pytest.mark.django_db
BY = make_actor()
BOB = Actor(ActorKind.MEMBER, "77", "Bob Petit")


def test_terms_are_a_draft_before_they_are_a_version() -> None:
    edition = make_edition()
    first = make_terms(edition)

    draft = actions.save_terms_draft(edition, text_fr="Neuf", revision=0, by=BY, at=NOON)
    assert current_terms(edition) == first
    published = actions.publish_terms(edition, text_fr="Neuf, relu", revision=1, by=BY, at=NOON)

    assert (published.pk, str(published), current_terms(edition)) == (draft.pk, f"{edition} v2", published)


def test_a_draft_that_says_what_is_published_is_no_draft() -> None:
    edition = make_edition()
    first = make_terms(edition)
    actions.save_terms_draft(edition, text_fr="Neuf", by=BY, at=NOON)

    assert make_terms(edition) == first
    assert list(GeneralTerms.objects.all()) == [first]


def test_nobody_writes_over_the_terms_somebody_else_saved_meanwhile() -> None:
    edition = make_edition()
    actions.save_terms_draft(edition, text_fr="Bob", revision=0, by=BOB, at=NOON)

    with pytest.raises(Refused, match="Bob Petit saved another text"):
        actions.publish_terms(edition, text_fr="Ada", revision=0, by=BY, at=NOON)

    assert current_terms(edition) is None


def test_a_draft_of_the_terms_is_thrown_away_once() -> None:
    edition = make_edition()
    actions.save_terms_draft(edition, text_fr="Neuf", by=BY, at=NOON)

    for _twice in range(2):
        actions.discard_terms_draft(edition, by=BY, at=NOON)

    assert not GeneralTerms.objects.exists()
    assert LogEntry.objects.get().verb == "terms.discarded"


def test_the_database_refuses_to_change_published_terms() -> None:
    rows = GeneralTerms.objects.filter(pk=make_terms(make_edition()).pk)

    for act in (lambda: rows.update(text_fr="Autre"), rows.delete):
        with pytest.raises(Error), transaction.atomic():
            act()


def test_terms_publish_keeps_a_draft_and_shows_it_as_companies_read_it() -> None:
    edition = make_edition()
    client = client_in(edition, pole="treasury")
    address = url(edition, "terms_publish")

    client.post(address, {"text_fr": "## Objet\n\nUn forum.", "text_en": "## Purpose\n\nA fair.", "do": "save"})

    page = client.get(address).content.decode()
    assert "1. Objet" in " ".join(page.split())
    assert "1. Purpose" in " ".join(page.split())
    assert current_terms(edition) is None
    assert "A draft by" in client.get(url(edition, "catalogue")).content.decode()
    client.post(url(edition, "terms_discard"))
    assert not GeneralTerms.objects.exists()


def test_terms_publish_shows_the_other_text_when_two_write_at_once() -> None:
    edition = make_edition()
    client = client_in(edition, pole="treasury")
    theirs: dict[str, Any] = {"text_fr": "Texte de Bob", "text_en": "Text of Bob", "by": BOB, "at": NOON}
    actions.save_terms_draft(edition, **theirs)
    address, mine = url(edition, "terms_publish"), {"text_fr": "Mon texte", "revision": "0"}

    both = client.post(address, mine)
    over = client.post(address, {**mine, "over": "1"})

    assert both.status_code == 422
    assert all(words in both.content.decode() for words in ("Mon texte", "Texte de Bob", "Text of Bob"))
    assert over.status_code == 302
    assert GeneralTerms.objects.get().text_fr == "Mon texte"


def url(edition: Edition, name: str) -> str:
    return reverse(f"sales:{name}", args=[edition.slug])
