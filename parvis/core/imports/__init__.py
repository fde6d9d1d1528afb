"""Reads the tables people send: CSV of any make, XLSX, ODS. Every problem names its row, its column and the remedy."""

from parvis.core.imports.columns import Column
from parvis.core.imports.reader import read_table
from parvis.core.imports.rejects import write_rejects
from parvis.core.imports.result import Duplicate, ImportResult, Refusal
from parvis.core.imports.table_file import Problem, Row, TableFile

__all__ = [
    "Column",
    "Duplicate",
    "ImportResult",
    "Problem",
    "Refusal",
    "Row",
    "TableFile",
    "read_table",
    "write_rejects",
]
