"""Secrets sent in links, and the only way to write an absolute address."""

import hashlib
import secrets

from django.conf import settings


def new_token() -> tuple[str, str]:
    """A new secret of 160 bits for a link, and the hash that is stored instead of it."""
    plain = secrets.token_urlsafe(20)
    return plain, hash_token(plain)


def hash_token(plain: str) -> str:
    """SHA-256 of the secret, as 64 hex digits; a stolen database opens no link."""
    return hashlib.sha256(plain.encode()).hexdigest()


def absolute(path: str) -> str:
    """The path on the installation's own address, never on what a request's Host header says."""
    return f"{settings.PARVIS_URL}{path}"


def safe_next(path: str | None, *, default: str) -> str:
    """The path to go on to, if it stays on this site; the default otherwise."""
    if not path or not path.startswith("/") or path[1:2] in {"/", "\\"} or "\\" in path:
        return default
    return default if any(ord(letter) < 32 for letter in path) else path
