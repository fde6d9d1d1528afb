"""The team’s pages of the day, and who may open them."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from parvis.checkin.models import Badge, Conflict, Device
from parvis.checkin.tests.factories import DURING, make_badge, make_device, scan
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, client_of, make_edition

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def team(edition: Edition, path: str) -> str:
    return f"/team/{edition.slug}/{path}"


def client_of_visitor(badge: Badge) -> Client:
    assert badge.registration is not None
    return client_of(badge.registration.visitor.user)


def test_live_shows_numbers_and_no_name() -> None:
    device = make_device()
    scan(device, make_badge(device.edition))
    client = client_in(device.edition, pole="treasury")

    page = text_of(client.get(team(device.edition, "live/")))

    assert "Inside now" in page
    assert "Télécom Paris" in page
    assert "Petit" not in page
    empty = make_edition()
    assert "Nobody has come in yet" in text_of(client_in(empty).get(team(empty, "live/")))


def test_the_live_part_is_answered_304_until_somebody_moves() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    client, path = client_in(device.edition), team(device.edition, "live/now/")

    first = client.get(path)
    same = client.get(path, headers={"if-none-match": first.headers["ETag"]})
    scan(device, badge)
    moved = client.get(path, headers={"if-none-match": first.headers["ETag"]})

    assert [first.status_code, same.status_code, moved.status_code] == [200, 304, 200]
    assert "<html" not in first.content.decode()


def test_the_list_of_scans_shows_names_verdicts_and_who_read() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    for _time in range(2):
        scan(device, badge)
    scan(device, "https://example.org")
    client = client_in(device.edition, pole="visitors")

    page = text_of(client.get(team(device.edition, "scans/")))
    refused = text_of(client.get(team(device.edition, "scans/?let=refused")))
    exported = client.get(team(device.edition, "scans/?export=csv"))

    for words in ("Sam Petit", "Welcome", "Already scanned", "Not a badge", "No badge of ours", "Omar’s phone"):
        assert words in page
    assert "Sam Petit" not in refused
    assert "Sam Petit" in exported.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_number_of_questions_whatever_their_length(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    device = make_device()
    for _number in range(count):
        scan(device, make_badge(device.edition))
    client = client_in(device.edition, pole="visitors")

    with django_assert_max_num_queries(14):
        client.get(team(device.edition, "scans/"))
    with django_assert_max_num_queries(14):
        client.get(team(device.edition, "badges/"))
    with django_assert_max_num_queries(12):
        client.get(team(device.edition, "devices/"))


def make_conflict() -> Conflict:
    device = make_device()
    badge = make_badge(device.edition)
    scan(device, badge)
    scan(make_device(device.edition, name="Door B"), badge, offline=True)
    return Conflict.objects.get()


def test_a_double_entry_is_shown_with_both_phones_and_settled() -> None:
    conflict = make_conflict()
    edition = conflict.second.edition
    client = client_in(edition, pole="visitors")
    settle = team(edition, f"conflicts/{conflict.pk}/resolve/")

    page = text_of(client.get(team(edition, "conflicts/")))
    for words in ("Sam Petit", "Omar’s phone", "Door B", "Settle"):
        assert words in page
    assert "1 badge came in twice" in text_of(client.get(team(edition, "live/")))
    assert client.post(settle, {"note": ""}).status_code == 422
    assert client.post(settle, {"note": "Twins"}).status_code == 302
    assert "Twins" in text_of(client.get(team(edition, "conflicts/")))
    assert client.post(settle, {"note": "Twins"}).status_code == 409
    empty = make_edition()
    assert "No double entry" in text_of(client_in(empty, pole="it").get(team(empty, "conflicts/")))


PAGES = [
    "live/",
    "live/now/",
    "scans/",
    "conflicts/",
    "devices/",
    "devices/enrol/",
    "places/",
    "badges/",
    "badges/speaker/",
    "badges/sheets.pdf",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_volunteer_sees_no_list_and_a_stranger_nothing(page: str) -> None:
    edition = make_edition()
    make_badge(edition)

    assert client_in(edition, role="volunteer", pole="visitors").get(team(edition, page)).status_code == 403
    assert client_in(make_edition(), pole="presidency").get(team(edition, page)).status_code == 404
    assert Client().get(team(edition, page)).status_code == 302


def test_what_is_in_another_edition_is_not_found() -> None:
    conflict, own = make_conflict(), make_edition()
    badge, device = Badge.objects.get(), Device.objects.earliest("pk")
    client = client_in(own, pole="presidency")

    for page in (f"badges/{badge.pk}/", f"badges/{badge.pk}/badge.pdf", f"visitors/{badge.registration_id}/badge/"):
        assert client.get(team(own, page)).status_code == 404
    for page in (
        f"badges/{badge.pk}/reissue/",
        f"badges/{badge.pk}/revoke/",
        f"devices/{device.pk}/revoke/",
        f"conflicts/{conflict.pk}/resolve/",
        f"visitors/{badge.registration_id}/badge/issue/",
    ):
        assert client.post(team(own, page), {"note": "x"}).status_code == 404
    assert Badge.objects.valid().count() == 1


def test_a_closed_edition_is_read_only() -> None:
    badge = make_badge()
    client = client_in(badge.edition, pole="presidency")
    Edition.objects.update(state="closed", closed_at=DURING)

    for page in ("badges/", "devices/", "places/", "scans/", f"badges/{badge.pk}/"):
        assert client.get(team(badge.edition, page)).status_code == 200
    assert client.post(team(badge.edition, f"badges/{badge.pk}/revoke/")).status_code == 403
