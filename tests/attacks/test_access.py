"""Rights end when they end, lists show what they show, and nothing that was closed is left in a cache."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from parvis.accounts.actions import create_token, revoke_token
from parvis.accounts.tests.factories import make_user
from parvis.checkin.actions import enrol_device, revoke_device
from parvis.checkin.models import Device
from parvis.core.links import hash_token, new_token
from parvis.core.tables.table import Listing
from parvis.editions.actions import end_membership
from parvis.editions.models import Membership
from parvis.editions.tests.factories import client_of, make_actor, make_edition, make_member
from parvis.exhibitors.models import ExhibitorDocument, Representative
from parvis.visitors.models import Visitor
from tests.attacks.fair import Fair
from tests.attacks.reading import Page, address, routes, visit
from tests.matrix.table import PORTAL, TEAM

pytestmark = pytest.mark.django_db


def place_of(client: Client, fair: Fair) -> Membership:
    return Membership.objects.get(user_id=client.session["_auth_user_id"], edition=fair.edition)


def sign_in(client: Client, email: str) -> Any:
    client.post("/accounts/login/", {"email": email})
    return client.post("/accounts/login/code/", {"code": client.session["demo_code"]})


def test_the_session_key_changes_at_sign_in_and_dies_at_sign_out() -> None:
    """5: a cookie planted before sign-in, or kept after sign-out, opens nothing."""
    client, user = Client(), make_user("ada@fix.example")
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"email": user.email})
    planted = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/accounts/login/code/", {"code": client.session["demo_code"]})
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value

    assert planted != kept
    assert is_signed_in(kept)
    assert not is_signed_in(planted)
    client.post("/accounts/logout/")
    assert not is_signed_in(kept)


def is_signed_in(cookie: str) -> bool:
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return browser.get("/accounts/me/").status_code == 200


def test_a_member_who_left_is_refused_at_the_next_request(here: Fair) -> None:
    """6, 22: an open tab, a list kept as a link, an export, and a form already filled."""
    client = here.team["treasurer"]
    place = place_of(client, here)
    pages = ["/team/here/", "/team/here/invoices/", "/team/here/invoices/?export=xlsx", "/team/here/report.pdf"]
    assert client.get("/team/here/invoices/?export=csv").status_code == 200

    end_membership(place, by=make_actor(), at=timezone.now())

    assert {client.get(page).status_code for page in pages} == {404}
    assert client.post("/team/here/invoices/", {"action": "issue", "all": "1"}).status_code == 404


def test_a_member_whose_role_changed_has_the_new_rights_at_once(here: Fair) -> None:
    """6: no right is kept in the session."""
    client = here.team["treasurer"]
    Membership.objects.filter(pk=place_of(client, here).pk).update(pole="communication", role="reader")

    assert client.get("/team/here/invoices/").status_code == 403
    assert client.get("/team/here/companies/").status_code == 200


def test_a_representative_who_was_removed_is_refused_at_the_next_request(here: Fair) -> None:
    """6, 98: whoever leaves the company leaves its space."""
    assert here.representative.get("/exhibitor/here/").status_code == 200

    Representative.objects.filter(exhibitor=here.exhibitor).update(removed_at=timezone.now())

    assert here.representative.get("/exhibitor/here/").status_code == 404


def test_a_revoked_token_and_a_revoked_phone_are_refused_at_the_next_call(here: Fair) -> None:
    """6, 22."""
    token, plain = create_token("x", scopes=["badges:read"], by=make_actor(), at=timezone.now())
    secret, hashed = new_token()
    device = here.row(Device, "device_id")
    Device.objects.filter(pk=device.pk).update(token_hash=hashed)
    badges, hello = "/api/v1/badges?edition=here", reverse("checkin:hello")
    assert [call(badges, plain), call(hello, secret)] == [200, 200]

    revoke_token(token, by=make_actor(), at=timezone.now())
    revoke_device(Device.objects.get(pk=device.pk), by=make_actor(), at=timezone.now())

    assert [call(badges, plain), call(hello, secret)] == [401, 401]
    assert hash_token(plain) == token.token_hash  # the table holds no secret


def test_the_keys_and_phones_of_a_member_end_with_their_last_mandate_and_nobody_else_s(here: Fair) -> None:
    """6, 22: what somebody opened for a program or a phone does not stay open after them."""
    place = place_of(here.team["president"], here)
    kept, leaving = make_member(here.edition, pole="it").user, place.user
    keys = [
        create_token("x", scopes=["badges:read"], owner=owner, by=make_actor(), at=timezone.now())[1]
        for owner in (leaving, kept, None)
    ]
    phones = [
        enrol_device(here.edition, name="x", place="door-a", enrolled_by=owner, by=make_actor(), at=timezone.now())[1]
        for owner in (leaving, kept, None)
    ]
    asked = [("/api/v1/badges?edition=here", key) for key in keys] + [(reverse("checkin:hello"), key) for key in phones]
    assert [call(*one) for one in asked] == [200] * 6

    end_membership(place, by=make_actor(), at=timezone.now())

    assert [call(*one) for one in asked] == [401, 200, 200] * 2


def call(path: str, token: str) -> int:
    client = Client(headers={"authorization": f"Bearer {token}"})
    answer = client.get(path)
    return (client.post(path) if answer.status_code == 405 else answer).status_code


def test_the_last_lead_of_the_presidency_cannot_leave(here: Fair) -> None:
    """12."""
    other = place_of(here.team["president"], here)
    end_membership(other, by=make_actor(), at=timezone.now())
    last = {"action": "end", "ids": [place_of(here.president, here).pk]}

    assert here.president.post("/team/here/members/", last).status_code == 409
    assert here.president.get("/team/here/").status_code == 200


def test_last_years_board_has_no_right_in_this_year() -> None:
    """12: a place belongs to one edition."""
    last, this = make_edition("forum-2026"), make_edition("forum-2027")
    client = client_of(make_member(last, pole="presidency", role="lead").user)

    assert client.get(f"/team/{last.slug}/").status_code == 200
    assert client.get(f"/team/{this.slug}/").status_code == 404


HIDDEN = (
    "?ordering=password&sort=password&order_by=user__password&include=user,contract&fields=token_hash&expand=all"
    "&filter[company__contract__amount]=1&sort=-visitor__user__password&columns=token_hash&columns=password"
    "&user__password__startswith=a&token_hash__gt=0&page=-1&page_size=1000000000&limit=-1&offset=-1"
)
LISTS = [route for route in routes(TEAM, PORTAL) if "list" in route.name or "board" in route.name]


def asked_by(client: Client, path: str) -> tuple[set[str], Page]:
    """The queries behind a page, numbers left out, and the page."""
    with CaptureQueriesContext(connection) as asked:
        page = visit(client, path)
    return {re.sub(r"\d+", "0", query["sql"]) for query in asked.captured_queries}, page


def test_no_parameter_of_a_list_reaches_a_column_it_does_not_show(here: Fair) -> None:
    """20, 78: hidden columns to sort by, filter by and include, page numbers that are none: all as if left out."""
    reached = []
    for route in LISTS:
        client = here.president if route.is_team else here.representative
        path = address(route, here.world)
        plain, _page = asked_by(client, path)
        hidden, page = asked_by(client, path + HIDDEN)
        if page.status != 200 or hidden - plain:
            reached.append((route.name, page.status, hidden - plain))
        if page.text.startswith("<") and visit(client, f"{path}{HIDDEN}&export=csv").text[:1] != "<":
            files = [visit(client, f"{path}{query}export=csv").text for query in ("?", f"{HIDDEN}&")]
            reached += [(route.name, 0, set(files))] if files[0] != files[1] else []

    assert reached == []
    assert len(LISTS) > 20


def test_no_list_is_sorted_or_chosen_by_a_column_one_may_not_see(here: Fair) -> None:
    """20: what the president's list has more, asked for by somebody who sees no amount: the order would tell it."""
    member, tried, reached = here.team["communication"], 0, []
    for route in LISTS:
        path = address(route, here.world)
        plain, page = asked_by(member, path)
        for key in sorted(keys_of(visit(here.president, path)) - keys_of(page) if page.status == 200 else []):
            for query in (f"sort={key}", f"sort=-{key}", f"columns={key}", f"{key}=1"):
                tried += 1
                asked, _page = asked_by(member, f"{path}?{query}")
                reached += [(route.name, query)] if asked - plain else []

    assert reached == []
    assert tried > 0


