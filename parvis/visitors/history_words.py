"""History about visitors, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.visitors.rules import can_see_visitors

VERBS = {
    "registration.created": _("registered"),
    "registration.renewed": _("registered again"),
    "registration.changed": _("changed the registration"),
    "registration.cancelled": _("cancelled the registration"),
    "registration.released": _("released an unconfirmed seat"),
    "registration.promoted": _("gave the seat to somebody waiting"),
    "registration.email_confirmed": _("confirmed the e-mail address"),
    "registration.link_sent": _("sent the link again"),
    "registration.badge_sent": _("sent the badge again"),
    "registrations.imported": _("brought in a list of visitors"),
    "seats.changed": _("changed the number of seats"),
    "seats.copied": _("copied the seats of the edition before"),
    "consent.given": _("gave a consent"),
    "consent.withdrawn": _("withdrew a consent"),
}
SEEN_BY = can_see_visitors
KINDS = {
    "visitors.registration": (_("registration"), "visitors:registration_detail"),
    "visitors.admission": (_("seats"), ""),
    "visitors.visitor": (_("visitor"), ""),
    "visitors.consent": (_("consent"), ""),
}
