"""Newspapers and broadcasters are parties of their own kind: they expect, and they report."""

from django.db import migrations, models

_KINDS = ["country", "government", "person", "company", "organisation", "outlet"]


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0006_as_of_any_day"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="party", name="party_kind_known"),
        *(
            migrations.AlterField(
                model_name=model,
                name="kind",
                field=models.CharField(choices=[(kind, kind) for kind in _KINDS], max_length=12),
            )
            for model in ("party", "partyevent")
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", _KINDS)), name="party_kind_known"
            ),
        ),
    ]
