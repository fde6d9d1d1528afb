"""Pages of the day: who may open them, what they show, what they do."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from parvis.checkin import actions
from parvis.checkin.documents import badge_code
from parvis.checkin.models import Badge, Conflict, Device, Place, Scan
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_event, make_places, scan
from parvis.core.links import hash_token
from parvis.editions.models import Edition, EditionDay
from parvis.editions.tests.factories import client_in, client_of, make_actor, make_edition, make_member
from parvis.visitors.tests.factories import make_registration

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def team(edition: Edition, path: str) -> str:
    return f"/team/{edition.slug}/{path}"


def client_of_visitor(badge: Badge) -> Client:
    assert badge.registration is not None
    return client_of(badge.registration.visitor.user)


# ------------------------------------------------------------------ the holder's badge


def test_my_badge_shows_the_code_and_the_paper() -> None:
    badge = make_badge()
    client, home = client_of_visitor(badge), f"/me/{badge.edition.slug}/badge"

    page = text_of(client.get(f"{home}/"))

    assert '<svg class="qr"' in page
    assert badge_code(badge) in page
    assert "Sam Petit" in page
    card = text_of(client.get(f"{home}/card/"))
    assert '<svg class="qr"' in card
    assert "<html" not in card
    paper = client.get(f"{home}.pdf")
    assert (paper.headers["Content-Type"], paper.getvalue()[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "waiting"}, "waiting list"),
        ({"status": "cancelled"}, "cancelled"),
        ({"is_proven": False}, "Confirm your e-mail address"),
        ({}, "Your seat is kept"),
    ],
)
def test_without_a_badge_the_page_says_why(fields: dict[str, Any], words: str) -> None:
    registration = make_registration(**fields)
    client, home = client_of(registration.visitor.user), f"/me/{registration.edition.slug}/badge"

    assert words in text_of(client.get(f"{home}/"))
    assert words in text_of(client.get(f"{home}/card/"))
    assert client.get(f"{home}.pdf").status_code == 404


def test_nobody_opens_the_badge_of_somebody_else() -> None:
    badge = make_badge()
    path = f"/me/{badge.edition.slug}/badge.pdf"

    assert Client().get(path).status_code == 302
    assert client_of_visitor(make_badge()).get(path).status_code == 404


# ------------------------------------------------------------------ the page behind the QR


@pytest.mark.parametrize("path", ["/B/{}", "/b/{}"])
def test_a_badge_opened_by_any_camera_says_its_kind_and_edition_and_no_name(path: str) -> None:
    badge = make_badge()
    client = Client(headers={"accept-language": "en"})

    answer = client.get(path.format(badge.token.lower() if path.startswith("/b") else badge.token))

    page = text_of(answer)
    assert f"A badge of {badge.edition}" in page
    assert "Visitor" in page
    assert "Petit" not in page
    assert "sessionid" not in answer.cookies
    assert "No longer valid" not in page


def test_the_holder_is_led_to_the_space_and_a_member_to_the_scanner() -> None:
    badge = make_badge()
    address = f"/B/{badge.token}"

    own = text_of(client_of_visitor(badge).get(address))
    member = text_of(client_in(badge.edition, role="volunteer").get(address))
    stranger = text_of(client_in(make_edition()).get(address))

    assert f"/me/{badge.edition.slug}/badge/" in own
    scan_link = f"/scan/?edition={badge.edition.slug}#code={badge.token}"
    assert [scan_link in page for page in (own, member, stranger)] == [False, True, False]
    assert f"/me/{badge.edition.slug}/badge/" not in member + stranger


def test_a_revoked_badge_says_so() -> None:
    badge = make_badge()
    actions.revoke_badge(badge, by=make_actor(), at=DURING)

    assert "No longer valid" in text_of(Client(headers={"accept-language": "en"}).get(f"/B/{badge.token}"))


def test_any_other_code_is_not_ours() -> None:
    badge = make_badge()
    other = badge.token[:-4] + ("AAAA" if badge.token[-4:] != "AAAA" else "BBBA")

    for code in ("x", other, "A" * 122, "%00", "'"):
        assert Client().get(f"/B/{code}").status_code in {400, 404}


# ------------------------------------------------------------------ the scanner


def config_of(answer: Any) -> dict[str, Any]:
    found = re.search(r'<script id="scan-config" type="application/json">(.*?)</script>', answer.content.decode())
    assert found is not None
    config: dict[str, Any] = json.loads(found[1])
    return config


def test_a_volunteer_scans_as_a_member_at_the_places_of_the_edition() -> None:
    edition = make_edition()
    make_places(edition)

    answer = client_in(edition, role="volunteer").get("/scan/")

    config = config_of(answer)
    assert (config["mode"], config["send"]) == ("member", f"/scan/{edition.slug}/events/")
    assert [place["slug"] for place in config["places"]] == ["door-a", "door-b", "room-1", "lunch", "desk"]
    assert config["verdicts"]["already-in"] == {
        "tone": "again",
        "title": "Already scanned",
        "sentence": "This badge was read before. Ask for a second one.",
    }
    for mark in ('id="scanner"', 'id="pending"', 'id="start"'):
        assert mark in answer.content.decode()


def test_a_member_of_several_editions_scans_in_the_one_asked_for_and_never_in_a_closed_one() -> None:
    one, closed = make_edition(), make_edition(state="closed")
    member = make_member(one)
    other = make_member(make_edition(fair_on=DURING.date().replace(year=2099)), user=member.user)
    make_member(closed, user=member.user)
    client = client_of(member.user)

    sends = [
        config_of(client.get(f"/scan/{query}"))["send"]
        for query in ("", f"?edition={other.edition.slug}", f"?edition={closed.slug}")
    ]

    assert sends == [f"/scan/{one.slug}/events/", f"/scan/{other.edition.slug}/events/", f"/scan/{one.slug}/events/"]


@pytest.mark.parametrize("who", ["anonymous", "visitor"])
def test_anybody_else_gets_the_page_of_an_enrolled_phone(who: str) -> None:
    client = Client() if who == "anonymous" else client_of_visitor(make_badge())

    config = config_of(client.get("/scan/"))

    assert (config["mode"], config["send"], config["places"]) == ("device", "/api/v1/scans", [])


def test_only_the_decoder_is_served_without_a_policy() -> None:
    assert "script-src 'self'" in Client().get("/scan/").headers["Content-Security-Policy"]
    decoder = Client().get("/scan/decoder.js")
    assert (decoder.headers["Content-Type"], "Content-Security-Policy" in decoder.headers) == ("text/javascript", False)
    assert "zxing_reader.wasm" in decoder.content.decode()


def send(client: Client, edition: Edition, body: object) -> Any:
    return client.post(f"/scan/{edition.slug}/events/", json.dumps(body), content_type="application/json")


def test_a_signed_in_volunteer_scans_with_the_session() -> None:
    edition = make_edition()
    make_places(edition)
    EditionDay.objects.all().delete()
    badge = make_badge(edition)
    client = client_in(edition, role="volunteer")

    body = send(client, edition, {"events": [make_event(badge), make_event(badge)]}).json()

    assert [(row["verdict"], row["name"]) for row in body["results"]] == [
        ("ok", "Sam Petit"),
        ("already-in", "Sam Petit"),
    ]
    assert body["results"][1]["first"]["device"] == "Ada Roy"
    assert [row.membership for row in Scan.objects.all()] == [edition.memberships.get()] * 2


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"events": 3}', ""])
def test_a_body_that_holds_no_scans_is_a_problem(body: str) -> None:
    edition = make_edition()

    answer = client_in(edition).post(f"/scan/{edition.slug}/events/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_501_scans_of_a_member_are_a_problem() -> None:
    edition = make_edition()

    answer = send(client_in(edition), edition, {"events": [{}] * 501})

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many")


def test_scanning_asks_for_a_place_in_the_team_of_that_edition() -> None:
    edition = make_edition()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(make_member(edition).user)

    assert send(Client(), edition, {"events": []}).status_code == 302
    assert send(client_in(make_edition()), edition, {"events": []}).status_code == 404
    assert send(careful, edition, {"events": []}).status_code == 403
    closed = make_edition(state="closed")
    assert send(client_in(closed), closed, {"events": []}).status_code == 403


# ------------------------------------------------------------------ phones


def test_a_phone_is_enrolled_by_its_link_once() -> None:
    edition = make_edition()
    _device, _plain, url = actions.enrol_device(edition, name="Omar", place="door-a", by=make_actor(), at=DURING)
    Device.objects.update(created_at=make_member(edition).started_at.replace(year=2099))
    path = url.removeprefix("http://testserver")
    client = Client(headers={"accept-language": "en"})

    for _look in range(2):
        assert "Enrol this phone" in text_of(client.get(path))
    answer = client.post(path)

    found = re.search(r'<script id="keep" type="application/json">(.*?)</script>', answer.content.decode())
    assert found is not None
    keep = json.loads(found[1])
    assert Device.objects.get().token_hash == hash_token(keep["token"])
    assert (keep["next"], answer.headers["Cache-Control"][:14]) == ("/scan/", "max-age=0, no-")
    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]


def test_the_team_enrols_a_phone_and_sees_the_code_once() -> None:
    edition = make_edition()
    places = make_places(edition)
    client, path = client_in(edition, pole="logistics"), team(edition, "devices/enrol/")

    assert "Name of the phone" in text_of(client.get(path))
    assert client.post(path, {"name": "", "place": ""}).status_code == 422
    foreign = make_places(make_edition())["door-a"]
    assert client.post(path, {"name": "Omar", "place": foreign.pk}).status_code == 422
    page = text_of(client.post(path, {"name": "Omar", "place": places["door-b"].pk}))

    assert '<svg class="qr"' in page
    assert "/scan/enrol/" in page
    assert Device.objects.get().place == places["door-b"]
    listed = text_of(client.get(team(edition, "devices/")))
    assert "Omar" in listed
    assert "/scan/enrol/" not in listed


def test_without_places_a_phone_cannot_be_enrolled_and_the_usual_ones_are_one_press_away() -> None:
    edition = make_edition()
    client = client_in(edition, pole="it")

    assert "make the doors and rooms first" in text_of(client.get(team(edition, "devices/enrol/")))
    assert "Make the usual places" in text_of(client.get(team(edition, "places/")))
    assert client.post(team(edition, "places/usual/")).status_code == 302
    assert Place.objects.in_edition(edition).count() == 5


def test_a_place_is_added_and_a_wrong_one_stays_on_the_page() -> None:
    edition = make_edition()
    client, path = client_in(edition, pole="it"), team(edition, "places/")

    assert client.post(path, {"name": "Amphi", "kind": "moon"}).status_code == 422
    assert client.post(path, {"name": "Amphi", "kind": "room"}).status_code == 302
    assert client.post(path, {"name": "Amphi", "kind": "room"}).status_code == 409
    assert "amphi" in text_of(client.get(path))


def test_a_phone_is_stopped_in_one_press() -> None:
    device = make_device()
    client = client_in(device.edition, pole="visitors")

    assert client.post(team(device.edition, f"devices/{device.pk}/revoke/")).status_code == 302

    device.refresh_from_db()
    assert device.revoked_at is not None
    assert "Stopped" in text_of(client.get(team(device.edition, "devices/")))


def test_the_list_of_phones_starts_with_an_invitation() -> None:
    edition = make_edition()

    assert "No phone enrolled" in text_of(client_in(edition, pole="it").get(team(edition, "devices/")))


# ------------------------------------------------------------------ the day


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
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    device = make_device()
    for _number in range(count):
        scan(device, make_badge(device.edition))
    client = client_in(device.edition, pole="visitors")
    Badge.objects.all()

    with django_assert_num_queries(14, exact=False):
        client.get(team(device.edition, "scans/"))
    with django_assert_num_queries(14, exact=False):
        client.get(team(device.edition, "badges/"))
    with django_assert_num_queries(12, exact=False):
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


# ------------------------------------------------------------------ the team's badges


def test_missing_badges_are_made_in_one_press() -> None:
    edition = make_edition()
    make_registration(edition)
    client = client_in(edition, pole="visitors")

    assert "2 people who take part have no badge" in text_of(client.get(team(edition, "badges/")))
    answer = client.post(team(edition, "badges/missing/"), follow=True)

    assert "2 badges made." in text_of(answer)
    assert "have no badge" not in text_of(answer)
    assert Badge.objects.in_edition(edition).count() == 2


def test_a_badge_is_looked_at_printed_replaced_and_revoked() -> None:
    badge = make_badge()
    scan(make_device(badge.edition), badge)
    client = client_in(badge.edition, pole="visitors")
    path = team(badge.edition, f"badges/{badge.pk}/")

    page = text_of(client.get(path))
    for words in ("Sam Petit", badge_code(badge), "Door A", "Welcome"):
        assert words in page
    assert client.get(f"{path}badge.pdf").getvalue()[:5] == b"%PDF-"
    answer = client.post(f"{path}reissue/")
    fresh = Badge.objects.valid().get()
    assert answer.headers["Location"] == team(badge.edition, f"badges/{fresh.pk}/")
    assert client.post(f"{path}reissue/").status_code == 409
    assert client.post(answer.headers["Location"] + "revoke/").status_code == 302
    assert Badge.objects.valid().count() == 0
    assert "Revoked" in text_of(client.get(path))


def test_a_speaker_gets_a_badge_by_name() -> None:
    edition = make_edition()
    client, path = client_in(edition, pole="visitors"), team(edition, "badges/speaker/")

    assert "Name on the badge" in text_of(client.get(path))
    assert client.post(path, {"name": ""}).status_code == 422
    page = text_of(client.post(path, {"name": "Grace Hopper"}, follow=True))
    assert "Grace Hopper" in page
    assert "Not scanned yet" in page


def test_sheets_hold_what_was_chosen() -> None:
    badge = make_badge()
    assert badge.registration is not None
    client, path = client_in(badge.edition, pole="visitors"), team(badge.edition, "badges/sheets.pdf")

    for query in ({}, {"kind": "1", "school": badge.registration.school_id}, {"kind": "moon"}):
        assert client.get(path, query).getvalue()[:5] == b"%PDF-"
    assert client.get(path, {"kind": "5"}).headers["Location"] == team(badge.edition, "badges/")


@pytest.mark.parametrize(
    ("status", "words"), [("confirmed", "Make and mail the badge"), ("waiting", "Only a confirmed registration")]
)
def test_the_panel_of_a_registration_says_what_can_be_done(status: str, words: str) -> None:
    registration = make_registration(status=status)
    client = client_in(registration.edition, pole="visitors")
    path = team(registration.edition, f"visitors/{registration.pk}/badge/")

    assert words in text_of(client.get(path))
    assert client.post(f"{path}issue/").status_code == (302 if status == "confirmed" else 409)
    assert ("Has a badge" in text_of(client.get(path))) is (status == "confirmed")


# ------------------------------------------------------------------ doors

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
