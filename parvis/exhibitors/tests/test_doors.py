"""The exhibitor's door: its own people, its own rows, nothing of another."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_user
from parvis.editions.tests.factories import NOON, client_in, client_of, make_edition
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import (
    client_for,
    make_document,
    make_document_request,
    make_exhibitor,
    make_job_offer,
    make_profile,
    make_representative,
)

pytestmark = pytest.mark.django_db
PAGES = [
    "portal_home",
    "portal_profile",
    "portal_profile_preview",
    "portal_representative_list",
    "portal_representative_new",
    "portal_offer_list",
    "portal_offer_new",
    "portal_document_list",
    "portal_thread",
    "portal_change_list",
]


def url(name: str, exhibitor: Exhibitor, *ids: int) -> str:
    return reverse(f"exhibitors:{name}", args=[exhibitor.edition.slug, *ids])


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_to_the_exhibitors_own_people_only(name: str) -> None:
    exhibitor = make_exhibitor()
    other_edition = make_exhibitor(company=exhibitor.company)

    assert client_for(exhibitor).get(url(name, exhibitor)).status_code == 200
    assert client_of(make_user()).get(url(name, exhibitor)).status_code == 404
    assert client_for(other_edition).get(url(name, exhibitor)).status_code == 404
    assert client_in(exhibitor.edition).get(url(name, exhibitor)).status_code == 404
    anonymous = Client().get(url(name, exhibitor))
    assert (anonymous.status_code, anonymous["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_somebody_removed_or_of_a_withdrawn_exhibitor_stays_outside() -> None:
    gone = make_representative(removed_at=NOON)
    withdrawn = make_representative(make_exhibitor(status="withdrawn"))

    for row in (gone, withdrawn):
        assert row.user is not None
        assert client_of(row.user).get(url("portal_home", row.exhibitor)).status_code == 404


def test_a_prospective_exhibitor_has_its_space() -> None:
    exhibitor = make_exhibitor(status="prospective")

    assert client_for(exhibitor).get(url("portal_home", exhibitor)).status_code == 200


def test_a_closed_edition_is_read_and_not_changed() -> None:
    exhibitor = make_exhibitor(make_edition(state="closed"))
    client = client_for(exhibitor)

    assert client.get(url("portal_thread", exhibitor)).status_code == 200
    answer = client.post(url("portal_thread", exhibitor), {"body": "Bonjour"})
    assert answer.status_code == 403
    assert exhibitor.thread.count() == 0


def _offer(exhibitor: Exhibitor) -> int:
    return make_job_offer(exhibitor).pk


def _person(exhibitor: Exhibitor) -> int:
    return make_representative(exhibitor).pk


def _document(exhibitor: Exhibitor) -> int:
    return make_document(exhibitor, make_document_request(exhibitor.edition)).pk


def _request(exhibitor: Exhibitor) -> int:
    return make_document_request(exhibitor.edition).pk


FOREIGN: list[tuple[str, Callable[[Exhibitor], int]]] = [
    ("portal_representative_edit", _person),
    ("portal_representative_invite", _person),
    ("portal_representative_remove", _person),
    ("portal_offer_edit", _offer),
    ("portal_offer_remove", _offer),
    ("portal_document_file", _document),
]


@pytest.mark.parametrize(("name", "make_row"), FOREIGN)
def test_the_id_of_another_exhibitor_is_not_found(name: str, make_row: Callable[[Exhibitor], int]) -> None:
    mine = make_exhibitor()
    other = make_exhibitor(mine.edition)
    client, foreign = client_for(mine), make_row(other)

    assert client.post(url(name, mine, foreign)).status_code in {404, 405}
    assert client.get(url(name, mine, foreign)).status_code in {404, 405}
    assert not other.representatives.filter(removed_at__isnull=False).exists()
    assert not other.job_offers.filter(removed_at__isnull=False).exists()


def test_a_document_asked_in_another_edition_is_not_found() -> None:
    mine, other = make_exhibitor(), make_exhibitor()

    assert client_for(mine).post(url("portal_document_send", mine, _request(other))).status_code == 404


def test_somebody_with_two_exhibitors_says_for_which_one() -> None:
    edition, user = make_edition(), make_user()
    one, two = make_exhibitor(edition), make_exhibitor(edition)
    for exhibitor in (one, two):
        make_representative(exhibitor, user=user)
    client = client_of(user)

    asked = client.get(url("portal_offer_list", one))
    assert asked.status_code == 302
    assert asked["Location"] == url("portal_choose", one) + "?next=%2Fexhibitor%2F" + edition.slug + "%2Foffers%2F"
    assert client.post(url("portal_thread", one), {"body": "?"})["Location"] == url("portal_choose", one) + "?"
    assert client.get(asked["Location"]).status_code == 200
    assert client.post(asked["Location"], {"exhibitor": two.pk})["Location"] == url("portal_offer_list", one)

    home = client.get(url("portal_home", one)).content.decode()
    assert str(two) in home
    assert url("portal_choose", one) in home


def test_nobody_chooses_an_exhibitor_of_others() -> None:
    exhibitor = make_exhibitor()
    other = make_exhibitor(exhibitor.edition)
    client = client_for(exhibitor)

    assert client.post(url("portal_choose", exhibitor), {"exhibitor": other.pk}).status_code == 404
    back = client.post(url("portal_choose", exhibitor) + "?next=//evil.example", {"exhibitor": exhibitor.pk})
    assert back["Location"] == url("portal_home", exhibitor)
    assert client_of(make_user()).get(url("portal_choose", exhibitor)).status_code == 404
    assert Client().get(url("portal_choose", exhibitor)).status_code == 302


def test_the_pages_of_one_never_name_another() -> None:
    edition = make_edition()
    mine, other = make_exhibitor(edition), make_exhibitor(edition)
    make_profile(other, public_name="MARKER-page")
    make_job_offer(other, title="MARKER-offer")
    make_representative(other, first_name="MARKER-person")
    make_document(other, make_document_request(edition), name="MARKER-file")
    client = client_for(mine)

    for name in PAGES:
        assert b"MARKER" not in client.get(url(name, mine)).content, name
