"""What a company wants on its invoices, as its signatory says it before signing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.sales.models.contract import Contract


class InvoicingDetails(models.Model):
    """References for the invoices of a contract; “none” is an answer, silence is not. The treasury copies them.

    Who the company is and where stays on the company itself.
    """

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="invoicing")
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)
    has_no_engagement = models.BooleanField(_("no engagement number is required"), default=False)
    service_code = models.CharField(_("service code"), max_length=100, blank=True)
    has_no_service_code = models.BooleanField(_("there is no service code"), default=False)
    market_number = models.CharField(_("market number"), max_length=50, blank=True)
    filled_at = models.DateTimeField()
    filled_by = models.CharField(max_length=160)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="engagement_given_or_none", condition=Q(has_no_engagement=False) | Q(purchase_order="")
            ),
            models.CheckConstraint(
                name="service_code_given_or_none", condition=Q(has_no_service_code=False) | Q(service_code="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.purchase_order or self.service_code}".strip()

    @property
    def is_whole_for_public_body(self) -> bool:
        """Everything that Chorus Pro refuses an invoice without."""
        return bool((self.purchase_order or self.has_no_engagement) and (self.service_code or self.has_no_service_code))
