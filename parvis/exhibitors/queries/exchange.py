"""Messages and documents between the team and its exhibitors."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from parvis.accounts.models import User
from parvis.companies.models import Opportunity
from parvis.editions.models import Edition, Membership
from parvis.exhibitors.models import DocumentRequest, Exhibitor, ExhibitorDocument, ThreadMessage


class DocumentLine(NamedTuple):
    """A paper asked for, and what this exhibitor sent for it."""

    request: DocumentRequest
    document: ExhibitorDocument | None


def thread_of(exhibitor: Exhibitor) -> QuerySet[ThreadMessage]:
    return ThreadMessage.objects.filter(exhibitor=exhibitor).order_by("written_at", "pk")


def threads(edition: Edition) -> QuerySet[Exhibitor]:
    """Exhibitors who have written or been written to: those with unread messages first, then the latest."""
    last = ThreadMessage.objects.filter(exhibitor=OuterRef("pk")).order_by("-written_at", "-pk")
    unread = Count("thread", Q(thread__is_from_team=False, thread__read_at=None))
    return (
        Exhibitor.objects.in_edition(edition)
        .select_related("company")
        .annotate(
            unread_count=unread,
            last_at=Subquery(last.values("written_at")[:1]),
            last_body=Subquery(last.values("body")[:1]),
            last_author=Subquery(last.values("author_name")[:1]),
            last_is_from_team=Subquery(last.values("is_from_team")[:1]),
        )
        .exclude(last_at=None)
        .order_by(F("unread_count").desc(), F("last_at").desc(), "pk")
    )


def document_lines(exhibitor: Exhibitor) -> list[DocumentLine]:
    """Every paper asked of the edition's exhibitors, soonest first, with this exhibitor's current file."""
    sent = {row.request_id: row for row in ExhibitorDocument.objects.filter(exhibitor=exhibitor, replaced_at=None)}
    asked = DocumentRequest.objects.filter(edition=exhibitor.edition).order_by("due_on", "pk")
    return [DocumentLine(request, sent.get(request.pk)) for request in asked]


def team_readers(exhibitor: Exhibitor, *, at: datetime) -> list[User]:
    """Who of the team is told of a message: the one who follows the company, else the leads, else its whole pole."""
    members = Membership.objects.active_at(at).in_edition(exhibitor.edition).select_related("user")
    owners = Opportunity.objects.filter(edition=exhibitor.edition, company=exhibitor.company).values("owner")
    pole = members.filter(pole=Membership.Pole.COMPANY_RELATIONS).exclude(role=Membership.Role.VOLUNTEER)
    leads = pole.filter(role=Membership.Role.LEAD)
    for found in (members.filter(user__in=owners), leads, pole):
        users = {member.user_id: member.user for member in found.order_by("pk")}
        if users:
            return list(users.values())
    return []
