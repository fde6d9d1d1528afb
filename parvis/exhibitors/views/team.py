"""The team's view of the edition's exhibitors: list and file of each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.companies.models import Contact
from parvis.core.errors import Refused
from parvis.core.tables import Status, Table, chosen_rows, render_table, ticked_address
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import LogEntry
from parvis.exhibitors import queries, rules
from parvis.exhibitors.actions.contacts import invite_contact, invite_contacts
from parvis.exhibitors.actions.people import invite_representative
from parvis.exhibitors.actions.thread import write_messages
from parvis.exhibitors.forms import SECTION_LABELS, MessageForm, WriteManyForm
from parvis.exhibitors.lists import STATUS_KINDS, exhibitor_table
from parvis.exhibitors.models import ChangeRequest, Exhibitor, JobOffer, Representative

HISTORY = 12
MOST_AT_ONCE = 200  # each is written to
NAMES_SHOWN = 20


def _table(request: TeamRequest) -> Table:
    return exhibitor_table(is_changeable=rules.can_write_exchange(request.member) and not request.edition.is_closed)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_see_exhibitors)
def exhibitor_list(request: TeamRequest) -> HttpResponse:
    """The edition's exhibitors; a post invites the contacts of the ticked ones, or leads to the page that writes."""
    table, rows = _table(request), queries.exhibitors_list(request.edition)
    if request.method == "GET":
        return render_table(request, "exhibitors/exhibitor_list.html", table, rows)
    asked = request.POST.get("action", "")
    if asked not in {action.key for action in table.bulk}:
        raise Refused(_("Your role in this edition does not allow this."), code="forbidden", status=403)
    chosen = chosen_rows(request, table, rows, most=MOST_AT_ONCE)
    if asked == "write":
        return redirect(ticked_address(request, reverse("exhibitors:exhibitor_write", args=[request.edition.slug])))
    _tell_invited(request, invite_contacts(chosen, by=request.actor, at=timezone.now()))
    return redirect(request.get_full_path())


def _tell_invited(request: TeamRequest, count: int) -> None:
    if count:
        said = ngettext("%(count)s person is invited.", "%(count)s people are invited.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Nobody new to invite: all these contacts are in already."))


@require_http_methods(["GET", "POST"])
@team_view(rules.can_write_exchange)
def exhibitor_write(request: TeamRequest) -> HttpResponse:
    """One message to many exhibitors, in the thread of each."""
    table, rows = _table(request), queries.exhibitors_list(request.edition)
    chosen = list(chosen_rows(request, table, rows, said=request.GET, most=MOST_AT_ONCE))
    form = WriteManyForm(request.POST if request.method == "POST" else None, count=len(chosen))
    if form.is_valid():
        count = write_messages(chosen, body=form.cleaned_data["body"], by=request.actor, at=timezone.now())
        said = ngettext("Message sent to %(count)s company.", "Message sent to %(count)s companies.", count)
        messages.success(request, said % {"count": count})
        return redirect("exhibitors:exhibitor_list", request.edition.slug)
    context = {"form": form, "chosen": chosen[:NAMES_SHOWN], "count": len(chosen)}
    context["more_count"] = max(0, len(chosen) - NAMES_SHOWN)
    return render(request, "exhibitors/exhibitor_write.html", context, status=422 if form.is_bound else 200)


@require_GET
@team_view(rules.can_see_exhibitors)
def exhibitor_detail(request: TeamRequest, exhibitor_id: int) -> HttpResponse:
    exhibitors = Exhibitor.objects.in_edition(request.edition).select_related("company", "edition", "profile")
    exhibitor = get_object_or_404(exhibitors, pk=exhibitor_id)
    context = {
        "exhibitor": exhibitor,
        "status": Status(STATUS_KINDS[exhibitor.status], exhibitor.get_status_display()),
        "profile": queries.profile_of(exhibitor),
        "due": [item for item in queries.due_items(exhibitor, at=timezone.now()) if item.is_open],
        "offers": JobOffer.objects.filter(exhibitor=exhibitor, removed_at=None).select_related("kind").order_by("pk"),
        "included": queries.entitlement_lines(queries.entitlement_totals(exhibitor)),
        "can_see_exchange": rules.can_see_exchange(request.member),
        "can_write_exchange": rules.can_write_exchange(request.member) and not request.edition.is_closed,
    }
    if rules.can_see_exchange(request.member):
        context |= _exchange(exhibitor)
    return render(request, "exhibitors/exhibitor_detail.html", context)


def _exchange(exhibitor: Exhibitor) -> dict[str, object]:
    """People, documents, messages, requests and history: for those who work with the companies."""
    people = list(
        exhibitor.representatives.filter(removed_at=None).select_related("user").order_by("name_folded", "pk")
    )
    listed = {person.email for person in people}
    contacts = Contact.objects.active().filter(company=exhibitor.company).order_by("name_folded", "pk")
    thread = list(queries.thread_of(exhibitor))
    asked = exhibitor.change_requests.filter(state=ChangeRequest.State.ASKED).order_by("asked_at")
    labels = dict(SECTION_LABELS)
    return {
        "people": people,
        "contacts": [contact for contact in contacts if contact.email not in listed],
        "documents": queries.document_lines(exhibitor),
        "thread": thread,
        "has_unread": any(not message.is_from_team and not message.read_at for message in thread),
        "message_form": MessageForm(),
        "changes": [(row, labels[row.section]) for row in asked],
        "history": LogEntry.objects.about(exhibitor).newest_first()[:HISTORY],
    }


@require_POST
@team_view(rules.can_write_exchange)
def contact_invite(request: TeamRequest, exhibitor_id: int, contact_id: int) -> HttpResponse:
    """Open the exhibitor's space to one of the company's contacts, and write to them."""
    exhibitor = get_object_or_404(Exhibitor.objects.in_edition(request.edition), pk=exhibitor_id)
    contact = get_object_or_404(Contact.objects.active(), pk=contact_id, company=exhibitor.company_id)
    row = invite_contact(exhibitor, contact, by=request.actor, at=timezone.now())
    messages.success(request, _("We have written to %(email)s.") % {"email": row.email})
    return redirect("exhibitors:exhibitor_detail", request.edition.slug, exhibitor.pk)


@require_POST
@team_view(rules.can_write_exchange)
def representative_invite(request: TeamRequest, representative_id: int) -> HttpResponse:
    people = Representative.objects.active().filter(exhibitor__edition=request.edition)
    row = get_object_or_404(people, pk=representative_id)
    invite_representative(row, language="fr", by=request.actor, at=timezone.now())
    messages.success(request, _("We have written to %(email)s.") % {"email": row.email})
    return redirect("exhibitors:exhibitor_detail", request.edition.slug, row.exhibitor_id)
