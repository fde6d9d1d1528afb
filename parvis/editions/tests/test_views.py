"""The team's own pages, over HTTP."""

from datetime import date

import pytest
from django.test import Client

from parvis.editions.models import Edition, LogEntry, Membership, Window
from parvis.editions.signals import opening_asked
from parvis.editions.tests.factories import client_in, make_edition, make_member, make_window

pytestmark = pytest.mark.django_db


def test_member_list_shows_active_places() -> None:
    edition = make_edition()
    make_member(edition, pole="treasury", role="lead")

    page = client_in(edition).get(f"/team/{edition.slug}/members/")

    assert [member.pole for member in page.context["table"].rows] == ["company_relations", "treasury"]
    only = client_in(edition).get(f"/team/{edition.slug}/members/", {"pole": "treasury", "export": "csv"})
    assert [line.count(",Treasury,Lead") for line in only.text.splitlines()] == [0, 1]


def test_a_stranger_finds_no_edition() -> None:
    edition, other = make_edition(), make_edition()

    assert client_in(other).get(f"/team/{edition.slug}/members/").status_code == 404


def test_someone_not_signed_in_is_asked_to() -> None:
    edition = make_edition()

    answer = Client().get(f"/team/{edition.slug}/members/")

    assert answer.headers["Location"] == f"/accounts/login/?next=/team/{edition.slug}/members/"


def test_a_fragment_asked_without_a_session_reloads_the_page() -> None:
    edition = make_edition()

    answer = Client(headers={"hx-request": "true"}).get(f"/team/{edition.slug}/members/")

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_member_invite_adds_the_member_and_goes_back() -> None:
    edition = make_edition()
    words = {"email": "new@test.example", "pole": "logistics", "role": "member"}

    answer = client_in(edition, pole="it", role="lead").post(f"/team/{edition.slug}/members/invite/", words)

    assert answer.headers["Location"] == f"/team/{edition.slug}/members/"
    assert Membership.objects.filter(user__email="new@test.example", pole="logistics").exists()


def test_member_invite_keeps_what_was_typed() -> None:
    edition = make_edition()
    client = client_in(edition, pole="it", role="lead")

    page = client.post(f"/team/{edition.slug}/members/invite/", {"email": "not an address", "first_name": "Zoé"})

    assert page.status_code == 422
    assert "Zoé" in page.text
    assert client.get(f"/team/{edition.slug}/members/invite/").status_code == 200


def test_it_does_not_name_the_board() -> None:
    edition = make_edition()
    words = {"email": "new@test.example", "pole": "presidency", "role": "lead"}

    answer = client_in(edition, pole="it", role="lead").post(f"/team/{edition.slug}/members/invite/", words)

    assert answer.status_code == 403
    assert not Membership.objects.filter(pole="presidency").exists()


def test_a_demoted_member_is_refused_at_the_next_request() -> None:
    edition = make_edition()
    boss, member = client_in(edition, pole="presidency", role="lead"), make_member(edition, pole="treasury")
    client = client_in(edition)
    client.force_login(member.user)
    assert client.get(f"/team/{edition.slug}/members/").status_code == 200

    told = boss.post(f"/team/{edition.slug}/members/", {"action": "end", "ids": [member.pk]}, follow=True)

    assert f"{member.user} no longer has access." in told.text

    assert client.get(f"/team/{edition.slug}/members/").status_code == 404


def test_it_does_not_end_a_place_on_the_board() -> None:
    edition = make_edition()
    member = make_member(edition, pole="presidency", role="lead")

    page, wish = f"/team/{edition.slug}/members/", {"action": "end", "ids": [member.pk]}
    answers = [client_in(edition, pole=pole, role="lead").post(page, wish) for pole in ("it", "logistics")]

    assert [answer.status_code for answer in answers] == [403, 403]
    member.refresh_from_db()
    assert member.ended_at is None


def test_history_is_filtered_by_kind() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="presidency", role="lead")
    boss.post(f"/team/{edition.slug}/members/invite/", {"email": "n@test.example", "pole": "it", "role": "member"})

    page = boss.get(f"/team/{edition.slug}/history/?type=editions.membership&verb=member")

    assert [entry.verb for entry in page.context["page"]] == ["member.added"]
    (line,) = page.context["page"]
    of_one = boss.get(f"/team/{edition.slug}/history/?id={line.object_id}")
    assert line in list(of_one.context["page"])
    assert len(boss.get(f"/team/{edition.slug}/history/?id=999999").context["page"]) == 0


def test_settings_change_the_edition() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="presidency", role="lead")
    words = {"name": "Forum neuf", "hue": "30", "chroma_percent": "12"}

    boss.post(f"/team/{edition.slug}/settings/", words)

    edition.refresh_from_db()
    assert (edition.name, edition.hue) == ("Forum neuf", 30)
    assert boss.get(f"/team/{edition.slug}/settings/").status_code == 200
    assert boss.post(f"/team/{edition.slug}/settings/", {"name": ""}).status_code == 422


