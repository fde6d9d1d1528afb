"""What is left to do before the edition opens, and the pages that only the checklist needs."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.actions import import_schools
from parvis.accounts.models import School
from parvis.core.backup import last_backup
from parvis.core.errors import Refused
from parvis.core.navigation import find_url, may_open
from parvis.editions import actions, rules
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.forms import SchoolFileForm
from parvis.editions.models import Todo
from parvis.editions.opening import Line, checklist_of
from parvis.editions.preparation import TEST_MAIL, mail_gap
from parvis.outbox.models import Message

SHOWN_TESTS = 3
BRING_IN = [
    ("companies:company_import", "building-2", gettext_lazy("Companies of last year")),
    ("visitors:visitor_import", "ticket", gettext_lazy("Visitors of last year")),
    ("sales:catalogue_import", "tag", gettext_lazy("Price list")),
    ("editions:school_import", "graduation-cap", gettext_lazy("Schools")),
    ("editions:member_invite_many", "users", gettext_lazy("The team")),
]


@require_safe
@team_view(rules.is_team)
def todo_list(request: TeamRequest) -> HttpResponse:
    """How ready the edition is, line by line, each with the page that puts it right; then the year's own to-dos."""
    found = checklist_of(request.edition, at=timezone.now())
    context = {
        "checklist": found,
        "blocking": _linked(request, found.blocking),
        "to_do": _linked(request, found.to_do),
        "done": _linked(request, found.done),
        "bring_in": [(url, icon, title) for name, icon, title in BRING_IN if (url := _page(request, name))],
        "todos": Todo.objects.filter(edition=request.edition).still_open(),
        "can_open": rules.can_manage_edition(request.member) and request.edition.state == "preparing",
    }
    return render(request, "editions/todo_list.html", context)


def _linked(request: TeamRequest, lines: list[Line]) -> list[tuple[Line, str]]:
    return [(line, _page(request, line.page)) for line in lines]


def _page(request: TeamRequest, name: str) -> str:
    """The address of the page, empty for whom its door is closed."""
    url = find_url(name, request.edition.slug)
    return url if may_open(request, url) else ""


@require_http_methods(["GET", "POST"])
@team_view(rules.can_bring_in_schools)
def school_import(request: TeamRequest) -> HttpResponse:
    """A list of schools: new ones are added, known ones corrected."""
    form = SchoolFileForm(request.POST or None, request.FILES or None)
    result = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            result = import_schools(file.read(), file.name, dry_run=False, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error("file", refused.message)
    context = {"form": form, "result": result, "schools": School.objects.active().order_by("name_folded")}
    return render(request, "editions/school_import.html", context, status=422 if form.errors else 200)


@require_safe
@team_view(rules.can_manage_edition)
def installation(request: TeamRequest) -> HttpResponse:
    """What the machine does for this fair: mails, backups, addresses."""
    tests = Message.objects.filter(kind=TEST_MAIL).order_by("-created_at", "-pk")
    context = {
        "mail_gap": mail_gap(),
        "mail_host": settings.MAILERS["default"].get("OPTIONS", {}).get("host", ""),
        "mail_from": settings.DEFAULT_FROM_EMAIL,
        "tests": tests[:SHOWN_TESTS],
        "last_backup": last_backup(settings.DATA),
        "public_url": settings.PARVIS_URL,
        "badge_host": settings.BADGE_HOST,
    }
    return render(request, "editions/installation.html", context)


@require_POST
@team_view(rules.can_manage_edition)
def mail_test(request: TeamRequest) -> HttpResponse:
    """A mail to whoever asks: if it arrives, mails leave."""
    actions.send_test_mail(request.edition, to=request.user, by=request.actor, at=timezone.now())
    messages.success(request, _("A test mail is on its way to %(email)s.") % {"email": request.user.email})
    return redirect("editions:installation", request.edition.slug)
