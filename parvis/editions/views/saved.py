"""Views of lists a member keeps: a name for the address they stand at."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.core.errors import Refused
from parvis.core.links import safe_next
from parvis.editions import actions, rules
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.forms import SavedViewForm
from parvis.editions.models import SavedView


@require_POST
@team_view(rules.is_team, also_closed=True)
def view_save(request: TeamRequest) -> HttpResponse:
    """Keep the filters, sort and columns of a list; where the member stands stays the same."""
    form = SavedViewForm(request.POST, poles=request.member.poles_seen)
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]), status=422)
    actions.save_view(request.edition, user=request.user, **form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("View kept."))
    return redirect(_back(request, form.cleaned_data["query"]))


@require_POST
@team_view(rules.is_team, also_closed=True)
def view_delete(request: TeamRequest) -> HttpResponse:
    """Forget one of one's own views."""
    mine = SavedView.objects.filter(edition=request.edition, user=request.user).select_related("edition")
    asked = request.POST.get("view", "")
    view = mine.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    if view is None:
        raise Refused(_("This view is gone, or somebody else’s."))
    actions.delete_view(view, by=request.actor, at=timezone.now())
    messages.success(request, _("View deleted."))
    return redirect(_back(request, request.POST.get("query", "")))


def _back(request: TeamRequest, query: str) -> str:
    """The list the form was on; the menu's first page for a form that does not say."""
    path = safe_next(request.POST.get("path"), default=f"/team/{request.edition.slug}/").partition("?")[0]
    words = QueryDict(query[:1000]).urlencode()
    return f"{path}?{words}" if words else path