def test_windows_are_saved_together() -> None:
    edition = make_edition()
    make_window(edition, "quotes")
    boss = client_in(edition, pole="presidency", role="lead")
    url = f"/team/{edition.slug}/settings/windows/"

    boss.post(url, {"registration-opens_at": "2026-09-01T09:00", "registration-closes_at": ""})

    assert Window.objects.get(name="registration").opens_at is not None
    assert boss.get(url).status_code == 200
    wrong = {"registration-opens_at": "2026-09-02T09:00", "registration-closes_at": "2026-09-01T09:00"}
    assert boss.post(url, wrong).status_code == 422


def test_day_set_gives_the_doors_their_hours() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="presidency", role="lead")
    url = f"/team/{edition.slug}/settings/days/"

    boss.post(url, {"on": "2026-10-21", "opens": "09:30", "closes": "17:00"})

    assert edition.days.filter(on=date(2026, 10, 21)).exists()
    assert boss.get(url).status_code == 200
    assert boss.post(url, {"on": "2026-10-21", "opens": "09:30", "closes": "09:00"}).status_code == 422


def test_association_is_the_seller() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="presidency", role="lead")
    url = f"/team/{edition.slug}/settings/association/"

    boss.post(url, {"name": "Forum neuf", "siren": "732829320"})

    edition.association.refresh_from_db()
    assert edition.association.name == "Forum neuf"
    assert boss.get(url).status_code == 200
    assert boss.post(url, {"name": ""}).status_code == 422


def test_an_edition_is_opened_and_closed_by_the_board(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = make_edition(state="preparing")
    boss = client_in(edition, pole="presidency", role="lead")

    assert boss.post(f"/team/{edition.slug}/settings/open/").status_code == 409  # nothing is ready
    with monkeypatch.context() as patched:
        patched.setattr(opening_asked, "receivers", [])
        boss.post(f"/team/{edition.slug}/settings/open/")
    refused = boss.post(f"/team/{edition.slug}/settings/close/", {"confirmation": "yes"})
    boss.post(f"/team/{edition.slug}/settings/close/", {"confirmation": edition.slug})

    edition.refresh_from_db()
    assert (refused.status_code, edition.state) == (409, "closed")


def test_a_closed_edition_is_read_only() -> None:
    edition = make_edition(state="closed")
    boss = client_in(edition, pole="presidency", role="lead")

    answer = boss.post(f"/team/{edition.slug}/settings/", {"name": "Other", "hue": "1", "chroma_percent": "1"})

    assert answer.status_code == 403
    assert boss.get(f"/team/{edition.slug}/settings/").status_code == 200
    assert not LogEntry.objects.exists()


def test_a_closed_edition_is_still_handed_over() -> None:
    edition = make_edition(state="closed")
    boss = client_in(edition, pole="presidency", role="lead")
    url = f"/team/{edition.slug}/settings/next/"
    words = {"name": "Forum 2027", "slug": "forum-2027", "fair_on": "2027-10-19", "email": "eve@test.example"}

    assert boss.get(url).status_code == 200
    assert boss.post(url, {**words, "slug": edition.slug}).status_code == 422
    boss.post(url, words)

    assert Edition.objects.get(slug="forum-2027").copied_from == edition
    assert boss.get(url).status_code == 404


def test_the_theme_is_a_stylesheet_to_keep() -> None:
    edition = make_edition(hue=33, chroma_percent=9)

    answer = Client().get(f"/theme/{edition.slug}.css")

    assert answer.headers["Content-Type"] == "text/css"
    assert "--hue: 33; --chroma: 0.09" in answer.text


WORDS = {
    "association": "Forum Exemple",
    "edition": "Forum 2027",
    "slug": "forum-2027",
    "fair_on": "2027-10-19",
    "email": "ada@test.example",
    "first_name": "Ada",
    "last_name": "Roy",
}


def test_setup_makes_the_first_edition_and_is_gone() -> None:
    client = Client()
    assert client.get("/setup/").status_code == 200
    assert client.post("/setup/", {**WORDS, "slug": "not a slug"}).status_code == 422

    answer = client.post("/setup/", WORDS)

    assert answer.headers["Location"] == "/accounts/login/?next=/team/forum-2027/planning/"
    assert client.get("/setup/").status_code == 404
    asked = client.post(answer.headers["Location"], {"email": WORDS["email"], "next": "/team/forum-2027/planning/"})
    assert 'value="/team/forum-2027/planning/"' in client.get(asked.headers["Location"]).text  # kept until signed in


def test_setup_on_a_public_address_names_nobody(settings: object) -> None:
    settings.DEMO_OPEN = False  # type: ignore[attr-defined]
    client = Client()

    client.post("/setup/", WORDS)

    assert not Edition.objects.exists()
    assert "parvis init" in client.get("/setup/", headers={"accept-language": "en"}).text
