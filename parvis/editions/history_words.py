"""History in words: who did what to what, and what changed.

Each app that records acts has a `history_words` module with `VERBS` (what follows the name of who acted) and `KINDS`
(the word for a table's rows, and the page of one of them). Here are those of this app and of accounts below it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from parvis.core.actor import ActorKind
from parvis.core.dates import local_zone
from parvis.core.lazy import load
from parvis.core.money import format_cents
from parvis.core.navigation import find_url, object_url
from parvis.editions.history_fields import FIELDS
from parvis.editions.history_names import About, Names, Naming, names_of
from parvis.editions.models import LogEntry, Window
from parvis.editions.rules import Member, Rule, can_see_history

LONGEST_VALUE = 80
JOBS = {
    "badges": _("Parvis (badges)"),
    "demo": _("Parvis (demo)"),
    "end of contracts": _("Parvis (end of contracts)"),
    "end of quotes": _("Parvis (end of quotes)"),
    "Interest form": _("The form of the site"),
    "mailbox": _("Parvis (mailbox)"),
    "next steps": _("Parvis (next steps)"),
    "Personal link": _("The person, by their link"),
    "release of unconfirmed seats": _("Parvis (unconfirmed seats)"),
    "seal": _("Parvis (seal)"),
    "shell": _("Parvis (command line)"),
    "waiting lists": _("Parvis (waiting lists)"),
}
VERBS = {
    "address.unblocked": _("lifted the block of an address"),
    "association.created": _("set up the association"),
    "association.changed": _("changed the association’s details"),
    "edition.created": _("created the edition"),
    "edition.changed": _("changed the edition"),
    "edition.copied": _("copied the edition forward"),
    "edition.opened": _("opened the edition"),
    "edition.closed": _("closed the edition"),
    "edition.day_set": _("set a day of the fair"),
    "edition.logo_set": _("set the edition’s logo"),
    "invitation.used": _("used their invitation"),
    "mail.resent": _("sent a mail again"),
    "mail.settled": _("said what became of a mail"),
    "mail.tested": _("sent a test mail"),
    "member.added": _("added a member to the team"),
    "member.ended": _("ended a member’s place in the team"),
    "saved_view.kept": _("kept a view of a list"),
    "saved_view.deleted": _("deleted a view of a list"),
    "school.added": _("added a school"),
    "school.changed": _("changed a school"),
    "team.ended": _("ended the places of the team"),
    "token.created": _("created an access for a program"),
    "token.revoked": _("revoked the access of a program"),
    "user.invited": _("sent an invitation"),
    "user.second_factor_forgotten": _("took away a lost second factor"),
    "window.set": _("set the dates of a window"),
    "window.exception": _("gave somebody another closing date"),
}
SEEN_BY = can_see_history
KINDS = {
    "editions.association": (_("association"), "editions:association"),
    "editions.edition": (_("edition"), "editions:settings"),
    "editions.editionday": (_("day of the fair"), ""),
    "editions.membership": (_("place in the team"), "editions:member_list"),
    "editions.savedview": (_("view of a list"), ""),
    "editions.window": (_("window"), ""),
    "editions.windowexception": (_("exception"), ""),
    "editions.fileimport": (_("file"), ""),
    "editions.todo": (_("thing to do"), ""),
    "editions.note": (_("note"), ""),
    "accounts.user": (_("account"), ""),
    "accounts.school": (_("school"), ""),
    "accounts.apitoken": (_("access of a program"), ""),
    "outbox.message": (_("mail"), "editions:mail_detail"),
}
NAMED = {
    "editions.edition": Naming(("name",)),
    "editions.window": Naming(("name",), lambda name: f"“{Window.Name(name).label}”"),
}


class Line(NamedTuple):
    """One act as a reader wants it; `fields` are sentences about what changed."""

    entry: LogEntry
    actor: str
    words: str
    about: str
    href: str
    fields: list[str]


@cache
def _modules() -> list[Any]:
    """The words of every app that has some."""
    configs = apps.get_app_configs()
    return [load(f"{one.name}.history_words") for one in configs if _has_words(one.module)]


def _has_words(package: Any) -> bool:
    return package.__name__.startswith("parvis.") and module_has_submodule(package, "history_words")


@cache
def every_verb() -> Mapping[str, Promise]:
    return {verb: words for module in _modules() for verb, words in module.VERBS.items()}


@cache
def every_kind() -> Mapping[str, tuple[Promise, str]]:
    """Word and page of each kind of object history may speak of, by `app.model`."""
    return {kind: found for module in _modules() for kind, found in module.KINDS.items()}


@cache
def every_naming() -> Mapping[str, Naming]:
    """How rows are called, by `app.model`, of apps that have a `NAMED`."""
    return {kind: naming for module in _modules() for kind, naming in _of(module, "NAMED").items()}


@cache
def every_field() -> Mapping[str, Any]:
    """Words of fields that no column names, ours and those of apps that have a `FIELD_WORDS`."""
    return FIELDS | {field: words for module in _modules() for field, words in _of(module, "FIELD_WORDS").items()}


@cache
def every_value() -> Mapping[str, Mapping[Any, Any]]:
    """Words of values that no column names, by field, of apps that have a `VALUE_WORDS`."""
    return {field: words for module in _modules() for field, words in _of(module, "VALUE_WORDS").items()}


def _of(module: Any, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(module, name, {})
    return found


def kinds_seen(member: Member) -> frozenset[str]:
    """What this member may read history about: the objects of the apps whose pages are open to them."""
    return frozenset(kind for module in _modules() for kind in module.KINDS if _rule_of(module, kind)(member))


def _rule_of(module: Any, kind: str) -> Rule:
    """Who sees what happened to rows of this kind: those who see the app's, unless it says `SEEN_APART`."""
    rule: Rule = getattr(module, "SEEN_APART", {}).get(kind, module.SEEN_BY)
    return rule


