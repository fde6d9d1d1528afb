"""What a person sees when a request cannot be answered, in their language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from parvis.core.problems import problem


def _answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(status, code, detail)
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "bad_request", "The request could not be read.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "forbidden", "Your rights do not open this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context: whatever broke may be what a context would ask for."""
    if request.path.startswith("/api/"):
        return problem(500, "error", "The server failed; nothing was changed. Try again in a moment.")
    return HttpResponse(loader.get_template("500.html").render(), status=500)
