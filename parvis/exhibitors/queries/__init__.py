"""Reads of exhibitors that several pages need."""

from parvis.exhibitors.queries.due import DueItem, Step, due_items, progress_steps
from parvis.exhibitors.queries.exchange import document_lines, team_readers, thread_of, threads
from parvis.exhibitors.queries.exhibitors import (
    entitlement_lines,
    entitlement_totals,
    exhibitors_in,
    exhibitors_list,
    exhibitors_of,
    profile_of,
)
from parvis.exhibitors.queries.sections import Section, sections_of, subject_of

__all__ = [
    "DueItem",
    "Section",
    "Step",
    "document_lines",
    "due_items",
    "entitlement_lines",
    "entitlement_totals",
    "exhibitors_in",
    "exhibitors_list",
    "exhibitors_of",
    "profile_of",
    "progress_steps",
    "sections_of",
    "subject_of",
    "team_readers",
    "thread_of",
    "threads",
]
