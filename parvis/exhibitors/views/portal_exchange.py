"""What the exhibitor sends to the team: messages, documents, change requests."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.uploads import download_response
from parvis.exhibitors import queries
from parvis.exhibitors.actions.changes import ask_change
from parvis.exhibitors.actions.documents import send_document
from parvis.exhibitors.actions.thread import mark_thread_read, write_message
from parvis.exhibitors.doors import ExhibitorRequest, exhibitor_view
from parvis.exhibitors.forms import SECTION_LABELS, ChangeForm, DocumentForm, MessageForm
from parvis.exhibitors.models import ChangeRequest, DocumentRequest, ExhibitorDocument


@require_http_methods(["GET", "POST"])
@exhibitor_view
def portal_thread(request: ExhibitorRequest) -> HttpResponse:
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_message(request.exhibitor, body=form.cleaned_data["body"], by=request.actor, at=timezone.now())
        messages.success(request, _("Message sent to the team."))
        return redirect("exhibitors:portal_thread", request.edition.slug)
    thread = list(queries.thread_of(request.exhibitor))
    has_unread = any(message.is_from_team and not message.read_at for message in thread)
    context = {"form": form, "thread": thread, "has_unread": has_unread}
    return render(request, "exhibitors/portal_thread.html", context, status=422 if form.is_bound else 200)


@require_POST
@exhibitor_view
def portal_thread_read(request: ExhibitorRequest) -> HttpResponse:
    """The page says so by itself once it is seen; without JavaScript a button does."""
    mark_thread_read(request.exhibitor, by=request.actor, at=timezone.now())
    if "HX-Request" in request.headers:
        return HttpResponse(status=204)
    return redirect("exhibitors:portal_thread", request.edition.slug)


@require_GET
@exhibitor_view
def portal_document_list(request: ExhibitorRequest) -> HttpResponse:
    return _documents_page(request, DocumentForm())


def _documents_page(request: ExhibitorRequest, form: DocumentForm, *, refused: int = 0) -> HttpResponse:
    """`refused` is the request whose file was not accepted: its form shows why."""
    lines = queries.document_lines(request.exhibitor)
    context = {
        "lines": [(line, form if line.request.pk == refused else DocumentForm()) for line in lines],
        "section": queries.sections_of(request.exhibitor, at=timezone.now())["documents"],
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "exhibitors/portal_document_list.html", context, status=status)


@require_POST
@exhibitor_view
def portal_document_send(request: ExhibitorRequest, request_id: int) -> HttpResponse:
    asked = get_object_or_404(DocumentRequest, pk=request_id, edition=request.edition)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _documents_page(request, form, refused=asked.pk)
    file = form.cleaned_data["file"]
    send_document(request.exhibitor, asked, file=file, name=form.file_name, by=request.actor, at=timezone.now())
    messages.success(request, _("“%(title)s” received, thank you.") % {"title": asked})
    return redirect("exhibitors:portal_document_list", request.edition.slug)


@require_safe
@exhibitor_view
def portal_document_file(request: ExhibitorRequest, document_id: int) -> HttpResponseBase:
    document = get_object_or_404(ExhibitorDocument, pk=document_id, exhibitor=request.exhibitor)
    return download_response(document.path, filename=document.name)


@require_http_methods(["GET", "POST"])
@exhibitor_view
def portal_change_list(request: ExhibitorRequest) -> HttpResponse:
    """Asking for a change in a section that has closed, and what became of earlier requests."""
    form = ChangeForm(request.POST or None, initial={"section": request.GET.get("section", "")})
    if request.method == "POST" and form.is_valid():
        try:
            ask_change(request.exhibitor, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error("section", refused.message)
        else:
            messages.success(request, _("Your request is with the team; the answer comes by mail."))
            return redirect("exhibitors:portal_change_list", request.edition.slug)
    rows = ChangeRequest.objects.filter(exhibitor=request.exhibitor).order_by("-asked_at", "-pk")
    labels = dict(SECTION_LABELS)
    context = {"form": form, "changes": [(row, labels[row.section]) for row in rows]}
    return render(request, "exhibitors/portal_change_list.html", context, status=422 if form.is_bound else 200)
