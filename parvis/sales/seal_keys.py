"""The association's seal: a private authority, its revocation list, and the key that seals contracts.

Or a seal bought from somebody whose authority readers know (`seal_files`): then the chain comes with it.
One file in the keys folder holds them; the private keys in it are sealed with the installation's own key. The key of
the authority can be taken out of it (`parvis seal export-authority`) and kept offline.
"""

import base64
import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.secrets import seal, unseal
from parvis.sales.seal_files import Key, SealFile, name_of

FILE = "contract-seal.json"
PURPOSE = "contract seal"
BITS = 3072
YEAR = timedelta(days=366)
SEAL_LIVES, AUTHORITY_LIVES = 3 * YEAR, 20 * YEAR
PEM = serialization.Encoding.PEM


@dataclass(frozen=True, slots=True)
class SealKeys:
    """Certificates and revocation list as PEM; private keys sealed, in base64. `former`: authorities of before.

    A brought seal has no revocation list of ours; `chain` are the certificates between it and its authority.
    """

    certificate: str
    authority: str
    revocations: str
    key: str
    authority_key: str = ""
    former: list[dict[str, str]] = field(default_factory=list)
    chain: str = ""
    is_brought: bool = False

    @property
    def roots(self) -> list[dict[str, str]]:
        """Every authority whose seals we made, each with its revocation list and what stands between."""
        own = {"authority": self.authority, "revocations": self.revocations, "chain": self.chain}
        return [own, *self.former]

    @property
    def leaf(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate.encode())

    @property
    def root(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.authority.encode())

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, in pairs, as PDF readers show it."""
        return self.root.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def kind(self) -> str:
        """The kind of key, as `RSA 3072` or `EC secp256r1`."""
        key = self.leaf.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            return f"EC {key.curve.name}"
        return f"RSA {key.key_size}" if isinstance(key, rsa.RSAPublicKey) else ""

    @property
    def owner(self) -> str:
        return name_of(self.leaf)

    @property
    def issuer(self) -> str:
        return name_of(self.root)

    def private_key(self) -> bytes:
        """The seal's key as PEM. Refused when the installation's key is another one."""
        return unseal(base64.b64decode(self.key), purpose=PURPOSE)


def read_keys() -> SealKeys | None:
    try:
        return SealKeys(**json.loads(_path().read_text("utf-8")))
    except FileNotFoundError:
        return None


def keys_for(name: str, *, at: datetime) -> SealKeys:
    """The keys, made now when there are none. Two processes at once get the same."""
    found = read_keys()
    if found is not None:
        return found
    with suppress(FileExistsError):
        _write(_made(name, at=at), replace=False)
    return keys_for(name, at=at)


def create_keys(name: str, *, replace: bool, at: datetime) -> SealKeys:
    """A new authority and seal. The one in use is only replaced when asked, and still vouches for what it sealed."""
    old = read_keys()
    if old and not replace:
        raise Refused(_("There is a seal already. --replace makes another; contracts sealed before stay valid."))
    keys = _made(name, at=at, former=old.roots if old else [])
    _write(keys, replace=replace)
    return keys


def use_file(brought: SealFile, *, replace: bool) -> SealKeys:
    """Seal with a brought certificate from now on; what sealed before is still vouched for."""
    old = read_keys()
    if old and old.leaf == brought.certificate:
        raise Refused(_("This seal is in use already."), code="same_seal")
    if old and not replace:
        raise Refused(_("There is a seal already. --replace uses this one; contracts sealed before stay valid."))
    *between, authority = [one.public_bytes(PEM).decode() for one in brought.chain]
    keys = SealKeys(
        certificate=brought.certificate.public_bytes(PEM).decode(),
        authority=authority,
        revocations="",
        key=_locked(brought.key),
        former=old.roots if old else [],
        chain="".join(between),
        is_brought=True,
    )
    _write(keys, replace=replace)
    return keys


def take_authority_key(target: Path) -> str:
    """Move the authority's key out of the installation into `target`; the answer is the passphrase that opens it."""
    keys = read_keys()
    if keys is None or not keys.authority_key:
        raise Refused(_("There is no authority key here: none was made, or it was already taken out."))
    plain = unseal(base64.b64decode(keys.authority_key), purpose=PURPOSE)
    passphrase = secrets.token_urlsafe(24)
    lock = serialization.BestAvailableEncryption(passphrase.encode())
    key = serialization.load_pem_private_key(plain, None)
    _create(target, key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, lock))
    _write(SealKeys(**{**asdict(keys), "authority_key": ""}), replace=True)
    return passphrase


def _made(name: str, *, at: datetime, former: list[dict[str, str]] | None = None) -> SealKeys:
    at = at.astimezone(UTC).replace(microsecond=0)
    root_key, leaf_key = (rsa.generate_private_key(public_exponent=65537, key_size=BITS) for _key in range(2))
    root_name, leaf_name = _subject(name, f"{name} – autorité de scellement"), _subject(name, f"{name} – sceau")
    start, until = at - timedelta(minutes=5), at + AUTHORITY_LIVES
    root = _certificate(root_name, root_key.public_key(), root_name, start, until)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_usage(signs=False), critical=True)
    root_cert = root.sign(root_key, hashes.SHA256())
    leaf = _certificate(leaf_name, leaf_key.public_key(), root_name, start, start + SEAL_LIVES)
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_usage(signs=True), critical=True)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    leaf_cert = leaf.add_extension(issuer, critical=False).sign(root_key, hashes.SHA256())
    crl = x509.CertificateRevocationListBuilder(root_name, start, start + SEAL_LIVES)
    crl = crl.add_extension(x509.CRLNumber(1), critical=False).add_extension(issuer, critical=False)
    return SealKeys(
        certificate=leaf_cert.public_bytes(PEM).decode(),
        authority=root_cert.public_bytes(PEM).decode(),
        revocations=crl.sign(root_key, hashes.SHA256()).public_bytes(PEM).decode(),
        key=_locked(leaf_key),
        authority_key=_locked(root_key),
        former=former or [],
    )


def _subject(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[-64:]),
        ]
    )


def _certificate(
    subject: x509.Name, key: rsa.RSAPublicKey, issuer: x509.Name, start: datetime, until: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(until)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(*, signs: bool) -> x509.KeyUsage:
    """A seal signs documents; an authority signs certificates and its revocation list."""
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_cert_sign=not signs,
        crl_sign=not signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _locked(key: Key) -> str:
    plain = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return base64.b64encode(seal(plain, purpose=PURPOSE)).decode()


def _path() -> Path:
    return Path(settings.KEYS_ROOT) / FILE


def _write(keys: SealKeys, *, replace: bool) -> None:
    """Whole or not at all; without `replace` the first who writes wins. `FileExistsError` for the second."""
    path, part = _path(), _path().with_name(f"{FILE}.{secrets.token_hex(6)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    content: dict[str, Any] = asdict(keys)
    _create(part, json.dumps(content, indent=1).encode())
    try:
        if replace:
            part.replace(path)
        else:
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)


def _create(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
