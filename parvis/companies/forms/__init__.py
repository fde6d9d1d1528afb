"""What members type; one module per page family."""

from parvis.companies.forms.company import (
    COMPANY_FIELDS,
    CONTACT_FIELDS,
    CompanyForm,
    ContactForm,
    FileForm,
    OwnDataForm,
    OwnLinkForm,
)
from parvis.companies.forms.mails import LetterForm, TemplateForm
from parvis.companies.forms.pipeline import InteractionForm, MoveForm, OwnerForm, PlanForm, StageForm, TargetForm

__all__ = [
    "COMPANY_FIELDS",
    "CONTACT_FIELDS",
    "CompanyForm",
    "ContactForm",
    "FileForm",
    "InteractionForm",
    "LetterForm",
    "MoveForm",
    "OwnDataForm",
    "OwnLinkForm",
    "OwnerForm",
    "PlanForm",
    "StageForm",
    "TargetForm",
    "TemplateForm",
]
