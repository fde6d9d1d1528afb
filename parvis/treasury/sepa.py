"""The code that a bank's app reads from an invoice (EPC069-12, version 002)."""

import re
import unicodedata

from parvis.core.lazy import load

LONGEST_NAME = 70
NOT_SEPA = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


def is_iban(text: str) -> bool:
    """Its own key is right, and that of the account inside it (in France the “clé RIB”)."""
    schwifty = load("schwifty")
    try:
        schwifty.IBAN(text, validate_bban=True)
    except schwifty.exceptions.SchwiftyException:
        return False
    return True


def grouped(iban: str) -> str:
    """`FR76 3000 6000 …`, as people read it."""
    bare = iban.replace(" ", "").upper()
    return " ".join(bare[place : place + 4] for place in range(0, len(bare), 4))


def transfer_code(*, holder: str, iban: str, bic: str, cents: int, reference: str) -> str:
    """The eleven fields. Letters outside the SEPA set are written without accent: apps decode them each its own way."""
    plain = unicodedata.normalize("NFKD", holder).encode("ascii", "ignore").decode()
    name = " ".join(NOT_SEPA.sub(" ", plain).split())[:LONGEST_NAME]
    amount = f"EUR{cents // 100}.{cents % 100:02d}"
    fields = ("BCD", "002", "1", "SCT", bic, name, iban.replace(" ", "").upper(), amount, "", "", reference)
    return "\n".join(fields)
