"""What a person can do in sales; one module per noun."""

from parvis.sales.actions.answers import accept_quote, expire_quotes, refuse_quote
from parvis.sales.actions.approvals import approve_discount, set_discount_policy
from parvis.sales.actions.catalogue import (
    copy_catalogue,
    delete_rule,
    plan_price,
    save_option,
    save_package,
    save_rule,
)
from parvis.sales.actions.catalogue_import import import_catalogue
from parvis.sales.actions.codes import send_code
from parvis.sales.actions.contracts import (
    countersign_contract,
    expire_contracts,
    resend_contract,
    withdraw_contract,
)
from parvis.sales.actions.dead_links import note_dead_link
from parvis.sales.actions.external import accept_copy, receive_copy, refuse_copy
from parvis.sales.actions.invoicing import fill_details
from parvis.sales.actions.line import lapse_places, offer_place, queue_quote, strike_off, take_wish
from parvis.sales.actions.quotes import (
    change_quote,
    create_quote,
    discard_quote,
    new_version,
    ref_of,
    refuse_frozen,
    resend_quote,
    send_quote,
)
from parvis.sales.actions.signing import decline_contract, delegate_contract, note_opening, sign_contract
from parvis.sales.actions.templates import discard_template_draft, publish_template, save_template_draft
from parvis.sales.actions.terms import discard_terms_draft, publish_terms, save_terms_draft

__all__ = [
    "accept_copy",
    "accept_quote",
    "approve_discount",
    "change_quote",
    "copy_catalogue",
    "countersign_contract",
    "create_quote",
    "decline_contract",
    "delegate_contract",
    "delete_rule",
    "discard_quote",
    "discard_template_draft",
    "discard_terms_draft",
    "expire_contracts",
    "expire_quotes",
    "fill_details",
    "import_catalogue",
    "lapse_places",
    "new_version",
    "note_dead_link",
    "note_opening",
    "offer_place",
    "plan_price",
    "publish_template",
    "publish_terms",
    "queue_quote",
    "receive_copy",
    "ref_of",
    "refuse_copy",
    "refuse_frozen",
    "refuse_quote",
    "resend_contract",
    "resend_quote",
    "save_option",
    "save_package",
    "save_rule",
    "save_template_draft",
    "save_terms_draft",
    "send_code",
    "send_quote",
    "set_discount_policy",
    "sign_contract",
    "strike_off",
    "take_wish",
    "withdraw_contract",
]
