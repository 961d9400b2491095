"""Which issues an entry is on, and how the entries of an issue are asked for."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from issues.lifecycle.kinds import PUBLIC_KINDS, Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import guards
from issues.models.entries import Entry
from issues.models.history import APPEND_ONLY
from issues.models.issues import Issue
from issues.models.people import is_on_team


class ConcernQuerySet(models.QuerySet["Concern"]):
    def open_to(self, user) -> Self:
        """Of issues that `user` may know of: what EntryQuerySet.visible_to shows them on these."""
        return self if is_on_team(user) else self.filter(kind__in=PUBLIC_KINDS)

    def in_force(self, at: AsOf | None = None) -> Self:
        """As EntryQuerySet.in_force, from the side of the issues."""
        newer = Entry.objects.filter(supersedes=OuterRef("entry"))
        if at is None:
            return self.filter(~Exists(newer)).exclude(entry__change=Change.RETRACTION)
        known = self.filter(known_on__lte=at.day, entry__recorded_at__lte=at.recorded_by)
        return known.filter(~Exists(newer.known(at))).exclude(entry__change=Change.RETRACTION)


class Concern(models.Model):
    """An entry is on an issue. The copied columns let one index serve an issue's timeline."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="concerns")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(max_length=12, choices=EntryKind.choices(), editable=False)
    dated_on = models.DateField(editable=False, help_text="First day of the entry's date.")
    known_on = models.DateField(editable=False)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "issue of an entry"
        verbose_name_plural = "issues of entries"
        triggers = [*APPEND_ONLY, guards.CONCERN_ENTERS, guards.CONCERN_STIRS_ISSUE]
        constraints = [
            models.UniqueConstraint(fields=["entry", "issue"], name="concern_once"),
        ]
        indexes = [
            # The timeline of one issue, by pages.
            models.Index(fields=["issue", "-dated_on", "-entry"], name="concern_timeline"),
            # What is expected on an issue: its strip, and the list by what comes next.
            models.Index(
                fields=["issue", "entry"],
                name="concern_expected",
                condition=Q(kind=EntryKind.EXPECTATION.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.issue.reference}"
