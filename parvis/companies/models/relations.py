"""What the relation to companies leaves behind: targets, mail templates, calendar links, merges, twins told
apart, interest."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import User
from parvis.companies.models.company import Company, HeldRow
from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition


class SalesTarget(models.Model):
    """What one member means to sign in one month; the month is its first day."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sales_targets")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sales_targets")
    month = models.DateField()
    amount_cents = CentsField(_("target"))

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "owner", "month"], name="sales_target_once"),
            models.CheckConstraint(name="sales_target_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(name="sales_target_month", condition=Q(month__endswith="-01")),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.month:%Y-%m} {self.amount_cents}"


class MailTemplate(models.Model):
    """A mail the team writes often, with words in braces that become the company's own."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="mail_templates")
    name = models.CharField(_("name of the template"), max_length=80)
    subject_fr = models.CharField(_("subject (French)"), max_length=200)
    body_fr = models.TextField(_("text (French)"))
    subject_en = models.CharField(_("subject (English)"), max_length=200, blank=True)
    body_en = models.TextField(_("text (English)"), blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="mail_template_once")]

    def __str__(self) -> str:
        return self.name

    def words(self, language: str) -> tuple[str, str]:
        """Subject and text in that language; in French when it was not translated."""
        if language == "en" and self.body_en:
            return self.subject_en or self.subject_fr, self.body_en
        return self.subject_fr, self.body_fr


class StepFeed(models.Model):
    """The secret calendar address of a member's next steps. Making another one ends the first."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="step_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    objects = PeersManager()

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"


class CompanyMerge(models.Model):
    """Two companies were one. `moved` names the rows that changed company, `filled` the blanks that were filled."""

    kept = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="merges_away")
    moved = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)
    was_archived_at = models.DateTimeField(null=True, blank=True)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="company_merged_once"),
            models.CheckConstraint(name="merge_of_two_companies", condition=~Q(kept=F("gone"))),
        ]

    def __str__(self) -> str:
        return f"{self.gone} = {self.kept}"


class ToldApart(models.Model):
    """Somebody looked at two companies alike and said that they are two; `one` is the older.

    Read through merges (`queries.told_apart`): what is true of a company is true of the one it was merged into.
    """

    one = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="younger_twins")
    other = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="older_twins")
    decided_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="told_apart_once"),
            models.CheckConstraint(name="told_apart_older_first", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"


class Interest(models.Model):
    """A company wrote through the public form. It is in the pipeline, or waits beside a company it looks like."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="interests")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="interests")
    held_row = models.ForeignKey(HeldRow, on_delete=models.SET_NULL, null=True, blank=True, related_name="interests")
    name = models.CharField(_("company"), max_length=160)
    package_name = models.CharField(_("package"), max_length=120, blank=True)
    message = models.TextField(_("message"), blank=True)
    is_waiting = models.BooleanField(_("in the waiting list"), default=False)
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [models.CheckConstraint(name="interest_has_company", condition=~Q(name=""))]
        indexes = [models.Index(fields=["edition", "answered_at", "created_at"], name="interest_list")]

    def __str__(self) -> str:
        return f"{self.name} {self.created_at:%Y-%m-%d}"
