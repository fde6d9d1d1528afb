"""A quote that was sent can be answered and replaced, nothing else."""

from typing import ClassVar

from django.db import migrations

from parvis.core.append_only import Immutable


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sales", "0003_quote_versions")]
    operations: ClassVar = [
        Immutable(
            "Quote",
            when="status <> 'draft'",
            allow=("status", "answered_at", "answered_by", "token_hash", "contact"),
        ),
    ]
