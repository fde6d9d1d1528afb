"""One file that holds an installation: database, media and keys, consistent while people work, and its way back.

The archive is a ZIP with a `manifest.json` (counts of rows, size and SHA-256 of every member), one JSON-lines file for
each table (the same for SQLite and PostgreSQL, so a backup moves between them), `media/` and `keys/`. Left out are
sessions and the cache: after a restore everybody signs in again.

Keys: an installation that keeps its secret key in its own folder has it in the archive, which then opens everything and
must be stored accordingly. Where `PARVIS_SECRET_KEY` comes from outside, it is not in the archive; the other keys are
sealed with it and the same value must be given to restore them.
"""

from parvis.core.backup.archive import BackupReport
from parvis.core.backup.endings import carry_over
from parvis.core.backup.last import last_backup
from parvis.core.backup.places import Installation
from parvis.core.backup.restore import read_backup
from parvis.core.backup.rows import backup_restored
from parvis.core.backup.write import write_backup

__all__ = [
    "BackupReport",
    "Installation",
    "backup_restored",
    "carry_over",
    "last_backup",
    "read_backup",
    "write_backup",
]
