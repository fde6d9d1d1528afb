"""The cast of the matrix: one user for each pole and role worth telling apart, and the strangers."""

from django.test import Client

from parvis.accounts.tests.factories import make_user
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_of, make_member

ROLES = {
    "president": ("presidency", "lead"),
    "secretary": ("general_secretary", "member"),
    "treasurer": ("treasury", "lead"),
    "treasury": ("treasury", "member"),
    "treasury-reader": ("treasury", "reader"),
    "companies-lead": ("company_relations", "lead"),
    "companies": ("company_relations", "member"),
    "companies-reader": ("company_relations", "reader"),
    "logistics": ("logistics", "member"),
    "activities": ("activities", "member"),
    "communication": ("communication", "member"),
    "visitors": ("visitors", "member"),
    "it-lead": ("it", "lead"),
    "it": ("it", "member"),
    "volunteer": ("logistics", "volunteer"),
}
EVERYONE = frozenset(ROLES)


def team_of(edition: Edition) -> dict[str, Client]:
    """A browser for each role in this edition."""
    team = {}
    for name, (pole, role) in ROLES.items():
        user = make_user(f"{name}@matrix.example")
        make_member(edition, pole=pole, role=role, user=user)
        team[name] = client_of(user)
    return team
