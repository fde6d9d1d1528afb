"""Lines that take units of a signed line back: below zero, and never more than were sold."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import RefuseWhen

MORE_THAN_SOLD = """NEW.removes_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM sales_quoteline sold WHERE sold.id = NEW.removes_id
    AND (sold.removes_id IS NOT NULL OR sold.option_id IS NULL OR sold.option_id <> NEW.option_id
    OR sold.quantity + NEW.quantity + (
        SELECT COALESCE(SUM(back.quantity), 0) FROM sales_quoteline back
        JOIN sales_quote paper ON paper.id = back.quote_id
        WHERE back.removes_id = NEW.removes_id AND paper.status = 'accepted') < 0))"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("sales", "0013_waiting_list"),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name="quoteline",
            name="quote_line_quantity",
        ),
        migrations.RemoveConstraint(
            model_name="quoteline",
            name="quote_line_amount",
        ),
        migrations.AddField(
            model_name="quoteline",
            name="removes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="removals",
                to="sales.quoteline",
            ),
        ),
        migrations.AlterField(
            model_name="quoteline",
            name="quantity",
            field=models.IntegerField(verbose_name="quantity"),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quantity__gt", 0), ("removes", None)),
                    models.Q(("option__isnull", False), ("quantity__lt", 0), ("removes__isnull", False)),
                    _connector="OR",
                ),
                name="quote_line_quantity",
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("net_cents__gte", 0), ("removes", None)),
                    models.Q(("net_cents__lte", 0), ("removes__isnull", False)),
                    _connector="OR",
                ),
                name="quote_line_amount",
            ),
        ),
        RefuseWhen(
            "QuoteLine",
            "more",
            events=("insert",),
            lock="SELECT 1 FROM sales_quoteline sold WHERE sold.id = NEW.removes_id FOR NO KEY UPDATE",
            when=MORE_THAN_SOLD,
            reason="No more is taken back of a line than it sold",
        ),
    ]
