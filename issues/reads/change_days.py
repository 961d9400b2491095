"""The days on which something changed: where an earlier view of the record is worth a look."""

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from issues.lifecycle.knowledge import AsOf
from issues.models import ChangeDay, Concern, Entry, Issue, User
from issues.models.issues import IssueQuerySet


def days_around(
    user: User, at: AsOf, today: date, reference: str = ""
) -> tuple[date | None, date | None]:
    """The last day of change before that of `at`, and the first after it up to `today`, of the
    issues that `user` may see or of the one named; None where there is none. One query."""
    seen = Issue.objects.visible_to(user)
    issues = seen.filter(reference=reference) if reference else seen
    before = [days.filter(day__lt=at.day).order_by("-day")[:1] for days in _days(issues, at)]
    after = [
        days.filter(day__gt=at.day, day__lte=today).order_by("day")[:1]
        for days in _days(issues, at)
    ]
    first, *others = before + after
    found = {day for (day,) in first.union(*others, all=True).order_by()}
    return (
        max((day for day in found if day < at.day), default=None),
        min((day for day in found if day > at.day), default=None),
    )


def _days(issues: IssueQuerySet, at: AsOf) -> list[QuerySet]:
    """The days of change; for an audit, which counts by what was recorded, those of the record."""
    if not at.audits:
        return [_as_day(ChangeDay.objects.filter(issue__in=issues), "on")]
    on_them = Concern.objects.filter(entry=OuterRef("pk"), issue__in=issues)
    lines = Entry.objects.public().filter(Exists(on_them), recorded_at__lte=at.recorded_by)
    return [_as_day(lines, "known_on"), _as_day(issues.had_by(at), "opened_on")]


def _as_day(rows: QuerySet, column: str) -> QuerySet:
    return rows.annotate(day=F(column)).values_list("day")
