"""What the search of an edition finds of companies, and about what its list of mails may speak."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.companies.models import Company, Contact, Opportunity
from parvis.companies.rules import can_see_companies
from parvis.core.search import match_words
from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.editions.search import MOST_OF_A_KIND, Found, Hit


def found(edition: Edition, member: Member, words: str) -> list[Found]:
    if not can_see_companies(member):
        return []
    # A SIREN is digits; a name is found in its index alone, ten times faster than in both.
    fields = ["name_folded", "siren"] if words.replace(" ", "").isdigit() else ["name_folded"]
    companies = match_words(Company.objects.active(), words, fields).order_by("name_folded", "pk")[:MOST_OF_A_KIND]
    people = match_words(Contact.objects.select_related("company"), words, ["name_folded"])
    contacts = people.order_by("name_folded", "pk")[:MOST_OF_A_KIND]
    return [
        Found(
            10,
            _("Companies"),
            [Hit("building-2", company.name, _page(edition, company.pk), company.city) for company in companies],
        ),
        Found(
            20,
            _("Contacts"),
            [Hit("user", one.full_name, _page(edition, one.company_id), one.company.name) for one in contacts],
        ),
    ]


def mailed(edition: Edition, member: Member) -> list[QuerySet[Any]]:
    """Mails about an opportunity are the team's."""
    return [Opportunity.objects.in_edition(edition)] if can_see_companies(member) else []


def _page(edition: Edition, company_id: int) -> str:
    return reverse("companies:company_detail", args=[edition.slug, company_id])
