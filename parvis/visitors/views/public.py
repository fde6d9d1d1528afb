"""Signing up on the public site, and proving one's address by the mailed link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.accounts.doors import client_ip
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import public_view
from parvis.editions.models import Edition
from parvis.editions.queries import current_edition
from parvis.visitors import actions
from parvis.visitors.crowd import in_turn
from parvis.visitors.doors import visitor_actor
from parvis.visitors.forms import EntryForm
from parvis.visitors.links import is_expired, read_confirm_token, read_thanks_token, thanks_token
from parvis.visitors.models import Registration
from parvis.visitors.queries import is_full, opening, waiting_position
from parvis.visitors.vocabulary import recent_vocabulary

NOBODY = Registration(pk=0)


@require_http_methods(["GET", "POST"])
@public_view
@in_turn
def register(request: HttpRequest, edition: str = "") -> HttpResponse:
    """One form: who you are, what you look for. Full and closed editions say so."""
    here, now = _edition(request, edition), timezone.now()
    state = opening(here, at=now)
    if not state.is_open:
        status = 409 if request.method == "POST" else 200
        return render(request, "visitors/register_closed.html", {"edition": here, "state": state}, status=status)
    posted = request.POST if request.method == "POST" else None
    form = EntryForm(posted, words=recent_vocabulary(), initial={"language": request.LANGUAGE_CODE})
    if posted is None or not form.is_valid():
        context = {"edition": here, "form": form, "is_full": is_full(here)}
        return render(request, "visitors/register.html", context, status=200 if posted is None else 422)
    if form.is_by_a_program:
        return redirect("visitors:thanks", thanks_token(NOBODY))
    by = Actor(ActorKind.VISITOR, "site", "Registration page", client_ip(request))
    (outcome,) = actions.register_visitors(here, [form.entry()], source="site", by=by, at=now, words=form.words)
    return redirect("visitors:thanks", thanks_token(outcome.registration))


def _edition(request: HttpRequest, slug: str) -> Edition:
    """The edition of the path unless it is still prepared, else the current one; the page takes its colours."""
    editions = Edition.objects.select_related("association")
    here = get_object_or_404(editions, slug=slug) if slug else current_edition(at=timezone.now())
    if here is None or (slug and here.state == Edition.State.PREPARING):
        raise Http404
    request.edition = here  # type: ignore[attr-defined]
    return here


@require_GET
@public_view
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Seat or place in the list, and what to do next; says no name, for the address may be somebody else’s."""
    registration = Registration.objects.select_related("edition").filter(pk=read_thanks_token(token)).first()
    position = waiting_position(registration) if registration else None
    return render(request, "visitors/thanks.html", {"registration": registration, "position": position})


@require_http_methods(["GET", "POST"])
@public_view
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: opening it (a mail scanner does too) changes nothing, its button confirms."""
    registration, expired = _linked(request, token)
    if request.method == "POST" and not expired:
        actions.confirm_email(registration, by=visitor_actor(registration, request), at=timezone.now())
        messages.success(request, _("Your address is confirmed."))
        return redirect("visitors:confirm", token)
    context = {
        "registration": registration,
        "position": waiting_position(registration),
        "token": token,
        "is_expired": expired and not registration.email_confirmed_at,
    }
    return render(request, "visitors/confirm.html", context, status=410 if request.method == "POST" else 200)


@require_POST
@public_view
def confirm_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link for an expired one, sent to the address the registration holds."""
    registration, _expired = _linked(request, token)
    actions.resend_confirmation(registration, by=visitor_actor(registration, request), at=timezone.now())
    messages.success(request, _("A new link is on its way to your mailbox."))
    return redirect("visitors:confirm", token)


def _linked(request: HttpRequest, token: str) -> tuple[Registration, bool]:
    """The registration a link names, and whether the link is too old."""
    pk, written_at = read_confirm_token(token)
    rows = Registration.objects.select_related("visitor", "edition__association")
    registration = get_object_or_404(rows, pk=pk)
    request.edition = registration.edition  # type: ignore[attr-defined]
    return registration, is_expired(registration, written_at, at=timezone.now())
