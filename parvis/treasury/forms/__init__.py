"""What the treasurer types: about papers and money received here, the budget and expenses in modules of their own."""

from parvis.treasury.forms.credits import CreditForm
from parvis.treasury.forms.papers import (
    AllocateForm,
    AmountField,
    DepositForm,
    DisputeForm,
    DraftForm,
    PaymentForm,
    PeriodForm,
    RateForm,
    RegimesForm,
    SeriesForm,
    SetAsideForm,
    StatementForm,
    TermsForm,
    VatRegimeForm,
)
from parvis.treasury.forms.payments_back import FeeForm, PayBackForm

__all__ = [
    "AllocateForm",
    "AmountField",
    "CreditForm",
    "DepositForm",
    "DisputeForm",
    "DraftForm",
    "FeeForm",
    "PayBackForm",
    "PaymentForm",
    "PeriodForm",
    "RateForm",
    "RegimesForm",
    "SeriesForm",
    "SetAsideForm",
    "StatementForm",
    "TermsForm",
    "VatRegimeForm",
]
