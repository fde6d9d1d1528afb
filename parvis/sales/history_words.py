"""History about a quote or a contract, in words."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.core.money import format_cents
from parvis.editions.history_names import Naming
from parvis.editions.history_words import who
from parvis.editions.models import LogEntry
from parvis.sales.models import Contract, Quote
from parvis.sales.rules import can_see_sales

VERBS = {
    "quote.created": gettext_lazy("wrote the quote"),
    "quote.changed": gettext_lazy("changed the draft"),
    "quote.approved": gettext_lazy("approved the discount"),
    "quote.sent": gettext_lazy("sent the quote"),
    "quote.resent": gettext_lazy("sent the quote again with a new link"),
    "quote.accepted": gettext_lazy("accepted the quote"),
    "quote.refused": gettext_lazy("refused the quote"),
    "quote.expired": gettext_lazy("closed the quote: its validity is over"),
    "contract.created": gettext_lazy("received the contract to sign"),
    "contract.resent": gettext_lazy("sent the contract again with a new link"),
    "contract.signed": gettext_lazy("signed the contract"),
    "contract.cancelled": gettext_lazy("applied the cancellation scale"),
    "option_request.asked": gettext_lazy("asked for an option"),
    "option_request.joined": gettext_lazy("joined the waiting list of an option"),
    "option_request.offered": gettext_lazy("kept a unit for who waited"),
    "option_request.taken_back": gettext_lazy("took back the request for an option"),
    "option_request.accepted": gettext_lazy("accepted the request for an option"),
    "contract.details_filled": gettext_lazy("filled in what the invoices need"),
    "contract.amended": gettext_lazy("made an amendment"),
    "place_request.joined": gettext_lazy("joined the waiting list of a package"),
    "place_request.offered": gettext_lazy("kept a place for who waited"),
    "place_request.taken": gettext_lazy("took the place waited for"),
    "place_request.struck_off": gettext_lazy("took a company off the waiting list"),
    "place_request.lapsed": gettext_lazy("gave up a kept place: nobody took it in time"),
    "option_request.refused": gettext_lazy("refused the request for an option"),
    "option_request.lapsed": gettext_lazy("gave up a kept unit: nobody answered in time"),
    "contract.withdrawn": gettext_lazy("withdrew the contract"),
    "contract.countersigned": gettext_lazy("signed the contract for the association"),
    "contract.declined": gettext_lazy("declined to sign the contract"),
    "contract.delegated": gettext_lazy("handed the contract to another signatory"),
    "contract.expired": gettext_lazy("closed the contract: nobody signed it in time"),
    "contract.code_closed": gettext_lazy("typed three wrong codes: the code is closed"),
    "contract.codes_spent": gettext_lazy("asked for the fifth code of a day: no more until the next"),
    "contract.dead_link": gettext_lazy("opened a link of the contract that is closed"),
    "quote.dead_link": gettext_lazy("opened a link of the quote that is closed"),
    "contract.copy_received": gettext_lazy("received a copy signed elsewhere"),
    "contract.copy_refused": gettext_lazy("refused the copy signed elsewhere"),
    "contract.sealed": gettext_lazy("sealed the contract"),
    "contract.restamped": gettext_lazy("added the time stamp the seal lacked"),
    "contract.seal_failed": gettext_lazy("could not seal the contract; it is tried again"),
    "seal.created": gettext_lazy("made the seal of contracts"),
    "seal.renewed": gettext_lazy("renewed the seal of contracts"),
    "seal.brought": gettext_lazy("brought in a seal of contracts bought elsewhere"),
    "seal.authority_taken_out": gettext_lazy("took the key of the seal’s authority out of Parvis"),
    "quote.discarded": gettext_lazy("discarded the draft"),
    "catalogue.copied": gettext_lazy("copied the catalogue of the edition before"),
    "catalogue.imported": gettext_lazy("brought in a catalogue"),
    "package.saved": gettext_lazy("saved a package"),
    "option.saved": gettext_lazy("saved an option"),
    "package.priced": gettext_lazy("set another price of a package"),
    "option.priced": gettext_lazy("set another price of an option"),
    "price_rule.saved": gettext_lazy("saved a price rule"),
    "discount_policy.saved": gettext_lazy("set from when on a discount needs approval"),
    "price_rule.deleted": gettext_lazy("deleted a price rule"),
    "terms.published": gettext_lazy("published general terms"),
    "terms.discarded": gettext_lazy("threw away the draft of the general terms"),
    "contract_template.published": gettext_lazy("published a template of contracts"),
    "contract_template.discarded": gettext_lazy("threw away the draft of a template of contracts"),
}
SEEN_BY = can_see_sales
KINDS = {
    "sales.quote": (gettext_lazy("quote"), "sales:quote_detail"),
    "sales.contract": (gettext_lazy("contract"), "sales:contract_detail"),
    "sales.package": (gettext_lazy("package"), ""),
    "sales.optionrequest": (gettext_lazy("request for an option"), ""),
    "sales.placerequest": (gettext_lazy("waiting list of packages"), ""),
    "sales.option": (gettext_lazy("option"), ""),
    "sales.pricerule": (gettext_lazy("price rule"), ""),
    "sales.discountpolicy": (gettext_lazy("approval of discounts"), ""),
    "sales.generalterms": (gettext_lazy("general terms"), ""),
    "sales.contracttemplate": (gettext_lazy("template of contracts"), ""),
}
NAMED = {
    "sales.quote": Naming(("number", "version"), lambda number, version: f"{number} v{version}".removesuffix(" v1")),
    "sales.contract": Naming(("number",)),
    "sales.package": Naming(("code",)),
    "sales.option": Naming(("code",)),
    "sales.optionrequest": Naming(("name",)),
    "sales.placerequest": Naming(("package__code",)),
}
MARKS = {
    "quote.created": ("pencil", ""),
    "quote.changed": ("pencil", ""),
    "quote.resent": ("refresh-cw", ""),
    "quote.expired": ("clock", "warn"),
    "contract.created": ("file-check", ""),
    "contract.resent": ("refresh-cw", ""),
    "contract.details_filled": ("pencil", ""),
    "contract.amended": ("file-check", ""),
    "quote.approved": ("check", "good"),
    "quote.accepted": ("check", "good"),
    "quote.refused": ("x", "bad"),
    "quote.sent": ("send", ""),
    "contract.signed": ("check", "good"),
    "contract.withdrawn": ("undo-2", "warn"),
    "contract.countersigned": ("check", "good"),
    "contract.declined": ("x", "bad"),
    "contract.delegated": ("user-round", ""),
    "contract.expired": ("clock", "warn"),
    "contract.code_closed": ("circle-alert", "warn"),
    "contract.codes_spent": ("circle-alert", "warn"),
    "contract.dead_link": ("circle-alert", "warn"),
    "quote.dead_link": ("circle-alert", "warn"),
    "contract.copy_received": ("download", ""),
    "contract.copy_refused": ("x", "warn"),
    "contract.sealed": ("file-check", ""),
    "contract.restamped": ("clock", "good"),
    "contract.seal_failed": ("circle-alert", "bad"),
}


class HistoryLine(NamedTuple):
    """Who did what, when, from where; what a person wants to know of it."""

    actor: str
    words: str
    at: datetime
    icon: str
    kind: str
    details: list[str]


def history_of(paper: Quote | Contract) -> list[HistoryLine]:
    """The history of one paper, newest first."""
    entries = LogEntry.objects.about(paper).newest_first()
    return [
        HistoryLine(
            who(entry),
            str(VERBS.get(entry.verb, entry.verb)),
            entry.at,
            *MARKS.get(entry.verb, ("", "")),
            _details(entry.changes),
        )
        for entry in entries
    ]


def _details(changes: dict[str, list[object]]) -> list[str]:
    """Amounts and reasons; states and hashes are said elsewhere on the page."""
    found = []
    before, after = changes.get("net_cents") or (None, None)
    if isinstance(after, int):
        language = get_language() or "fr"
        words = [format_cents(value, language) for value in (before, after) if isinstance(value, int)]
        found.append(_("Without VAT: %(amounts)s") % {"amounts": " → ".join(words)})
    _nothing, reason = changes.get("reason") or (None, None)
    if reason:
        found.append(_("Reason: %(reason)s") % {"reason": reason})
    return found


def seal_history() -> list[HistoryLine]:
    """What was done to the seal of contracts, newest first."""
    entries = LogEntry.objects.filter(verb__startswith="seal.").newest_first()
    return [
        HistoryLine(who(entry), str(VERBS[entry.verb]), entry.at, "key-round", "", [_fingerprint(entry.changes)])
        for entry in entries
    ]


def _fingerprint(changes: dict[str, list[object]]) -> str:
    return str(changes["fingerprint"][1])
