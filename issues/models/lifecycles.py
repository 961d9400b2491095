"""Lifecycles as data: the statuses that a kind of issue can have, and the moves between them."""

from django.db import models
from django.db.models import Q

from issues.lifecycle.phases import Outcome, Phase
from issues.models import guards
from issues.models.history import KEPT, VERSIONED, kept_history


@kept_history("a lifecycle", "lifecycles")
class Lifecycle(models.Model):
    """The statuses of one kind of issue; the kind's name is the lifecycle's name."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]
        triggers = [VERSIONED, *KEPT]
        constraints = [
            guards.is_named("lifecycle_is_named", "name", "slug"),
            guards.text_is_kept("lifecycle", "name", "description"),
        ]

    def __str__(self) -> str:
        return self.name


@kept_history("a status", "statuses")
class Status(models.Model):
    """One status of a lifecycle, with its public definition."""

    lifecycle = models.ForeignKey(Lifecycle, on_delete=models.PROTECT, related_name="statuses")
    slug = models.SlugField(max_length=60)
    name = models.CharField(
        max_length=120, help_text="Reads on from “has been …”, as in “under negotiation”."
    )
    definition = models.TextField(help_text="What it means, for the public.")
    entered_when = models.TextField(blank=True, help_text="What must be seen to give it.")
    left_when = models.TextField(blank=True, help_text="What ends it.")
    phase = models.CharField(max_length=20, choices=Phase.choices())
    outcome = models.CharField(
        max_length=20, choices=Outcome.choices(), blank=True, help_text="Only when settled."
    )
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["lifecycle", "position", "id"]
        verbose_name_plural = "statuses"
        triggers = [VERSIONED, guards.STATUS_KEEPS_LIFECYCLE, guards.STATUS_KEEPS_MEANING, *KEPT]
        constraints = [
            models.UniqueConstraint(fields=["lifecycle", "slug"], name="status_slug_once"),
            models.UniqueConstraint(fields=["lifecycle", "name"], name="status_name_once"),
            models.CheckConstraint(
                name="status_phase_known", condition=Q(phase__in=[p.value for p in Phase])
            ),
            models.CheckConstraint(
                name="status_outcome_known",
                condition=Q(outcome__in=["", *(o.value for o in Outcome)]),
            ),
            models.CheckConstraint(
                name="status_outcome_when_settled",
                condition=Q(phase=Phase.SETTLED.value, outcome__gt="")
                | (~Q(phase=Phase.SETTLED.value) & Q(outcome="")),
                violation_error_message=(
                    "A settled status needs an outcome, and no other status may have one."
                ),
            ),
            models.CheckConstraint(
                name="status_is_defined",
                condition=guards.seen("definition"),
                violation_error_message="Every status needs a public definition.",
            ),
            guards.is_named("status_is_named", "name", "slug"),
            guards.text_is_kept("status", "name", "definition", "entered_when", "left_when"),
        ]

    def __str__(self) -> str:
        return self.name


@kept_history("a move", "moves")
class Move(models.Model):
    """An allowed step between two statuses of one lifecycle; without `source` it is a start."""

    lifecycle = models.ForeignKey(Lifecycle, on_delete=models.CASCADE, related_name="moves")
    source = models.ForeignKey(
        Status,
        on_delete=models.PROTECT,
        related_name="moves_out",
        null=True,
        blank=True,
        help_text="Empty: an issue that is not rated may start here.",
    )
    target = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="moves_in")

    class Meta:
        ordering = ["lifecycle", "id"]
        triggers = [guards.MOVE_IN_LIFECYCLE, *KEPT]
        constraints = [
            models.UniqueConstraint(
                fields=["lifecycle", "source", "target"], name="move_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="move_goes_somewhere",
                condition=Q(source__isnull=True) | ~Q(source=models.F("target")),
                violation_error_message="A move leads to another status.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source or 'start'} → {self.target}"
