"""A bank's CSV (or XLSX): a date, a label, and either an amount with its sign or debit and credit in two columns.

Its references are not unique, so that lines are told apart by content and rank.
"""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.imports import Column, Row, read_table
from parvis.core.money import parse_cents
from parvis.treasury.statements.parsed import LONGEST_NAME, Entry, Parsed, account_name, at_row, one_line

COLUMNS = [
    Column(
        "booked_on",
        ("Date", "Date opération", "Date d’opération", "Date de l’opération", "Date comptable", "Booking date"),
        required=True,
        kind="date",
    ),
    Column(
        "label",
        ("Libellé", "Libellé opération", "Libellé de l’opération", "Label", "Description", "Détail", "Motif"),
        required=True,
        kind="long",
        max_length=1000,
    ),
    Column("reference", ("Référence", "Reference", "Référence client"), max_length=1000),
    Column("payer", ("Contrepartie", "Nom contrepartie", "Émetteur", "Donneur d’ordre", "Counterparty", "Payer")),
    Column("amount", ("Montant", "Montant EUR", "Montant euros", "Montant en euros", "Amount", "Amount EUR")),
    Column("debit", ("Débit", "Débit EUR", "Débit euros", "Debit")),
    Column("credit", ("Crédit", "Crédit EUR", "Crédit euros", "Credit")),
    Column("currency", ("Devise", "Currency")),
    Column("account", ("Compte", "Numéro de compte", "N° de compte", "Account", "Account number"), max_length=100),
]


def read_bank_table(data: bytes, name: str) -> list[Parsed]:
    """The rows of each account ("": none is named). Raises Refused for the whole file at the first bad row."""
    table = read_table(data, name, COLUMNS, max_rows=20_000)
    if "amount" not in table.mapping and not {"debit", "credit"} <= set(table.mapping):
        sentence = _("This table has no column for the amount: “Montant”, or “Débit” and “Crédit”.")
        raise Refused(sentence, code="statement")
    for problem in table.problems:
        raise Refused(str(problem), code="statement")
    accounts = defaultdict[str, list[Entry]](list)
    for row in table.rows:
        accounts[account_name(row.values["account"])].append(_entry(row))
    if not accounts:
        raise Refused(_("The statement holds no booked entry."), code="statement")
    return [Parsed("table", account, "EUR", tuple(entries)) for account, entries in accounts.items()]


def _entry(row: Row) -> Entry:
    values = row.values
    cents = _amount(values, row.number)
    if not cents:
        raise at_row(row.number, _("an entry of zero moves no money."))
    currency = values["currency"].upper()
    return Entry(
        row.number,
        date.fromisoformat(values["booked_on"]),
        cents,
        one_line([values["label"], values["reference"]]),
        one_line([values["payer"]], LONGEST_NAME),
        original="" if currency in {"", "EUR", "€", "EURO", "EUROS"} else currency[:40],
    )


def _amount(values: dict[str, str], row: int) -> int:
    if values["debit"] and values["credit"] and _cents(values["debit"], row) and _cents(values["credit"], row):
        raise at_row(row, _("it is a debit and a credit at once."))
    if values["debit"] and (debit := _cents(values["debit"], row)):
        return -abs(debit)
    return _cents(values["credit"] or values["amount"] or "0", row)


def _cents(text: str, row: int) -> int:
    try:
        return parse_cents(text.strip().removeprefix("+"))
    except ValueError as error:
        raise at_row(row, str(error)) from None
