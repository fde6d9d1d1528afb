"""A time stamp service (RFC 3161) for tests, on this machine and with a key of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from parvis.core.lazy import load


def _service() -> Any:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test TSA")]), datetime.now(UTC)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=9))
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    der = serialization.Encoding.DER
    secret = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return load("pyhanko.sign.timestamps").DummyTimeStamper(
        tsa_cert=load("asn1crypto.x509").Certificate.load(certificate.public_bytes(der)),
        tsa_key=load("asn1crypto.keys").PrivateKeyInfo.load(secret),
    )


@contextmanager
def timestamp_server() -> Iterator[str]:
    service = _service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name is that of the library
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = service.request_tsa_response(load("asn1crypto.tsp").TimeStampReq.load(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
