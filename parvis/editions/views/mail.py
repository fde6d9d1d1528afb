"""The mails of the edition: what was sent to whom, why, and what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parvis.core.errors import Refused
from parvis.core.tables import BulkAction, Column, Empty, Filter, Status, Table, chosen_rows, render_table
from parvis.editions import rules
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.history_words import kind_of, page_of
from parvis.editions.mail import mails_in
from parvis.editions.models import Edition
from parvis.outbox.actions import RESENDABLE, resend
from parvis.outbox.models import Message, Stream

State = Message.State
LOOKS = {
    State.NEW: "waiting",
    State.SENDING: "info",
    State.SENT: "good",
    State.UNSURE: "warn",
    State.FAILED: "bad",
    State.HELD: "warn",
    State.SUPPRESSED: "neutral",
}


def mail_total(count: int) -> str:
    return ngettext("%(count)s mail", "%(count)s mails", count) % {"count": count}


def _mails(edition: Edition, *, can_resend: bool) -> Table:
    def about(mail: Any) -> str:
        words = capfirst(f"{kind_of(mail.object_type)} {mail.object_id}")
        page = page_of(mail.object_type, mail.object_id, edition.slug)
        return format_html('<a href="{}">{}</a>', page, words) if page else words

    return Table(
        id="mails",
        label=_("Sent mail"),
        columns=[
            Column("subject", _("Subject"), sort="subject"),
            Column("to", _("To"), "to_address", sort="to_address"),
            Column("state", _("State"), _status, kind="status", sort="state"),
            Column("about", _("About"), lambda mail: f"{kind_of(mail.object_type)} {mail.object_id}", show=about),
            Column("created_at", _("Written"), sort="created_at", kind="moment"),
            Column("sent_at", _("Sent"), sort="sent_at", kind="moment", hidden=True),
            Column("kind", _("Cause"), hidden=True),
            Column("stream", _("Kind"), "get_stream_display", hidden=True),
            Column("attempts_count", _("Tries"), kind="number", hidden=True),
        ],
        sort="-created_at",
        search=["to_address"],
        search_hint=_("Address"),
        filters=[
            Filter("state", _("State"), State.choices, field="state"),
            Filter("stream", _("Kind"), Stream.choices, field="stream", as_select=True),
        ],
        bulk=[BulkAction("resend", _("Send again"), icon="refresh-cw")] if can_resend else (),
        empty=Empty(_("No mail yet"), _("What this edition writes to people is listed here."), "mail"),
        total=mail_total,
    )


def _status(mail: Message) -> Status:
    return Status(LOOKS[State(mail.state)], mail.get_state_display())


@require_http_methods(["GET", "POST"])
@team_view(rules.is_team)
def mail_list(request: TeamRequest) -> HttpResponse:
    """Mails about what the member may see; a post sends the ticked ones again."""
    can_resend = rules.can_resend_mail(request.member) and not request.edition.is_closed
    table, mails = _mails(request.edition, can_resend=can_resend), mails_in(request.edition, request.member)
    if request.method == "GET":
        return render_table(request, "editions/mail_list.html", table, mails)
    if not can_resend:
        raise Refused(_("Your role in this edition does not allow this."), code="forbidden", status=403)
    chosen = list(chosen_rows(request, table, mails).filter(state__in=RESENDABLE))
    for mail in chosen:
        resend(mail, by=request.actor, at=timezone.now())
    said = ngettext("%(count)s mail goes out again.", "%(count)s mails go out again.", len(chosen))
    messages.success(request, said % {"count": len(chosen)})
    return redirect(request.get_full_path())
