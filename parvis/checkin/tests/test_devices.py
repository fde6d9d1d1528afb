"""Phones and places: in by a one-time link, out in one press."""

from datetime import timedelta

import pytest

from parvis.checkin import actions
from parvis.checkin.models import Conflict, Device, Place
from parvis.checkin.queries import device_by_token, devices_with_use
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_places, phone, scan
from parvis.core.errors import Refused
from parvis.core.links import hash_token
from parvis.editions.actions import end_membership
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import make_actor, make_edition, make_member

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


def test_a_new_phone_has_a_secret_and_a_link_and_the_database_has_neither() -> None:
    edition = make_edition()

    device, plain, url = actions.enrol_device(edition, name=" Omar ", place="door-a", by=make_actor(), at=DURING)

    assert (device.name, device.place.slug, str(device), str(device.place)) == ("Omar", "door-a", "Omar", "Door A")
    assert device_by_token(hash_token(plain)) == device
    code = url.removeprefix("http://testserver/scan/enrol/").rstrip("/")
    assert actions.find_enrolment(code, at=DURING) == device
    row = str(Device.objects.values().get())
    assert plain not in row
    assert code not in row
    assert LogEntry.objects.get(verb="device.enrolled").changes["place"] == [None, "door-a"]


def test_a_phone_without_a_name_is_called_like_its_place() -> None:
    assert make_device(name=" ").name == "Door A"


def test_an_unknown_place_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refused, match="Known: desk, door-a, door-b, lunch, room-1"):
        make_device(place="moon")

    assert Device.objects.count() == 0


def test_a_closed_edition_enrols_nobody() -> None:
    with pytest.raises(Refused, match="closed"):
        make_device(make_edition(state="closed"))


def test_the_link_works_once_and_ends_the_secret_of_the_shell() -> None:
    device, plain, url = actions.enrol_device(make_edition(), name="A", place="desk", by=make_actor(), at=DURING)
    code = url.split("/")[-2]

    joined, secret = actions.join_device(code, by=phone(device), at=DURING + DAY)

    assert (joined, joined.enrolled_at) == (device, DURING + DAY)
    assert device_by_token(hash_token(secret)) == device
    assert device_by_token(hash_token(plain)) is None
    with pytest.raises(Refused, match="used or is too old"):
        actions.join_device(code, by=phone(device), at=DURING)


def test_the_link_dies_after_a_day_with_the_phone_and_with_the_edition() -> None:
    edition = make_edition()
    links = [
        actions.enrol_device(edition, name="A", place="desk", by=make_actor(), at=DURING)[2].split("/")[-2]
        for _number in range(3)
    ]
    actions.revoke_device(Device.objects.latest("pk"), by=make_actor(), at=DURING)

    for code, at in ((links[0], DURING + DAY + timedelta(seconds=1)), (links[2], DURING), ("x", DURING)):
        with pytest.raises(Refused, match="used or is too old"):
            actions.find_enrolment(code, at=at)
    edition.state, edition.closed_at = "closed", DURING
    edition.save()
    with pytest.raises(Refused, match="used or is too old"):
        actions.find_enrolment(links[1], at=DURING)


def test_stopping_a_phone_twice_is_stopping_it_once() -> None:
    device = make_device()

    for hours in range(2):
        actions.revoke_device(device, by=make_actor(), at=DURING + timedelta(hours=hours))

    device.refresh_from_db()
    assert device.revoked_at == DURING
    assert LogEntry.objects.filter(verb="device.revoked").count() == 1
    assert list(Device.objects.active()) == []


def test_the_phones_of_who_left_every_team_are_stopped_and_nobody_else_s() -> None:
    edition, other = make_edition(), make_edition()
    leo, nora = make_member(edition, pole="logistics"), make_member(edition, pole="it")
    also = make_member(other, user=leo.user, pole="logistics")
    mine, theirs = make_device(edition, enrolled_by=leo.user), make_device(edition, enrolled_by=nora.user)
    of_shell, link = make_device(edition), make_device(other, enrolled_by=leo.user)

    end_membership(leo, by=make_actor(), at=DURING)
    assert Device.objects.active().count() == 4  # another mandate runs
    end_membership(also, by=make_actor(), at=DURING)

    assert set(Device.objects.active()) == {theirs, of_shell}
    link.refresh_from_db()
    assert (link.revoked_at, link.enrol_hash) == (DURING, None)
    assert LogEntry.objects.filter(verb="device.revoked").count() == 2
    assert not Device.objects.active().filter(pk=mine.pk).exists()


def test_being_seen_is_written_once_a_minute() -> None:
    device = make_device()

    for seconds, written in ((0, 0), (30, 0), (60, 60)):
        actions.note_seen(device, at=DURING + timedelta(seconds=seconds))
        device.refresh_from_db()
        assert device.last_seen_at == DURING + timedelta(seconds=written)


def test_the_list_of_phones_counts_their_scans() -> None:
    device = make_device()
    idle = make_device(device.edition, name="Another")
    make_device()
    scan(device, make_badge(device.edition))
    scan(device, "x")

    found = [(row, row.scans_count, row.last_scan_at) for row in devices_with_use(device.edition)]  # type: ignore[attr-defined]

    assert found == [(idle, 0, None), (device, 2, DURING)]


def test_the_usual_places_are_made_once_and_doors_come_first() -> None:
    edition = make_edition()

    places = [list(make_places(edition)) for _time in range(2)]

    assert places == [["door-a", "door-b", "room-1", "lunch", "desk"]] * 2
    assert LogEntry.objects.filter(verb="places.created").count() == 1


def test_a_place_has_an_address_of_its_own() -> None:
    edition = make_edition()

    place = actions.add_place(edition, name="Salle  Élysée", kind="room", by=make_actor(), at=DURING)

    assert (place.slug, place.name) == ("salle-elysee", "Salle Élysée")
    with pytest.raises(Refused, match="already a place called “Salle Élysée”"):
        actions.add_place(edition, name="salle elysee", kind="door", by=make_actor(), at=DURING)
    with pytest.raises(Refused, match="a letter or a figure"):
        actions.add_place(edition, name="…", kind="door", by=make_actor(), at=DURING)
    assert Place.objects.count() == 1


def test_a_conflict_is_settled_once_and_its_scans_stay() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    scan(device, badge)
    scan(make_device(device.edition, name="B"), badge, offline=True)
    conflict = Conflict.objects.get()

    actions.resolve_conflict(conflict, note=" a  twin ", by=make_actor(), at=DURING)

    conflict.refresh_from_db()
    assert (conflict.resolved_at, conflict.note) == (DURING, "a twin")
    assert str(conflict) == f"{conflict.first} / {conflict.second}"
    assert str(conflict.first) == f"{conflict.first.event} ok"
    assert str(conflict.first.entry) == f"{badge} door:2026-10-20"
    with pytest.raises(Refused, match="settled this already"):
        actions.resolve_conflict(conflict, note="again", by=make_actor(), at=DURING)
