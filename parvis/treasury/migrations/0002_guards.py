"""Rows the database itself refuses to change."""

from typing import ClassVar

from django.db import migrations

from parvis.core.append_only import AppendOnly, Immutable


class Migration(migrations.Migration):
    dependencies: ClassVar = [("treasury", "0001_initial")]
    operations: ClassVar = [
        AppendOnly("Payment", keep_until="keep_until"),
        Immutable("Invoice", when="status = 'issued'"),
        Immutable("CreditNote", when="status = 'issued'"),
    ]
