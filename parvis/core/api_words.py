"""What the API says when it refuses, in the caller's language: whole calls, and each wrong field of a body."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

INVALID = gettext_lazy("Some fields are not as they should be.")
MALFORMED = gettext_lazy("The body is no JSON that can be read.")
NO_TOKEN = gettext_lazy("A valid token that holds the scope of this call is needed.")
NOTHING_HERE = gettext_lazy("There is nothing here for this token.")
TOO_MANY = gettext_lazy("Too many calls: wait as long as Retry-After says.")
OUTSIDE_THE_BODY = {"body", "query", "path", "payload"}  # where a field is, not what it is called

# The kinds of errors of pydantic, by what they begin with; the first that fits says it. Its own words are English only.
SAID: tuple[tuple[str, Promise], ...] = (
    ("missing", gettext_lazy("This field is needed.")),
    ("string_too_short", gettext_lazy("At least %(min_length)s characters.")),
    ("string_too_long", gettext_lazy("At most %(max_length)s characters.")),
    ("string_pattern", gettext_lazy("This is not written as the document of the API says.")),
    ("string", gettext_lazy("A text is needed here.")),
    ("too_short", gettext_lazy("At least %(min_length)s of them.")),
    ("too_long", gettext_lazy("At most %(max_length)s of them.")),
    ("greater_than_equal", gettext_lazy("At least %(ge)s.")),
    ("less_than_equal", gettext_lazy("At most %(le)s.")),
    ("int", gettext_lazy("A whole number is needed here.")),
    ("bool", gettext_lazy("True or false is needed here.")),
    ("list", gettext_lazy("A list is needed here.")),
    ("literal", gettext_lazy("One of these is needed here: %(expected)s.")),
    ("enum", gettext_lazy("One of these is needed here: %(expected)s.")),
    ("uuid", gettext_lazy("A UUID is needed here.")),
    ("datetime", gettext_lazy("A moment is needed here, with its zone: 2026-11-23T09:30:00+01:00.")),
    ("date", gettext_lazy("A day is needed here: 2026-11-23.")),
    ("json", MALFORMED),
)


def field_errors(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Pydantic's errors as `[{"field", "detail"}]`."""
    return [{"field": _name(error["loc"]), "detail": _said(error)} for error in errors]


def _name(place: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in place if part not in OUTSIDE_THE_BODY) or "body"


def _said(error: dict[str, Any]) -> str:
    about = error.get("ctx", {})
    if error["type"] == "value_error":  # one of our own checks, which speaks for itself
        return str(about.get("error", error["msg"]))
    for kind, sentence in SAID:
        if error["type"].startswith(kind):
            return str(str(sentence) % about)
    return _("This value does not fit here.")
