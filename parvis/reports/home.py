"""The lines of the team's home: what waits for each pole, the most pressing first, and where it is done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.core.dates import human_date, local_date
from parvis.core.money import format_cents
from parvis.editions.models import Edition, Membership
from parvis.editions.rules import Member
from parvis.outbox.queries import queue_age
from parvis.reports.queries import waiting
from parvis.reports.queries.queues import disk

Pole = Membership.Pole


class Line(NamedTuple):
    """One thing to do: `page` is the name of an address, `query` its filter, `kind` how pressing it looks."""

    title: str
    meta: str
    page: str
    query: str = ""
    icon: str = "clock"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What waits for one pole."""

    pole: str
    name: str
    lines: list[Line]


class Reader(NamedTuple):
    """For whom and for when the home is made."""

    edition: Edition
    user: User
    at: datetime

    @property
    def on(self) -> date:
        return local_date(self.at)


PRESSING = {"bad": 0, "warn": 1, "info": 2, "": 3}


def sections_for(member: Member, reader: Reader) -> list[Section]:
    """The sections of the member's poles; of all of them for the board."""
    mine = [pole for pole in MAKERS if member.is_in(pole)]
    todos = waiting.open_todos(reader.edition, mine, reader.on)
    sections = []
    for pole in mine:
        lines = [
            *MAKERS[pole](reader),
            *(_todo(todo.title, todo.due_on, reader.on) for todo in todos if todo.pole == pole),
        ]
        sections.append(Section(pole, str(Pole(pole).label), sorted(lines, key=lambda line: PRESSING[line.kind])))
    return sorted(sections, key=lambda section: -len(section.lines))  # cards of one height side by side


def _todo(title: str, due_on: date, today: date) -> Line:
    kind = "bad" if due_on < today else "warn"
    return Line(title, human_date(due_on, today), "editions:todo_list", icon="list-checks", kind=kind)


def _companies(reader: Reader) -> Iterator[Line]:
    work = waiting.company_work(reader.edition, reader.user, reader.on)
    if work.my_steps:
        title = ngettext("%(n)s next step of yours is due", "%(n)s next steps of yours are due", work.my_steps)
        kind = "bad" if work.my_late_steps else "warn"
        meta = _("Calls and mails you promised.")
        yield Line(title % {"n": work.my_steps}, meta, "companies:opportunity_board", "owner=me", "phone", kind)
    if work.steps:
        title = ngettext("%(n)s next step of others is due", "%(n)s next steps of others are due", work.steps)
        meta = ngettext("%(n)s is late.", "%(n)s are late.", work.late_steps) % {"n": work.late_steps}
        yield Line(title % {"n": work.steps}, meta, "companies:opportunity_board", icon="users", kind="info")
    if work.unread:
        title = ngettext("%(n)s exhibitor waits for an answer", "%(n)s exhibitors wait for an answer", work.unread)
        meta = _("They wrote to the team.")
        yield Line(title % {"n": work.unread}, meta, "exhibitors:thread_list", icon="messages-square", kind="warn")
    if work.changes:
        title = ngettext("%(n)s change asked for", "%(n)s changes asked for", work.changes)
        meta = _("In sections that have closed.")
        yield Line(title % {"n": work.changes}, meta, "exhibitors:thread_list", icon="square-pen", kind="warn")
    yield from _papers(work)


def _papers(work: waiting.CompanyWork) -> Iterator[Line]:
    if work.code_troubles:
        title = ngettext(
            "%(n)s signatory in trouble with codes", "%(n)s signatories in trouble with codes", work.code_troubles
        )
        meta = _("Typed wrong three times, or five in a day: call them.")
        yield Line(
            title % {"n": work.code_troubles}, meta, "sales:contract_list", "codes=trouble", "circle-alert", "bad"
        )
    if work.contracts:
        title = ngettext("%(n)s contract to be signed", "%(n)s contracts to be signed", work.contracts)
        meta = _("The company has accepted its quote.")
        yield Line(title % {"n": work.contracts}, meta, "sales:contract_list", "status=sent", "file-check", "warn")
    if work.quotes:
        title = ngettext("%(n)s quote without an answer", "%(n)s quotes without an answer", work.quotes)
        meta = ngettext("%(n)s expires within a week.", "%(n)s expire within a week.", work.ending_quotes)
        meta = meta % {"n": work.ending_quotes} if work.ending_quotes else _("Call before it expires.")
        kind = "warn" if work.ending_quotes else "info"
        yield Line(title % {"n": work.quotes}, meta, "sales:quote_list", "status=sent", "file-text", kind)
    if work.refused:
        title = ngettext("%(n)s address refused", "%(n)s addresses refused", work.refused)
        meta = _("Mail came back: what we send there does not arrive.")
        yield Line(title % {"n": work.refused}, meta, "companies:company_list", "mail=refused", "mail", "bad")
    if work.held_rows:
        title = ngettext("%(n)s possible duplicate", "%(n)s possible duplicates", work.held_rows)
        meta = _("Rows of a file that look like companies we have.")
        yield Line(title % {"n": work.held_rows}, meta, "companies:held_row_list", icon="git-merge", kind="info")


