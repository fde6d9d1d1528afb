"""What the treasurer of the demo did besides invoicing: e-invoices, a bank statement, late ones chased."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.money import format_cents
from parvis.editions.models import Todo
from parvis.reports.demo.story import Story
from parvis.reports.demo.world import World
from parvis.treasury.actions.reminders import open_dispute, send_reminder, write_penalty_rate
from parvis.treasury.actions.statements import bring_in_statement
from parvis.treasury.actions.transmissions import note_status, write_transmission_terms
from parvis.treasury.chasing import late_ones
from parvis.treasury.models import Code, Invoice, Route
from parvis.treasury.queries import invoices_due
from parvis.treasury.transmission import ledger
from parvis.treasury.transmission.carrying import carry_all
from parvis.treasury.transmission.simulated import Simulated

EARLY, FIRST_RATE = -200, -320
CARRIED_EVERY = 5
RATE_BASIS_POINTS = 1215
LEGAL_BASIS_POINTS = 276
UNKNOWN_ORDER = "BC INCONNU 4711"
CHORUS_WITHIN = timedelta(days=10)  # what is younger still waits to be deposited


class Move(NamedTuple):
    """A line of the bank's file."""

    on: date
    label: str
    payer: str
    cents: int


def plan_treasury(world: World, slug: str, banked: list[Story], *, treasurer: str) -> None:
    """E-invoices before the law wants them; the bank's file, which pays for `banked`; reminders of this week."""
    world.plan(FIRST_RATE, lambda at: _write_rates(world, slug, treasurer, at))
    world.plan(EARLY, lambda at: _begin(world, slug, treasurer, at))
    for days in range(EARLY + 1, 0, CARRIED_EVERY):
        world.plan(days, lambda at: _carry(world, slug, treasurer, at), hour=18)
    world.plan(-1, lambda at: _chase(world, slug, treasurer, at), hour=14)
    world.plan(-1, lambda at: _bank(world, slug, treasurer, banked, at), hour=16)


def _write_rates(world: World, slug: str, treasurer: str, at: datetime) -> None:
    year = local_date(at).year
    for starts_on in (date(year, 1, 1), date(year, 7, 1), date(year + 1, 1, 1), date(year + 1, 7, 1)):
        write_penalty_rate(
            starts_on,
            basis_points=RATE_BASIS_POINTS,
            legal_basis_points=LEGAL_BASIS_POINTS,
            source="Taux de refinancement de la BCE majoré de 10 points",
            edition=world.editions[slug],
            by=_by(world, treasurer),
            at=at,
        )


def _by(world: World, treasurer: str) -> Actor:
    return world.actor(treasurer)


def _begin(world: World, slug: str, treasurer: str, at: datetime) -> None:
    Simulated().forget()
    edition, today = world.editions[slug], local_date(at)
    values: dict[str, object] = {"platform": "simulated", "invoices_from": today, "reports_from": today}
    write_transmission_terms(edition.association, values=values, edition=edition, by=_by(world, treasurer), at=at)


def _carry(world: World, slug: str, treasurer: str, at: datetime) -> None:
    """The worker's round, and the treasurer's."""
    carry_all(at=at)
    deposit_by_hand(world, slug, treasurer, at)


def deposit_by_hand(world: World, slug: str, treasurer: str, at: datetime) -> None:
    """What public bodies owe goes on Chorus Pro, ten days later."""
    waiting = ledger.to_do_by_hand(world.editions[slug])
    for row in waiting.filter(route=Route.CHORUS, decided_at__lte=at - CHORUS_WITHIN).order_by("pk"):
        reference, by = f"CPRO-{row.pk:06d}", _by(world, treasurer)
        note_status(row, code=Code.DEPOSITED, on=local_date(at), reference=reference, by=by, at=at)


def _chase(world: World, slug: str, treasurer: str, at: datetime) -> None:
    """One late invoice was reminded of, one is contested; the others wait to be proposed."""
    edition, by = world.editions[slug], _by(world, treasurer)
    late = [one for one in late_ones(edition, local_date(at)) if one.step]
    for one in late[:1]:
        if one.step:
            send_reminder(one.invoice, level=one.step.level, by=by, at=at)
    for one in late[1:2]:
        open_dispute(one.invoice, reason="La prise électrique commandée manquait sur le stand", by=by, at=at)
    due_on = world.today + timedelta(days=2)
    Todo.objects.create(edition=edition, pole="treasury", title="Relancer les factures en retard", due_on=due_on)


def _bank(world: World, slug: str, treasurer: str, banked: list[Story], at: datetime) -> None:
    """The week on the account: transfers that match, some that need a person, money of nobody's invoice."""
    edition, today = world.editions[slug], local_date(at)
    unpaid = invoices_due(edition, today)
    exact = list(unpaid.filter(exhibitor__company__in=[story.company for story in banked]))
    others = [one for one in unpaid if one not in exact]
    data = _table([*_of_invoices(exact, others, today), *_of_others(today)])
    file: dict[str, Any] = {"name": f"releve-{today:%Y-%m}.csv", "account": edition.association.iban}
    bring_in_statement(data, **file, edition=edition, by=_by(world, treasurer), at=at)


def _of_invoices(exact: list[Invoice], others: list[Invoice], today: date) -> list[Move]:
    """Some pay with their number; then one by name alone, one less than it owes."""
    moves = [_move(one, f"VIR SEPA {one.number}", one.amounts.due_cents, today - timedelta(days=6)) for one in exact]
    for one, is_part in zip(others[:2], (False, True), strict=False):
        due = one.amounts.due_cents
        words = f"VIR SEPA {one.number} 1ER VERSEMENT" if is_part else "VIR INST PARTICIPATION FORUM"
        moves.append(_move(one, words, due // 2 if is_part else due, today - timedelta(days=5)))
    return moves


def _move(one: Invoice, label: str, cents: int, on: date) -> Move:
    return Move(on, label, one.exhibitor.company.name.upper(), cents)


def _of_others(today: date) -> list[Move]:
    week = today - timedelta(days=4)
    return [
        Move(week, "SUBVENTION VIE ETUDIANTE 2E VERSEMENT", "FONDATION HORIZON", 500_000),
        Move(week, "VIR INST MERCI POUR LE CAFE", "DUPONT LEA", 1_200),
        Move(week + timedelta(days=1), "PRLV ASSURANCE MANIFESTATION", "ASSUR EXEMPLE", -48_600),
        Move(week + timedelta(days=2), "FRAIS TENUE DE COMPTE", "", -1_290),
    ]


def _table(moves: list[Move]) -> bytes:
    """The CSV a French bank gives."""
    rows = [f"{one.on:%d/%m/%Y};{one.label};{one.payer};{_amount(one.cents)}" for one in sorted(moves)]
    return "\r\n".join(["Date;Libellé;Contrepartie;Montant", *rows, ""]).encode("utf-8-sig")


def _amount(cents: int) -> str:
    return ("-" if cents < 0 else "") + format_cents(abs(cents), "en").replace("€", "").replace(",", "").replace(
        ".", ","
    )
