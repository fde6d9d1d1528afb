"""How a contract came to be signed: who was asked, by which codes, every event in one chain, the sealed files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.sales.models.contract import Contract


class Signatory(models.Model):
    """A person the company named to sign instead of the one asked before; the last one holds the link. Append-only."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="signatories")
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail"), max_length=254)
    mobile = models.CharField(_("mobile"), max_length=30, blank=True)
    named_by = models.CharField(max_length=160)
    named_at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    def __str__(self) -> str:
        return f"{self.contract} {self.name}"


class SigningCode(models.Model):
    """A code mailed to the signatory: kept as a keyed hash, good for ten minutes and three tries, once."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64)
    email = models.EmailField(max_length=254)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [models.CheckConstraint(name="signing_code_tries", condition=Q(attempts__lte=3))]

    def __str__(self) -> str:
        return f"{self.contract} #{self.pk}"


class EvidenceEvent(models.Model):
    """One step on the way to signature; each carries the hash of the one before. Append-only."""

    class Kind(models.TextChoices):
        FROZEN = "frozen", _("Document frozen")
        SENT = "sent", _("Link mailed")
        LINK_OPENED = "link_opened", _("Link opened")
        CODE_SENT = "otp_sent", _("Code mailed")
        CODE_REFUSED = "otp_refused", _("Wrong code")
        CODE_VERIFIED = "otp_verified", _("Code verified")
        DOCUMENT_READ = "document_read", _("Document read")
        CONSENT_GIVEN = "consent_given", _("Consent given")
        SIGNED = "signed", _("Signed by the company")
        COUNTERSIGNED = "countersigned", _("Signed by the association")
        DECLINED = "declined", _("Declined")
        DELEGATED = "delegated", _("Handed to another signatory")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXTERNAL_RECEIVED = "external_received", _("Copy signed elsewhere received")
        EXTERNAL_REFUSED = "external_refused", _("Copy signed elsewhere refused")
        EXTERNAL_ACCEPTED = "external_accepted", _("Copy signed elsewhere compared and accepted")
        SEALED = "sealed", _("Sealed")
        RESTAMPED = "restamped", _("Time stamp added to the sealed file")
        SEAL_FAILED = "seal_failed", _("Sealing failed")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.CharField(max_length=220)
    ip = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "sequence"], name="evidence_sequence_once"),
            models.CheckConstraint(name="evidence_sequence_from_one", condition=Q(sequence__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.sequence} {self.kind}"


class Seal(models.Model):
    """A sealed file of a contract: 1 after the company signed, 2 after the association did. Append-only."""

    class Level(models.TextChoices):
        B = "B-B", "PAdES B-B"
        T = "B-T", "PAdES B-T"
        LTA = "B-LTA", "PAdES B-LTA"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="seals")
    step = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=6, choices=Level)
    made_at = models.DateTimeField()
    pdf_path = models.CharField(max_length=200)
    pdf_sha256 = models.CharField(max_length=64, unique=True)
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "step"], name="seal_step_once"),
            models.CheckConstraint(name="seal_step_known", condition=Q(step__in=[1, 2])),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.step}"

    @property
    def file(self) -> "Seal | Restamp":
        """The file as it is handed out: with the time stamp added later, if one was (fetch `restamp` along)."""
        return getattr(self, "restamp", self)


class Restamp(models.Model):
    """The time stamp a seal lacked, added once the time service answered again: a new file. Append-only."""

    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, related_name="restamp")
    level = models.CharField(max_length=6, choices=Seal.Level, default=Seal.Level.LTA)
    made_at = models.DateTimeField()
    pdf_path = models.CharField(max_length=200)
    pdf_sha256 = models.CharField(max_length=64, unique=True)
    keep_until = models.DateField()

    objects = PeersManager()

    def __str__(self) -> str:
        return f"{self.seal} {self.level}"


class ExternalCopy(models.Model):
    """A copy that the company signed on paper or with its own tool; a person compares it with what was sent."""

    class Kind(models.TextChoices):
        PAPER = "paper", _("Signed on paper")
        TOOL = "tool", _("Signed with the company’s own tool")

    class State(models.TextChoices):
        WAITING = "waiting", _("To compare")
        ACCEPTED = "accepted", _("Same text, signed")
        REFUSED = "refused", _("Not the same")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="external_copies")
    kind = models.CharField(_("how it was signed"), max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    signer_name = models.CharField(_("name of the signatory"), max_length=160)
    signer_role = models.CharField(_("role of the signatory"), max_length=120)
    signed_on = models.DateField(_("date written on it"))
    pdf_path = models.CharField(max_length=200)
    pdf_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True, blank=True)
    compared_by = models.CharField(max_length=160, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state__in=["waiting", "accepted"]), name="external_copy_one_at_a_time"
            ),
            models.CheckConstraint(
                name="external_copy_compared_by_someone",
                condition=Q(state="waiting") | (Q(compared_at__isnull=False) & ~Q(compared_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.get_kind_display()}"
