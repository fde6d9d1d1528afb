"""Contracts reach both signatures: signatories, codes, a chain of events, sealed files, copies signed elsewhere."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import AppendOnly, Immutable, Lifted

MOVING = ("status", "signed_at", "withdrawn_at", "token_hash")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("exhibitors", "0002_done_step"),
        ("sales", "0004_sent_quotes_stay"),
    ]

    operations: ClassVar = [
        Lifted(Immutable("Contract", when="status IS NOT NULL", allow=MOVING)),
        migrations.CreateModel(
            name="EvidenceEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("frozen", "Document frozen"),
                            ("sent", "Link mailed"),
                            ("link_opened", "Link opened"),
                            ("otp_sent", "Code mailed"),
                            ("otp_refused", "Wrong code"),
                            ("otp_verified", "Code verified"),
                            ("document_read", "Document read"),
                            ("consent_given", "Consent given"),
                            ("signed", "Signed by the company"),
                            ("countersigned", "Signed by the association"),
                            ("declined", "Declined"),
                            ("delegated", "Handed to another signatory"),
                            ("expired", "Expired"),
                            ("withdrawn", "Withdrawn"),
                            ("external_received", "Copy signed elsewhere received"),
                            ("external_refused", "Copy signed elsewhere refused"),
                            ("external_accepted", "Copy signed elsewhere compared and accepted"),
                            ("sealed", "Sealed"),
                            ("seal_failed", "Sealing failed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("actor", models.CharField(max_length=220)),
                ("ip", models.CharField(blank=True, max_length=45)),
                ("user_agent", models.CharField(blank=True, max_length=300)),
                ("details", models.JSONField(default=dict)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("keep_until", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="ExternalCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("paper", "Signed on paper"), ("tool", "Signed with the company’s own tool")],
                        max_length=10,
                        verbose_name="how it was signed",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "To compare"),
                            ("accepted", "Same text, signed"),
                            ("refused", "Not the same"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("signer_name", models.CharField(max_length=160, verbose_name="name of the signatory")),
                ("signer_role", models.CharField(max_length=120, verbose_name="role of the signatory")),
                ("signed_on", models.DateField(verbose_name="date written on it")),
                ("pdf_path", models.CharField(max_length=200)),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
                ("compared_at", models.DateTimeField(blank=True, null=True)),
                ("compared_by", models.CharField(blank=True, max_length=160)),
                ("remark", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.PositiveSmallIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[("B-B", "PAdES B-B"), ("B-T", "PAdES B-T"), ("B-LTA", "PAdES B-LTA")], max_length=6
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("pdf_path", models.CharField(max_length=200)),
                ("pdf_sha256", models.CharField(max_length=64, unique=True)),
                ("keep_until", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("named_by", models.CharField(max_length=160)),
                ("named_at", models.DateTimeField()),
                ("keep_until", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="SigningCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=64)),
                ("email", models.EmailField(max_length=254)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="contract",
            name="signed_contract_has_date",
        ),
        migrations.RemoveConstraint(
            model_name="contract",
            name="exhibitor_has_one_contract",
        ),
        migrations.AddField(
            model_name="contract",
            name="countersigned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="contract",
            name="status",
            field=models.CharField(
                choices=[
                    ("ready", "Ready"),
                    ("sent", "Waiting for signature"),
                    ("viewed", "Being signed"),
                    ("signed", "Signed by the company"),
                    ("countersigned", "Signed by both"),
                    ("declined", "Declined"),
                    ("expired", "Expired"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="ready",
                max_length=15,
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["signed", "countersigned"]), _negated=True),
                    ("signed_at__isnull", False),
                    _connector="OR",
                ),
                name="signed_contract_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "countersigned"), _negated=True),
                    ("countersigned_at__isnull", False),
                    _connector="OR",
                ),
                name="countersigned_contract_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["declined", "expired", "withdrawn"]), _negated=True),
                fields=("exhibitor",),
                name="exhibitor_has_one_contract",
            ),
        ),
        migrations.AddField(
            model_name="evidenceevent",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="sales.contract"
            ),
        ),
        migrations.AddField(
            model_name="externalcopy",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="external_copies", to="sales.contract"
            ),
        ),
        migrations.AddField(
            model_name="seal",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="seals", to="sales.contract"
            ),
        ),
        migrations.AddField(
            model_name="signatory",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signatories", to="sales.contract"
            ),
        ),
        migrations.AddField(
            model_name="signingcode",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="sales.contract"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceevent",
            constraint=models.UniqueConstraint(fields=("contract", "sequence"), name="evidence_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="evidenceevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequence__gt", 0)), name="evidence_sequence_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalcopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "accepted"])),
                fields=("contract",),
                name="external_copy_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"),
                    models.Q(("compared_at__isnull", False), models.Q(("compared_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="external_copy_compared_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(fields=("contract", "step"), name="seal_step_once"),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(condition=models.Q(("step__in", [1, 2])), name="seal_step_known"),
        ),
        migrations.AddConstraint(
            model_name="signingcode",
            constraint=models.CheckConstraint(condition=models.Q(("attempts__lte", 3)), name="signing_code_tries"),
        ),
        Immutable("Contract", when="status IS NOT NULL", allow=(*MOVING, "countersigned_at")),
        AppendOnly("EvidenceEvent", keep_until="keep_until"),
        AppendOnly("Seal", keep_until="keep_until"),
        AppendOnly("Signatory", keep_until="keep_until"),
        Immutable("SigningCode", when="id IS NOT NULL", allow=("attempts", "used_at")),
        Immutable("ExternalCopy", when="id IS NOT NULL", allow=("state", "compared_at", "compared_by", "remark")),
    ]
