"""What PostgreSQL checks of each entry by itself: what its kind and its change owe the record."""

from django.db import models
from django.db.models import F, Q

from issues.lifecycle.kinds import Change, EntryKind
from issues.models import guards

ENTRY_CHECKS: list[models.BaseConstraint] = [
    models.UniqueConstraint(
        name="decision_made_from_newest",
        fields=["decided_issue", "made_from"],
        nulls_distinct=False,
        condition=Q(decided_issue__isnull=False),
    ),
    models.CheckConstraint(
        name="entry_kind_known", condition=Q(kind__in=[k.value for k in EntryKind])
    ),
    models.CheckConstraint(
        name="entry_change_known", condition=Q(change__in=[c.value for c in Change])
    ),
    models.CheckConstraint(
        name="entry_change_has_reason",
        condition=Q(supersedes__isnull=True, change="", change_reason="")
        | (Q(supersedes__isnull=False) & ~Q(change="") & ~Q(change_reason="")),
    ),
    models.CheckConstraint(
        name="entry_decision_names_issue",
        condition=Q(kind=EntryKind.DECISION.value, decided_issue__isnull=False)
        | (
            ~Q(kind=EntryKind.DECISION.value)
            & Q(decided_issue__isnull=True, made_from__isnull=True)
        ),
    ),
    models.CheckConstraint(
        name="entry_decision_names_status",
        condition=(
            Q(kind=EntryKind.DECISION.value, status__isnull=False)
            & ~Q(change=Change.RETRACTION.value)
        )
        | (
            (~Q(kind=EntryKind.DECISION.value) | Q(change=Change.RETRACTION.value))
            & Q(status__isnull=True)
        ),
    ),
    models.CheckConstraint(
        name="entry_says_something",
        condition=Q(body__regex=r"\S") | Q(change=Change.RETRACTION.value),
    ),
    guards.fuzzy_date_check("entry_date_well_formed"),
    # One day of grace: the tracker's time zone may be ahead of UTC.
    models.CheckConstraint(
        name="entry_known_by_recording",
        condition=Q(known_on__lte=guards.DayAfter(F("recorded_at"))),
    ),
]
