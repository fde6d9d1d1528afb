"""The badge token: what the QR of a badge says, who signed it, and how to read it back.

Twelve bytes (version and key, edition, kind, flags, eight random) and an Ed25519 signature over
`parvis-badge-v1` and those bytes, in base32 without padding, as the last part of an upper-case URL.
It proves the badge; it holds no name and signs nobody in.
"""

import base64
import binascii
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DOMAIN = b"parvis-badge-v1"
VERSION = 1
LENGTH = 122  # base32 characters of 12 + 64 bytes
LONGEST_HOST = 21  # with it the URL fits QR version 6-M (154 characters)
_LONGEST_TEXT = 1024
_MISREAD = str.maketrans("018", "OIB")


class NotABadge(ValueError):
    """The text is no badge code of ours; nothing was verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeClaim:
    """What a badge says of itself. `edition` is the edition's badge number, `kind` a `Badge.Kind`."""

    key_id: int
    edition: int
    kind: int
    flags: int
    random: bytes

    @property
    def random_hex(self) -> str:
        return self.random.hex()

    def payload(self) -> bytes:
        """The twelve bytes. `ValueError` when a number does not fit its place."""
        if not 0 <= self.key_id <= 15 or len(self.random) != 8:
            raise ValueError("key_id fits four bits and random is eight bytes")
        return bytes([VERSION << 4 | self.key_id, self.edition, self.kind, self.flags]) + self.random


@dataclass(frozen=True, slots=True)
class SignedClaim:
    """A claim as read from a code, not verified yet."""

    claim: BadgeClaim
    signature: bytes


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An edition's key: 32 raw bytes each. The private half is stored sealed (`core.secrets.seal`)."""

    private: bytes
    public: bytes


def new_key_pair() -> KeyPair:
    key = Ed25519PrivateKey.generate()
    return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def new_claim(*, key_id: int, edition: int, kind: int, flags: int = 0) -> BadgeClaim:
    """A claim with fresh random bytes."""
    return BadgeClaim(key_id=key_id, edition=edition, kind=kind, flags=flags, random=secrets.token_bytes(8))


def sign(claim: BadgeClaim, private_key: bytes) -> str:
    """The token: base32, upper case, 122 characters."""
    payload = claim.payload()
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(DOMAIN + payload)
    return base64.b32encode(payload + signature).decode().rstrip("=")


def verify(signed: SignedClaim, public_key: bytes) -> bool:
    """Did the holder of that key sign it?"""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signed.signature, DOMAIN + signed.claim.payload())
    except InvalidSignature:
        return False
    return True


def badge_url(token: str, host: str) -> str:
    """What the QR holds: upper case throughout, so that it uses the alphanumeric mode."""
    return f"HTTPS://{host.upper()}/B/{token}"


def read_code(text: str) -> SignedClaim:
    """Read a scanned URL, or the token alone: only the last part of the path counts, in any case, whatever the host.

    Raises `NotABadge` for everything that is not exactly one of our codes.
    """
    if len(text) > _LONGEST_TEXT:
        raise NotABadge("too long")
    raw = _decode(last_part(text))
    if raw[0] >> 4 != VERSION:
        raise NotABadge("another version")
    claim = BadgeClaim(key_id=raw[0] & 15, edition=raw[1], kind=raw[2], flags=raw[3], random=raw[4:12])
    return SignedClaim(claim, raw[12:])


def last_part(text: str) -> str:
    """The token in a scanned URL, or the token alone, as it was signed."""
    return text.strip().split("?", 1)[0].split("#", 1)[0].rstrip("/").rpartition("/")[2].upper()


def _decode(part: str) -> bytes:
    if len(part) != LENGTH or not part.isascii():
        raise NotABadge("wrong length")
    try:
        raw = base64.b32decode(part + "=" * (-LENGTH % 8))
    except (binascii.Error, ValueError) as error:
        raise NotABadge("not base32") from error
    if base64.b32encode(raw).decode().rstrip("=") != part:
        raise NotABadge("not in its one spelling")
    return raw


def host_fits(host: str) -> bool:
    """Is the host, port included, short enough for the small QR?"""
    return len(host) <= LONGEST_HOST


def short_code(random: bytes) -> str:
    """What a person can type when a code does not scan: `K7QX-2M4P`, the first 40 bits."""
    text = base64.b32encode(random[:5]).decode()
    return f"{text[:4]}-{text[4:]}"


def read_short_code(text: str) -> str | None:
    """The first ten digits of `random_hex` for a typed code, or None; 0, 1 and 8 are read as O, I and B."""
    kept = "".join(text.split()).replace("-", "").upper().translate(_MISREAD)
    if len(kept) != 8 or not kept.isascii():
        return None
    try:
        return base64.b32decode(kept).hex()
    except (binascii.Error, ValueError):
        return None


def base64_of(key: bytes | memoryview) -> str:
    """A raw key as the API writes it."""
    return base64.b64encode(bytes(key)).decode()
