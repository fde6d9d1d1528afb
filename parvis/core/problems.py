"""Errors for programs, as RFC 9457 says."""

from collections.abc import Iterable

from django.http import JsonResponse
from django.utils.functional import Promise

from parvis.core.api_words import INVALID
from parvis.core.errors import Refused
from parvis.core.rates import TooMany


def problem(
    status: int, code: str, detail: str | Promise, *, errors: list[dict[str, str]] | None = None
) -> JsonResponse:
    """An `application/problem+json` answer; `errors` names the fields of a 422 as `{"field", "detail"}`."""
    body: dict[str, object] = {"type": "about:blank", "title": code, "status": status, "code": code}
    body["detail"] = str(detail)
    if errors is not None:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type="application/problem+json")


def wrong_fields(errors: Iterable[tuple[str, Iterable[object]]]) -> JsonResponse:
    """What a form found wrong: the sentences of each field, as its `errors.items()` gives them."""
    told = [{"field": field, "detail": " ".join(map(str, said))} for field, said in errors]
    return problem(422, "invalid", INVALID, errors=told)


def refusal(refused: Refused) -> JsonResponse:
    """What an action or a door refused; a caller that came too often is told when to come back."""
    answer = problem(refused.status, refused.code, refused.message)
    if isinstance(refused, TooMany):
        answer.headers["Retry-After"] = str(refused.retry_after_s)
    return answer
