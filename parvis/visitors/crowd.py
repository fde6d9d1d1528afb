"""When registration opens and everybody comes in the same minute (decision 0015).

A process works on two sign-ups at once, the next wait in line, and who comes when the line is full is told to come
back: so that of its threads eight are always left for phones at the doors and for pages. A thread that waits costs
next to nothing; one that works takes Python from all the others. Who is told to come back loses nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.core.problems import problem
from parvis.core.slots import Slots

AT_ONCE, IN_LINE = 2, 38  # of the threads of parvis.cli.serve
PATIENCE_S = 15.0
RETRY_AFTER_S = 3
SLOTS = Slots(AT_ONCE, in_line=IN_LINE, patience_s=PATIENCE_S)
View = Callable[..., HttpResponse]


def in_turn(view: View) -> View:
    """A view whose posts sign somebody up: a slot for each, else 503 and when to come back."""

    @wraps(view)
    def one_of_few(request: HttpRequest, *args: Any, **route: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **route)
        with SLOTS.one() as is_mine:
            return view(request, *args, **route) if is_mine else _come_back(request)

    return one_of_few


def _come_back(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        sentence = _("Many people sign up just now. Nothing was written: send it again.")
        answer: HttpResponse = problem(503, "busy", sentence)
    else:
        answer = render(request, "visitors/busy.html", status=503)
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer
