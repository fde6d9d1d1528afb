"""Signing in as people do, and the second factors they hold: an app for codes, a passkey of a phone."""

import json
import re
import time
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from struct import pack
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from parvis.accounts.models import User

ORIGIN = "https://forum.example"
LOGIN, CODE, SECOND = "/accounts/login/", "/accounts/login/code/", "/accounts/login/second-factor/"
ENGLISH = {"accept-language": "en"}


def browser() -> Client:
    return Client(headers=ENGLISH)


def ask_code(client: Client, email: str) -> str:
    """Ask for a code and read it on the demo's page; empty when none was made."""
    page = client.post(LOGIN, {"email": email}, follow=True)
    found = re.search(r'id="demo-code"[^>]*>\s*(\d{6})', page.text)
    return found[1] if found else ""


def sign_in(user: User, *, client: Client | None = None) -> Client:
    """A browser that went through the mailed code; whoever has a second factor is then asked for it."""
    client = client or browser()
    client.post(CODE, {"code": ask_code(client, user.email)})
    return client


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def add_app(client: Client) -> str:
    """Set up an app for codes through the pages; its secret."""
    page = client.get("/accounts/second-factor/app/")
    secret: str = page.context["form"].secret
    client.post("/accounts/second-factor/app/", {"code": code_of(secret)})
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or some steps of thirty seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def question_on(page: Any) -> dict[str, Any]:
    """What a page asks the browser's passkeys."""
    found = re.search(r'data-options="([^"]+)"', page.text)
    assert found, page.text
    question: dict[str, Any] = json.loads(unescape(found[1]))
    return question


@dataclass
class Phone:
    """A device that makes and uses one passkey, as its maker's hardware would."""

    origin: str = ORIGIN
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"phone-of-the-tests"
    handle: str = ""

    def make(self, question: dict[str, Any]) -> str:
        self.handle = question["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        credential = bytes(16) + pack(">H", len(self.id)) + self.id + cbor.encode(public)
        data = self._data(question["rp"]["id"], flags=0x45) + credential
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", question)
        return self._answer(clientDataJSON=client_data, attestationObject=statement)

    def use(self, question: dict[str, Any]) -> str:
        data = self._data(question["rpId"], flags=0x05)
        client_data = self._client_data("webauthn.get", question)
        signature = self.key.sign(data + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        held = {"userHandle": self.handle}
        return self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature, more=held)

    def _data(self, site: str, *, flags: int) -> bytes:
        """Hash of the site, what the person did (1 touched, 4 verified, 64 a key follows), and a counter."""
        return sha256(site.encode()).digest() + bytes([flags]) + pack(">I", 0)

    def _client_data(self, kind: str, question: dict[str, Any]) -> bytes:
        words = {"type": kind, "challenge": question["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(words).encode()

    def _answer(self, more: dict[str, str] | None = None, **parts: bytes) -> str:
        response = {name: websafe_encode(part) for name, part in parts.items()} | (more or {})
        name = websafe_encode(self.id)
        whole = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        assert websafe_decode(name) == self.id
        return json.dumps(whole)
