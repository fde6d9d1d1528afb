"""Hash, size and media type of every kept file, as the nightly check found them first."""

from typing import ClassVar

from django.db import migrations, models

from parvis.core.append_only import RefuseWhen


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("treasury", "0014_penalty_rates_by_law"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="KeptFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=200, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size_bytes__gt", 0)), name="kept_file_holds_something")
                ],
            },
        ),
        RefuseWhen(
            "KeptFile", "noted", events=("update",), when="1 = 1", reason="What was noted of a file never changes"
        ),
    ]
