"""Order windows, tiers and words of what is sold, and its prices by date."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import AppendOnly
from parvis.core.fields import CentsField


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sales", "0006_discount_approval")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("price_cents", CentsField(verbose_name="price")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("set_at", models.DateTimeField()),
                ("set_by", models.CharField(max_length=160)),
                ("keep_until", models.DateField()),
            ],
        ),
        migrations.AddField(
            model_name="option",
            name="audience",
            field=models.CharField(
                choices=[("all", "Exhibitors and team"), ("team", "Team only")],
                default="all",
                max_length=4,
                verbose_name="shown to",
            ),
        ),
        migrations.AddField(
            model_name="option",
            name="closes_on",
            field=models.DateField(blank=True, null=True, verbose_name="orders until (included)"),
        ),
        migrations.AddField(
            model_name="option",
            name="opens_on",
            field=models.DateField(blank=True, null=True, verbose_name="orders from"),
        ),
        migrations.AddField(
            model_name="option",
            name="text_en",
            field=models.TextField(blank=True, max_length=1000, verbose_name="what it gives (English)"),
        ),
        migrations.AddField(
            model_name="option",
            name="text_fr",
            field=models.TextField(blank=True, max_length=1000, verbose_name="what it gives (French)"),
        ),
        migrations.AddField(
            model_name="package",
            name="audience",
            field=models.CharField(
                choices=[("all", "Exhibitors and team"), ("team", "Team only")],
                default="all",
                max_length=4,
                verbose_name="shown to",
            ),
        ),
        migrations.AddField(
            model_name="package",
            name="closes_on",
            field=models.DateField(blank=True, null=True, verbose_name="orders until (included)"),
        ),
        migrations.AddField(
            model_name="package",
            name="opens_on",
            field=models.DateField(blank=True, null=True, verbose_name="orders from"),
        ),
        migrations.AddField(
            model_name="package",
            name="text_en",
            field=models.TextField(blank=True, max_length=1000, verbose_name="what it gives (English)"),
        ),
        migrations.AddField(
            model_name="package",
            name="text_fr",
            field=models.TextField(blank=True, max_length=1000, verbose_name="what it gives (French)"),
        ),
        migrations.AddField(
            model_name="package",
            name="tier",
            field=models.CharField(
                blank=True,
                choices=[("", "Booth"), ("partner", "Partner"), ("sponsor", "Sponsor")],
                default="",
                max_length=10,
                verbose_name="tier",
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_on", None), ("closes_on", None), ("closes_on__gte", models.F("opens_on")), _connector="OR"
                ),
                name="option_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_on", None), ("closes_on", None), ("closes_on__gte", models.F("opens_on")), _connector="OR"
                ),
                name="package_window",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="option",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prices",
                to="sales.option",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="package",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prices",
                to="sales.package",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("option", None), ("package__isnull", False)),
                    models.Q(("option__isnull", False), ("package", None)),
                    _connector="OR",
                ),
                name="price_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(condition=models.Q(("price_cents__gte", 0)), name="price_not_negative"),
        ),
        AppendOnly("Price", keep_until="keep_until"),
    ]
