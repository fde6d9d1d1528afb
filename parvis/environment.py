"""What the machine tells Parvis: every environment variable is read here and nowhere else."""

import os
import secrets
import shlex
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def data_folder() -> Path:
    """Where everything that must be backed up lives: database, media, keys, mail sink."""
    return Path(os.environ.get("PARVIS_DATA") or ROOT / "var").resolve()


def mode() -> str:
    """`demo` or `production`; anything else, or nothing, is production."""
    return "demo" if os.environ.get("PARVIS_MODE") == "demo" else "production"


def bind_host() -> str:
    """The address the server listens on; `parvis run` sets it before the web process starts."""
    return os.environ.get("PARVIS_HOST", "127.0.0.1")


def port() -> int:
    return int(os.environ.get("PORT", "8000"))


def public_url() -> str:
    """The address people use, without a trailing slash; links in mails and on papers start with it."""
    return os.environ.get("PARVIS_URL", f"http://127.0.0.1:{port()}").rstrip("/")


def badge_host() -> str:
    """The host printed in badge codes: at most 21 characters keep the small QR."""
    return os.environ.get("PARVIS_BADGE_HOST") or urlsplit(public_url()).netloc


def trusted_proxies() -> int:
    """How many reverse proxies stand in front: that many addresses at the end of X-Forwarded-For are ours."""
    return int(os.environ.get("PARVIS_TRUSTED_PROXIES") or 0)


def metrics_token() -> str:
    """What a monitoring program must know to read `/metrics`, which does not exist without it."""
    return os.environ.get("PARVIS_METRICS_TOKEN", "")


def timestamp_server() -> str:
    """The RFC 3161 service that dates the seals of contracts; empty: none is asked."""
    return os.environ.get("PARVIS_TSA_URL", "")


def mailbox() -> dict[str, Any] | None:
    """The mailbox of `PARVIS_MAILBOX_URL` (imaps://user:password@host:993/INBOX; imap:// turns to TLS once connected,
    but on this machine); None: answers of companies are not read, nor in a demo."""
    url = os.environ.get("PARVIS_MAILBOX_URL", "")
    if not url or mode() == "demo":
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise SystemExit("PARVIS_MAILBOX_URL must look like imaps://user:password@host/INBOX.")
    if "@" not in log_address():
        raise SystemExit("PARVIS_MAILBOX_URL needs PARVIS_LOG_ADDRESS, the address whose mail comes there.")
    return {
        "host": parts.hostname,
        "port": parts.port or (993 if parts.scheme == "imaps" else 143),
        "user": unquote(parts.username),
        "password": unquote(parts.password or ""),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
        "is_tls": parts.scheme == "imaps",
        "starts_tls": parts.scheme == "imap" and parts.hostname not in LOOPBACK,
    }


def log_address() -> str:
    """The address that answers of companies also go to, with a mark after a plus sign (log+…@forum.example)."""
    return os.environ.get("PARVIS_LOG_ADDRESS", "")


def backup_passphrase() -> str:
    """What the keys inside a backup are locked with, on top of everything else; empty: they are not."""
    return os.environ.get("PARVIS_BACKUP_PASSPHRASE", "")


def secret_key(folder: Path) -> str:
    """The key from the environment, else one made on first use and kept in the data folder."""
    given = os.environ.get("PARVIS_SECRET_KEY")
    if given:
        return given
    path = folder / "keys" / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def database(folder: Path) -> dict[str, Any]:
    """SQLite in the data folder, or the PostgreSQL of `DATABASE_URL` (postgres://user:password@host:port/name?option=…)."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {"ENGINE": "parvis.core.sqlite_gate", "NAME": folder / "parvis.sqlite3"}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("DATABASE_URL must start with postgres:// ; leave it empty for the embedded database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def mailer() -> dict[str, Any]:
    """The mail server of `PARVIS_MAIL_URL` (smtp://user:password@host:587, smtps:// for TLS from the start).

    Without one, and in a demo always, mails are written to the mail folder and leave nowhere.
    """
    url = os.environ.get("PARVIS_MAIL_URL", "")
    if not url or mode() == "demo":
        return {"BACKEND": "parvis.outbox.backends.FolderBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"}:
        raise SystemExit("PARVIS_MAIL_URL must start with smtp:// or smtps://.")
    is_local = parts.hostname in LOOPBACK
    return {
        "BACKEND": "parvis.outbox.backends.SmtpBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and not is_local,
        },
    }


def mail_from() -> str:
    """The address mails come from."""
    return os.environ.get("PARVIS_MAIL_FROM") or "contact@parvis.example"


def media_storage() -> dict[str, Any]:
    """The folder, or the private bucket of `PARVIS_S3_BUCKET`; a demo, which is thrown away, keeps to its folder."""
    bucket = os.environ.get("PARVIS_S3_BUCKET", "")
    if not bucket or mode() == "demo":
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if not (find_spec("storages") and find_spec("boto3")):
        command = f"{sys.executable} -m pip install --require-hashes --no-deps -r {ROOT / 'requirements-s3.txt'}"
        raise SystemExit(f"PARVIS_S3_BUCKET is set, but the library for S3 is missing. Run: {command}")
    key_id, secret = os.environ.get("PARVIS_S3_KEY_ID", ""), os.environ.get("PARVIS_S3_SECRET_KEY", "")
    if not key_id or not secret:
        raise SystemExit("PARVIS_S3_BUCKET needs PARVIS_S3_KEY_ID and PARVIS_S3_SECRET_KEY.")
    endpoint = os.environ.get("PARVIS_S3_ENDPOINT", "")
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise SystemExit("PARVIS_S3_ENDPOINT must start with https:// (or http:// on a network of your own).")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "access_key": key_id,
            "secret_key": secret,
            "endpoint_url": endpoint or None,
            "region_name": os.environ.get("PARVIS_S3_REGION") or None,
            "location": os.environ.get("PARVIS_S3_PREFIX", "").strip("/"),
            "default_acl": None,  # private, as a bucket is unless somebody opened it
            "querystring_auth": True,
            "max_memory_size": 2_500_000,  # more waits on the disk while it is sent on
            "client_config": _s3_client(has_endpoint=bool(endpoint)),
        },
    }


def _s3_client(*, has_endpoint: bool) -> Any:
    """Signature 4, short waits, and only the checksums that every S3-compatible server understands."""
    return import_module("botocore.config").Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if has_endpoint else "auto"},
        connect_timeout=5,
        read_timeout=20,
        retries={"mode": "standard", "total_max_attempts": 3},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def virus_scanner() -> list[str]:
    """The command that is given each uploaded file on its standard input: exit code 0 is clean, 1 a virus."""
    return shlex.split(os.environ.get("PARVIS_VIRUS_SCANNER", ""))
