"""An exhibitor asks to give up an option: a message in its thread, with what the cancellation scale says that day."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.money import format_cents, percent_of
from parvis.exhibitors.actions.thread import write_message
from parvis.exhibitors.models import Exhibitor, ThreadMessage
from parvis.sales.amending import Removable, removables_of, share_owed
from parvis.sales.queries import live_contract


@transaction.atomic
def ask_removal(exhibitor: Exhibitor, line: int, *, quantity: int, by: Actor, at: datetime) -> ThreadMessage:
    """Ask for so many units of a signed line (its key) to be taken out. A second click gives the first message."""
    lock_row(Exhibitor.objects.filter(pk=exhibitor.pk))
    if exhibitor.edition.is_closed:
        raise Refused(_("This edition is closed."), code="closed")
    body = _words(exhibitor, _removable(exhibitor, line, quantity), quantity, at=at)
    latest = ThreadMessage.objects.filter(exhibitor=exhibitor).order_by("-written_at", "-pk").first()
    if latest and latest.body == body:
        return latest
    return write_message(exhibitor, body=body, by=by, at=at)


def _removable(exhibitor: Exhibitor, line: int, quantity: int) -> Removable:
    contract = live_contract(exhibitor)
    here = removables_of(contract) if contract and contract.is_signed else []
    found = next((one for one in here if one.line.pk == line), None)
    most = found.left if found else 0
    if found is None or not 0 < quantity <= most:
        raise Refused(_("Of this option, %(most)s can be taken out.") % {"most": most}, code="too_many")
    return found


def _words(exhibitor: Exhibitor, one: Removable, quantity: int, *, at: datetime) -> str:
    on, language = local_date(at), get_language() or "fr"
    share, paid_cents = share_owed(exhibitor.edition, on=on), one.paid_cents(quantity)
    owed_cents = percent_of(paid_cents, share.basis_points)
    words = {
        "n": quantity,
        "name": one.line.name,
        "contract": one.contract.number,
        "day": date_format(on),
        "share": share.words,
        "owed": format_cents(owed_cents, language),
        "credited": format_cents(paid_cents - owed_cents, language),
    }
    asked = _("We ask to give up %(n)s × %(name)s of contract %(contract)s.") % words
    kept = _(
        "By the cancellation scale of %(day)s, %(share)s stays owed: %(credited)s credited, %(owed)s owed, without VAT."
    )
    return f"{asked} {kept % words}"
