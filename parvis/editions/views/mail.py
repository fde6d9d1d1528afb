"""The mails of the edition: what was sent to whom, why, and what became of it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.tables import BulkAction, Column, Empty, Filter, Status, Table, chosen_rows, render_table
from parvis.editions import actions, rules
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.history_names import names_of
from parvis.editions.history_words import every_naming, kind_of, name_of, page_of
from parvis.editions.mail import mails_in
from parvis.editions.models import Edition, LogEntry
from parvis.outbox.actions import OPEN, RESENDABLE
from parvis.outbox.models import Message, Stream
from parvis.outbox.queries import blocks_of

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


def can_resend(request: TeamRequest) -> bool:
    return rules.can_resend_mail(request.member) and not request.edition.is_closed


def mail_of(request: TeamRequest, mail_id: int) -> Message:
    return get_object_or_404(mails_in(request.edition, request.member), pk=mail_id)


def name_subjects(mails: Sequence[Any]) -> None:
    """Note on each mail what people call its subject: one query for each kind of subject, however many mails."""
    names = names_of(mails, every_naming())
    for mail in mails:
        mail.subject_words = f"{kind_of(mail.object_type)} {name_of(mail, names)}"


def about(mail: Any, edition: Edition) -> str:
    """What the mail is about, in words that lead to its page where there is one."""
    words = capfirst(mail.subject_words)
    page = page_of(mail.object_type, mail.object_id, edition.slug)
    return format_html('<a href="{}">{}</a>', page, words) if page else words


def status_of(mail: Message) -> Status:
    return Status(LOOKS[State(mail.state)], mail.get_state_display())


def _mails(edition: Edition, *, is_changeable: bool) -> Table:
    def page(mail: Any) -> str:
        return reverse("editions:mail_detail", args=[edition.slug, mail.pk])

    return Table(
        id="mails",
        label=_("Sent mail"),
        columns=[
            Column("subject", _("Subject"), sort="subject", link=page),
            Column("to", _("To"), "to_address", sort="to_address"),
            Column("state", _("State"), status_of, kind="status", sort="state"),
            Column(
                "about",
                _("About"),
                "subject_words",
                show=lambda mail: about(mail, edition),
            ),
            Column("created_at", _("Written"), sort="created_at", kind="moment"),
            Column("sent_at", _("Sent"), sort="sent_at", kind="moment", hidden=True),
            Column("kind", _("Cause"), hidden=True),
            Column("stream", _("Kind"), "get_stream_display", hidden=True),
            Column("attempts_count", _("Tries"), kind="number", hidden=True),
        ],
        sort="-created_at",
        dress=name_subjects,
        search=["to_address"],
        search_hint=_("Address"),
        filters=[
            Filter("state", _("State"), State.choices, field="state"),
            Filter("stream", _("Kind"), Stream.choices, field="stream", as_select=True),
        ],
        bulk=_bulk() if is_changeable else (),
        empty=Empty(_("No mail yet"), _("What this edition writes to people is listed here."), "mail"),
        total=mail_total,
    )


def _bulk() -> list[BulkAction]:
    return [
        BulkAction("resend", _("Send again"), icon="refresh-cw"),
        BulkAction("arrived", _("It arrived"), icon="circle-check"),
        BulkAction("drop", _("Do not send it any more"), icon="circle-x"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.is_team)
def mail_list(request: TeamRequest) -> HttpResponseBase:
    """Mails about what the member may see; a post sends the ticked ones again, or says what became of them."""
    table = _mails(request.edition, is_changeable=can_resend(request))
    mails = mails_in(request.edition, request.member)
    if request.method != "POST":
        return render_table(request, "editions/mail_list.html", table, mails)
    if not can_resend(request):
        raise Refused(_("Your role in this edition does not allow this."), code="forbidden", status=403)
    decide = DECISIONS.get(request.POST.get("action", ""))
    if decide is None:
        raise Refused(_("Choose what to do with these rows."))
    decide(request, chosen_rows(request, table, mails))
    return redirect(request.get_full_path())


def _send_again(request: TeamRequest, mails: Iterable[Message]) -> None:
    count = actions.resend_mails(request.edition, mails, by=request.actor, at=timezone.now())
    said = ngettext("%(count)s mail goes out again.", "%(count)s mails go out again.", count)
    _tell(request, count, said)


def _say_arrived(request: TeamRequest, mails: Iterable[Message]) -> None:
    count = _settle(request, mails, was_sent=True)
    _tell(request, count, ngettext("%(count)s mail arrived.", "%(count)s mails arrived.", count))


def _drop(request: TeamRequest, mails: Iterable[Message]) -> None:
    count = _settle(request, mails, was_sent=False)
    _tell(request, count, ngettext("%(count)s mail stays here.", "%(count)s mails stay here.", count))


def _settle(request: TeamRequest, mails: Iterable[Message], *, was_sent: bool) -> int:
    return actions.settle_mails(request.edition, mails, was_sent=was_sent, by=request.actor, at=timezone.now())


def _tell(request: TeamRequest, count: int, said: str) -> None:
    if count:
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Nothing to do: these mails wait, left, or were decided already."))


DECISIONS: dict[str, Callable[[TeamRequest, Iterable[Message]], None]] = {
    "resend": _send_again,
    "arrived": _say_arrived,
    "drop": _drop,
}


@require_safe
@team_view(rules.is_team)
def mail_detail(request: TeamRequest, mail_id: int) -> HttpResponse:
    """What became of one mail. Never its text: it may hold a link that is its reader's alone."""
    mail = mail_of(request, mail_id)
    name_subjects([mail])
    blocks = list(blocks_of(mail))
    is_changeable = can_resend(request)
    context = {
        "mail": mail,
        "status": status_of(mail),
        "about": about(mail, request.edition),
        "attempts": mail.attempts.order_by("-at", "-pk"),
        "blocks": blocks,
        "entries": LogEntry.objects.about(mail).newest_first(),
        "is_changeable": is_changeable,
        "is_resendable": is_changeable and mail.state in RESENDABLE and not blocks,
        "is_open": is_changeable and mail.state in OPEN,
    }
    return render(request, "editions/mail_detail.html", context)


@require_POST
@team_view(rules.can_resend_mail)
def mail_decide(request: TeamRequest, mail_id: int) -> HttpResponse:
    """Send one mail again, or say what became of it."""
    mail = mail_of(request, mail_id)
    decide = DECISIONS.get(request.POST.get("action", ""))
    if decide is None:
        raise Refused(_("Choose what to do with this mail."))
    decide(request, [mail])
    return redirect("editions:mail_detail", request.edition.slug, mail.pk)


@require_POST
@team_view(rules.can_resend_mail)
def mail_unblock(request: TeamRequest, mail_id: int) -> HttpResponse:
    """Write to the address of this mail again."""
    mail, reason = mail_of(request, mail_id), request.POST.get("reason", "")
    actions.unblock_address(request.edition, mail, reason=reason, by=request.actor, at=timezone.now())
    messages.success(request, _("We write to %(address)s again.") % {"address": mail.to_address})
    return redirect("editions:mail_detail", request.edition.slug, mail.pk)
