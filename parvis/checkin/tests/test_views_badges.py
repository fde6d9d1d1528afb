"""Badges on pages: the holder’s, the public one behind the QR, the team’s."""

import re
from typing import Any

import pytest
from django.test import Client

from parvis.checkin import actions
from parvis.checkin.documents import badge_code
from parvis.checkin.models import Badge
from parvis.checkin.tests.factories import DURING, make_badge, make_device, scan
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, client_of, make_actor, make_edition
from parvis.visitors.tests.factories import make_admission, make_registration

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def team(edition: Edition, path: str) -> str:
    return f"/team/{edition.slug}/{path}"


def client_of_visitor(badge: Badge) -> Client:
    assert badge.registration is not None
    return client_of(badge.registration.visitor.user)


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

    for query in ("", f"?kind=1&school={badge.registration.school_id}", "?kind=moon"):
        assert client.get(path + query).getvalue()[:5] == b"%PDF-"
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


def test_a_long_list_is_printed_in_parts() -> None:
    edition = make_edition()
    make_admission(edition, capacity=500)
    make_badge(edition, name="Zoé Zola")
    holders = [make_registration(edition) for _number in range(240)]
    actions.issue_badges(edition, holders, by=make_actor(), at=DURING)
    client, path = client_in(edition, pole="visitors"), team(edition, "badges/sheets.pdf")

    page = text_of(client.get(path, {"kind": "1"}))

    assert ["?kind=1&amp;part=1" in page, "?kind=1&amp;part=2" in page, "part=3" in page] == [True, True, False]
    assert "Zoé Zola" in page
    assert client.get(path, {"kind": "1", "part": "2"}).getvalue()[:5] == b"%PDF-"
    assert "part=2" in text_of(client.get(path, {"part": "9"}))
