"""Input that no person types is refused before any view sees it."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from parvis.core.middleware_input import ControlCharactersMiddleware

pytestmark = pytest.mark.django_db
FACTORY = RequestFactory()


def answer(request: HttpRequest) -> int:
    return ControlCharactersMiddleware(lambda _request: HttpResponse(status=204))(request).status_code


def named(name: str) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x.csv", b"a")
    file.name = name
    return file


@pytest.mark.parametrize(
    "request_",
    [
        FACTORY.get("/?q=a%00b"),
        FACTORY.get("/?a%00=1"),
        FACTORY.get("/a%00b/"),
        FACTORY.get("/?q=" + "a" * 9000),
        FACTORY.post("/", {"name": "a\x00"}),
        FACTORY.post("/", {"a\x00": "1"}),
        FACTORY.post("/", b'{"name": "\\u0000"}', content_type="application/json"),
        FACTORY.post("/", b'{"name": "\\ud800"}', content_type="application/json"),
        FACTORY.post("/", b'{"name": "\x00"}', content_type="application/json"),
    ],
)
def test_what_no_person_types_is_refused(request_: HttpRequest) -> None:
    assert answer(request_) == 400


@pytest.mark.parametrize(
    "request_",
    [
        FACTORY.get("/?q=Z%C3%BCrich%0A%F0%9F%98%80"),
        FACTORY.post("/", {"name": "Ada\r\n😀", "file": named("a.csv")}),
        FACTORY.post("/", b'{"name": "\\ud83d\\ude00 \\\\u0000"}', content_type="application/json"),
        FACTORY.post("/", b"\x00", content_type="application/octet-stream"),
    ],
)
def test_ordinary_input_passes(request_: HttpRequest) -> None:
    assert answer(request_) == 204


def test_the_refusal_says_what_to_do_in_the_readers_language() -> None:
    request = FACTORY.get("/?q=%00", headers={"Accept-Language": "fr"})

    page = ControlCharactersMiddleware(lambda _request: HttpResponse())(request)

    assert isinstance(page, HttpResponse)
    assert "Revenez en arrière" in page.content.decode()


def test_the_api_is_answered_in_its_own_format() -> None:
    response = ControlCharactersMiddleware(lambda _request: HttpResponse())(FACTORY.get("/api/v1/badges?q=%00"))

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


class CutOff(io.BytesIO):
    """A body whose sender goes away."""

    def read(self, *_size: Any) -> bytes:
        raise OSError


def test_a_sender_who_goes_away_harms_nothing() -> None:
    request = FACTORY.post("/", {"name": "Ada"})
    request.environ["wsgi.input"] = CutOff()
    request = WSGIRequest(request.environ)

    assert answer(request) == 400
