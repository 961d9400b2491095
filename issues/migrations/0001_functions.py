"""Functions that generated columns and checks stand on, so they come before the tables."""

from django.db import migrations

# PostgreSQL's own array_to_string is not marked immutable, as a generated column needs it.
JOINED = """
CREATE FUNCTION issues_joined(parts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT array_to_string(parts, ' ') $$;
"""

# The same rules as issues.dates.FuzzyDate: a range may have one open end, all else is exactly
# one day, month, quarter, half or year.
WELL_FORMED = """
CREATE FUNCTION issues_well_formed(first_on date, last_on date, exactness text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE
    WHEN exactness = 'range'
        THEN coalesce(first_on <= last_on, first_on IS NOT NULL OR last_on IS NOT NULL)
    WHEN first_on IS NULL OR last_on IS NULL THEN false
    WHEN exactness = 'day' THEN first_on = last_on
    WHEN extract(day FROM first_on) <> 1 THEN false
    WHEN exactness = 'month' THEN last_on = (first_on + interval '1 month - 1 day')::date
    WHEN exactness = 'quarter' THEN extract(month FROM first_on) IN (1, 4, 7, 10)
        AND last_on = (first_on + interval '3 months - 1 day')::date
    WHEN exactness = 'half' THEN extract(month FROM first_on) IN (1, 7)
        AND last_on = (first_on + interval '6 months - 1 day')::date
    WHEN exactness = 'year' THEN extract(month FROM first_on) = 1
        AND last_on = (first_on + interval '12 months - 1 day')::date
    ELSE false
END
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(JOINED, "DROP FUNCTION issues_joined(text[]);"),
        migrations.RunSQL(WELL_FORMED, "DROP FUNCTION issues_well_formed(date, date, text);"),
    ]
