"""What an exhibitor still has to do, by when, and how far it has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from parvis.core.dates import local_date
from parvis.exhibitors.models import DoneStep, Entitlement, Exhibitor, ExhibitorProfile
from parvis.exhibitors.queries.exchange import document_lines
from parvis.exhibitors.queries.exhibitors import entitlement_totals, profile_of, with_counts
from parvis.exhibitors.queries.sections import Section, sections_of

SOON_DAYS = 7


class DueState(StrEnum):
    DONE = "done"
    DUE = "due"
    LATE = "late"
    NOT_OPEN = "not_open"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing asked of the exhibitor; `step` is the part of its progress it belongs to, `page` where it is done."""

    step: str
    title: str
    state: DueState
    due_on: date | None
    note: str
    page: str
    days_left: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in {DueState.DUE, DueState.LATE}

    @property
    def kind(self) -> str:
        """How pressing it looks."""
        if self.state == DueState.DUE and self.days_left is not None and self.days_left <= SOON_DAYS:
            return "warn"
        return {"done": "good", "due": "info", "late": "bad"}.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of taking part, and the page where it is taken."""

    key: str
    label: str
    is_done: bool
    page: str
    note: str = ""


def due_items(exhibitor: Exhibitor, *, at: datetime) -> list[DueItem]:
    """Everything asked of this exhibitor: what is late or due first, by date, then the rest."""
    sections = sections_of(exhibitor, at=at)
    today = local_date(at)
    totals = entitlement_totals(exhibitor)
    counted = with_counts(Exhibitor.objects.filter(pk=exhibitor.pk)).select_related("company", "profile").get()
    badges, offers = (totals.get(kind, 0) for kind in (Entitlement.Kind.BADGE, Entitlement.Kind.JOB_OFFER))
    items = [
        *_profile_items(profile_of(counted), sections["profile"], today),
        _people_item(counted.on_site_count, badges, sections["representatives"], today),
        *_offer_items(counted.offers_count, offers, sections["job_offers"], today),
        *_document_items(exhibitor, today),
    ]
    return sorted(items, key=lambda item: (not item.is_open, item.due_on or date.max))


def progress_steps(exhibitor: Exhibitor, items: Sequence[DueItem]) -> list[Step]:
    """Order, contract, invoice, page and logo, job offers, people, documents, booth; steps nobody asks are left out."""
    facts = set(DoneStep.objects.filter(exhibitor=exhibitor).values_list("step", flat=True))
    own = [
        _own_step("profile", _("Company page"), "exhibitors:portal_profile", items),
        _own_step("offers", _("Job offers"), "exhibitors:portal_offer_list", items),
        _own_step("people", _("People"), "exhibitors:portal_representative_list", items),
        _own_step("documents", _("Documents"), "exhibitors:portal_document_list", items),
    ]
    return [
        Step("order", _("Order"), exhibitor.is_confirmed, "sales:portal_order_list"),
        Step("sign", _("Contract"), exhibitor.is_confirmed, "sales:portal_order_list"),
        Step("invoice", _("Invoice"), DoneStep.Step.INVOICE in facts, "treasury:portal_invoice_list"),
        *(step for step in own if step),
        Step("logistics", _("Booth"), DoneStep.Step.LOGISTICS in facts, "logistics:portal_booth"),
    ]


def _own_step(key: str, label: str, page: str, items: Sequence[DueItem]) -> Step | None:
    mine = [item for item in items if item.step == key and item.state != DueState.OPTIONAL]
    if not mine:
        return None
    done = sum(item.state == DueState.DONE for item in mine)
    note = f"{done}/{len(mine)}" if 0 < done < len(mine) else ""
    return Step(key, label, done == len(mine), page, note)


def _state(section: Section, due_on: date | None, today: date, *, is_done: bool) -> DueState:
    if is_done:
        return DueState.DONE
    if section.is_open:
        return DueState.DUE
    return DueState.LATE if due_on is not None and due_on < today else DueState.NOT_OPEN


def _item(step: str, title: str, section: Section, today: date, *, is_done: bool, note: str, page: str) -> DueItem:
    due_on = section.last_day
    days_left = (due_on - today).days if due_on else None
    state = _state(section, due_on, today, is_done=is_done)
    return DueItem(step, title, state, due_on, note, page, days_left)


def _profile_items(profile: ExhibitorProfile, section: Section, today: date) -> Iterator[DueItem]:
    page = "exhibitors:portal_profile"
    note = _("One line, a presentation and your sector, for the visitors’ site.")
    yield _item("profile", _("Company page"), section, today, is_done=profile.is_complete, note=note, page=page)
    note = _("PNG, JPEG or WebP, the larger the better.")
    yield _item("profile", _("Logo"), section, today, is_done=bool(profile.logo_path), note=note, page=page)


def _people_item(named: int, badges: int, section: Section, today: date) -> DueItem:
    note = _("Badges named: %(named)s of %(count)s.")
    return _item(
        "people",
        _("People on your booth"),
        section,
        today,
        is_done=named > 0,
        note=note % {"named": named, "count": badges},
        page="exhibitors:portal_representative_list",
    )


def _offer_items(published: int, allowed: int, section: Section, today: date) -> Iterator[DueItem]:
    if not allowed and not published:
        return
    note = _("Offers published: %(n)s of %(count)s.")
    yield _item(
        "offers",
        _("Job offers"),
        section,
        today,
        is_done=published > 0,
        note=note % {"n": published, "count": allowed},
        page="exhibitors:portal_offer_list",
    )


def _document_items(exhibitor: Exhibitor, today: date) -> Iterator[DueItem]:
    for request, document in document_lines(exhibitor):
        is_late = request.due_on < today
        waiting = (DueState.LATE if is_late else DueState.DUE) if request.is_required else DueState.OPTIONAL
        yield DueItem(
            "documents",
            str(request),
            DueState.DONE if document else waiting,
            request.due_on,
            document.name if document else _("A PDF to send us."),
            "exhibitors:portal_document_list",
            (request.due_on - today).days,
        )
