"""The team's view of the edition's exhibitors: list and file of each."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from parvis.companies.models import Company, Contact
from parvis.core.tables import Column, Empty, Filter, Status, Table, render_table
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import LogEntry
from parvis.exhibitors import queries, rules
from parvis.exhibitors.actions.people import invite_representative
from parvis.exhibitors.actions.standing import ensure_representative
from parvis.exhibitors.forms import SECTION_LABELS, MessageForm
from parvis.exhibitors.models import ChangeRequest, Exhibitor, JobOffer, Representative

KINDS = {"prospective": "waiting", "confirmed": "good", "withdrawn": "neutral"}
HISTORY = 12


def _link(row: Exhibitor) -> str:
    return reverse("exhibitors:exhibitor_detail", args=[row.edition.slug, row.pk])


def _status(row: Exhibitor) -> Status:
    return Status(KINDS[row.status], row.get_status_display())


def _page(row: Exhibitor) -> Status:
    profile = getattr(row, "profile", None)
    if profile is None:
        return Status("bad", _("Missing"))
    if profile.is_complete and profile.logo_path:
        return Status("good", _("Ready"))
    return Status("warn", _("No logo") if profile.is_complete else _("Incomplete"))


MISSING = {
    "profile": Q(profile=None) | Q(profile__description_fr="") | Q(profile__tagline="") | Q(profile__sector=""),
    "logo": Q(profile=None) | Q(profile__logo_path=""),
    "offers": Q(offers_count=0),
    "people": Q(on_site_count=0),
    "documents": Q(missing_documents__gt=0),
    "answer": Q(unread_count__gt=0),
}
EXHIBITORS = Table(
    id="exhibitors",
    label=gettext_lazy("Exhibitors"),
    columns=[
        Column("company", gettext_lazy("Company"), "company.name", sort="company__name_folded", link=_link),
        Column("status", gettext_lazy("State"), _status, sort="status", kind="status"),
        Column("kind", gettext_lazy("Class"), lambda row: row.company.get_kind_display(), sort="company__kind"),
        Column("page", gettext_lazy("Company page"), _page, kind="status"),
        Column("offers", gettext_lazy("Offers"), "offers_count", sort="offers_count", kind="number"),
        Column("people", gettext_lazy("People"), "on_site_count", sort="on_site_count", kind="number"),
        Column("documents", gettext_lazy("To send"), "missing_documents", sort="missing_documents", kind="number"),
        Column("unread", gettext_lazy("Unread"), "unread_count", sort="unread_count", kind="number"),
        Column("since", gettext_lazy("Confirmed on"), "confirmed_at", sort="confirmed_at", kind="moment", hidden=True),
    ],
    sort="company",
    search=["company__name_folded"],
    search_hint=gettext_lazy("Company"),
    filters=[
        Filter("status", gettext_lazy("State"), Exhibitor.Status.choices, field="status"),
        Filter("kind", gettext_lazy("Class"), Company.Kind.choices, field="company__kind", as_select=True),
        Filter(
            "missing",
            gettext_lazy("What is missing"),
            [
                ("profile", gettext_lazy("Company page")),
                ("logo", gettext_lazy("Logo")),
                ("offers", gettext_lazy("Job offers")),
                ("people", gettext_lazy("People on site")),
                ("documents", gettext_lazy("Documents")),
                ("answer", gettext_lazy("Our answer")),
            ],
            conditions=MISSING,
            as_select=True,
        ),
    ],
    empty=Empty(
        gettext_lazy("No exhibitor yet"),
        gettext_lazy("A company becomes an exhibitor with its first quote, and is confirmed when it signs."),
        "handshake",
    ),
    total=lambda count: ngettext("%(count)s exhibitor", "%(count)s exhibitors", count) % {"count": count},
)


@require_GET
@team_view(rules.can_see_exhibitors)
def exhibitor_list(request: TeamRequest) -> HttpResponse:
    exhibitors = queries.exhibitors_list(request.edition)
    return render_table(request, "exhibitors/exhibitor_list.html", EXHIBITORS, exhibitors)


@require_GET
@team_view(rules.can_see_exhibitors)
def exhibitor_detail(request: TeamRequest, exhibitor_id: int) -> HttpResponse:
    exhibitors = Exhibitor.objects.in_edition(request.edition).select_related("company", "edition", "profile")
    exhibitor = get_object_or_404(exhibitors, pk=exhibitor_id)
    context = {
        "exhibitor": exhibitor,
        "status": _status(exhibitor),
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
    now = timezone.now()
    row = ensure_representative(exhibitor, contact, by=request.actor, at=now)
    invite_representative(row, language=contact.language, by=request.actor, at=now)
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
