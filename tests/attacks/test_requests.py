"""Requests no browser of ours sends: foreign origins, forged addresses, strange methods, bodies without end."""

import json
import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_user
from parvis.api import api
from parvis.core.links import safe_next
from parvis.editions.tests.factories import client_of, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative
from parvis.outbox.models import Message
from tests.attacks.fair import Fair
from tests.attacks.posting import forms_of
from tests.attacks.reading import address, routes, visit
from tests.matrix.routes import every_route
from tests.matrix.table import DEMO, DEVICE, PUBLIC

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    *("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example"),
    *(
        "https://evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "/%0d%0aSet-Cookie:a=b",
    ),
    *(
        "/\r\nX: y",
        "/\t/evil.example",
        " //evil.example",
        "http:///evil.example",
        "//testserver@evil.example",
        "\x00//e",
    ),
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_to_another_site(target: str) -> None:
    """9: the one function that reads a `next`, and sign-in with it in the address and in the form."""
    assert safe_next(target, default="/") == "/" or stays_here(safe_next(target, default="/"))
    user = make_user()
    client = Client()
    client.post("/accounts/login/", {"email": user.email, "next": target}, query_params={"next": target})
    if "demo_code" not in client.session:
        return  # refused before it began
    answer: Any = client.post("/accounts/login/code/", {"code": client.session["demo_code"], "next": target})

    assert answer.status_code in {302, 400}
    assert stays_here(answer.headers.get("Location", "/"))


def stays_here(location: str) -> bool:
    """Whether a browser that is sent there stays on this site."""
    plain = "".join(letter for letter in location if letter > " ")
    return plain.startswith("/") and plain[1:2] not in {"/", "\\"} and "\r" not in location and "\n" not in location


@pytest.mark.parametrize("target", ELSEWHERE[:12])
def test_a_choice_goes_on_to_this_site_only(target: str) -> None:
    """9: the other pages that go on to where one came from."""
    edition, user = make_edition("for-two"), make_user()
    first = make_exhibitor(edition)
    for exhibitor in (first, make_exhibitor(edition)):
        make_representative(exhibitor, user=user)
    path = reverse("exhibitors:portal_choose", args=["for-two"])

    answer: Any = client_of(user).post(path, {"exhibitor": first.pk}, query_params={"next": target})

    assert answer.status_code in {302, 400}
    assert stays_here(answer.headers.get("Location", "/"))


FORGED = [
    {"host": "evil.example"},
    {"host": "testserver.evil.example"},
    {"host": "testserver:80@evil.example"},
    {"x-forwarded-host": "evil.example"},
    {"forwarded": "host=evil.example"},
    {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "1"},
]


@pytest.mark.parametrize("headers", FORGED)
def test_no_link_is_built_from_a_forged_host(headers: dict[str, str]) -> None:
    """3: pages and mails name the installation's own address."""
    make_edition("open-to-all")
    user = make_user()
    for path in ("/", "/register/", "/sitemap.xml", "/robots.txt", "/accounts/login/"):
        answer = Client().get(path, headers=headers)
        assert b"evil.example" not in answer.content
        assert answer.status_code == (400 if "host" in headers else 200), path

    Client().post("/accounts/login/", {"email": user.email}, headers=headers)
    assert not Message.objects.filter(text__contains="evil.example").exists()


def test_every_route_that_writes_asks_for_the_sites_own_token(here: Fair) -> None:
    """10: each route of the URLconf by POST, without a token and with the token of another session."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(here.president.cookies)
    foreign = {"csrfmiddlewaretoken": "a" * 64}
    unprotected = {route.name for route in every_route() if strict.post(address(route, here.world)).status_code != 403}
    for headers in ({}, {"origin": "https://evil.example"}, {"referer": "https://evil.example/"}):
        assert strict.post("/team/here/companies/new/", foreign, headers=headers).status_code == 403

    # phones prove themselves by a secret in a header, which no other site can send
    assert unprotected == DEVICE
    assert strict.get("/team/here/").status_code == 200


def test_sign_in_itself_asks_for_a_token() -> None:
    """10: login CSRF, which would sign a victim in as somebody else."""
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/accounts/login/", {"email": "a@b.example"}).status_code == 403
    assert strict.post("/accounts/login/code/", {"code": "123456"}).status_code == 403
    assert strict.post("/accounts/logout/").status_code == 403


def test_a_session_is_no_key_to_the_api(here: Fair) -> None:
    """10: the API takes no cookie, so no other site can call it with one's session."""
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    open_ones = set()
    for path, methods in paths.items():
        for method in methods:
            whole = re.sub(r"\{\w+\}", "1", path.replace("{slug}", "here").replace("{edition}", "here"))
            answer = here.president.generic(method.upper(), whole, "{}", "application/json")
            if answer.status_code != 401:
                open_ones.add(f"{method} {path}")

    assert {one for one in open_ones if not one.startswith("get /api/v1/editions/{slug}/")} == set()
    assert open_ones


STRANGE = ("delete", "options", "patch", "put", "trace")


def test_strange_methods_change_and_echo_nothing(here: Fair) -> None:
    """34, 81: other methods on each route are refused, whatever header asks to be taken for one."""
    answered = set()
    for route in every_route():
        path = address(route, here.world)
        for method in STRANGE:
            answer = getattr(here.president, method)(path, headers={"x-secret": "echo"})
            if answer.status_code != 405 or b"echo" in answer.content:
                answered.add(f"{method} {route.name} {answer.status_code}")

    assert answered == set()


