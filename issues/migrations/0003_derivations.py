"""How the status periods and the activity of an issue follow from its record.

The derived tables refuse every write that does not come from a trigger (models.history.DERIVED),
and the serving role has no right to write them at all, so these functions run with their
owner's rights.
"""

from django.db import migrations

# On each day on which the team's knowledge of an issue changed, the decisions then in force,
# in order of the day from which they hold, cut the days into periods. Of several that hold from
# one day the last made wins; a corrected one keeps the place of its first version. Equal periods
# of neighbouring days of knowledge are joined.
PERIODS_OF = """
CREATE FUNCTION issues_periods_of(asked bigint)
RETURNS TABLE (decision_id bigint, status_id bigint, holds daterange, known daterange)
LANGUAGE sql STABLE
AS $$
WITH decision AS (
    SELECT e.id, e.status_id, e.first_on, e.known_on, newer.known_on AS superseded_on,
           coalesce(e.origin_id, e.id) AS place
    FROM issues_entry e LEFT JOIN issues_entry newer ON newer.supersedes_id = e.id
    WHERE e.decided_issue_id = asked AND e.change <> 'retraction'
), learning AS (
    SELECT known_on AS since, lead(known_on) OVER (ORDER BY known_on) AS until
    FROM (SELECT DISTINCT known_on FROM issues_entry WHERE decided_issue_id = asked) AS days
), cut AS (
    SELECT d.id, d.status_id, l.since, l.until, d.first_on,
           lead(d.first_on) OVER (PARTITION BY l.since ORDER BY d.first_on, d.place) AS ends_on
    FROM learning l
    JOIN decision d ON d.known_on <= l.since
        AND (d.superseded_on IS NULL OR d.superseded_on > l.since)
)
SELECT id, cut.status_id, daterange(first_on, ends_on),
       unnest(range_agg(daterange(since, until)))
FROM cut
WHERE ends_on IS NULL OR ends_on > first_on
GROUP BY id, cut.status_id, first_on, ends_on
$$;
"""

DERIVE_PERIODS = """
CREATE FUNCTION issues_derive_periods(asked bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    DELETE FROM issues_statusperiod p
    WHERE p.issue_id = asked AND NOT EXISTS (
        SELECT FROM issues_periods_of(asked) f
        WHERE (f.decision_id, f.holds, f.known) = (p.decision_id, p.holds, p.known)
    );
    INSERT INTO issues_statusperiod (issue_id, decision_id, status_id, holds, known)
    SELECT asked, f.decision_id, f.status_id, f.holds, f.known FROM issues_periods_of(asked) f
    WHERE NOT EXISTS (
        SELECT FROM issues_statusperiod p
        WHERE p.issue_id = asked
          AND (p.decision_id, p.holds, p.known) = (f.decision_id, f.holds, f.known)
    );
END
$$;
"""

DERIVE_ACTIVITY = """
CREATE FUNCTION issues_derive_activity(asked bigint, changed date, checked date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO issues_activity AS a (issue_id, last_changed_on, last_checked_on)
    SELECT i.id, coalesce(changed, i.opened_on), checked FROM issues_issue i WHERE i.id = asked
    ON CONFLICT (issue_id) DO UPDATE SET
        last_changed_on = greatest(a.last_changed_on, changed),
        last_checked_on = greatest(a.last_checked_on, checked)
    WHERE changed > a.last_changed_on
       OR checked > a.last_checked_on OR (checked IS NOT NULL AND a.last_checked_on IS NULL);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("issues", "0002_record")]
    operations = [
        migrations.RunSQL(PERIODS_OF, "DROP FUNCTION issues_periods_of(bigint);"),
        migrations.RunSQL(DERIVE_PERIODS, "DROP FUNCTION issues_derive_periods(bigint);"),
        migrations.RunSQL(
            DERIVE_ACTIVITY, "DROP FUNCTION issues_derive_activity(bigint, date, date);"
        ),
    ]
