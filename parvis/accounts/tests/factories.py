"""Users and schools for tests."""

from itertools import count

from parvis.accounts.models import School, User

_numbers = count(1)


def make_user(email: str = "", *, first_name: str = "Ada", last_name: str = "Roy", language: str = "en") -> User:
    email = email or f"user{next(_numbers)}@test.example"
    return User.objects.create(email=email, first_name=first_name, last_name=last_name, language=language, password="!")


def make_school(slug: str = "telecom-paris", *, name: str = "Télécom Paris", mail_domain: str = "") -> School:
    row, _is_new = School.objects.get_or_create(slug=slug, defaults={"name": name, "mail_domain": mail_domain})
    return row
