"""What a person can do about companies; one module per noun."""

from parvis.companies.actions.company import archive_company, change_company, create_company, restore_company
from parvis.companies.actions.contact import add_contact, change_contact, note_interaction
from parvis.companies.actions.held import decide_held_row
from parvis.companies.actions.imports import drop_import, import_companies, preview_import, run_import
from parvis.companies.actions.opportunity import (
    assign_owner,
    ensure_opportunity,
    move_opportunity,
    plan_next_step,
    take_over,
)
from parvis.companies.actions.own_data import correct_contact, object_contact, send_own_link, welcome_contact
from parvis.companies.actions.stages import copy_stages, ensure_stages

__all__ = [
    "add_contact",
    "archive_company",
    "assign_owner",
    "change_company",
    "change_contact",
    "copy_stages",
    "correct_contact",
    "create_company",
    "decide_held_row",
    "drop_import",
    "ensure_opportunity",
    "ensure_stages",
    "import_companies",
    "move_opportunity",
    "note_interaction",
    "object_contact",
    "plan_next_step",
    "preview_import",
    "restore_company",
    "run_import",
    "send_own_link",
    "take_over",
    "welcome_contact",
]