def test_a_method_in_a_header_or_field_is_not_obeyed(here: Fair) -> None:
    """34: method override."""
    offer = reverse("exhibitors:portal_offer_remove", args=["here", here.world.words["offer_id"]])
    for name in ("x-http-method-override", "x-method-override", "x-http-method"):
        assert here.representative.get(offer, {"_method": "POST"}, headers={name: "POST"}).status_code == 405


def test_head_answers_without_a_body() -> None:
    """81: as GET does, or that it is not taken."""
    make_edition("open-to-all")
    for path in ("/", "/exhibitors/", "/register/", "/accounts/login/", "/nowhere/", "/team/here/", "/api/v1/badges"):
        got, head = Client().get(path), Client().head(path)
        assert head.status_code in {got.status_code, 405}, path
        assert head.content == b""


ORIGINS = ("null", "https://evil.example", "http://testserver.evil.example")


@pytest.mark.parametrize("origin", ORIGINS)
def test_no_other_site_reads_an_answer(here: Fair, origin: str) -> None:
    """80: no answer of the site or of its API invites another origin, asked before or not."""
    asked = {"method": "POST", "headers": "authorization"}
    ask = {"origin": origin, **{f"access-control-request-{name}": value for name, value in asked.items()}}
    for path in (
        "/",
        "/api/v1/badges?edition=here",
        "/api/v1/editions/here/choices",
        "/team/here/",
        "/accounts/login/",
    ):
        for answer in (here.president.get(path, headers=ask), here.president.options(path, headers=ask)):
            assert not [name for name in answer.headers if name.lower().startswith("access-control")]


BIG = {
    "ten thousand fields": ("application/x-www-form-urlencoded", "&".join(f"f{n}=1" for n in range(10_000))),
    "one field a thousand times": ("application/x-www-form-urlencoded", "first_name=a&" * 1000),
    "three megabytes": ("application/x-www-form-urlencoded", "first_name=" + "a" * 3_000_000),
    "many parts": (
        "multipart/form-data; boundary=b",
        "".join(f'--b\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\n1\r\n' for n in range(5000)) + "--b--\r\n",
    ),
    "no boundary": ("multipart/form-data", "--b\r\n"),
    "no end": ("multipart/form-data; boundary=b", '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n'),
    "a charset that is none": ("application/x-www-form-urlencoded; charset=utf-7", "first_name=+ADw-"),
    "json for a form": ("application/json", '{"first_name": "Sam"}'),
    "xml": ("application/xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "no type": ("", "first_name=Sam"),
    "broken escapes": ("application/x-www-form-urlencoded", "first_name=%ff%fe&last_name=%zz&email=%00"),
}


@pytest.mark.parametrize("name", BIG)
@pytest.mark.parametrize("path", ["/register/", "/accounts/login/", "/exhibitor/here/people/new/"])
def test_a_strange_body_is_refused_soon(here: Fair, name: str, path: str) -> None:
    """33, 34: each answered within a second, none by a failure."""
    media_type, body = BIG[name]
    client = here.representative if path.startswith("/exhibitor") else Client()
    began = time.process_time()

    answer = client.generic("POST", path, body, media_type)

    assert answer.status_code in {200, 302, 400, 409, 413, 415, 422}
    assert time.process_time() - began < 1


DEEP = {
    "deep lists": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "a deep field": '{"edition":"here","fields":' + "[" * 50_000 + "]" * 50_000 + "}",
    "a name twice": '{"edition":"here","edition":"there","email":"a@b.example","email":"c@d.example"}',
    "a long number": '{"edition":' + "9" * 200_000 + "}",
    "no number": '{"edition":NaN,"email":Infinity,"first_name":1e309}',
    "not closed": '{"edition":"here"',
    "nothing": "",
    "another encoding": '{"edition":"here"}'.encode("utf-16").decode("latin-1"),
}


@pytest.mark.parametrize("name", DEEP)
def test_strange_json_is_refused_soon(here: Fair, name: str) -> None:
    """33: by the API and by the scanner's own address, which both read JSON."""
    began = time.process_time()
    token = {"authorization": f"Bearer {here.token('registrations:write')}"}
    answers = [
        Client().generic("POST", "/api/v1/registrations", DEEP[name], "application/json", headers=token),
        here.president.generic("POST", "/scan/here/events/", DEEP[name], "application/json"),
    ]

    assert {answer.status_code for answer in answers} <= {400, 409, 413, 422}
    assert all(b"Traceback" not in answer.content for answer in answers)
    assert time.process_time() - began < 2
    assert json.loads(answers[0].content)["status"] == answers[0].status_code


def test_large_headers_and_cookies_break_nothing(here: Fair) -> None:
    """33: what the server in front would let through."""
    cookie = Client()
    cookie.cookies["language"] = "x" * 64_000
    cookie.cookies["sessionid"] = "y" * 64_000
    assert cookie.get("/").status_code == 200
    headers = {f"x-h{number}": "1" for number in range(2000)} | {
        "accept-language": "fr," * 5000,
        "referer": "z" * 60_000,
    }
    assert Client().get("/", headers=headers).status_code == 200
    for name in ("authorization", "if-none-match", "range", "x-request-id", "idempotency-key", "user-agent"):
        assert here.president.get("/team/here/", headers={name: "\r\nA: b" * 200}).status_code < 500, name


def test_no_public_form_sends_to_another_site(here: Fair) -> None:
    """The action of every form of a public page is a path of this site."""
    for route in routes(PUBLIC, DEMO):
        path = address(route, here.world)
        for form in forms_of(visit(Client(), path), path):
            assert stays_here(form.action), route.name
