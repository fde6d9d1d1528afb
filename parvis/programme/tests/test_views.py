"""The team's pages about the programme."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.programme.models import Activity
from parvis.programme.tests.factories import make_activity, make_slot

pytestmark = pytest.mark.django_db
WORDS = {"kind": "talk", "title_fr": "Le quantique", "language": "fr"}
SLOT = {"room": "Amphi 1", "starts_at": "2026-10-20T10:00", "ends_at": "2026-10-20T11:00", "seats_count": 80}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def client(edition: Edition) -> Client:
    return client_in(edition, pole="activities")


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"programme:{name}", args=[edition.slug, *ids])


def test_an_activity_goes_from_nothing_to_the_public_programme(client: Client, edition: Edition) -> None:
    assert "Nothing yet" in client.get(url("activity_list", edition)).content.decode()
    made = client.post(url("activity_new", edition), WORDS)
    activity = Activity.objects.get()
    assert made["Location"] == url("slot_new", edition, activity.pk)
    too_early = client.post(url("activity_publish", edition, activity.pk))
    assert too_early.status_code == 409
    assert client.post(made["Location"], SLOT).status_code == 302
    assert client.post(url("activity_publish", edition, activity.pk)).status_code == 302
    changed = client.post(url("activity_edit", edition, activity.pk), {**WORDS, "title_fr": "Le quantique, déjà"})
    assert changed.status_code == 302

    page = client.get(url("activity_list", edition)).content.decode()

    for words in ("Le quantique, déjà", "Amphi 1", "80 seats", "Published", "The team"):
        assert words in page
    assert client.post(url("activity_unpublish", edition, activity.pk)).status_code == 302
    assert client.post(url("slot_remove", edition, activity.slots.get().pk)).status_code == 302
    activity.refresh_from_db()
    assert (activity.is_published, activity.slots.count()) == (False, 0)


def test_a_form_that_is_refused_keeps_what_was_typed(client: Client, edition: Edition) -> None:
    activity = make_activity(edition)
    make_slot(make_activity(edition), room="Amphi 2")
    busy = {**SLOT, "room": "Amphi 2", "starts_at": "2026-10-20T11:00", "ends_at": "2026-10-20T12:00"}
    foreign = make_exhibitor()
    tries = [
        ("activity_new", [], {**WORDS, "title_fr": ""}),
        ("activity_new", [], {**WORDS, "exhibitor": foreign.pk}),
        ("activity_edit", [activity.pk], {**WORDS, "kind": "party"}),
        ("slot_new", [activity.pk], {**SLOT, "ends_at": "2026-10-20T09:00"}),
        ("slot_new", [activity.pk], {**SLOT, "starts_at": ""}),
        ("slot_new", [activity.pk], busy),
    ]

    answers = [client.post(url(name, edition, *ids), words).status_code for name, ids, words in tries]

    assert answers == [422] * len(tries)


def test_forms_open_and_other_poles_only_read(client: Client, edition: Edition) -> None:
    activity = make_activity(edition, exhibitor=make_exhibitor(edition))
    make_slot(activity)
    pages = [("activity_new", []), ("activity_edit", [activity.pk]), ("slot_new", [activity.pk])]
    reader = client_in(edition, pole="logistics")

    assert [client.get(url(name, edition, *ids)).status_code for name, ids in pages] == [200] * 3
    assert [reader.get(url(name, edition, *ids)).status_code for name, ids in pages] == [403] * 3
    page = reader.get(url("activity_list", edition)).content.decode()
    assert str(activity.exhibitor) in page
    assert url("slot_new", edition, activity.pk) not in page


def test_rows_of_another_edition_are_not_found(client: Client, edition: Edition) -> None:
    slot = make_slot()
    names = ("activity_edit", "slot_new", "activity_publish", "activity_unpublish")
    addresses = [url(name, edition, slot.activity_id) for name in names]
    addresses.append(url("slot_remove", edition, slot.pk))

    for address in addresses:
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}, address


def test_the_list_costs_the_same_queries_with_one_and_three_rows(
    client: Client, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            make_slot(make_activity(edition, exhibitor=make_exhibitor(edition)))
        with django_assert_max_num_queries(9) as captured:
            client.get(url("activity_list", edition))
        counts.append(len(captured.captured_queries))

    assert counts[0] == counts[1]
