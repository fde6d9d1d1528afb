"""Bank files as banks write them, for tests: CAMT.053 in both versions, OFX in both, CSV."""

from decimal import Decimal
from typing import NamedTuple

IBAN = "FR7630006000011234567890189"


class Move(NamedTuple):
    """A booked movement of a file."""

    cents: int
    label: str
    payer: str = ""
    bank_id: str = ""
    day: str = "2026-09-14"
    original: str = ""


def _amount(cents: int) -> str:
    return f"{Decimal(abs(cents)) / 100:.2f}"


def _sign(cents: int) -> str:
    return "DBIT" if cents < 0 else "CRDT"


def _balance(code: str, cents: int, currency: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{_amount(cents)}</Amt>"
        f"<CdtDbtInd>{_sign(cents)}</CdtDbtInd><Dt><Dt>2026-09-14</Dt></Dt></Bal>\n"
    )


def _entry(move: Move, version: str, currency: str, status: str) -> str:
    name = f"<Pty><Nm>{move.payer}</Nm></Pty>" if version == "08" else f"<Nm>{move.payer}</Nm>"
    side = "Cdtr" if move.cents < 0 else "Dbtr"
    state = f"<Cd>{status}</Cd>" if version == "08" else status
    sent = move.original.partition(" ")
    told = f"<AmtDtls><InstdAmt><Amt Ccy='{sent[0]}'>{sent[2]}</Amt></InstdAmt></AmtDtls>" if move.original else ""
    return (
        f"<Ntry><Amt Ccy='{currency}'>{_amount(move.cents)}</Amt><CdtDbtInd>{_sign(move.cents)}</CdtDbtInd>"
        f"<Sts>{state}</Sts><BookgDt><Dt>{move.day}</Dt></BookgDt><AcctSvcrRef>{move.bank_id}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{told}"
        f"<RltdPties><{side}>{name}</{side}></RltdPties><RmtInf><Ustrd>{move.label}</Ustrd></RmtInf></TxDtls></NtryDtls>"
        "</Ntry>\n"
    )


def camt(
    *moves: Move, version: str = "02", currency: str = "EUR", gap: int = 0, status: str = "BOOK", message: str = ""
) -> bytes:
    """A statement that opens at 100.00 and closes where its entries lead, `gap` cents aside."""
    message = message or f"camt.053.001.{version}"
    entries = "".join(_entry(move, version, currency, status) for move in moves)
    closing = 10_000 + sum(move.cents for move in moves) + gap
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}">\n'
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id>"
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>{currency}</Ccy></Acct>\n"
        f"{_balance('OPBD', 10_000, currency)}{_balance('CLBD', closing, currency)}{entries}"
        "</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def _ofx_body(moves: tuple[Move, ...], *, end: bool, currency: str) -> str:
    def leaf(tag: str, text: str) -> str:
        return f"<{tag}>{text}</{tag}>\n" if end else f"<{tag}>{text}\n"

    entries = "".join(
        "<STMTTRN>\n"
        + leaf("TRNTYPE", "CREDIT")
        + leaf("DTPOSTED", move.day.replace("-", ""))
        + leaf("TRNAMT", f"{Decimal(move.cents) / 100:+.2f}".replace(".", "." if end else ","))
        + (leaf("FITID", move.bank_id) if move.bank_id else "")
        + leaf("NAME", move.payer or move.label[:32])
        + leaf("MEMO", move.label)
        + ("<ORIGCURRENCY>\n" + leaf("CURSYM", move.original[:3]) + "</ORIGCURRENCY>\n" if move.original else "")
        + "</STMTTRN>\n"
        for move in moves
    )
    return (
        "<OFX>\n<BANKMSGSRSV1>\n<STMTTRNRS>\n"
        + leaf("TRNUID", "1")
        + "<STMTRS>\n"
        + leaf("CURDEF", currency)
        + "<BANKACCTFROM>\n"
        + leaf("BANKID", "30006")
        + leaf("BRANCHID", "00001")
        + leaf("ACCTID", "12345678901")
        + leaf("ACCTTYPE", "CHECKING")
        + leaf("ACCTKEY", "89")
        + f"</BANKACCTFROM>\n<BANKTRANLIST>\n{entries}</BANKTRANLIST>\n<LEDGERBAL>\n"
        + leaf("BALAMT", "100.00")
        + "</LEDGERBAL>\n</STMTRS>\n</STMTTRNRS>\n</BANKMSGSRSV1>\n</OFX>\n"
    )


def ofx1(*moves: Move, currency: str = "EUR") -> bytes:
    """OFX 1.02: SGML in Windows-1252, leaves without an end."""
    head = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n"
    head += "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
    return (head + _ofx_body(moves, end=False, currency=currency)).encode("cp1252")


def ofx2(*moves: Move, currency: str = "EUR") -> bytes:
    """OFX 2.1.1: XML in UTF-8."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<?OFX OFXHEADER="200" VERSION="211" '
    head += 'SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
    return (head + _ofx_body(moves, end=True, currency=currency)).encode()


def table(*moves: Move, encoding: str = "utf-8-sig", two_columns: bool = False) -> bytes:
    """A French bank's CSV: one amount with its sign, or debit and credit."""
    head = "Date;Libellé;Contrepartie;" + ("Débit;Crédit" if two_columns else "Montant")
    lines = [head]
    for move in moves:
        day = "/".join(reversed(move.day.split("-")))
        amount = _amount(move.cents).replace(".", ",")
        two = f"-{amount};" if move.cents < 0 else f";{amount}"
        sums = two if two_columns else f"{'-' if move.cents < 0 else '+'}{amount}"
        lines.append(f"{day};{move.label};{move.payer};{sums}")
    return ("\r\n".join(lines) + "\r\n").encode(encoding)
