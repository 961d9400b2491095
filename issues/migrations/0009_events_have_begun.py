"""An event does not begin after the day on which it is known: what is still to come is expected.

Held against what enters from now on; what an older record has stays in it, as all that it has.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0008_links"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="concern",
            name="concern_ahead",
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("kind", "expectation")),
                fields=["issue", "entry"],
                name="concern_expected",
            ),
        ),
        migrations.RemoveIndex(
            model_name="entry",
            name="entry_under_way",
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("first_on__gt", models.F("known_on")), ("kind", "decision")),
                fields=["first_on"],
                name="entry_scheduled",
            ),
        ),
        AddConstraintNotValid(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "event"), _negated=True),
                    ("known_on__gte", Coalesce("first_on", "last_on")),
                    _connector="OR",
                ),
                name="entry_event_has_begun",
            ),
        ),
    ]
