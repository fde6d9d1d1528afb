"""Which invoices a bank line answers. Pure: no query, no clock. Only an exact answer may be taken without a person."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core.text import fold

# F2026-0001 as people and banks write it: F20260001, f 2026/0001, F2026 0001.
NUMBER = re.compile(r"(?<![A-Z0-9])F[ -]?(20\d\d)[-/_. ]{0,3}(\d{4,6})(?!\d)")
LEGAL_FORMS = {"sa", "sas", "sasu", "sarl", "eurl", "snc", "sca", "gie", "epic", "ste", "societe", "group", "groupe"}
MOST_PROPOSALS = 3


class Kind(NamedTuple):
    """How sure a proposal is: a word for programs, how it is marked, words for people."""

    key: str
    mark: str
    label: Promise


EXACT = Kind("exact", "good", _("Number and amount agree"))
PARTIAL = Kind("partial", "info", _("Less than what is due"))
OVERPAID = Kind("overpaid", "warn", _("More than what is due"))
SUGGESTED = Kind("suggested", "info", _("Amount and payer agree, no number"))
AMOUNT_ONLY = Kind("amount", "waiting", _("Only the amount agrees"))


@dataclass(frozen=True, slots=True)
class Owed:
    """What is left of one issued invoice, and who owes it."""

    invoice_id: int
    number: str
    due_cents: int
    company_id: int
    company: str
    edition_id: int

    @property
    def words(self) -> frozenset[str]:
        return _words(self.company)


class Share(NamedTuple):
    owed: Owed
    cents: int


@dataclass(frozen=True, slots=True)
class Proposal:
    kind: Kind
    shares: tuple[Share, ...]
    left_cents: int

    @property
    def posted(self) -> str:
        """As the form sends it back: `12:288000 13:1000`."""
        return " ".join(f"{share.owed.invoice_id}:{share.cents}" for share in self.shares)


def named_numbers(text: str) -> list[str]:
    """Invoice numbers written in a label, in order, each once."""
    return list(dict.fromkeys(f"F{year}-{number}" for year, number in NUMBER.findall(text.upper())))


def proposals(label: str, payer: str, cents: int, owed: Sequence[Owed], *, edition_id: int) -> list[Proposal]:
    """The best first. Without a number, only companies of that edition are thought of."""
    named = named_numbers(label)
    if named:
        by_number = {one.number: one for one in owed}
        found = [by_number[number] for number in named if number in by_number]
        return [_named(found, cents, is_whole=len(found) == len(named))] if found else []
    ours = [one for one in owed if one.edition_id == edition_id]
    text = _words(f"{payer} {label}")
    known = [one for one in ours if one.words and one.words <= text]
    guesses = [*_guesses(known, cents), *(_one(AMOUNT_ONLY, one) for one in ours if one.due_cents == cents)]
    return list({guess.posted: guess for guess in reversed(guesses)}.values())[::-1][:MOST_PROPOSALS]


def _named(found: list[Owed], cents: int, *, is_whole: bool) -> Proposal:
    due = sum(one.due_cents for one in found)
    if cents == due:
        return Proposal(EXACT if is_whole else SUGGESTED, tuple(Share(one, one.due_cents) for one in found), 0)
    kind = PARTIAL if cents < due else OVERPAID
    return Proposal(kind, _filled(found, cents), max(cents - due, 0))


def _guesses(known: list[Owed], cents: int) -> list[Proposal]:
    """By the payer's name: one invoice of that amount, all of a company's together, or a part of its only one."""
    exact = [_one(SUGGESTED, one) for one in known if one.due_cents == cents]
    groups: dict[int, list[Owed]] = {}
    for one in known:
        groups.setdefault(one.company_id, []).append(one)
    for group in groups.values():
        due = sum(one.due_cents for one in group)
        if len(group) > 1 and due == cents:
            exact.append(Proposal(SUGGESTED, _filled(group, cents), 0))
        elif len(group) == 1 and due != cents:
            exact.append(_named(group, cents, is_whole=True))
    return exact


def _one(kind: Kind, owed: Owed) -> Proposal:
    return Proposal(kind, (Share(owed, owed.due_cents),), 0)


def _filled(found: Iterable[Owed], cents: int) -> tuple[Share, ...]:
    """As far as the money goes, in the order given."""
    shares = []
    for one in found:
        part = min(one.due_cents, cents)
        cents -= part
        if part:
            shares.append(Share(one, part))
    return tuple(shares)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", fold(text))) - LEGAL_FORMS
