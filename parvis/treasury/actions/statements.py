"""A bank file is brought in: whole or not at all, and each movement once, however often its file comes."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.text import clean_line, fold
from parvis.editions.history import record
from parvis.editions.models import Association, Edition
from parvis.treasury.actions.matching import match_exactly
from parvis.treasury.models import BankLine, BankStatement, kept_until
from parvis.treasury.statements import Entry, Parsed, read_statements
from parvis.treasury.statements.parsed import account_name, at_row


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brought: statements with new lines, how many lines are new, known already, matched by themselves."""

    statements: list[BankStatement]
    new_count: int
    known_count: int
    matched_count: int


@transaction.atomic
def bring_in_statement(
    data: bytes, name: str, *, account: str = "", edition: Edition, by: Actor, at: datetime
) -> Brought:
    """The file's new lines, those that agree exactly matched; the same file again brings nothing.

    `account` says whose lines they are when the file does not: two accounts may bear the same fee on the same day.
    Raises Refused, with the line and the reason, for the whole file.
    """
    parsed = [_of_account(one, account_name(account)) for one in read_statements(data, name)]
    _refuse_days_to_come(parsed, at)
    lock_row(Association.objects.filter(pk=edition.association_id))
    file = {"file_name": clean_line(name)[:100] or "?", "file_sha256": hashlib.sha256(data).hexdigest()}
    statements, lines, known = [], list[BankLine](), 0
    for one in parsed:
        new = _new_lines(one)
        known += len(one.entries) - len(new)
        if new:
            statement = _keep(one, new, edition=edition, at=at, **file)
            lines += new
            statements.append(statement)
            changes: dict[str, list[Any]] = {"file_name": [None, statement.file_name], "lines": [None, len(new)]}
            record("statement.brought_in", statement, by=by, at=at, edition=edition, changes=changes)
    matched = match_exactly(lines, by=by, at=at)
    return Brought(statements, len(lines), known, len(matched))


def _of_account(parsed: Parsed, account: str) -> Parsed:
    """With the account that was said. The file's own word counts more; neither is no answer."""
    if not parsed.account and not account:
        raise Refused(_("This file does not say which account it is of: write the account’s number."), code="account")
    if account and parsed.account and account_name(parsed.account) != account:
        words = {"account": parsed.account}
        raise Refused(_("This file is of the account %(account)s: leave the account empty.") % words, code="account")
    return parsed if parsed.account else replace(parsed, account=account)


def _refuse_days_to_come(parsed: list[Parsed], at: datetime) -> None:
    today = local_date(at)
    for entry in (entry for one in parsed for entry in one.entries if entry.booked_on > today):
        raise at_row(entry.row, _("%(day)s is still to come.") % {"day": entry.booked_on.isoformat()})


def _new_lines(parsed: Parsed) -> list[BankLine]:
    """The entries nobody has brought in yet, not saved."""
    keyed = list(_keyed(parsed))
    known = set(BankLine.objects.filter(key__in=[key for key, _entry in keyed]).values_list("key", flat=True))
    return [
        BankLine(
            key=key,
            booked_on=entry.booked_on,
            amount_cents=entry.amount_cents,
            label=entry.label,
            payer=entry.payer,
            original=entry.original,
            keep_until=kept_until(entry.booked_on),
        )
        for key, entry in keyed
        if key not in known
    ]


def _keyed(parsed: Parsed) -> Iterator[tuple[str, Entry]]:
    """Each entry under the bank's id, else its content; then its rank, so that two identical coffees stay two."""
    seen: Counter[tuple[object, ...]] = Counter()
    for entry in parsed.entries:
        own = ("id", entry.bank_id) if entry.bank_id else ("content", entry.booked_on.isoformat(), fold(entry.label))
        identity = (parsed.account, *own, entry.amount_cents)
        seen[identity] += 1
        yield hashlib.sha256(repr((*identity, seen[identity])).encode()).hexdigest(), entry


def _keep(parsed: Parsed, lines: list[BankLine], *, edition: Edition, at: datetime, **file: str) -> BankStatement:
    days = [line.booked_on for line in lines]
    balances: dict[str, Any] = {"opening_cents": parsed.opening_cents, "closing_cents": parsed.closing_cents}
    statement = BankStatement.objects.create(
        edition=edition,
        format=parsed.format,
        account=parsed.account,
        currency=parsed.currency,
        first_on=min(days),
        last_on=max(days),
        line_count=len(lines),
        brought_at=at,
        keep_until=kept_until(max(days)),
        **balances,
        **file,
    )
    for position, line in enumerate(lines, start=1):
        line.statement, line.position = statement, position
    BankLine.objects.bulk_create(lines)
    return statement
