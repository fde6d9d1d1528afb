"""Where an installation keeps what a backup holds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

SECRET = "secret.key"  # noqa: S105 (a file name)


@dataclass(frozen=True, slots=True)
class Installation:
    """Folders and database (Django's settings of it) of one installation."""

    data: Path
    media: Path
    keys: Path
    database: dict[str, Any]

    @classmethod
    def current(cls) -> "Installation":
        return cls(
            Path(settings.DATA), Path(settings.MEDIA_ROOT), Path(settings.KEYS_ROOT), dict(connection.settings_dict)
        )

    @property
    def is_sqlite(self) -> bool:
        return "sqlite" in self.database["ENGINE"]

    @property
    def keeps_its_secret(self) -> bool:
        """Whether the secret key in use is the one kept in the keys folder, not one given from outside."""
        path = self.keys / SECRET
        return path.exists() and path.read_text().strip() == settings.SECRET_KEY

    @property
    def are_keys_open(self) -> bool:
        """Whether a backup of a real fair would hold its keys in the clear."""
        return settings.MODE == "production" and self.keeps_its_secret and not settings.BACKUP_PASSPHRASE


def database_url(database: dict[str, Any], **options: str) -> str:
    """The PostgreSQL database as `DATABASE_URL` writes it, with connection options added."""
    user, password = (quote(str(database.get(key) or ""), safe="") for key in ("USER", "PASSWORD"))
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    host = f"{database.get('HOST') or ''}{':' if database.get('PORT') else ''}{database.get('PORT') or ''}"
    plain = {key: value for key, value in database.get("OPTIONS", {}).items() if isinstance(value, str)}
    query = urlencode({**plain, **options}, quote_via=quote)
    return f"postgres://{login}{host}/{quote(database['NAME'], safe='')}?{query}"
