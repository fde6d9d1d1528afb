"""Pages kept for readers who are nobody in particular: the same page, never an old one, never somebody's own."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.visitors.tests.factories import make_visitor
from parvis.website import shelf
from parvis.website.tests.factories import make_public_exhibitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty shelf that looks at the version each time."""
    monkeypatch.setattr(shelf, "KEPT_S", 60.0)
    monkeypatch.setattr(shelf, "LOOK_S", 0.0)
    monkeypatch.setattr(shelf, "SHELF", shelf.Shelf())
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def edition() -> Edition:
    return make_edition("forum")


def shown(client: Client, path: str = "/forum/exhibitors/", **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def note(edition: Edition, verb: str = "exhibitor.confirmed") -> None:
    record(verb, edition, by=make_actor(), at=NOON, edition=edition)


def test_a_page_asked_again_is_not_drawn_again(
    edition: Edition, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/forum/exhibitors/")
    with django_assert_num_queries(1):  # the version
        again = client.get("/forum/exhibitors/")
    assert again.content == first.content
    assert again["Cache-Control"] == "no-cache"
    assert "Cookie" in again["Vary"]
    assert not again.cookies


def test_a_version_seen_just_now_is_not_asked_again(
    edition: Edition,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(shelf, "LOOK_S", 60.0)
    shown(client)
    with django_assert_num_queries(0):
        shown(client)


def test_a_reader_who_has_this_very_page_gets_304(edition: Edition, client: Client) -> None:
    etag = client.get("/forum/exhibitors/")["ETag"]
    assert client.get("/forum/exhibitors/", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/forum/exhibitors/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_act_on_what_the_site_shows_makes_pages_old_once_committed(
    edition: Edition, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    assert "Nubelis" not in shown(client)
    make_public_exhibitor(edition, "Nubelis")
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        note(edition)
        note(edition, "booth.assigned")
        assert "Nubelis" not in shown(client)
    assert len(callbacks) == 1  # one new version for a whole transaction
    assert "Nubelis" in shown(client)


def test_an_act_of_a_visitor_leaves_pages_as_they_are(
    edition: Edition, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        record("registration.created", make_visitor(), by=make_actor(), at=NOON, edition=edition)
    assert callbacks == []


def test_a_page_is_drawn_anew_after_a_minute_whatever_happens(
    edition: Edition, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(client)
    make_public_exhibitor(edition, "Nubelis")
    assert "Nubelis" not in shown(client)
    monkeypatch.setattr(shelf, "KEPT_S", -1.0)
    assert "Nubelis" in shown(client)


def test_language_theme_and_fragment_are_pages_of_their_own(edition: Edition, client: Client) -> None:
    pages = [shown(client), shown(client, **{"Accept-Language": "fr"}), shown(client, **{"HX-Request": "true"})]
    client.cookies["theme"] = "dark"
    pages.append(shown(client))
    assert len(set(pages)) == len(pages)
    assert 'data-theme="dark"' in pages[-1]


def test_what_is_kept_holds_no_token_and_what_a_member_sees_is_never_kept(edition: Edition, client: Client) -> None:
    member = client_in(edition)
    assert "X-CSRFToken" in shown(member)
    assert not shelf.SHELF._leaves
    assert "X-CSRFToken" not in shown(client)
    assert len(shelf.SHELF._leaves) == 1


def test_errors_and_endless_addresses_are_not_kept_and_the_shelf_has_an_end(
    edition: Edition, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/forum/exhibitors/999/").status_code == 404
    shown(client, "/forum/exhibitors/?q=" + "x" * 400)
    assert not shelf.SHELF._leaves
    monkeypatch.setattr(shelf, "MOST_PAGES", 2)
    for number in range(4):
        shown(client, f"/forum/exhibitors/?q={number}")
    assert [key[0] for key in shelf.SHELF._leaves] == ["/forum/exhibitors/?q=2", "/forum/exhibitors/?q=3"]
