"""What the search of an edition finds of invoices, and about what its list of mails may speak."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core.search import match_words
from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.editions.search import MOST_OF_A_KIND, Found, Hit
from parvis.treasury.models import CreditNote, Invoice
from parvis.treasury.rules import can_see_invoices

FIELDS = ("number_folded", "exhibitor__company__name_folded")


def found(edition: Edition, member: Member, words: str) -> list[Found]:
    if not can_see_invoices(member):
        return []
    rows = Invoice.objects.in_edition(edition).select_related("exhibitor__company")
    matching = match_words(rows.annotate(number_folded=Lower("number")), words, FIELDS)
    hits = [
        Hit(
            "receipt-text",
            row.number or _("Draft"),
            reverse("treasury:invoice_detail", args=[edition.slug, row.pk]),
            row.exhibitor.company.name,
        )
        for row in matching.order_by("-issued_on", "-pk")[:MOST_OF_A_KIND]
    ]
    return [Found(50, _("Invoices"), hits)]


def mailed(edition: Edition, member: Member) -> list[QuerySet[Any]]:
    if not can_see_invoices(member):
        return []
    return [Invoice.objects.in_edition(edition), CreditNote.objects.filter(invoice__exhibitor__edition=edition)]