def _money(reader: Reader) -> Iterator[Line]:
    work = waiting.money_work(reader.edition, reader.on)
    if work.late:
        title = ngettext("%(n)s invoice is late", "%(n)s invoices are late", work.late)
        meta = _("%(amount)s to be reminded of.") % {"amount": format_cents(work.late_cents, get_language() or "fr")}
        yield Line(title % {"n": work.late}, meta, "treasury:invoice_list", "state=late", "receipt-text", "bad")
    if work.drafts:
        title = ngettext("%(n)s invoice to issue", "%(n)s invoices to issue", work.drafts)
        meta = _("Their contracts are signed.")
        yield Line(title % {"n": work.drafts}, meta, "treasury:invoice_list", "state=draft", "file-check", "warn")
    if work.to_credit:
        title = ngettext("%(n)s invoice to credit", "%(n)s invoices to credit", work.to_credit)
        meta = _("Their contracts were withdrawn: decide how much.")
        yield Line(title % {"n": work.to_credit}, meta, "treasury:invoice_list", "state=to_credit", "undo-2", "warn")
    if work.to_give_back:
        title = ngettext("%(n)s invoice paid too much", "%(n)s invoices paid too much", work.to_give_back)
        meta = _("%(over)s to give back.") % {"over": format_cents(work.give_back_cents, get_language() or "fr")}
        yield Line(title % {"n": work.to_give_back}, meta, "treasury:invoice_list", "state=overpaid", "undo-2", "warn")
    yield from _papers_on_their_way(work)


def _papers_on_their_way(work: waiting.MoneyWork) -> Iterator[Line]:
    if work.refused:
        title = ngettext("%(n)s e-invoice refused", "%(n)s e-invoices refused", work.refused) % {"n": work.refused}
        meta = _("Its page says why, and what to do.")
        yield Line(title, meta, "treasury:transmission_list", "state=trouble", "send", "bad")
    if work.undelivered:
        title = ngettext("%(n)s invoice not delivered", "%(n)s invoices not delivered", work.undelivered)
        meta = _("Correct the address on the company’s page, then send it again.")
        yield Line(
            title % {"n": work.undelivered}, meta, "treasury:invoice_list", "delivery=undelivered", "mail", "bad"
        )
    if work.to_deposit:
        title = ngettext("%(n)s invoice to deposit", "%(n)s invoices to deposit", work.to_deposit)
        meta = _("On Chorus Pro, or on the site of the platform.")
        yield Line(title % {"n": work.to_deposit}, meta, "treasury:transmission_list", "state=todo", "send", "warn")


def _place(reader: Reader) -> Iterator[Line]:
    work = waiting.place_work(reader.edition)
    if work.without_booth:
        title = ngettext("%(n)s exhibitor without a booth", "%(n)s exhibitors without a booth", work.without_booth)
        meta = ngettext("%(n)s booth is free.", "%(n)s booths are free.", work.free_booths) % {"n": work.free_booths}
        yield Line(title % {"n": work.without_booth}, meta, "logistics:floor_plan", icon="map-pin", kind="warn")
    if work.without_papers and work.papers_due_on:
        title = ngettext("%(n)s exhibitor owes a document", "%(n)s exhibitors owe a document", work.without_papers)
        meta = _("Due %(day)s.") % {"day": human_date(work.papers_due_on, reader.on)}
        kind = "bad" if work.papers_due_on < reader.on else "info"
        yield Line(title % {"n": work.without_papers}, meta, *PAPERS, kind)
    if work.open_shifts:
        title = ngettext("%(n)s shift lacks people", "%(n)s shifts lack people", work.open_shifts)
        meta = _("Ask the volunteers who are still free.")
        yield Line(title % {"n": work.open_shifts}, meta, "staffing:shift_list", "missing=1", "users", "info")


PAPERS = ("exhibitors:exhibitor_list", "missing=documents", "file-up")


