"""Bringing in a list: send the file, see what each row will become, run it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core import waiting_files
from parvis.core.errors import Refused
from parvis.core.exports import CSV_TYPE, file_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import FileImport
from parvis.visitors import actions, rules
from parvis.visitors.forms import RunForm, UploadForm

SHOWN = 200


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_visitors)
def visitor_import(request: TeamRequest) -> HttpResponse:
    """Step 1: the file. Nothing is registered yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            work = actions.preview_import(
                file.read(), file.name or "", edition=request.edition, by=request.actor, at=timezone.now()
            )
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            return redirect("visitors:visitor_import_preview", request.edition.slug, work.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "visitors/visitor_import.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_visitors)
def visitor_import_preview(request: TeamRequest, import_id: int) -> HttpResponse:
    """Step 2: what will happen; step 3, the button: it happens. Later: what happened."""
    work = _import(request, import_id)
    form = RunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invite = form.cleaned_data["invite"]
        who, now = request.actor, timezone.now()
        created = actions.run_import(work, edition=request.edition, invite=invite, by=who, at=now)
        said = ngettext("%(count)s person registered.", "%(count)s people registered.", created)
        messages.success(request, said % {"count": created})
        return redirect("visitors:visitor_import_preview", request.edition.slug, work.pk)
    context = {"work": work, "result": work.result, "form": form, "refused": work.result.get("refused", [])[:SHOWN]}
    return render(request, "visitors/visitor_import_preview.html", context)


@require_GET
@team_view(rules.can_manage_visitors)
def visitor_import_rejects(request: TeamRequest, import_id: int) -> HttpResponse:
    """The rows that cannot go in, as a file to correct and send again."""
    work = _import(request, import_id)
    if not work.path:
        raise Http404
    result = actions.import_visitors(
        waiting_files.read(work.path),
        work.name,
        edition=request.edition,
        dry_run=True,
        invite=False,
        by=request.actor,
        at=timezone.now(),
    )
    return file_response(result.rejects, _("to correct") + ".csv", CSV_TYPE)


@require_POST
@team_view(rules.can_manage_visitors)
def visitor_import_drop(request: TeamRequest, import_id: int) -> HttpResponse:
    """Forget the file."""
    actions.drop_import(_import(request, import_id))
    messages.success(request, _("The file is forgotten; nothing was registered."))
    return redirect("visitors:visitor_import", request.edition.slug)


def _import(request: TeamRequest, import_id: int) -> FileImport:
    return get_object_or_404(FileImport, edition=request.edition, kind=actions.IMPORT_KIND, pk=import_id)
