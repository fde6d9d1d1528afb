"""History about exhibitors, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.editions.history_names import Naming
from parvis.exhibitors.models import DoneStep, Entitlement
from parvis.exhibitors.rules import can_see_exhibitors

VERBS = {
    "change.asked": _("asked for a change"),
    "change.answered": _("answered a request for a change"),
    "document.asked": _("asked exhibitors for a document"),
    "document.request_changed": _("changed a request for a document"),
    "document.request_withdrawn": _("withdrew a request for a document"),
    "document.sent": _("sent a document"),
    "entitlement.granted": _("gave the exhibitor a right"),
    "entitlement.revoked": _("took back a right of the exhibitor"),
    "exhibitor.created": _("made the company an exhibitor"),
    "exhibitor.confirmed": _("confirmed the exhibitor"),
    "exhibitor.withdrawn": _("withdrew the exhibitor"),
    "exhibitor.returned": _("brought the exhibitor back"),
    "job_offer.published": _("published a job offer"),
    "job_offer.changed": _("changed a job offer"),
    "job_offer.removed": _("removed a job offer"),
    "logo.set": _("set the logo"),
    "message.written": _("wrote a message"),
    "profile.saved": _("saved the profile"),
    "representative.added": _("added a person of the exhibitor"),
    "representative.changed": _("changed a person of the exhibitor"),
    "representative.invited": _("invited a person to the exhibitor’s space"),
    "representative.removed": _("removed a person of the exhibitor"),
    "step.done": _("marked a step as done"),
    "step.undone": _("marked a step as not done"),
    "thread.read": _("read the messages"),
}
SEEN_BY = can_see_exhibitors
KINDS = {
    "exhibitors.exhibitor": (_("exhibitor"), "exhibitors:exhibitor_detail"),
    "exhibitors.representative": (_("person of an exhibitor"), ""),
    "exhibitors.documentrequest": (_("request for a document"), "exhibitors:document_request_edit"),
    "exhibitors.exhibitordocument": (_("document"), ""),
    "exhibitors.changerequest": (_("request for a change"), ""),
    "exhibitors.exhibitorprofile": (_("profile"), ""),
    "exhibitors.joboffer": (_("job offer"), ""),
    "exhibitors.threadmessage": (_("message"), ""),
    "exhibitors.donestep": (_("step"), ""),
}
NAMED = {"exhibitors.exhibitor": Naming(("company__name",))}
FIELD_WORDS = dict(Entitlement.Kind.choices) | {"area_dm2": _("Area (dm²)")}
VALUE_WORDS = {"step": dict(DoneStep.Step.choices)}
