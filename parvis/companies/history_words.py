"""History about a company, in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.companies.rules import can_see_companies
from parvis.companies.stage_defaults import STAGES
from parvis.core.money import format_cents
from parvis.editions.history_names import Naming
from parvis.editions.history_words import field_words, is_amount, moment_words, who
from parvis.editions.models import LogEntry


def _stage(french: str, english: str) -> str:
    return english if get_language() == "en" else french


VERBS = {
    "company.created": gettext_lazy("wrote the company down"),
    "company.changed": gettext_lazy("changed the company"),
    "company.archived": gettext_lazy("put the company away"),
    "company.restored": gettext_lazy("brought the company back"),
    "contact.added": gettext_lazy("added a contact"),
    "contact.changed": gettext_lazy("changed a contact"),
    "held_row.decided": gettext_lazy("decided about a row of a file"),
    "interaction.noted": gettext_lazy("noted what was said"),
    "opportunity.created": gettext_lazy("put the company in the pipeline"),
    "opportunity.moved": gettext_lazy("moved the company in the pipeline"),
    "opportunity.planned": gettext_lazy("planned the next step"),
    "opportunity.assigned": gettext_lazy("changed the owner"),
    "file_import.received": gettext_lazy("sent a file"),
    "file_import.brought_in": gettext_lazy("brought in rows of a file"),
    "file_import.dropped": gettext_lazy("dropped a file"),
    "contact.corrected": gettext_lazy("corrected what we know of them"),
    "contact.link_sent": gettext_lazy("was sent the link to their own data"),
    "contact.objected": gettext_lazy("asked us to write no more"),
    "contact.welcomed_back": gettext_lazy("allowed us to write again"),
    "company.tagged": gettext_lazy("changed the tags"),
    "company.merged": gettext_lazy("merged two companies into this one"),
    "company.merged_away": gettext_lazy("merged it into another company"),
    "company.unmerged": gettext_lazy("undid a merge"),
    "company.told_apart": gettext_lazy("said that two companies alike are two"),
    "company.doubted": gettext_lazy("asked again whether two companies are one"),
    "company.enriched": gettext_lazy("completed it from the official register"),
    "sector.added": gettext_lazy("added a sector"),
    "sector.changed": gettext_lazy("renamed a sector"),
    "sector.joined": gettext_lazy("put two sectors together"),
    "stage.added": gettext_lazy("added a stage"),
    "stage.changed": gettext_lazy("changed a stage"),
    "stage.moved": gettext_lazy("moved a stage"),
    "stage.removed": gettext_lazy("removed a stage"),
    "target.set": gettext_lazy("set a target"),
    "mail_template.saved": gettext_lazy("saved a template of mails"),
    "mail_template.removed": gettext_lazy("removed a template of mails"),
    "interest.received": gettext_lazy("wrote through the interest form"),
    "interest.answered": gettext_lazy("took a message of the interest form in hand"),
    "step_feed.opened": gettext_lazy("made a calendar address"),
    "step_feed.closed": gettext_lazy("ended their calendar address"),
}
SEEN_BY = can_see_companies
KINDS = {
    "companies.company": (gettext_lazy("company"), "companies:company_detail"),
    "companies.contact": (gettext_lazy("contact"), ""),
    "companies.opportunity": (gettext_lazy("opportunity"), ""),
    "companies.objection": (gettext_lazy("objection"), ""),
    "companies.heldrow": (gettext_lazy("row to decide"), ""),
    "editions.term": (gettext_lazy("sector"), ""),
    "companies.stage": (gettext_lazy("stage"), ""),
    "companies.mailtemplate": (gettext_lazy("template of mails"), ""),
    "companies.interest": (gettext_lazy("message of the interest form"), ""),
}
NAMED = {
    "companies.company": Naming(("name",)),
    "companies.interest": Naming(("name",)),
    "companies.opportunity": Naming(("company__name",)),
}
SHOWN_LENGTH = 80
VALUE_WORDS = {"stage": {slug: lazy(_stage, str)(french, english) for slug, french, english, *_rest in STAGES}}


class HistoryLine(NamedTuple):
    """Who did what, when; and the fields that changed, as sentences."""

    actor: str
    words: str
    at: datetime
    changes: list[str]


def in_words(entries: Iterable[LogEntry], *, sees_amounts: bool) -> list[HistoryLine]:
    return [
        HistoryLine(
            who(entry),
            str(VERBS.get(entry.verb, entry.verb)),
            entry.at,
            _changes(entry, sees_amounts=sees_amounts),
        )
        for entry in entries
    ]


def _changes(entry: LogEntry, *, sees_amounts: bool) -> list[str]:
    shown = {field: values for field, values in entry.changes.items() if sees_amounts or not is_amount(field)}
    return [f"{_label(field)}: {_values(field, values)}" for field, values in shown.items()]


def _label(field: str) -> str:
    known = {one.name for one in Company._meta.fields}
    others = {"stage": _("stage"), "next_step": _("next step"), "next_step_on": _("date"), "owner": _("owner")}
    return Company.label_of(field) if field in known else others.get(field) or str(field_words(field))


def _values(field: str, values: list[Any]) -> str:
    """Before and after; personal values are not kept."""
    if not values:
        return _("changed")
    return " → ".join(_shown(field, value) for value in values)


def _shown(field: str, value: Any) -> str:
    if is_amount(field):
        return format_cents(value or 0, get_language() or "fr")
    if value in VALUE_WORDS.get(field, {}):
        return str(VALUE_WORDS[field][value])
    return moment_words(str(value))[:SHOWN_LENGTH] if value not in (None, "", []) else "—"
