from django.db import migrations

from parvis.core.append_only import Immutable


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0003_relations"),
    ]

    operations = [
        Immutable("CompanyMerge", allow=("undone_at",), keep_until="keep_until"),
    ]
