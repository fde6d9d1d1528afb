"""What the cancellation scale keeps of options taken out; no more money is taken back of a line than was paid for it."""

from typing import ClassVar

from django.db import migrations, models

import parvis.core.fields
from parvis.core.append_only import Lifted, RefuseWhen

MORE_UNITS = """NEW.removes_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM sales_quoteline sold WHERE sold.id = NEW.removes_id
    AND (sold.removes_id IS NOT NULL OR sold.option_id IS NULL OR sold.option_id <> NEW.option_id
    OR sold.quantity + NEW.quantity + (
        SELECT COALESCE(SUM(back.quantity), 0) FROM sales_quoteline back
        JOIN sales_quote paper ON paper.id = back.quote_id
        WHERE back.removes_id = NEW.removes_id AND paper.status = 'accepted') < 0))"""
MORE_MONEY = """NEW.removes_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM sales_quoteline sold WHERE sold.id = NEW.removes_id
    AND sold.net_cents + NEW.net_cents - NEW.owed_cents < (
        SELECT COALESCE(SUM(back.owed_cents - back.net_cents), 0) FROM sales_quoteline back
        JOIN sales_quote paper ON paper.id = back.quote_id
        WHERE back.removes_id = NEW.removes_id AND paper.status = 'accepted'))"""


def guard(rule: str, when: str, reason: str) -> RefuseWhen:
    sold = "SELECT 1 FROM sales_quoteline sold WHERE sold.id = NEW.removes_id FOR NO KEY UPDATE"
    return RefuseWhen("QuoteLine", rule, events=("insert",), lock=sold, when=when, reason=reason)


UNITS = guard("more", MORE_UNITS, "No more is taken back of a line than it sold")
MONEY = guard("dear", MORE_MONEY, "No more money is taken back of a line than was paid for it")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("sales", "0015_proof_kept"),
    ]

    operations: ClassVar = [
        Lifted(UNITS),
        migrations.AddField(
            model_name="quoteline",
            name="owed_cents",
            field=parvis.core.fields.CentsField(default=0),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("owed_cents", 0), ("removes", None)),
                    models.Q(("owed_cents__gte", 0), ("removes__isnull", False)),
                    _connector="OR",
                ),
                name="quote_line_owed",
            ),
        ),
        UNITS,
        MONEY,
    ]
