"""Bank files: what each format gives, and what is refused whole, with its line and its reason."""

from collections.abc import Callable
from datetime import date

import pytest

from parvis.core.errors import Refused
from parvis.treasury.statements import Entry, read_statements, reading
from parvis.treasury.tests.bank_files import IBAN, Move, camt, ofx1, ofx2, table

PAID = Move(288_000, "Facture F2026-0001 été", "Nubélis SAS", "REF1")
COFFEE = Move(-120, "CB CAFE")
FULL: dict[str, Callable[..., bytes]] = {
    "camt .02": lambda *moves: camt(*moves),
    "camt .08": lambda *moves: camt(*moves, version="08"),
    "ofx 1": ofx1,
    "ofx 2": ofx2,
    "csv": table,
    "csv two columns, cp1252": lambda *moves: table(*moves, encoding="cp1252", two_columns=True),
}


def entries_of(data: bytes) -> tuple[Entry, ...]:
    return read_statements(data, "bank.txt")[0].entries


@pytest.mark.parametrize("make", FULL.values(), ids=FULL)
def test_every_format_gives_the_same_movements(make: Callable[..., bytes]) -> None:
    paid, coffee = entries_of(make(PAID, COFFEE))

    assert (paid.booked_on, paid.amount_cents, paid.payer) == (date(2026, 9, 14), 288_000, "Nubélis SAS")
    assert "F2026-0001 été" in paid.label
    assert (coffee.amount_cents, coffee.label) == (-120, "CB CAFE")


def test_account_currency_and_balances_come_with_the_entries() -> None:
    one = read_statements(camt(PAID), "a.xml")[0]

    assert (one.format, one.account, one.currency) == ("camt", IBAN, "EUR")
    assert (one.opening_cents, one.closing_cents) == (10_000, 298_000)
    assert read_statements(ofx1(PAID), "a.ofx")[0].account == "30006 00001 12345678901"


def test_the_bank_s_own_id_and_a_foreign_amount_are_kept() -> None:
    sent = PAID._replace(original="USD 3100.00")

    assert [(e.bank_id, e.original) for e in entries_of(camt(sent))] == [("REF1", "USD 3100.00")]
    assert [(e.bank_id, e.original) for e in entries_of(ofx2(sent))] == [("REF1", "USD")]


def test_a_grouped_entry_of_camt_is_its_transactions() -> None:
    one = "<TxDtls><AmtDtls><TxAmt><Amt Ccy='EUR'>{}</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>"
    parts = one.format("1000.00", "F2026-0001") + one.format("1880.00", "F2026-0002")
    whole = camt(PAID)
    start, end = whole.index(b"<TxDtls>"), whole.index(b"</TxDtls>") + len(b"</TxDtls>")

    both = entries_of(whole[:start] + parts.encode() + whole[end:])
    wrong = entries_of(whole[:start] + parts.replace("1880", "1881").encode() + whole[end:])

    assert [(e.amount_cents, e.label, e.bank_id) for e in both] == [
        (100_000, "F2026-0001", "REF1/0"),
        (188_000, "F2026-0002", "REF1/1"),
    ]
    assert [(e.amount_cents, e.label) for e in wrong] == [(288_000, "F2026-0001 F2026-0002")]


