"""Users and schools for tests, those who act, and the clients that browse as them."""

from datetime import UTC, datetime
from itertools import count

from django.test import Client

from parvis.accounts.models import School, User
from parvis.core.actor import Actor, ActorKind

NOON = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)
_numbers = count(1)


def make_user(email: str = "", *, first_name: str = "Ada", last_name: str = "Roy", language: str = "en") -> User:
    email = email or f"user{next(_numbers)}@test.example"
    return User.objects.create(email=email, first_name=first_name, last_name=last_name, language=language, password="!")


def make_school(slug: str = "telecom-paris", *, name: str = "Télécom Paris", mail_domain: str = "") -> School:
    row, _is_new = School.objects.get_or_create(slug=slug, defaults={"name": name, "mail_domain": mail_domain})
    return row


def make_actor(user: User | None = None, *, kind: ActorKind = ActorKind.MEMBER) -> Actor:
    """Somebody who acts; a member without any row of their own unless a user is given."""
    return Actor(kind, str(user.pk), str(user)) if user else Actor(kind, "0", "Ada Roy", "127.0.0.1")


def client_of(user: User) -> Client:
    """A browser in which this user is signed in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client
