"""The keys of an installation inside its backup: who can open them.

A secret key that comes from outside is not in the archive, and seals the other keys. One that the installation made for
itself is in it, in the clear unless a passphrase locks it: such an archive opens everything.
"""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.utils.translation import gettext as _

from parvis.core.backup.archive import Manifest
from parvis.core.errors import Refused
from parvis.core.secrets import seal, unseal

PURPOSE = "backup-keys"
NONCE = 12
COST = {"n": 2**16, "r": 8, "p": 1}  # 64 MiB and a fifth of a second for each guess


def new_salt() -> str:
    """Of a backup that will be locked; empty when there is no passphrase."""
    return base64.b64encode(secrets.token_bytes(16)).decode() if settings.BACKUP_PASSPHRASE else ""


def new_proof(*, are_keys_sealed: bool) -> str:
    """By which a restore knows the secret key again, even where no key was kept."""
    return base64.b64encode(seal(b"parvis", purpose=PURPOSE)).decode() if are_keys_sealed else ""


class Keeper:
    """Locks and opens the keys of one archive."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.cipher = _cipher(manifest.salt) if manifest.salt else None
        if manifest.proof:
            unseal(base64.b64decode(manifest.proof), purpose=PURPOSE)

    def lock(self, content: bytes, name: str) -> bytes:
        if self.manifest.are_keys_sealed:
            content = seal(content, purpose=PURPOSE)
        if self.cipher is None:
            return content
        nonce = secrets.token_bytes(NONCE)
        return nonce + self.cipher.encrypt(nonce, content, name.encode())

    def open(self, content: bytes, name: str) -> bytes:
        """Refused when the passphrase or the secret key is not the one it was locked with."""
        if self.cipher is not None:
            content = self._unlocked(content, name, self.cipher)
        return unseal(content, purpose=PURPOSE) if self.manifest.are_keys_sealed else content

    def _unlocked(self, content: bytes, name: str, cipher: AESGCM) -> bytes:
        try:
            return cipher.decrypt(content[:NONCE], content[NONCE:], name.encode())
        except (InvalidTag, ValueError) as error:
            sentence = _("The passphrase is not the one this backup was made with: set PARVIS_BACKUP_PASSPHRASE to it.")
            raise Refused(sentence, code="passphrase") from error


def _cipher(salt: str) -> AESGCM:
    passphrase = settings.BACKUP_PASSPHRASE
    if not passphrase:
        sentence = _("The keys of this backup are locked: set PARVIS_BACKUP_PASSPHRASE to what it was made with.")
        raise Refused(sentence, code="passphrase")
    derived = Scrypt(salt=base64.b64decode(salt), length=32, **COST).derive(passphrase.encode())
    return AESGCM(derived)
