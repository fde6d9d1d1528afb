"""The API's document, made true: how every call refuses, which scope opens it, how bodies are read."""

import json
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.responses import NinjaJSONEncoder
from pydantic import BeforeValidator, Field, model_validator

MOST_LEVELS = 32
LARGEST_ID = 2**63 - 1
PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `code` is a stable word for programs, `detail` a sentence for people.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
    "example": {
        "type": "about:blank",
        "title": "invalid",
        "status": 422,
        "code": "invalid",
        "detail": "Some fields are not as they should be.",
        "errors": [{"field": "email", "detail": "Enter a valid email address."}],
    },
}
KEYED: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "description": "A name you give this call. Sent again with the same body, it gives the same answer "
            "(`Idempotent-Replay: true`) and does nothing; with another body it is refused (422).",
            "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9_:.-]+$"},
        }
    ]
}
IF_MATCH: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": False,
            "description": "The ETag you read: refused (412) when somebody changed it since.",
            "schema": {"type": "string", "maxLength": 200, "pattern": '^(\\*|"[0-9a-f]{32}")$'},
        }
    ]
}


def _day(text: object) -> date:
    """ISO 8601, as JSON has it; a number is no day."""
    try:
        if isinstance(text, str) and len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(_("A day is needed here: 2026-11-23."))


Day = Annotated[date, BeforeValidator(_day)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Slug = Annotated[str, Field(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class JsonParser(Parser):
    """Bodies as RFC 8259 has them: UTF-8, no NaN, and no deeper than anything we ask for."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        value = json.loads(body.decode(), parse_constant=_no_constant)
        if body.count(b"[") + body.count(b"{") > MOST_LEVELS and _is_deeper(value, MOST_LEVELS):
            raise ValueError("too deep")
        return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if levels == 0:
        return True
    return any(_is_deeper(part, levels - 1) for part in (value.values() if isinstance(value, dict) else value))


class ChangeBody(Schema):
    """A body of which nothing is needed: still an object, and not a list that names nothing."""

    @model_validator(mode="before")
    @classmethod
    def _is_object(cls, said: object) -> object:
        is_object = isinstance(getattr(said, "_obj", said), dict)  # ninja wraps what was sent
        if not is_object:
            raise ValueError(_("A JSON object is needed here."))
        return said


def told(schema: Schema, status: int = 200) -> JsonResponse:
    """An answer with the bytes its ETag is made from, written as every other call writes."""
    return JsonResponse(schema.model_dump(), encoder=NinjaJSONEncoder, status=status)


class DocumentedAPI(NinjaAPI):
    """An API whose document also says how it refuses, and is written once for each process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=JsonParser(), docs_url=None, **options)
        self._operations: dict[str, Operation] = {}
        self._documents: dict[str, Any] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        name = operation.view_func.__name__
        self._operations[name] = operation
        return name

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        key = repr((path_prefix, path_params))
        if key not in self._documents:
            document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            document["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
            for path, methods in document["paths"].items():
                for method, call in methods.items():
                    self._complete(call, method, path)
            self._documents[key] = document
        return self._documents[key]

    def _complete(self, call: dict[str, Any], method: str, path: str) -> None:
        doors = self._operations[call["operationId"]].auth_callbacks
        scopes = [door.scope for door in doors if hasattr(door, "scope")]
        if scopes:
            call["security"] = [{type(door).__name__: scopes} for door in doors]
            call["description"] = f"{call.get('description', '')}\n\nScope: `{scopes[0]}`.".strip()
        for status in sorted(_refusals(call, method, path)):
            answer = {"description": status.phrase, "content": {"application/problem+json": {"schema": PROBLEM}}}
            call["responses"].setdefault(status.value, answer)
        if method == "get":
            call["responses"].setdefault(304, {"description": "Not Modified"})


def _refusals(call: dict[str, Any], method: str, path: str) -> set[HTTPStatus]:
    """How this call may say no."""
    found = {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
    if call.get("security"):
        found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if call.get("parameters") or "requestBody" in call:
        found |= {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND}
    if "requestBody" in call:
        found |= {
            HTTPStatus.LENGTH_REQUIRED,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        }
    if method != "get":
        found.add(HTTPStatus.CONFLICT)
    if method in {"get", "patch"} or IF_MATCH["parameters"][0] in call.get("parameters", []):
        found.add(HTTPStatus.PRECONDITION_FAILED)
    return found
