"""What a person can do about the year and its team; one module per noun."""

from parvis.editions.actions.dates import grant_exception, set_day, set_window
from parvis.editions.actions.edition import (
    change_edition,
    close_edition,
    copy_edition,
    create_edition,
    ensure_terms,
    hand_over,
    open_edition,
    set_logo,
    set_up,
    set_up_association,
)
from parvis.editions.actions.mails import resend_mails, send_test_mail, settle_mails, unblock_address
from parvis.editions.actions.saved import MOST_VIEWS, delete_view, save_view
from parvis.editions.actions.team import (
    add_member,
    end_membership,
    end_memberships,
    end_team,
    invite_member,
    invite_members,
)

__all__ = [
    "MOST_VIEWS",
    "add_member",
    "change_edition",
    "close_edition",
    "copy_edition",
    "create_edition",
    "delete_view",
    "end_membership",
    "end_memberships",
    "end_team",
    "ensure_terms",
    "grant_exception",
    "hand_over",
    "invite_member",
    "invite_members",
    "open_edition",
    "resend_mails",
    "save_view",
    "send_test_mail",
    "set_day",
    "set_logo",
    "set_up",
    "set_up_association",
    "set_window",
    "settle_mails",
    "unblock_address",
]
