"""Files of a bank become entries to the cent, or one refusal that says where and why. Nothing of a bad file is kept."""

from parvis.treasury.statements.parsed import Entry, Parsed
from parvis.treasury.statements.reading import read_statements

__all__ = ["Entry", "Parsed", "read_statements"]
