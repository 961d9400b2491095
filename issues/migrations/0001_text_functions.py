"""A text function that generated columns may use: PostgreSQL's own is not marked immutable."""

from django.db import migrations

JOINED = """
CREATE FUNCTION issues_joined(parts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT array_to_string(parts, ' ') $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(JOINED, "DROP FUNCTION issues_joined(text[]);")]
