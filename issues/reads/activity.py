"""When issues last changed for readers and were last checked: now, or as of a chosen moment.

For the present the database keeps both beside each issue. As of another day the last change is
looked up among the days of change; for an audit, which counts by what was recorded, in the record.
"""

from django.db.models import Expression, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query_utils import FilteredRelation

from issues.lifecycle.kinds import PUBLIC_KINDS
from issues.lifecycle.knowledge import AsOf
from issues.models import Check, Concern
from issues.models.issues import IssueQuerySet


def with_activity(issues: IssueQuerySet, at: AsOf) -> IssueQuerySet:
    """Issues with `changed_on` and `checked_on` as they were then."""
    if not at.chosen:
        # Joined from inside: an index on activity can then give the order.
        return issues.filter(activity__last_changed_on__isnull=False).annotate(
            changed_on=F("activity__last_changed_on"), checked_on=F("activity__last_checked_on")
        )
    checked = Subquery(_of_issue(Check.objects.known(at), Max("checked_on")))
    if at.audits:
        return issues.annotate(changed_on=_as_recorded(at), checked_on=checked)
    standing = Q(change_days__on__lte=at.day) & (
        Q(change_days__until__isnull=True) | Q(change_days__until__gt=at.day)
    )
    dated = issues.alias(change_day=FilteredRelation("change_days", condition=standing))
    return dated.filter(change_day__on__isnull=False).annotate(
        changed_on=F("change_day__on"), checked_on=checked
    )


def _as_recorded(at: AsOf) -> Expression:
    known = Concern.objects.filter(
        known_on__lte=at.day, entry__recorded_at__lte=at.recorded_by, kind__in=PUBLIC_KINDS
    )
    return Coalesce(Subquery(_of_issue(known, Max("known_on"))), F("opened_on"))


def _of_issue(rows, newest: Max):
    return rows.filter(issue=OuterRef("pk")).order_by().values("issue").values(newest=newest)
