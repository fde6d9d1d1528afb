"""What holds for every call of the API: one form of errors, limits of bodies, methods, ETags, rates."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from parvis.accounts.actions import SCOPES, create_token
from parvis.companies.models import Company
from parvis.companies.tests.factories import make_company
from parvis.core.actor import Actor
from parvis.core.rates import Rate
from parvis.editions.tests.factories import make_edition
from tests.matrix.test_api import EXPECTED, token_with

pytestmark = pytest.mark.django_db
COMPANIES = "/api/v1/companies"
JSON = "application/json"


@pytest.fixture
def client() -> Client:
    """A program that may do everything."""
    by = Actor.system("test")
    _token, plain = create_token("test", scopes=sorted(SCOPES), by=by, at=timezone.now())
    return Client(headers={"authorization": f"Bearer {plain}"}, raise_request_exception=False)


def code_of(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal; it is problem+json and says the same status twice."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["type"]) == (answer.status_code, "about:blank")
    assert "Traceback" not in body["detail"]
    return answer.status_code, body["code"]


def test_an_address_that_is_none_is_a_problem(client: Client) -> None:
    for path in ("/api/", "/api/v1/", "/api/v1/nothing", "/api/v1/companies/x/y", "/api/v2/companies", COMPANIES + "/"):
        assert code_of(client.get(path)) == (404, "not_found"), path


def refusals(client: Client, language: str) -> dict[str, Any]:
    """One of each kind, in a language."""
    said = {"accept-language": language}
    narrow = {**said, "authorization": f"Bearer {token_with('live:read')}"}
    wrong = {"name": "n" * 400, "parent": "one", "is_other": 7, "kind": "giant", "edition": "../here"}
    body = {"invoice": 0, "amount_cents": 1.5, "received_on": "soon", "method": "barter"}
    return {
        "no token": Client().get(COMPANIES, headers=said),
        "no scope": Client().get("/api/v1/badges", headers=narrow),
        "no row": client.get(f"{COMPANIES}/999", headers=said),
        "no address": client.get("/api/v1/nothing", headers=said),
        "no method": client.delete(COMPANIES, headers=said),
        "no cursor": client.get(f"{COMPANIES}?cursor=x", headers=said),
        "no limit": client.get(f"{COMPANIES}?limit=0", headers=said),
        "no json": client.post(COMPANIES, b"{", content_type=JSON, headers=said),
        "no type": client.post(COMPANIES, b"name=x", content_type="text/plain", headers=said),
        "no length": client.post(COMPANIES, {}, content_type=JSON, headers={**said, "transfer-encoding": "chunked"}),
        "no text": client.get("/api/v1/companies?q=%00", headers=said),
        "no key": client.post(COMPANIES, {"name": "A"}, content_type=JSON, headers={**said, "idempotency-key": "a b"}),
        "company": client.post(COMPANIES, wrong, content_type=JSON, headers=said),
        "payment": client.post("/api/v1/payments", body, content_type=JSON, headers=said),
        "registration": client.post("/api/v1/registrations", {"email": "x"}, content_type=JSON, headers=said),
        "phone": client.post("/api/v1/scans", {}, content_type=JSON, headers=said),
    }


def sentences(answer: Any) -> list[str]:
    body = answer.json()
    return [body["detail"], *(error["detail"] for error in body.get("errors", []))]


def test_a_refusal_speaks_the_language_it_says_it_speaks(client: Client) -> None:
    english, french = (refusals(client, language) for language in ("en", "fr"))

    for kind, answer in english.items():
        assert (answer.headers["Content-Language"], french[kind].headers["Content-Language"]) == ("en", "fr"), kind
        assert code_of(answer) == code_of(french[kind]), kind
        same = set(sentences(answer)) & set(sentences(french[kind]))
        assert not same, (kind, same)


def test_no_token_and_a_wrong_one_are_told_how_to_come_in() -> None:
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer"}):
        answer = Client().get(COMPANIES, headers=headers)
        assert code_of(answer) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("call", sorted(EXPECTED))
def test_a_method_the_call_does_not_know_is_refused_with_those_it_knows(call: str, client: Client) -> None:
    _method, path = call.split()
    path = path.replace("{slug}", "here")
    path = re.sub(r"{\w+}", "1", path)
    told = client.options(path)
    assert (told.status_code, told.content) == (204, b"")
    for method in ("PUT", "DELETE", "TRACE", "BREW"):
        answer = client.generic(method, path, "{}" if method == "PUT" else b"", JSON)
        assert code_of(answer) == (405, "method_not_allowed")
        assert answer.headers["Allow"] == told.headers["Allow"]
    assert set(told.headers["Allow"].split(", ")) <= {"GET", "POST", "PATCH"}


def test_head_is_get_without_its_content(client: Client) -> None:
    seen, head = client.get(COMPANIES), client.head(COMPANIES)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(seen.content))
    assert head.headers["ETag"] == seen.headers["ETag"]


def test_no_page_of_another_site_may_read_an_answer(client: Client) -> None:
    for origin in ("null", "https://evil.example"):
        answer = client.get(COMPANIES, headers={"origin": origin})
        preflight = client.options(COMPANIES, headers={"origin": origin, "access-control-request-method": "POST"})
        names = {name.lower() for told in (answer, preflight) for name in told.headers}
        assert not [name for name in names if name.startswith("access-control-")]
    assert client.get(COMPANIES).cookies == {}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[", b"nul", b"\xff\xfe", b"\xed\xa0\x80", b'{"a": NaN}', b'{"a": Infinity}',
        b'"' + b"a" * 20, b"[" * 100_000, b'{"a":' * 50_000, b"[" * 33 + b"]" * 33,
        b'{"name": "x", "parent": ' + b"9" * 5000 + b"}", "é".encode("utf-16"),
    ],
    ids=range(14),
)  # fmt: skip
@pytest.mark.parametrize("path", [COMPANIES, "/api/v1/registrations", "/api/v1/payments"])
def test_a_body_that_is_no_json_is_refused(body: bytes, path: str, client: Client) -> None:
    assert code_of(client.post(path, body, content_type=JSON))[0] in {400, 422}


@pytest.mark.parametrize("body", [b"null", b"[]", b"7", b'"x"', b"true", b"{}"])
def test_json_of_another_shape_names_what_is_missing(body: bytes, client: Client) -> None:
    answer = client.post(COMPANIES, body, content_type=JSON)

    assert code_of(answer) == (422, "invalid")
    assert answer.json()["errors"]


@pytest.mark.parametrize("body", [b"null", b"[]", b"[null, null]", b"7", b'"x"'])
def test_a_change_is_an_object(body: bytes, client: Client) -> None:
    company = make_company("Nova")
    for path in (f"{COMPANIES}/{company.pk}", "/api/v1/contacts/1", "/api/v1/booths/1"):
        answer = client.patch(path, body, content_type=JSON)
        assert code_of(answer) == (422, "invalid")
        assert [error["field"] for error in answer.json()["errors"]] == ["body"]


def test_a_body_of_another_type_or_too_long_is_not_read(client: Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "x"):
        assert code_of(client.post(COMPANIES, b"name=x", content_type=kind)) == (415, "unsupported_type")
    body = json.dumps({"name": "x" * 1_000_001})
    assert code_of(client.post(COMPANIES, body, content_type=JSON)) == (413, "too_large")
    assert code_of(client.post(COMPANIES, b"{}", content_type=JSON, headers={"content-length": "１２"}))[0] in {
        400,
        422,
    }
    chunked = client.post(COMPANIES, {"name": "x"}, content_type=JSON, headers={"transfer-encoding": "chunked"})
    assert code_of(chunked) == (411, "length_required")
    assert Company.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {"name": "a\x00b"}, {"name": "\ud800"}, {"name": "n" * 161}, {"name": " "}, {"name": ""}, {"name": 7},
        {"name": None}, {"name": ["a"]}, {"name": {"a": 1}}, {"name": "a", "parent": 2**63},
        {"name": "a", "parent": -1}, {"name": "a", "parent": 1e309}, {"name": "a", "parent": "1"},
        {"name": "a", "parent": True}, {"name": "a", "parent": "１２"}, {"name": "a", "kind": "giant"},
        {"name": "a", "country": "XX"},
        {"name": "a", "siren": "１２３４５６７８９"}, {"name": "a", "website": "javascript:alert(1)"},
        {"name": "a", "is_other": "yes"}, {"name": "a", "edition": "../here"},
    ],
    ids=str,
)  # fmt: skip
def test_values_nobody_means_are_refused_and_nothing_is_written(body: dict[str, Any], client: Client) -> None:
    answer = client.post(COMPANIES, json.dumps(body), content_type=JSON)

    assert code_of(answer)[0] in {400, 422}
    assert Company.objects.count() == 0


def test_fields_nobody_may_set_change_nothing(client: Client) -> None:
    given = {"name": "Nova", "id": 99, "created_at": "1970-01-01T00:00:00Z", "archived_at": "x", "notes": "x"}

    answer = client.post(COMPANIES, json.dumps(given), content_type=JSON)

    company = Company.objects.get()
    assert (answer.status_code, company.pk != 99, company.notes, company.archived_at) == (201, True, "", None)
    assert company.created_at.year > 2000


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=201", "limit=1000000000", "limit=９", "limit=x", "limit=1e9", "cursor=MQ", "limit="],
)
def test_pages_are_of_our_size_and_cursors_are_ours(query: str, client: Client) -> None:
    assert code_of(client.get(f"{COMPANIES}?{query}"))[0] == 422


@pytest.mark.parametrize("key", ["0", "-1", "9223372036854775808", "9" * 400, "１", "1.0", "x", "%00", "1%0d%0a"])
def test_keys_of_no_row_are_refused(key: str, client: Client) -> None:
    assert code_of(client.get(f"{COMPANIES}/{key}"))[0] in {400, 404, 422}


def test_a_parameter_that_is_no_filter_reveals_nothing(client: Client) -> None:
    make_company("Nova", notes="secret")
    plain = client.get(COMPANIES)

    for query in ("ordering=notes", "notes__contains=secret", "fields=notes", "include=contacts"):
        assert client.get(f"{COMPANIES}?{query}").content == plain.content
    assert b"secret" not in plain.content


def test_pages_follow_one_another_without_gap_or_double(client: Client) -> None:
    made = [make_company(f"Nova {number}").pk for number in range(7)]
    found, cursor = [], ""
    while True:
        page = client.get(f"{COMPANIES}?limit=3&cursor={cursor}").json()
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]

    assert found == made
    assert code_of(client.get(f"{COMPANIES}?limit=3&q=nova&cursor={cursor}")) == (422, "cursor")


def test_an_answer_seen_before_is_not_sent_again(client: Client) -> None:
    company = make_company("Nova")
    for path in (COMPANIES, f"{COMPANIES}/{company.pk}", "/api/v1/openapi.json"):
        seen = client.get(path)
        tag = seen.headers["ETag"]
        again = client.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert client.get(path, headers={"if-none-match": "*"}).status_code == 304
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
        assert code_of(client.get(path, headers={"if-match": '"other"'})) == (412, "changed")
        assert seen.headers["Cache-Control"] == "private, no-cache"
        assert "Authorization" in seen.headers["Vary"]


def test_a_program_that_calls_too_often_is_told_when_to_come_back(settings: Settings, client: Client) -> None:
    settings.API_RATES = {"token": Rate("of this test", 2, 1), "address": Rate("address of this test", 2, 1)}

    first, _second, refused = [client.get(COMPANIES) for _ in range(3)]

    assert first.headers["RateLimit-Policy"] == '"of this test";q=2;w=2'
    assert first.headers["RateLimit"] == '"of this test";r=1;t=1'
    assert code_of(refused) == (429, "too_many")
    assert (refused.headers["Retry-After"], refused.headers["RateLimit"]) == ("1", '"of this test";r=0;t=2')


def test_an_address_that_tries_tokens_is_slowed_down_and_good_tokens_are_not(
    settings: Settings, client: Client
) -> None:
    settings.API_RATES = {**settings.API_RATES, "address": Rate("address that tries", 2, 1)}
    wrong = Client(headers={"authorization": "Bearer x"})

    assert [wrong.get(COMPANIES).status_code for _ in range(3)] == [401, 401, 429]
    assert [client.get(COMPANIES).status_code for _ in range(3)] == [200, 200, 200]


def test_calls_that_anyone_may_make_are_counted_by_address(settings: Settings) -> None:
    make_edition("here")
    settings.API_RATES = {**settings.API_RATES, "address": Rate("anyone", 2, 1)}

    answers = [Client().get("/api/v1/editions/here/choices") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "1"


def test_the_document_says_how_each_call_refuses_and_which_scope_opens_it() -> None:
    document = Client().get("/api/v1/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            scope = EXPECTED.get(f"{method.upper()} {path}", "")
            doors = [{"DeviceDoor": []}] if scope == "device" else [{"TokenDoor": [scope]}] if scope else []
            assert call.get("security", []) == doors
            refusals = {status for status in call["responses"] if status >= "400"}
            assert {"400", "405", "429"} | ({"401", "403"} if scope else set()) <= refusals
            assert all("application/problem+json" in call["responses"][status]["content"] for status in refusals)
            assert (method == "post" and scope != "device") == (
                "Idempotency-Key" in {parameter["name"] for parameter in call["parameters"]}
            )
    names = [call["operationId"] for methods in document["paths"].values() for call in methods.values()]
    assert len(names) == len(set(names)) == len(EXPECTED) + 2
