"""Numbers without a hole, in the order of their dates: the row of the series is the lock.

A counter row, not a database sequence: a number drawn by a transaction that is rolled back was never drawn.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.treasury.models import InvoiceSeries, InvoicingTerms, IssuedPaper, VatRegime, kept_until

LETTERS = (InvoiceSeries.INVOICES, InvoiceSeries.CREDIT_NOTES)
LARGEST_START = 100_000
A_DAY = timedelta(days=1)


def locked_series(letter: str, year: int) -> InvoiceSeries:
    """The series of a civil year, made at first use; nobody else draws from it before our transaction ends."""
    prefix = f"{letter}{year}"
    InvoiceSeries.objects.get_or_create(prefix=prefix)
    return lock_row(InvoiceSeries.objects.filter(prefix=prefix))


def give_number(paper: IssuedPaper, letter: str, *, at: datetime) -> None:
    """The next number and its date on the paper, which the caller prints and saves in the same transaction.

    The date is the day of numbering. Who waited for the lock over midnight takes the day of the number before.
    """
    today = local_date(at)
    series = locked_series(letter, today.year)
    day = max(today, series.last_issued_on or today)
    if day - today > A_DAY:
        words = {"number": series, "day": day.isoformat()}
        raise Refused(_("%(number)s is dated %(day)s, after today: check the clock of this machine.") % words)
    series.last_number += 1
    series.last_issued_on = day
    series.save(update_fields=["last_number", "last_issued_on"])
    paper.series, paper.sequence, paper.issued_on = series, series.last_number, day
    paper.keep_until = kept_until(day)
    paper.number = series.number_of(series.last_number)


@transaction.atomic
def start_series(
    letter: str, year: int, *, first_number: int, edition: Edition, by: Actor, at: datetime
) -> InvoiceSeries:
    """Say from which number a year's series begins, as long as nothing is numbered in it; then never again."""
    if letter not in LETTERS or not 1 <= first_number <= LARGEST_START:
        raise Refused(_("A series begins with a number from 1 to %(most)s.") % {"most": LARGEST_START})
    series = locked_series(letter, year)
    if series.is_used:
        words = {"number": series}
        raise Refused(_("%(number)s is issued: this series goes on by itself, without a hole.") % words)
    changes = {"first_number": [series.first_number if series.started_at else None, first_number]}
    series.first_number, series.last_number, series.started_at = first_number, first_number - 1, at
    series.save(update_fields=["first_number", "last_number", "started_at"])
    record("series.started", series, by=by, at=at, edition=edition, changes=changes)
    return series


@transaction.atomic
def write_terms(
    starts_on: date, *, values: dict[str, object], edition: Edition, by: Actor, at: datetime
) -> InvoicingTerms:
    """The terms of invoices issued from that day on; those already issued keep what they say."""
    terms, is_new = InvoicingTerms.objects.get_or_create(starts_on=starts_on)
    changes = difference(terms, values)
    for name, value in values.items():
        setattr(terms, name, value)
    if changes:
        terms.save()
    if changes or is_new:
        record("invoicing_terms.written", terms, by=by, at=at, edition=edition, changes=changes)
    return terms


@transaction.atomic
def write_regime(edition: Edition, starts_on: date, *, values: dict[str, object], by: Actor, at: datetime) -> VatRegime:
    """How an edition’s invoices are taxed from that day on; those already issued keep what they say."""
    regime, is_new = VatRegime.objects.get_or_create(edition=edition, starts_on=starts_on)
    changes = difference(regime, values)
    for name, value in values.items():
        setattr(regime, name, value)
    if changes:
        regime.save()
    if changes or is_new:
        record("vat_regime.written", regime, by=by, at=at, edition=edition, changes=changes)
    return regime
