"""A file of companies: sent, looked at, brought in or dropped."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.companies import actions, queries, rules
from parvis.companies.forms import FileForm
from parvis.companies.import_columns import KIND, LABELS
from parvis.companies.import_preview import preview_of
from parvis.companies.import_result import rejects_of, result_from
from parvis.core import waiting_files
from parvis.core.errors import Refused
from parvis.core.exports import CSV_TYPE, csv_response, file_name, file_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import FileImport

PAGE = 100
SAMPLE_COLUMNS = ("name", "siren", "city", "sector", "kind", "contact", "email", "phone", "last_contact_on", "notes")
SAMPLE_ROW = (
    "Nubelis", "732 829 320", "Palaiseau", "Cloud", "PME", "Grace Martin", "grace.martin@nubelis.example",
    "06 12 34 56 78", "17/10/2025", "À relancer en septembre",
)  # fmt: skip
State = FileImport.State


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def company_import(request: TeamRequest) -> HttpResponse:
    """Send a file; what it is understood as comes next, and nothing is written before."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, name = form.content()
        try:
            kept = actions.preview_import(data, name, edition=request.edition, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            return redirect("companies:company_import_preview", request.edition.slug, kept.pk)
    context = {"form": form, "columns": [labels.split("|")[0].replace(" #", "") for labels in LABELS.values()]}
    return render(request, "companies/company_import.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@team_view(rules.can_change_companies)
def company_import_sample(request: TeamRequest) -> HttpResponse:
    """An example to fill in."""
    headers = [LABELS[key].split("|")[0] for key in SAMPLE_COLUMNS]
    return csv_response(_("companies-example"), headers, [SAMPLE_ROW])


def _file(request: TeamRequest, import_id: int) -> FileImport:
    ours = FileImport.objects.filter(edition=request.edition, kind=KIND)
    return get_object_or_404(ours, pk=import_id)


@require_GET
@team_view(rules.can_change_companies)
def company_import_preview(request: TeamRequest, import_id: int) -> HttpResponse:
    """What each row will become; once it is brought in, what became of them."""
    kept = _file(request, import_id)
    context: dict[str, object] = {"kept": kept, "held_count": queries.held_count(request.edition)}
    if kept.state in {State.DONE, State.DROPPED}:
        context |= {"result": result_from(kept.result) if kept.result else None}
        return render(request, "companies/company_import_result.html", context)
    preview, show = preview_of(kept, at=timezone.now()), request.GET.get("show", "")
    context |= {
        "preview": preview,
        "show": show,
        "page": Paginator(preview.of(show), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "companies/company_import_preview.html", context)


@require_POST
@team_view(rules.can_change_companies)
def company_import_run(request: TeamRequest, import_id: int) -> HttpResponse:
    kept = _file(request, import_id)
    result = actions.run_import(kept, by=request.actor, at=timezone.now())
    words = {"n": result.created}
    messages.success(request, ngettext("%(n)s company is new.", "%(n)s companies are new.", result.created) % words)
    return redirect("companies:company_import_preview", request.edition.slug, kept.pk)


@require_POST
@team_view(rules.can_change_companies)
def company_import_drop(request: TeamRequest, import_id: int) -> HttpResponse:
    kept = _file(request, import_id)
    actions.drop_import(kept, by=request.actor, at=timezone.now())
    messages.success(request, _("The file is dropped; nothing was brought in."))
    return redirect("companies:company_import", request.edition.slug)


@require_GET
@team_view(rules.can_change_companies)
def company_import_rejects(request: TeamRequest, import_id: int) -> HttpResponse:
    """The rows to correct, with their problems beside them, as a file that can be sent again."""
    kept = _file(request, import_id)
    if not kept.path:
        raise Http404
    data = waiting_files.read(kept.path)
    rejects = data if kept.state == State.DONE else rejects_of(preview_of(kept, at=timezone.now()).table)
    if not rejects:
        raise Http404
    return file_response(rejects, file_name(_("to correct") + " " + kept.name.rsplit(".", 1)[0], "csv"), CSV_TYPE)
