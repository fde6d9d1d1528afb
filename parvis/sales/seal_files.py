"""A seal bought from a trust service: one PKCS#12 file with key, certificate and chain, checked on the way in."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.utils.translation import gettext as _

from parvis.core.errors import Refused

MOST_BYTES = 1_000_000
LEAST_RSA_BITS = 2048
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class SealFile:
    """The certificate that seals and its key; `chain` from its issuer up to the authority that readers are to know."""

    certificate: x509.Certificate
    chain: list[x509.Certificate]
    key: Key


def read_seal_file(data: bytes, passphrase: str, *, at: datetime) -> SealFile:
    """What a PKCS#12 file holds, if contracts can be sealed with it at that time; refused with the reason otherwise."""
    if len(data) > MOST_BYTES:
        raise _bad(_("This is no seal: the file is too large."))
    try:
        held = pkcs12.load_pkcs12(data, passphrase.encode() or None)
    except ValueError as error:
        raise _bad(_("The file does not open: the passphrase is wrong, or it is no PKCS#12 file.")) from error
    if held.key is None or held.cert is None:
        raise _bad(_("The file holds no private key with its certificate."))
    if not isinstance(held.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise _bad(_("Seals are made with RSA or elliptic curve keys, not with this kind."))
    certificate = held.cert.certificate
    _refuse_weak(held.key)
    _refuse_purpose(certificate)
    chain = _chain(certificate, [one.certificate for one in held.additional_certs])
    for one in (certificate, *chain):
        _refuse_date(one, at)
    return SealFile(certificate, chain, held.key)


def _refuse_weak(key: Key) -> None:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_RSA_BITS:
        raise _bad(_("The key is too short: RSA needs 2048 bits at least."))


def _refuse_purpose(certificate: x509.Certificate) -> None:
    """Readers trust a seal whose certificate says that it signs documents (content commitment), and no authority's."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        signs = usage.content_commitment
    except x509.ExtensionNotFound:
        signs = False
    if not signs or _is_authority(certificate):
        raise _bad(_("This certificate is not made to sign documents (key usage: content commitment)."))


def _chain(certificate: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    """From the issuer upwards, as far as the file goes; each vouches for the one before."""
    chain: list[x509.Certificate] = []
    last = certificate
    while last.issuer != last.subject:
        issuer = next((one for one in others if one.subject == last.issuer and one not in chain), None)
        if issuer is None:
            break
        chain.append(issuer)
        last = issuer
    if not chain:
        raise _bad(_("The file holds no certificate of the issuer: export it again with its whole chain."))
    for below, above in pairwise([certificate, *chain]):
        _refuse_stranger(below, above)
    return chain


def _refuse_stranger(below: x509.Certificate, above: x509.Certificate) -> None:
    try:
        below.verify_directly_issued_by(above)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise _bad(_("The chain does not hold: %(name)s did not issue it.") % {"name": name_of(above)}) from error
    if not _is_authority(above):
        raise _bad(_("The chain does not hold: %(name)s is no authority.") % {"name": name_of(above)})


def _refuse_date(certificate: x509.Certificate, at: datetime) -> None:
    words = {"name": name_of(certificate), "day": certificate.not_valid_after_utc.date().isoformat()}
    if certificate.not_valid_after_utc <= at:
        raise _bad(_("The certificate of %(name)s ended on %(day)s.") % words)
    if certificate.not_valid_before_utc > at:
        words["day"] = certificate.not_valid_before_utc.date().isoformat()
        raise _bad(_("The certificate of %(name)s begins on %(day)s only.") % words)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def name_of(certificate: x509.Certificate) -> str:
    """Whose certificate it is, in one line."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _bad(sentence: str) -> Refused:
    return Refused(sentence, code="bad_seal", status=422)
