"""Secrets at rest: sealed with a key drawn from the installation's own, so that a copied database opens nothing."""

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from parvis.core.errors import Refused

_VERSION = b"\x01"
_NONCE = 12


def seal(plain: bytes, *, purpose: str = "secret") -> bytes:
    """Encrypt and authenticate; opens again only with the same installation key and the same purpose."""
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, plain, _VERSION + purpose.encode())


def unseal(sealed: bytes | memoryview, *, purpose: str = "secret") -> bytes:
    """What was sealed; refused when it was changed, or sealed under another installation key."""
    held = bytes(sealed)  # PostgreSQL and SQLite hand out memoryview or bytes
    cut = 1 + _NONCE
    try:
        return _cipher(settings.SECRET_KEY).decrypt(held[1:cut], held[cut:], held[:1] + purpose.encode())
    except (InvalidTag, ValueError) as error:
        sentence = _("A stored key cannot be opened: PARVIS_SECRET_KEY is not the one it was made with.")
        raise Refused(sentence, code="key_changed") from error


@lru_cache(maxsize=4)
def _cipher(installation_key: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"parvis-seal-v1")
    return AESGCM(derive.derive(installation_key.encode()))
