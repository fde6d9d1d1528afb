"""A trust service for tests: it sells seals as PKCS#12 files, good ones and every kind of bad one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from parvis.editions.tests.factories import NOON

PASSPHRASE = "open sesame"
YEAR = timedelta(days=366)
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | dsa.DSAPrivateKey


def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Authority:
    """A name with its key; the root signs itself."""

    name: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=ec_key)

    def certify(
        self,
        name: str,
        key: Private,
        *,
        is_authority: bool = False,
        signs: bool | None = True,
        start: datetime = NOON - YEAR,
        until: datetime = NOON + 2 * YEAR,
    ) -> x509.Certificate:
        made = x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(self.name))
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        made = made.not_valid_before(start).not_valid_after(until)
        made = made.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        if signs is not None:
            made = made.add_extension(usage(signs=signs, is_authority=is_authority), critical=True)
        return made.sign(self.key, hashes.SHA256())


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def usage(*, signs: bool, is_authority: bool) -> x509.KeyUsage:
    off = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement"), False)
    both = {"encipher_only": False, "decipher_only": False, "digital_signature": True}
    return x509.KeyUsage(content_commitment=signs, key_cert_sign=is_authority, crl_sign=is_authority, **off, **both)


ROOT, BETWEEN = Authority("Trust Root"), Authority("Trust Seals")
ROOT_CERTIFICATE = ROOT.certify("Trust Root", ROOT.key, is_authority=True)
BETWEEN_CERTIFICATE = ROOT.certify("Trust Seals", BETWEEN.key, is_authority=True)


def seal_file(
    key: Private | None = None,
    certificate: x509.Certificate | None = None,
    others: list[x509.Certificate] | None = None,
) -> bytes:
    """What was bought: by default a good seal of the association with its whole chain."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = certificate or BETWEEN.certify("Forum des exemples", key)
    chain = [ROOT_CERTIFICATE, BETWEEN_CERTIFICATE] if others is None else others
    lock = BestAvailableEncryption(PASSPHRASE.encode())
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, chain, lock)
