"""Users, the schools that vouch for them, invitations and API tokens."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import FoldedField
from parvis.core.models import PeersManager
from parvis.core.text import fold


class UserManager(BaseUserManager["User"]):
    """Users are known by their mail address, whatever its capitals."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_email(username or ""))


def normal_email(text: str) -> str:
    """The address as stored: without outer blanks, in lower case; accents stay, for `mıke@` is not `mike@`."""
    return text.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """One person who can sign in, across all editions and whatever the door."""

    email = models.EmailField(_("e-mail address"), unique=True, max_length=254)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    name_folded = FoldedField("first_name", "last_name", "email")
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", _("French")), ("en", _("English"))], default="fr"
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [models.Index(fields=["name_folded"], name="user_name_folded")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def initials(self) -> str:
        words = self.full_name.replace("@", " ").split()
        return "".join(word[0] for word in words[:2]).upper()


class SchoolQuerySet(models.QuerySet["School"]):
    def active(self) -> "SchoolQuerySet":
        return self.filter(is_active=True)


class School(models.Model):
    """A school whose students come; its login door arrives with the visitors' accounts."""

    class Login(models.TextChoices):
        EMAIL = "email", _("Code by e-mail")
        CAS = "cas", "CAS"
        SAML = "saml", "SAML"
        OIDC = "oidc", "OpenID Connect"

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=120)
    name_folded = FoldedField("name")
    mail_domain = models.CharField(_("mail domain"), max_length=120, blank=True)
    login = models.CharField(_("sign-in"), max_length=6, choices=Login, default=Login.EMAIL)
    is_active = models.BooleanField(default=True)

    objects = PeersManager.from_queryset(SchoolQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name_folded"], name="school_name_once")]

    def __str__(self) -> str:
        return self.name

    def answers_to(self, text: str) -> bool:
        """Is this what a person or a file calls the school: its name or its slug?"""
        return fold(text) in {self.name_folded, self.slug}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, at: datetime) -> "InvitationQuerySet":
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A link that lets one user in for the first time; it says nothing of what they may do."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.CharField(max_length=60, blank=True)  # kind and id of who sent it, to count by

    objects = PeersManager.from_queryset(InvitationQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="invitation_expires_later", condition=Q(expires_at__gt=models.F("created_at")))
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.expires_at:%Y-%m-%d}"


class LoginLink(models.Model):
    """A one-time sign-in link, made by the shell in demo mode only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    def __str__(self) -> str:
        return f"{self.user} {self.expires_at:%Y-%m-%d}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid_at(self, at: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=at))


class ApiToken(models.Model):
    """A program's key to the API: stored as a hash, limited to scopes and, if asked, to one edition's slug.

    It ends with the mandate of its owner; one without an owner belongs to the installation.
    """

    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="api_tokens", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    edition_slug = models.SlugField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(ApiTokenQuerySet)()

    def __str__(self) -> str:
        return self.name

    def allows(self, scope: str) -> bool:
        return scope in self.scopes


class StoredAnswerQuerySet(models.QuerySet["StoredAnswer"]):
    def older_than(self, moment: datetime) -> "StoredAnswerQuerySet":
        return self.filter(created_at__lt=moment)


class StoredAnswer(models.Model):
    """What a program was answered to a call it gave a key: written with the effect, or not at all."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64, help_text=_("SHA-256 of method, address and body."))
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    objects = PeersManager.from_queryset(StoredAnswerQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="stored_answer_once"),
            models.CheckConstraint(name="stored_answer_succeeded", condition=Q(status__gte=200, status__lt=300)),
        ]

    def __str__(self) -> str:
        return f"{self.token} {self.key}"
