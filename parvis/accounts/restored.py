"""Passwords and second factors that were changed since a backup: its restore revives none of the old ones."""

from datetime import datetime
from itertools import batched

from allauth.mfa.models import Authenticator

from parvis.accounts.models import User

BATCH = 500
MARKS = ("pk", "created_at")  # another installation may have given the key, not at the same instant
FACTOR = ("type", "data", "created_at", "last_used_at")

type Known = dict[tuple[int, datetime], str]


def carry_sign_in(replaced: str) -> None:
    """Passwords and second factors of the people both databases know become those of the replaced one."""
    there, here = _passwords(replaced), _passwords("default")
    same = sorted(there.keys() & here.keys())
    for person in same:
        if there[person] != here[person]:
            User.objects.filter(pk=person[0]).update(password=there[person])
    for some in batched(same, BATCH):
        _carry_factors([person[0] for person in some], replaced)


def _passwords(database: str) -> Known:
    rows = User.objects.using(database).values_list(*MARKS, "password")
    return {(key, moment): password for key, moment, password in rows}


def _carry_factors(people: list[int], replaced: str) -> None:
    """Added, removed, used: codes that were spent stay spent."""
    now = Authenticator.objects.using(replaced).filter(user__in=people).values("user_id", *FACTOR)
    Authenticator.objects.filter(user__in=people).delete()
    Authenticator.objects.bulk_create(Authenticator(**row) for row in now)
