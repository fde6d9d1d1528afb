"""What a person can do in sales; one module per noun."""

from parvis.sales.actions.answers import accept_quote, expire_quotes, refuse_quote
from parvis.sales.actions.catalogue import (
    copy_catalogue,
    delete_rule,
    publish_terms,
    save_option,
    save_package,
    save_rule,
)
from parvis.sales.actions.catalogue_import import import_catalogue
from parvis.sales.actions.contracts import resend_contract, sign_contract, withdraw_contract
from parvis.sales.actions.quotes import (
    change_quote,
    create_quote,
    discard_quote,
    new_version,
    resend_quote,
    send_quote,
)

__all__ = [
    "accept_quote",
    "change_quote",
    "copy_catalogue",
    "create_quote",
    "delete_rule",
    "discard_quote",
    "expire_quotes",
    "import_catalogue",
    "new_version",
    "publish_terms",
    "refuse_quote",
    "resend_contract",
    "resend_quote",
    "save_option",
    "save_package",
    "save_rule",
    "send_quote",
    "sign_contract",
    "withdraw_contract",
]
