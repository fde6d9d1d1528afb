"""One request, and what its answer says about the door."""

from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix.routes import Route

IN, SIGN_IN, REFUSED, NOT_FOUND = "in", "sign in", "refused", "not found"


def ask(client: Client, route: Route, words: dict[str, object], *, and_write: bool = True) -> str:
    """Open the route as this client: by GET, or an empty POST where GET is not taken. The database stays as it was.

    `and_write` has whoever may not read try to write too.
    """
    url = reverse(route.name, kwargs=words)
    with transaction.atomic():
        answer: Any = client.get(url)
        if answer.status_code == 405:
            answer = client.post(url)
        elif and_write and verdict(answer) != IN:
            _refuse_writing(client, url, verdict(answer))
        if answer.streaming:
            b"".join(answer)  # read to its end, a file closes itself
        transaction.set_rollback(True)
    return verdict(answer)


def _refuse_writing(client: Client, url: str, said: str) -> None:
    """Who may not read a page may not write to it either."""
    answer = client.post(url)
    assert answer.status_code == 405 or verdict(answer) == said, f"{url}: {said} by GET, {answer.status_code} by POST"


def verdict(answer: Any) -> str:
    """What the door said; every answer of the view itself, a refusal of the act included, counts as let in."""
    if answer.status_code in {301, 302} and answer.headers["Location"].startswith("/accounts/login/"):
        return SIGN_IN
    return {401: REFUSED, 403: REFUSED, 404: NOT_FOUND}.get(answer.status_code, IN)
