"""Evidence and seals are kept as long as the signature that they prove: ten years after the fair, no longer five."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from parvis.core.append_only import AppendOnly, Lifted

PROOF = ("EvidenceEvent", "Seal", "Restamp")
FIVE_YEARS = timedelta(days=5 * 366)


def keep_longer(apps: Any, _editor: BaseDatabaseSchemaEditor) -> None:
    for name in PROOF:
        rows = apps.get_model("sales", name).objects
        days = list(rows.order_by("-keep_until").values_list("keep_until", flat=True).distinct())
        for day in days:  # the latest first: no row is moved twice
            rows.filter(keep_until=day).update(keep_until=day + FIVE_YEARS)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("sales", "0014_removals"),
    ]

    operations: ClassVar = [
        *(Lifted(AppendOnly(name, keep_until="keep_until")) for name in PROOF),
        migrations.RunPython(keep_longer, migrations.RunPython.noop),
        *(AppendOnly(name, keep_until="keep_until") for name in PROOF),
    ]
