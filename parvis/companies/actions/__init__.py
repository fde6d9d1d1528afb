"""What a person can do about companies; one module per noun."""

from parvis.companies.actions.apart import doubt_again, tell_apart
from parvis.companies.actions.company import archive_company, change_company, create_company, restore_company
from parvis.companies.actions.contact import add_contact, change_contact, note_interaction
from parvis.companies.actions.enrich import keep_register, planned_enrichment, run_register
from parvis.companies.actions.held import decide_held_row
from parvis.companies.actions.imports import drop_import, import_companies, preview_import, run_import
from parvis.companies.actions.interest import Wish, answer_interest, take_interest
from parvis.companies.actions.mails import copy_templates, remove_template, save_template, write_to_contact
from parvis.companies.actions.merge import merge_companies, undo_merge
from parvis.companies.actions.opportunity import (
    assign_many,
    assign_owner,
    ensure_opportunity,
    move_opportunity,
    plan_next_step,
    take_over,
)
from parvis.companies.actions.own_data import ask_own_link, correct_contact, object_contact, welcome_contact
from parvis.companies.actions.stages import (
    add_stage,
    change_stage,
    copy_stages,
    ensure_stages,
    move_stage,
    remove_stage,
)
from parvis.companies.actions.steps import close_feed, close_feeds, open_feed, remind_steps
from parvis.companies.actions.tags import set_tags
from parvis.companies.actions.targets import set_target

__all__ = [
    "Wish",
    "add_contact",
    "add_stage",
    "answer_interest",
    "archive_company",
    "ask_own_link",
    "assign_many",
    "assign_owner",
    "change_company",
    "change_contact",
    "change_stage",
    "close_feed",
    "close_feeds",
    "copy_stages",
    "copy_templates",
    "correct_contact",
    "create_company",
    "decide_held_row",
    "doubt_again",
    "drop_import",
    "ensure_opportunity",
    "ensure_stages",
    "import_companies",
    "keep_register",
    "merge_companies",
    "move_opportunity",
    "move_stage",
    "note_interaction",
    "object_contact",
    "open_feed",
    "plan_next_step",
    "planned_enrichment",
    "preview_import",
    "remind_steps",
    "remove_stage",
    "remove_template",
    "restore_company",
    "run_import",
    "run_register",
    "save_template",
    "set_tags",
    "set_target",
    "take_interest",
    "take_over",
    "tell_apart",
    "undo_merge",
    "welcome_contact",
    "write_to_contact",
]
