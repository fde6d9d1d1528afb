"""A line of the log is one line, says which request it belongs to, and tells nothing personal."""

import json
import logging
import sys
from typing import Any

import pytest
from django.test import Client

from parvis.core import logs


def record(message: str, *values: object, error: bool = False, **fields: object) -> logging.LogRecord:
    info = sys.exc_info() if error else None
    made = logging.LogRecord("parvis.sales", logging.WARNING, __file__, 1, message, values, info)
    if fields:
        made.fields = fields
    return made


def as_json(made: logging.LogRecord) -> dict[str, Any]:
    line = logs.JsonLine().format(made)
    assert line.isascii()
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_is_an_object_with_the_request_and_what_the_event_adds() -> None:
    with logs.about("0123456789abcdef"):
        line = as_json(record("Quote %s is late", 12, route="sales:quote_list", status=200))

    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "logger": "parvis.sales",
        "message": "Quote 12 is late",
        "request": "0123456789abcdef",
        "route": "sales:quote_list",
        "status": 200,
    }
    assert logs.request_id() == ""


@pytest.mark.parametrize("evil", ["a\nERROR b", "a\r\nb", "\x1b[31mred", "\u2028", "\u202eabc", "\x9b1m", "\x00"])
def test_what_comes_from_outside_forges_no_line(evil: str) -> None:
    line = logs.PlainLine().format(record("Not Found: %s", evil))

    assert as_json(record("Not Found: %s", evil))["message"] == f"Not Found: {evil}"
    assert len(line.splitlines()) == 1
    assert line.isprintable()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Internal Server Error: /q/Zx81kQ_pLmN0-aB3cD4eF5gH6i7/", "Internal Server Error: /q/Zx81…/"),
        ("/b/gezdgnbvgy3tqojqgezdgnbvgy3tqojqgezdgnbvgy3tqojq", "/b/gezd…"),
        ("550 5.1.1 <ada.byron@mail.example>: unknown", "550 5.1.1 <…@…>: unknown"),
        ("Bearer Zx81kQpLmN0aB3cD4eF5gH6i7", "Bearer Zx81…"),
        ("duplicate key\nDETAIL:  Key (name_folded)=(byron) already exists.", "duplicate key"),
        ("release_unconfirmed failed in /team/forum-2026/", "release_unconfirmed failed in /team/forum-2026/"),
    ],
)
def test_addresses_and_secrets_of_links_are_left_out(text: str, kept: str) -> None:
    assert as_json(record("%s", text))["message"] == kept


def test_an_error_keeps_its_trace_without_the_values() -> None:
    made = failed(int, "sam@mail.example")
    line, plain = as_json(made), logs.PlainLine().format(made)

    assert "invalid literal for int() with base 10: '…@…'" in line["error"]
    assert __file__ in line["error"]
    assert all(text.startswith("  ") for text in plain.splitlines()[1:])


def failed(function: Any, value: str) -> logging.LogRecord:
    try:
        function(value)
    except ValueError:
        return record("failed", error=True)
    raise AssertionError("it went well")


def test_production_writes_objects_and_a_demo_readable_lines() -> None:
    for as_json_lines, kind in ((True, logs.JsonLine), (False, logs.PlainLine)):
        made = logs.configuration(as_json=as_json_lines)
        assert made["formatters"]["line"]["()"] is kind
        assert made["loggers"]["django"]["handlers"] == []


@pytest.mark.django_db
def test_a_post_refused_as_forged_is_logged_by_its_route(caplog: pytest.LogCaptureFixture) -> None:
    browser = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.9")
    paths = ("/own-data/Zx81kQpLm/", "/accounts/invitation/abcdefgh/", "/nowhere/private/")
    for path in paths:
        browser.post(path, headers={"origin": "https://evil.example/own-data/Zx81kQpLm/"})

    records = [record for record in caplog.records if record.name == "django.security.csrf"]
    told = [as_json(logs.ByRoute().filter(record))["message"] for record in records]  # type: ignore[arg-type]
    assert told[0].endswith(": companies:own_data")
    text = " ".join(told)
    assert [word for word in (*paths, "Zx81", "abcdefgh", "private", "evil", "203.0.113.9") if word in text] == []
    assert len(told) == 2  # the last address leads nowhere


def test_a_line_about_no_request_stays_as_it_is() -> None:
    made = record("Quote %s is late", 12)

    assert logs.ByRoute().filter(made) is True
    assert made.args == (12,)


def test_every_line_goes_through_the_filter() -> None:
    assert logs.configuration(as_json=True)["handlers"]["stderr"]["filters"] == ["by_route"]
