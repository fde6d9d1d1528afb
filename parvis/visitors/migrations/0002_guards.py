"""Rows the database itself refuses to change."""

from typing import ClassVar

from django.db import migrations

from parvis.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies: ClassVar = [("visitors", "0001_initial")]
    operations: ClassVar = [
        AppendOnly("Consent", keep_until="keep_until"),
    ]