def keys_of(page: Page) -> set[str]:
    """The columns and filters of a list."""
    table = (page.answer.context or {}).get("table")
    if not isinstance(table, Listing):
        return set()
    return {column.key for column in table.table.columns} | {one.key for one in table.table.filters}


def test_a_public_page_with_a_name_on_it_is_not_shared() -> None:
    """23: what depends on who is signed in says so to caches."""
    make_edition("open-to-all")
    client = client_of(make_user(first_name="Zebulon"))

    for path in ("/", "/exhibitors/", "/practical/", "/register/"):
        answer = client.get(path)
        control = answer.headers.get("Cache-Control", "")
        assert "Cookie" in answer.headers.get("Vary", "") or "private" in control or "no-store" in control, path
        assert b"Zebulon" not in answer.content or "public" not in control


def test_search_finds_nothing_of_another_edition(here: Fair, there: Fair) -> None:
    """24: every list that searches, with a name that only the other edition holds."""
    Visitor.objects.filter(registrations__edition=there.edition).update(name_folded="zorglub", last_name="Zorglub")
    names = {"visitors:registration_list": "Zorglub", "treasury:invoice_list": "Company there"}
    names |= dict.fromkeys(("exhibitors:exhibitor_list", "sales:quote_list", "sales:contract_list"), "Company there")
    for route in routes(names):
        word = names[route.name]
        for world, client, is_found in ((here, here.president, False), (there, there.president, True)):
            page = visit(client, f"{address(route, world.world)}?q={word.replace(' ', '+')}&export=csv")
            assert (word in page.text) is is_found, (route.name, world.edition.slug)


def test_no_stored_file_has_an_address_of_its_own(here: Fair) -> None:
    """17: files are given by views, after their door; neither folder nor name opens one."""
    path = here.row(ExhibitorDocument, "document_id").path

    for start in ("/media/", "/var/media/", "/static/", "/static/../media/", "/files/", "/"):
        assert here.president.get(start + path).status_code == 404
        assert here.president.get(start).status_code in {200, 404}
        assert path.encode() not in here.president.get(start).content