BOMB = b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>\n<Document>&c;</Document>'
WHOLE, OFX, CSV = camt(PAID), ofx1(PAID), table(PAID)
NO_BALANCE = WHOLE.replace(b"OPBD", b"ITAV")
BAD = {
    "wrong message": (camt(PAID, message="camt.054.001.02"), r"Line 2: .*camt\.054\.001\.02.*camt\.053"),
    "another version": (camt(PAID, message="camt.053.001.09"), r"camt\.053\.001\.09"),
    "no namespace": (b"<html><body></body></html>", "html"),
    "document type": (BOMB, "Line 2: .*DOCTYPE"),
    "document type of OFX": (ofx2(PAID).replace(b"<OFX>", b"<!doctype x>\n<OFX>"), "DOCTYPE"),
    "cut off": (WHOLE[:-60], "damaged or cut off"),
    "does not add up": (camt(PAID, gap=1), r"they differ by -0\.01"),
    "no opening balance": (NO_BALANCE, "lacks its opening"),
    "bad amount": (WHOLE.replace(b">2880.00<", b">28x0<"), r"Line \d+: .28x0. is not an amount"),
    "part of a cent": (WHOLE.replace(b">2880.00<", b">2880.001<"), r"2880\.001"),
    "no amount": (WHOLE.replace(b"<Amt Ccy='EUR'>2880.00</Amt>", b""), "not an amount"),
    "no direction": (WHOLE.replace(b"CRDT", b"XXXX"), "neither credit nor debit"),
    "entry in another currency": (
        WHOLE.replace(b"<Ntry><Amt Ccy='EUR'>", b"<Ntry><Amt Ccy='USD'>"),
        "another currency",
    ),
    "bad date": (WHOLE.replace(b"<BookgDt><Dt>2026-09-14", b"<BookgDt><Dt>2026-02-30"), r"Line \d+: .2026-02-30"),
    "no date": (WHOLE.replace(b"<BookgDt><Dt>2026-09-14</Dt></BookgDt>", b""), "is not a date"),
    "no booked entry": (camt(PAID, status="PDNG"), r"Line \d+: .*no booked entry"),
    "no entry": (camt(), "no booked entry"),
    "nothing moves": (camt(PAID._replace(cents=0)), "zero moves no money"),
    "no statement": (
        camt(PAID).replace(b"Stmt>", b"Ntfctn>").replace(b"BkToCstmrNtfctn", b"BkToCstmrStmt"),
        "holds no",
    ),
    "OFX cut off": (OFX[:-120], "cut off"),
    "OFX without header": (b"<OFX>\n</OFX>\n", "damaged"),
    "OFX of a card": (OFX.replace(b"STMTRS>", b"CCSTMTRS>"), "no bank statement"),
    "OFX without entry": (ofx1(), "no booked entry"),
    "OFX bad amount": (OFX.replace(b"+2880,00", b"+2 880,00"), r"Line \d+: .*not an amount"),
    "OFX bad date": (OFX.replace(b"20260914", b"20261314"), r"Line \d+: .*not a date"),
    "OFX nothing moves": (OFX.replace(b"+2880,00", b"0,00"), "zero moves"),
    "CSV without amount": (CSV.replace(b"Montant", b"Solde"), "no column for the amount"),
    "CSV bad amount": (CSV.replace(b"2880,00", b"2 8,8x"), "Line 2: .*not an amount"),
    "CSV bad date": (CSV.replace(b"14/09/2026", b"14/19/2026"), "Row 2.*not a date"),
    "CSV without rows": (table(), "no booked entry"),
    "CSV of zero": (table(PAID._replace(cents=0)), "zero moves"),
    "CSV twice": (b"Date;Libelle;Debit;Credit\n14/09/2026;x;1,00;2,00\n", "debit and a credit"),
    "not a table": (b"%PDF-1.7 hello", "PDF"),
    "empty": (b"", "empty"),
}


@pytest.mark.parametrize(("data", "reason"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_whole_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_statements(data, "bank")


def test_a_file_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ENTRIES", 1)
    with pytest.raises(Refused, match="more than 20,000 entries"):
        read_statements(camt(PAID, COFFEE), "bank")

    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="larger than 20 MB"):
        read_statements(camt(PAID), "bank")


def test_a_table_says_other_currencies_and_empty_debits() -> None:
    head = "Date;Libellé;Débit;Crédit;Devise\n"

    found = entries_of(f"{head}14/09/2026;a;0,00;12,00;USD\n15/09/2026;b;3,00;0,00;EUR\n".encode())

    assert [(e.amount_cents, e.original) for e in found] == [(1_200, "USD"), (-300, "")]
