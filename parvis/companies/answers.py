"""The address an answer is logged by: `log+<token>@…`. The token says which company, edition and member, and is signed.

Nothing of it is stored: a forged one does not verify, and no number of a company is ever given to another one.
"""

import base64
import hashlib
import re
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from parvis.companies.models import Company

SALT = "companies.answers"
MARK_LENGTH = 16  # of base32: 80 bits
TOKEN = re.compile(rf"(\d{{1,18}})-(\d{{1,18}})-(\d{{1,18}})-([a-z2-7]{{{MARK_LENGTH}}})")


class Thread(NamedTuple):
    """Whose answers these are: a company's, in an edition, to a member."""

    company_id: int
    edition_id: int
    author_id: int


def log_address(thread: Thread) -> str:
    """The address for this thread; nothing when no mailbox is read."""
    if not is_read():
        return ""
    name, _at, domain = settings.LOG_ADDRESS.partition("@")
    return f"{name}+{token_of(thread)}@{domain}"


def is_read() -> bool:
    return settings.MAILBOX is not None and "@" in settings.LOG_ADDRESS


def token_of(thread: Thread) -> str:
    """Small letters, digits and dashes: mail servers may change the case of an address."""
    words = "-".join(map(str, thread))
    return f"{words}-{_mark(words)}"


def _mark(words: str) -> str:
    digest = salted_hmac(SALT, words, algorithm="sha256").digest()
    return base64.b32encode(hashlib.sha256(digest).digest()).decode().lower()[:MARK_LENGTH]


def thread_of(recipients: list[str]) -> Thread | None:
    """The first thread that one of these addresses names with a mark of ours."""
    name, _at, domain = settings.LOG_ADDRESS.lower().partition("@")
    for address in recipients:
        local, _at, host = address.lower().rpartition("@")
        found = TOKEN.fullmatch(local.removeprefix(f"{name}+"))
        if host == domain and found and constant_time_compare(found[4], _mark("-".join(found.group(1, 2, 3)))):
            return Thread(*map(int, found.group(1, 2, 3)))
    return None


def is_for_us(recipients: list[str]) -> bool:
    """Whether a mail was meant for the log, with a good token or without."""
    name, _at, domain = settings.LOG_ADDRESS.lower().partition("@")
    return any(one.startswith(f"{name}+") and one.endswith(f"@{domain}") for one in recipients)


def company_now(company_id: int) -> Company | None:
    """The company of a thread, or the one it was merged into."""
    company = Company.objects.filter(pk=company_id).first()
    while company is not None and company.merged_into_id is not None:
        company = Company.objects.filter(pk=company.merged_into_id).first()
    return company