def say(verb: str) -> str:
    return str(every_verb().get(verb, verb))


def kind_of(object_type: str) -> str:
    found = every_kind().get(object_type)
    return str(found[0]) if found else object_type


def page_of(object_type: str, object_id: str, slug: str) -> str:
    """Where this edition shows the object; empty where no page does."""
    found = every_kind().get(object_type)
    if found is None or not found[1] or not slug:
        return ""
    return object_url(found[1], slug, object_id) or find_url(found[1], slug)


def in_words(entries: Iterable[LogEntry], slug: str = "", *, sees_amounts: bool) -> Iterator[Line]:
    """Acts as lines, in their order; `slug` names the edition whose pages they lead to."""
    found = list(entries)
    names = names_of(found, every_naming())
    for entry in found:
        about = f"{kind_of(entry.object_type)} {name_of(entry, names)}"
        href = page_of(entry.object_type, entry.object_id, slug)
        changes = changes_in_words(entry, sees_amounts=sees_amounts)
        yield Line(entry, who(entry), say(entry.verb), about, href, changes)


def name_of(entry: About, names: Names) -> str:
    """What people call what it is about; the number of its row where they have no name for it."""
    return names.get((entry.object_type, entry.object_id), entry.object_id)


def who(entry: LogEntry) -> str:
    """The name of who acted; a job of Parvis, or a page that anybody may use, in the reader's words."""
    label = entry.actor.label
    return str(JOBS.get(label, label)) if entry.actor.kind == ActorKind.SYSTEM else label


def changes_in_words(entry: LogEntry, *, sees_amounts: bool) -> list[str]:
    """Before and after of each field; the name alone of a personal one, and of an amount that is not the reader's."""
    kind = entry.object_type
    return [_change(kind, field, values, sees_amounts=sees_amounts) for field, values in entry.changes.items()]


def is_amount(field: str) -> bool:
    return field.endswith("_cents")


def _change(object_type: str, field: str, values: list[Any], *, sees_amounts: bool) -> str:
    label, choices = _field(object_type, field)
    if is_amount(field) and not sees_amounts:
        change = gettext("changed (your role does not see amounts)")
    elif len(values) < 2:
        change = gettext("changed (personal, not kept here)")
    else:
        change = " → ".join(_value(field, value, choices) for value in values[:2])
    return gettext("%(name)s: %(change)s") % {"name": label, "change": change}


def _field(object_type: str, field: str) -> tuple[str, Mapping[Any, Any]]:
    """The field's name, and the words of its choices. An object's history also speaks of rows that hang on it."""
    app_label = object_type.partition(".")[0]
    own = _own(object_type, field)
    found = own if _is_worded(own) else every_field().get(field) or _named(app_label, field) or field_words(field)
    choices = dict(getattr(own or found, "flatchoices", None) or every_value().get(field, {}).items())
    return capfirst(str(getattr(found, "verbose_name", found))), choices


def value_words(object_type: str, field: str, value: Any) -> str:
    """A value of that field as a reader wants it."""
    _label, choices = _field(object_type, field)
    return _value(field, value, choices)


def field_words(field: str) -> Any:
    """Words for a field whatever it hangs on; the name itself when nobody has given it any."""
    named = every_field().get(field) or _named("", field)
    return getattr(named, "verbose_name", named) or field.replace("_", " ")


def _own(object_type: str, field: str) -> Any:
    try:
        return apps.get_model(object_type)._meta.get_field(field)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _is_worded(field: Any) -> bool:
    label = getattr(field, "verbose_name", "")
    return isinstance(label, Promise) or label.isupper()


@cache
def _named(app_label: str, field: str) -> Any:
    """A field of that name in the app, or in any of ours, that has words."""
    for model in apps.get_models():
        is_ours = model.__module__.startswith("parvis.") and app_label in ("", model._meta.app_label)
        for found in model._meta.concrete_fields if is_ours else ():
            if found.name == field and _is_worded(found):
                return found
    return None


def _value(field: str, value: Any, choices: Mapping[Any, Any]) -> str:
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if is_amount(field) and isinstance(value, int):
        return format_cents(value, get_language() or "fr")
    if field.endswith("_basis_points") and isinstance(value, int):
        return f"{localize(Decimal(value) / 100)}\u00a0%"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)[:LONGEST_VALUE]
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    return moment_words(str(value))[:LONGEST_VALUE]


def moment_words(text: str) -> str:
    """Dates are kept as computers write them and read as people do."""
    try:
        moment = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text
    if isinstance(moment, datetime):
        return f"{moment.astimezone(local_zone()):%d/%m/%Y %H:%M}" if moment.tzinfo else text
    return f"{moment:%d/%m/%Y}"
