"""History about the site, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.website.rules import can_see_pages

VERBS = {
    "page.saved": _("saved a page of the site"),
}
SEEN_BY = can_see_pages
KINDS = {
    "website.page": (_("page of the site"), "website:page_list"),
}
