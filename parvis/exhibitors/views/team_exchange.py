"""The team's side of messages, documents and change requests."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.uploads import download_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.exhibitors import queries, rules
from parvis.exhibitors.actions import documents
from parvis.exhibitors.actions.changes import answer_change
from parvis.exhibitors.actions.thread import mark_thread_read, write_message
from parvis.exhibitors.forms import AnswerForm, DocumentRequestForm, MessageForm
from parvis.exhibitors.models import ChangeRequest, DocumentRequest, Exhibitor, ExhibitorDocument

PAGE = 50


def _exhibitors(request: TeamRequest) -> QuerySet[Exhibitor]:
    return Exhibitor.objects.in_edition(request.edition)


@require_GET
@team_view(rules.can_see_exchange)
def thread_list(request: TeamRequest) -> HttpResponse:
    """Every exhibitor who wrote or was written to; what waits for us comes first."""
    page = Paginator(queries.threads(request.edition), PAGE).get_page(request.GET.get("page"))
    asked = ChangeRequest.objects.filter(exhibitor__edition=request.edition, state=ChangeRequest.State.ASKED)
    changes = list(asked.select_related("exhibitor__company").order_by("asked_at"))
    return render(request, "exhibitors/thread_list.html", {"page": page, "changes": changes})


@require_POST
@team_view(rules.can_write_exchange)
def message_write(request: TeamRequest, exhibitor_id: int) -> HttpResponse:
    exhibitor = get_object_or_404(_exhibitors(request), pk=exhibitor_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Write something first."), status=422)
    write_message(exhibitor, body=form.cleaned_data["body"], by=request.actor, at=timezone.now())
    messages.success(request, _("Message sent to %(company)s.") % {"company": exhibitor})
    return redirect("exhibitors:exhibitor_detail", request.edition.slug, exhibitor.pk)


@require_POST
@team_view(rules.can_write_exchange)
def thread_read(request: TeamRequest, exhibitor_id: int) -> HttpResponse:
    exhibitor = get_object_or_404(_exhibitors(request), pk=exhibitor_id)
    mark_thread_read(exhibitor, by=request.actor, at=timezone.now())
    return redirect("exhibitors:exhibitor_detail", request.edition.slug, exhibitor.pk)


@require_POST
@team_view(rules.can_write_exchange)
def change_answer(request: TeamRequest, change_id: int) -> HttpResponse:
    changes = ChangeRequest.objects.filter(exhibitor__edition=request.edition)
    row = get_object_or_404(changes, pk=change_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Accept or refuse the request."), status=422)
    answer_change(row, **form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("%(company)s has your answer.") % {"company": row.exhibitor})
    return redirect("exhibitors:exhibitor_detail", request.edition.slug, row.exhibitor_id)


@require_GET
@team_view(rules.can_see_exchange)
def document_request_list(request: TeamRequest) -> HttpResponse:
    confirmed = Exhibitor.objects.in_edition(request.edition).confirmed().count()
    current = Q(documents__replaced_at=None, documents__exhibitor__status=Exhibitor.Status.CONFIRMED)
    asked = DocumentRequest.objects.filter(edition=request.edition).order_by("due_on", "pk")
    rows = asked.annotate(sent_count=Count("documents", current))
    context = {
        "rows": rows,
        "confirmed": confirmed,
        "can_write": rules.can_write_exchange(request.member) and not request.edition.is_closed,
    }
    return render(request, "exhibitors/document_request_list.html", context)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_write_exchange)
def document_request_new(request: TeamRequest) -> HttpResponse:
    form = DocumentRequestForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _request_page(request, form)
    documents.ask_document(request.edition, words=form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("Every exhibitor of the edition now sees this request."))
    return redirect("exhibitors:document_request_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_write_exchange)
def document_request_edit(request: TeamRequest, request_id: int) -> HttpResponse:
    row = get_object_or_404(DocumentRequest, pk=request_id, edition=request.edition)
    form = DocumentRequestForm(request.POST or None, instance=row)
    if request.method == "GET" or not form.is_valid():
        return _request_page(request, form)
    documents.change_document_request(row, words=form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("exhibitors:document_request_list", request.edition.slug)


def _request_page(request: TeamRequest, form: DocumentRequestForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "exhibitors/document_request_edit.html", {"form": form}, status=status)


@require_POST
@team_view(rules.can_write_exchange)
def document_request_withdraw(request: TeamRequest, request_id: int) -> HttpResponse:
    row = get_object_or_404(DocumentRequest, pk=request_id, edition=request.edition)
    documents.withdraw_document_request(row, by=request.actor, at=timezone.now())
    messages.success(request, _("This document is no longer asked for."))
    return redirect("exhibitors:document_request_list", request.edition.slug)


@require_safe
@team_view(rules.can_see_exchange)
def document_file(request: TeamRequest, document_id: int) -> HttpResponseBase:
    rows = ExhibitorDocument.objects.filter(exhibitor__edition=request.edition)
    document = get_object_or_404(rows, pk=document_id)
    return download_response(document.path, filename=f"{document.exhibitor} {document.name}")
