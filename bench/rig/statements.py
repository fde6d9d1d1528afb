"""Counts the SQL statements of a request that asks for it, BEGIN and COMMIT included."""

from collections.abc import Callable
from typing import Any

from django.db import connection, reset_queries
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ASKED = "X-Count-Statements"


class StatementsMiddleware:
    """Answers the number in the same header; other requests pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if ASKED not in request.headers:
            return self.get_response(request)
        reset_queries()
        connection.force_debug_cursor = True
        try:
            response = self.get_response(request)
        finally:
            connection.force_debug_cursor = False
        texts: list[dict[str, Any]] = connection.queries
        response[ASKED] = str(len(texts))
        response[f"{ASKED}-Written"] = str(sum(row["sql"].lstrip().startswith(("INSERT", "UPDATE")) for row in texts))
        if request.headers[ASKED] == "print":
            for row in texts:
                print(row["time"], row["sql"][:240].replace("\n", " "), flush=True)
        return response
