"""Lists: search, filters with counts, sorting, pages, choice of columns and export, all of it kept in the address."""

from parvis.core.tables.answer import chosen_rows, render_table, ticked_address
from parvis.core.tables.columns import Column, Status
from parvis.core.tables.filters import Filter
from parvis.core.tables.remember import remembered
from parvis.core.tables.table import BulkAction, Empty, Listing, Table

__all__ = [
    "BulkAction",
    "Column",
    "Empty",
    "Filter",
    "Listing",
    "Status",
    "Table",
    "chosen_rows",
    "remembered",
    "render_table",
    "ticked_address",
]
