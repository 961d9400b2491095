"""What the database derives from the record: the statuses by day, and when an issue last moved."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from issues.lifecycle.knowledge import AsOf
from issues.models.entries import Entry
from issues.models.history import DERIVED
from issues.models.issues import Issue
from issues.models.lifecycles import Status

# Where an issue that was never checked stands among checked ones: before all.
NEVER = date(1, 1, 1)


def _covers(column: str, value: object) -> Q:
    """Does the range hold the value? Asked by its ends, and not as the operator that the index of
    the exclusion constraint knows: planned for any value, PostgreSQL expects that index to leave a
    row or two and reads half of it instead, where it should begin from the issues.
    """
    starts, ends = f"{column}__startswith", f"{column}__endswith"
    begun = Q((f"{starts}__isnull", True)) | Q((f"{starts}__lte", value))
    return begun & (Q((f"{ends}__isnull", True)) | Q((f"{ends}__gt", value)))


def known_then(at: AsOf, prefix: str = "") -> Q:
    """Of status periods, or with a prefix of what has them: known and recorded at that moment."""
    return _covers(f"{prefix}known", at.day) & _covers(f"{prefix}recorded", at.recorded_by)


def holding_then(at: AsOf, prefix: str = "") -> Q:
    """The same of those that hold on that day."""
    return _covers(f"{prefix}holds", at.day) & known_then(at, prefix)


class StatusPeriodQuerySet(models.QuerySet["StatusPeriod"]):
    def as_of(self, at: AsOf) -> Self:
        """The periods as they were known then: past, running and scheduled ones."""
        return self.filter(known_then(at))

    def holding(self, at: AsOf) -> Self:
        """The status of each issue on that day, as known then: at most one an issue."""
        return self.filter(holding_then(at))


class StatusPeriod(models.Model):
    """The days on which a status holds, the days on which that was what the team knew, and how long
    the database has had it so.

    Derived from the decisions by triggers; no statement of anybody's can write it. What a later
    decision, or one recorded later of an earlier day, replaces is not deleted: its `recorded` ends.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="periods")
    decision = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="periods")
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="periods")
    holds = DateRangeField()
    known = DateRangeField()
    recorded = DateTimeRangeField()

    objects = StatusPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["issue", "holds"]
        triggers = [*DERIVED]
        indexes = [
            # The newest knowledge of each issue, for strips and filters of today.
            models.Index(
                fields=["status", "issue"],
                name="period_latest",
                condition=Q(
                    known__endswith__isnull=True,
                    holds__endswith__isnull=True,
                    recorded__endswith__isnull=True,
                ),
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name="status_periods_never_overlap",
                expressions=[
                    (
                        Func(F("issue"), F("issue"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("holds", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="status_period_not_empty",
                condition=Q(holds__isempty=False, known__isempty=False, recorded__isempty=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue.reference}: {self.status.name}"


class Activity(models.Model):
    """When an issue begins, last changed for readers and was last checked; derived, for sorting."""

    issue = models.OneToOneField(
        Issue, on_delete=models.PROTECT, primary_key=True, related_name="activity"
    )
    begun_on = models.DateField(help_text="When it was opened, or of what readers see known first.")
    last_changed_on = models.DateField()
    last_checked_on = models.DateField(null=True)

    class Meta:
        triggers = [*DERIVED]
        verbose_name_plural = "activities"
        indexes = [
            # The list, most recently changed first, by pages.
            models.Index(fields=["-last_changed_on", "-issue"], name="activity_newest"),
            # The list, longest not checked first and never checked before all, by pages.
            models.Index(
                Coalesce("last_checked_on", Value(NEVER)), F("issue"), name="activity_unchecked"
            ),
        ]


class ChangeDay(models.Model):
    """A day on which something became known of an issue that readers see, or it was opened.

    Each ends with the next one, so that the one that stands on a day says when the issue had last
    changed. Derived, for the order of the list as of any day.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="change_days")
    on = models.DateField()
    until = models.DateField(null=True, help_text="The next one of the issue; empty: none yet.")

    class Meta:
        ordering = ["issue", "on"]
        triggers = [*DERIVED]
        constraints = [
            models.UniqueConstraint(fields=["issue", "on"], name="change_day_once"),
            models.CheckConstraint(
                name="change_day_ends_later", condition=Q(until__isnull=True) | Q(until__gt=F("on"))
            ),
        ]
        indexes = [models.Index(fields=["-on", "-issue"], name="change_day_newest")]
