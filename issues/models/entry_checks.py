"""What PostgreSQL checks of each entry by itself: what its kind and its change owe the record."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import Change, EntryKind
from issues.models import guards

_EXPECTATION = Q(kind=EntryKind.EXPECTATION.value)
_FIGURE = Q(kind=EntryKind.FIGURE.value)
_TAKES_BACK = Q(change=Change.RETRACTION.value)
_COUNTS = guards.seen("unit") | (Q(unit="") & ~Q(currency=""))
# Every value that is kept is less than this; NaN, which PostgreSQL counts as a number, is not.
_IS_NUMBER = Q(value__isnull=False, value__lt=10**18)

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
        | (Q(supersedes__isnull=False) & ~Q(change="") & guards.seen("change_reason")),
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
        condition=guards.seen("body") | Q(change=Change.RETRACTION.value),
        violation_error_message="Say something: readers would see nothing of this text.",
    ),
    models.CheckConstraint(
        name="entry_expectation_is_whole",
        condition=(_EXPECTATION & (Q(expected_by__isnull=False) | _TAKES_BACK))
        | (
            ~_EXPECTATION
            & Q(
                expected_by__isnull=True,
                probability__isnull=True,
                resolution=Resolution.OPEN.value,
                met_by__isnull=True,
            )
        ),
    ),
    models.CheckConstraint(
        name="entry_probability_in_bounds",
        condition=Q(probability__isnull=True) | Q(probability__gte=0, probability__lte=1),
    ),
    models.CheckConstraint(
        name="entry_met_by_an_event",
        condition=Q(resolution=Resolution.MET.value, met_by__isnull=False)
        | (
            Q(resolution__in=[r.value for r in Resolution if r != Resolution.MET])
            & Q(met_by__isnull=True)
        ),
    ),
    models.CheckConstraint(
        name="entry_progress_of_expectation",
        condition=(
            Q(change__in=[Change.MOVED.value, Change.REVISED.value])
            & _EXPECTATION
            & Q(resolution=Resolution.OPEN.value)
        )
        | (Q(change=Change.RESOLVED.value) & _EXPECTATION & ~Q(resolution=Resolution.OPEN.value))
        | (Q(change=Change.FIRST.value, resolution=Resolution.OPEN.value))
        | Q(change__in=[c.value for c in (Change.CORRECTION, Change.WORDING, Change.RETRACTION)]),
    ),
    models.CheckConstraint(
        name="entry_figure_is_whole",
        condition=(
            _FIGURE
            & (
                (guards.seen("measure") & Q(reporter__isnull=False) & _IS_NUMBER & _COUNTS)
                | _TAKES_BACK
            )
        )
        | (
            ~_FIGURE
            & Q(
                measure="",
                rung=Rung.PLAIN.value,
                value__isnull=True,
                unit="",
                currency="",
                reporter__isnull=True,
            )
        ),
    ),
    models.CheckConstraint(
        name="entry_rung_known", condition=Q(rung__in=[rung.value for rung in Rung])
    ),
    models.CheckConstraint(
        name="entry_currency_is_a_code", condition=Q(currency__regex=r"^([A-Z]{3})?$")
    ),
    models.CheckConstraint(
        name="entry_looks_at_by_note",
        condition=Q(looks_at__isnull=True)
        | Q(kind__in=[EntryKind.NOTE.value, EntryKind.ASSESSMENT.value]),
    ),
    guards.text_is_kept(
        "entry",
        *("body", "date_words", "known_on_reason", "change_reason", "measure", "unit"),
    ),
    guards.fuzzy_date_check("entry_date_well_formed"),
    guards.in_calendar("entry_in_calendar", "first_on", "last_on", "known_on"),
    # What is still to come is an expectation.
    models.CheckConstraint(
        name="entry_event_has_begun",
        condition=~Q(kind=EntryKind.EVENT.value) | Q(known_on__gte=Coalesce("first_on", "last_on")),
    ),
    # One day of grace: the tracker's time zone may be ahead of UTC.
    models.CheckConstraint(
        name="entry_known_by_recording",
        condition=Q(known_on__lte=guards.DayAfter(F("recorded_at"))),
    ),
]
