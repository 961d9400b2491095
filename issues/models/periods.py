"""What the database derives from the record: the statuses by day, and when an issue last moved."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from issues.models.entries import Entry
from issues.models.history import DERIVED
from issues.models.issues import Issue
from issues.models.lifecycles import Status

# Where an issue that was never checked stands among checked ones: before all.
NEVER = date(1, 1, 1)


class StatusPeriodQuerySet(models.QuerySet["StatusPeriod"]):
    def known_by(self, day: date) -> Self:
        """The periods as they were known on `day`: past, running and scheduled ones."""
        return self.filter(known__contains=day)

    def holding(self, day: date, known_by: date) -> Self:
        """The status of each issue on `day`, as known on `known_by`: at most one an issue."""
        return self.known_by(known_by).filter(holds__contains=day)


class StatusPeriod(models.Model):
    """The days on which a status holds, and the days on which that was what the team knew.

    Derived from the decisions by triggers; no statement of anybody's can write it.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="periods")
    decision = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="periods")
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="periods")
    holds = DateRangeField()
    known = DateRangeField()

    objects = StatusPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["issue", "holds"]
        triggers = [*DERIVED]
        indexes = [
            # The newest knowledge of each issue, for strips and filters of today.
            models.Index(
                fields=["status", "issue"],
                name="period_latest",
                condition=Q(known__endswith__isnull=True, holds__endswith__isnull=True),
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
                ],
            ),
            models.CheckConstraint(
                name="status_period_not_empty",
                condition=Q(holds__isempty=False, known__isempty=False),
            ),
        ]


class Activity(models.Model):
    """When an issue last changed for readers and was last checked; derived, for sorting."""

    issue = models.OneToOneField(
        Issue, on_delete=models.PROTECT, primary_key=True, related_name="activity"
    )
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
