"""A mobile number of who signs, for who gave one."""

from typing import ClassVar

from django.db import migrations, models

from parvis.core.append_only import AppendOnly, Lifted

PROOF = ("Signatory", "Signature")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("sales", "0016_removals_by_the_scale"),
    ]

    operations: ClassVar = [
        *(Lifted(AppendOnly(name, keep_until="keep_until")) for name in PROOF),
        migrations.AddField(
            model_name="signatory",
            name="mobile",
            field=models.CharField(blank=True, max_length=30, verbose_name="mobile"),
        ),
        migrations.AddField(
            model_name="signature",
            name="signer_mobile",
            field=models.CharField(blank=True, max_length=30, verbose_name="mobile"),
        ),
        *(AppendOnly(name, keep_until="keep_until") for name in PROOF),
    ]
