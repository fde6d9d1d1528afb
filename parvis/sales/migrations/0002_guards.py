"""Rows the database itself refuses to change."""

from typing import ClassVar

from django.db import migrations

from parvis.core.append_only import AppendOnly, Immutable


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sales", "0001_initial")]
    operations: ClassVar = [
        AppendOnly("Signature", keep_until="keep_until"),
        Immutable("Contract", when="status IS NOT NULL", allow=("status", "signed_at", "withdrawn_at", "token_hash")),
    ]
