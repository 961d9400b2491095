"""The days on which something changed: where an earlier view of the record is worth a look."""

from datetime import date

from issues.lifecycle.knowledge import AsOf
from issues.models import ChangeDay, Issue, User


def days_around(
    user: User, at: AsOf, today: date, reference: str = ""
) -> tuple[date | None, date | None]:
    """The last day of change before that of `at`, and the first after it up to `today`, of the
    issues that `user` may see or of the one named; None where there is none. One query."""
    seen = Issue.objects.visible_to(user)
    days = ChangeDay.objects.filter(
        issue__in=seen.filter(reference=reference) if reference else seen
    )
    before = days.filter(on__lt=at.day).order_by("-on").values_list("on")[:1]
    after = days.filter(on__gt=at.day, on__lte=today).order_by("on").values_list("on")[:1]
    found = {day for (day,) in before.union(after, all=True).order_by()}
    return (
        next((day for day in found if day < at.day), None),
        next((day for day in found if day > at.day), None),
    )
