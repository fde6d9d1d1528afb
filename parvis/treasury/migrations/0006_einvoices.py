"""VAT regimes over time; invoices that carry their XML; deposits deducted, and only those that were paid."""

from importlib import import_module
from typing import Any, ClassVar

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import parvis.core.fields
from parvis.core.append_only import Guard, Lifted, RefuseWhen

GUARDS: list[Guard] = [
    guard
    for guard in import_module("parvis.treasury.migrations.0005_series_start_and_retention").Migration.operations
    if isinstance(guard, Guard)
]
NUMBERED = (
    Q(status="issued", number__isnull=False, sequence__isnull=False, issued_on__isnull=False)
    & ~Q(pdf_sha256="")
    & (~Q(xml_sha256="") | Q(is_paper_only=True))
)
OF_THE_SELLER = [
    ("normal", "French VAT"),
    ("franchise", "Franchise, article 293 B"),
    ("non_profit", "Non-profit exemption, article 261, 7-1°"),
]
REGIMES = [
    *OF_THE_SELLER,
    ("exempt", "Exempt for the reason in the terms"),
    ("eu", "Reverse charge, business in the European Union"),
    ("world", "Outside French VAT, business outside the European Union"),
]


def say_which_are_older(apps: Any, _editor: Any) -> None:
    """What was issued before has a PDF without data, and keeps it."""
    for name in ("Invoice", "CreditNote"):
        apps.get_model("treasury", name).objects.filter(status="issued").update(is_paper_only=True)


def mention(name: str, default: str) -> models.CharField[str, str]:
    return models.CharField(default=default, max_length=200, verbose_name=name)


def of_both(name: str, field: "models.Field[Any, Any]") -> list[migrations.AddField]:
    return [migrations.AddField(model, name, field.clone()) for model in ("invoice", "creditnote")]


def with_paper(model: str) -> migrations.AddConstraint:
    drafted = Q(status="draft", number=None, sequence=None, issued_on=None)
    constraint = models.CheckConstraint(name=f"{model}_number_with_paper", condition=drafted | NUMBERED)
    return migrations.AddConstraint(model, constraint)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("editions", "0003_saved_view"),
        ("treasury", "0005_series_start_and_retention"),
    ]
    operations: ClassVar = [
        *(Lifted(guard) for guard in reversed(GUARDS)),
        migrations.CreateModel(
            name="VatRegime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "regime",
                    models.CharField(choices=OF_THE_SELLER, default="normal", max_length=10, verbose_name="regime"),
                ),
                (
                    "standard_basis_points",
                    models.PositiveIntegerField(
                        default=2000,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9999),
                        ],
                        verbose_name="standard rate",
                    ),
                ),
                (
                    "is_place_of_customer",
                    models.BooleanField(default=True, verbose_name="foreign businesses are taxed where they are"),
                ),
                ("franchise_mention", mention("mention of the franchise", "TVA non applicable, art. 293 B du CGI")),
                (
                    "non_profit_mention",
                    mention("mention of the non-profit exemption", "Exonération de TVA, art. 261, 7-1° du CGI"),
                ),
                ("eu_mention", mention("mention of the reverse charge", "Autoliquidation")),
                (
                    "world_mention",
                    mention("mention of sales outside French VAT", "TVA hors champ, art. 259-1° du CGI"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vat_regimes", to="editions.edition"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "starts_on"), name="vat_regime_once_a_day"),
                    models.CheckConstraint(
                        condition=Q(regime__in=["normal", "franchise", "non_profit"]), name="vat_regime_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(standard_basis_points__gte=1, standard_basis_points__lte=9999),
                        name="vat_regime_rate",
                    ),
                ]
            },
        ),
        migrations.RemoveConstraint("creditnote", "creditnote_number_with_paper"),
        migrations.RemoveConstraint("invoice", "invoice_number_with_paper"),
        *of_both(
            "facts", models.JSONField(default=dict, help_text="What the e-invoice says, by the terms of EN 16931.")
        ),
        *of_both("is_paper_only", models.BooleanField(default=False, help_text="Issued before there were e-invoices.")),
        *of_both("xml_sha256", models.CharField(blank=True, help_text="Of the XML inside the PDF.", max_length=64)),
        migrations.AddField(
            "invoice",
            "has_no_engagement",
            models.BooleanField(default=False, verbose_name="the public buyer gives no engagement number"),
        ),
        migrations.AddField(
            "invoice",
            "has_no_service_code",
            models.BooleanField(default=False, verbose_name="the public buyer has no service code"),
        ),
        migrations.AddField(
            "invoice", "market_number", models.CharField(blank=True, max_length=50, verbose_name="market number")
        ),
        migrations.AddField(
            "invoice", "prepaid_cents", parvis.core.fields.CentsField(default=0, verbose_name="deposits paid")
        ),
        migrations.AddField(
            "invoice", "service_code", models.CharField(blank=True, max_length=100, verbose_name="service code")
        ),
        migrations.AddField(
            "invoiceline",
            "regime",
            models.CharField(
                blank=True,
                choices=REGIMES,
                help_text="Chosen by hand on a draft; frozen at issue.",
                max_length=10,
            ),
        ),
        migrations.AddField("invoiceline", "vat_mention", models.CharField(blank=True, max_length=200)),
        migrations.AddField("invoiceline", "vat_reason_code", models.CharField(blank=True, max_length=30)),
        migrations.RunPython(say_which_are_older, migrations.RunPython.noop),
        with_paper("creditnote"),
        with_paper("invoice"),
        migrations.AddConstraint(
            "invoice",
            models.CheckConstraint(
                name="invoice_prepaid",
                condition=Q(prepaid_cents=0)
                | Q(kind="balance", prepaid_cents__gt=0, prepaid_cents__lte=F("net_cents") + F("vat_cents")),
            ),
        ),
        *GUARDS,
        RefuseWhen(
            "Invoice",
            "prepaid",
            events=("update",),
            lock="SELECT 1 FROM treasury_invoice deposit WHERE deposit.contract_id = NEW.contract_id FOR NO KEY UPDATE",
            when="""NEW.status = 'issued' AND OLD.status = 'draft' AND NEW.prepaid_cents > (
                SELECT COALESCE(SUM(payment.amount_cents), 0) FROM treasury_payment payment
                JOIN treasury_invoice deposit ON deposit.id = payment.invoice_id
                WHERE deposit.contract_id = NEW.contract_id AND deposit.kind = 'deposit'
                AND deposit.status = 'issued')""",
            reason="An invoice deducts the deposits that were paid, no more",
        ),
        *(
            RefuseWhen(
                model,
                "paper",
                events=("update",),
                when="OLD.status = 'draft' AND NEW.status = 'issued' AND NEW.is_paper_only",
                reason=f"{model}: issued with its XML",
            )
            for model in ("Invoice", "CreditNote")
        ),
    ]