def _visitors(reader: Reader) -> Iterator[Line]:
    work = waiting.visitor_work(reader.edition)
    if work.conflicts:
        title = ngettext("%(n)s pair of scans to look at", "%(n)s pairs of scans to look at", work.conflicts)
        meta = _("One badge came in twice.")
        yield Line(title % {"n": work.conflicts}, meta, "checkin:conflict_list", icon="scan-line", kind="bad")
    if work.waiting:
        title = ngettext("%(n)s person in the waiting list", "%(n)s people in the waiting list", work.waiting)
        meta = _("Every seat is taken.")
        yield Line(
            title % {"n": work.waiting}, meta, "visitors:registration_list", "status=waiting", "hourglass", "warn"
        )
    elif work.capacity and work.free * 10 <= work.capacity:
        title = ngettext("%(n)s seat left", "%(n)s seats left", work.free) % {"n": work.free}
        meta = _("Of %(n)s: think of the waiting list.") % {"n": work.capacity}
        yield Line(title, meta, "visitors:seats", icon="ticket", kind="warn")
    if work.unproven:
        title = ngettext("%(n)s address not confirmed", "%(n)s addresses not confirmed", work.unproven)
        meta = _("Their badge waits for it.")
        yield Line(title % {"n": work.unproven}, meta, PEOPLE, "proven=no", "mail", "info")


PEOPLE = "visitors:registration_list"


def _programme(reader: Reader) -> Iterator[Line]:
    work = waiting.programme_work(reader.edition)
    if work.unpublished:
        title = ngettext("%(n)s activity to publish", "%(n)s activities to publish", work.unpublished)
        meta = ngettext("%(n)s has no time or room.", "%(n)s have no time or room.", work.unscheduled)
        meta = meta % {"n": work.unscheduled} if work.unscheduled else _("They have their time and room.")
        yield Line(title % {"n": work.unpublished}, meta, "programme:activity_list", icon="presentation", kind="info")


def _public(reader: Reader) -> Iterator[Line]:
    work = waiting.public_work(reader.edition)
    if work.pages:
        title = ngettext("%(n)s company page to complete", "%(n)s company pages to complete", work.pages)
        meta = _("Visitors read them on the public site.")
        yield Line(title % {"n": work.pages}, meta, "exhibitors:exhibitor_list", "missing=profile", "newspaper", "warn")
    if work.logos:
        title = ngettext("%(n)s logo missing", "%(n)s logos missing", work.logos)
        meta = _("For the site, the plan and the signs.")
        yield Line(title % {"n": work.logos}, meta, "exhibitors:exhibitor_list", "missing=logo", "image", "info")
    if work.unwritten:
        title = ngettext("%(n)s public page to write", "%(n)s public pages to write", work.unwritten)
        meta = _("The law asks for some of them.")
        yield Line(title % {"n": work.unwritten}, meta, "website:page_list", icon="globe", kind="warn")


LONG_FOR_A_MAIL = timedelta(minutes=10)
FULL, OVERFULL = 80, 95


def _machines(reader: Reader) -> Iterator[Line]:
    waits = queue_age(reader.at)
    if waits > LONG_FOR_A_MAIL:
        title = _("A mail has been waiting for %(time)s") % {"time": timesince(reader.at - waits, reader.at, depth=1)}
        meta = _("The mail server or the worker is away, or a mailbox takes nothing.")
        yield Line(title, meta, "editions:mail_list", "state=new", "mail", "bad")
    room = disk()
    if room.percent >= FULL:
        title = _("The disk is %(n)s %% full") % {"n": room.percent}
        meta = _("%(size)s are left; on a full disk nobody signs up and no scan is kept.")
        kind = "bad" if room.percent >= OVERFULL else "warn"
        yield Line(title, meta % {"size": filesizeformat(room.free)}, "", icon="triangle-alert", kind=kind)
    count = waiting.mails_to_look_at()
    if count:
        title = ngettext("%(n)s mail to look at", "%(n)s mails to look at", count) % {"n": count}
        meta = _("It was refused, or nobody knows whether it arrived.")
        yield Line(title, meta, "editions:mail_list", icon="mail", kind="warn")


MAKERS: dict[str, Callable[[Reader], Iterator[Line]]] = {
    Pole.COMPANY_RELATIONS: _companies,
    Pole.TREASURY: _money,
    Pole.LOGISTICS: _place,
    Pole.VISITORS: _visitors,
    Pole.ACTIVITIES: _programme,
    Pole.COMMUNICATION: _public,
    Pole.IT: _machines,
}
