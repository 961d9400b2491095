"""Entries: the lines of the record. Nothing here is ever updated or deleted."""

import uuid
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now

from issues.dates import FuzzyDate, Precision
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import PROGRESS, PUBLIC_KINDS, Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import guards, progress
from issues.models.entry_checks import ENTRY_CHECKS
from issues.models.history import APPEND_ONLY
from issues.models.issues import Issue
from issues.models.lifecycles import Status
from issues.models.parties import Party
from issues.models.people import User, is_on_team


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user) -> Self:
        """The entries that `user` may know of: on an issue that they see, and no note for readers.

        Every page, count, search, feed and export stands on this method.
        """
        if is_on_team(user):
            return self.filter(_is_seen_by(user))
        return self.public().filter(_is_seen_by(user))

    def told_to(self, user, at: AsOf) -> Self:
        """As visible_to, as known then, without versions of an entry whose last one is not seen.

        For where versions are shown that do not stand: of an entry that was moved to a draft, an
        older version would be told as if it were the last.
        """
        last = Entry.objects.last_versions(at).filter(
            origin=Coalesce(OuterRef("origin_id"), OuterRef("pk"))
        )
        return self.visible_to(user).known(at).filter(~Exists(last.filter(~_is_seen_by(user))))

    def news(self, user, at: AsOf) -> Self:
        """The entries that `user` may know of as lines of news: what came on the day when it came.

        Of an expectation that is each of its steps. What was corrected, reworded or retracted is
        none, since what mends it tells it; of an entry that was moved to a draft, no version is.
        """
        mends = Q(supersedes=OuterRef("pk")) & ~Q(change__in=PROGRESS)
        brought_back = Exists(Entry.objects.known(at).filter(supersedes=OuterRef("pk")))
        retracts = Q(change=Change.RETRACTION) & ~Q(brought_back)
        takes_away = mends | retracts | ~_is_seen_by(user)
        later = Entry.objects.known(at).filter(
            takes_away,
            origin=Coalesce(OuterRef("origin_id"), OuterRef("pk")),
            pk__gt=OuterRef("pk"),
        )
        return self.visible_to(user).known(at).filter(~Exists(later))

    def public(self) -> Self:
        """The kinds that readers see; says nothing of the issues that they are on."""
        return self.filter(kind__in=PUBLIC_KINDS)

    def known(self, at: AsOf) -> Self:
        """The entries that were known and recorded then, superseded ones too."""
        return self.filter(known_on__lte=at.day, recorded_at__lte=at.recorded_by)

    def last_versions(self, at: AsOf | None = None) -> Self:
        """The entries that no other one supersedes; a retraction is such a one.

        With `at`, those known then that nothing known then supersedes. Asked as NOT EXISTS: of
        `superseded_by=None`, an outer join, the planner expects one row, and then sorts the whole
        record to find the first lines of it.
        """
        newer = Entry.objects.filter(supersedes=OuterRef("pk"))
        if at is None:
            return self.filter(~Exists(newer))
        return self.known(at).filter(~Exists(newer.known(at)))

    def in_force(self, at: AsOf | None = None) -> Self:
        """The entries that stand (today, or `at` a moment): not superseded, not a retraction."""
        return self.last_versions(at).exclude(change=Change.RETRACTION)

    def decisions(self) -> Self:
        return self.filter(kind=EntryKind.DECISION)

    def scheduled(self) -> Self:
        """Those known before the first day of their date, from which a decision holds."""
        return self.filter(first_on__gt=F("known_on"))

    def expected(self) -> Self:
        """What is said to come and has not ended."""
        return self.filter(kind=EntryKind.EXPECTATION, resolution=Resolution.OPEN)

    def placed(self) -> Self:
        """With `place`, by which decisions that hold from one day follow each other: a corrected
        one keeps the place of its first version, as in the status periods."""
        return self.annotate(place=Coalesce("origin_id", "id"))


def _is_seen_by(user) -> Exists:
    """Is the entry on an issue that `user` may know of?"""
    seen = Issue.objects.visible_to(user)
    concerns = Entry.concerns.rel.related_model._default_manager
    return Exists(concerns.filter(entry=OuterRef("pk"), issue__in=seen))


class Entry(models.Model):
    """One line of the record, on one issue or on several.

    Dates are days in the tracker's own time zone; `recorded_at` is set by the database.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=EntryKind.choices())
    body = models.TextField(blank=True, help_text="Markdown. A decision's body is its reason.")

    first_on = models.DateField(null=True, help_text="First day it may be; empty: open.")
    last_on = models.DateField(null=True, help_text="Last day it may be; empty: open.")
    date_precision = models.CharField(
        max_length=8, choices=[(p.value, p.value) for p in Precision], default=Precision.DAY
    )
    date_words = models.CharField(max_length=200, blank=True, help_text="The source's own words.")

    known_on = models.DateField(help_text="The day on which the team could have known it.")
    known_on_reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="entries")

    issues = models.ManyToManyField(Issue, through="Concern", related_name="entries")
    decided_issue = models.ForeignKey(
        Issue, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    status = models.ForeignKey(Status, on_delete=models.PROTECT, null=True, related_name="+")
    made_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The issue's newest decision when this one was made.",
    )

    # An expectation's date is its window; a figure's is the day as of which it is reported, a
    # target's the day by which it is due.
    expected_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="expectations"
    )
    probability = models.DecimalField(
        max_digits=4, decimal_places=3, null=True, help_text="0 to 1, as the expecter gives it."
    )
    resolution = models.CharField(
        max_length=8,
        choices=Resolution.choices(),
        blank=True,
        default=Resolution.OPEN,
        db_default="",
    )
    met_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The event by which the expectation was met.",
    )
    measure = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="What it counts."
    )
    rung = models.CharField(
        max_length=10, choices=Rung.choices(), blank=True, default=Rung.PLAIN, db_default=""
    )
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    unit = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="Such as % of GDP."
    )
    currency = models.CharField(
        max_length=3, blank=True, default="", db_default="", help_text="ISO 4217."
    )
    reporter = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="figures")
    looks_at = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The decision on a linked issue that the analyst had a second look for.",
    )

    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="versions",
        help_text="The first version, set by the database; empty on the first version itself.",
    )
    change = models.CharField(max_length=12, choices=Change.choices(), blank=True, default="")
    change_reason = models.TextField(blank=True)

    search = models.GeneratedField(
        expression=SearchVector("body", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "entries"
        triggers = [
            *APPEND_ONLY,
            guards.ENTRY_ENTERS,
            guards.ENTRY_IS_WHOLE,
            guards.DECISION_MOVES_STATUS,
            progress.VERSION_GOES_ON,
            progress.POINTS_TO_ITS_KIND,
        ]
        indexes = [
            GinIndex(fields=["search"], name="entry_search"),
            # The decisions of one issue, from which its status periods are derived.
            models.Index(
                fields=["decided_issue", "known_on"],
                name="entry_decisions",
                condition=Q(decided_issue__isnull=False),
            ),
            # What is said to come, by the day by which it is due: the calendar, what is overdue.
            models.Index(
                Coalesce("last_on", "first_on"),
                name="entry_due",
                condition=Q(kind=EntryKind.EXPECTATION.value, resolution=Resolution.OPEN.value),
            ),
            # Newest entries across issues.
            models.Index(fields=["-known_on", "-id"], name="entry_newest"),
            # Decisions that were taken before the day from which they hold.
            models.Index(
                fields=["first_on"],
                name="entry_scheduled",
                condition=Q(kind=EntryKind.DECISION.value, first_on__gt=F("known_on")),
            ),
        ]
        constraints = ENTRY_CHECKS

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def first_version(self) -> int:
        """The key of the first version, by which all versions are known for one entry."""
        return self.origin_id or self.pk

    @property
    def first_author_id(self) -> int:
        """Who recorded the first version; one query for a later one."""
        return self.origin.author_id if self.origin else self.author_id

    @property
    def date(self) -> FuzzyDate:
        return FuzzyDate(
            self.first_on, self.last_on, Precision(self.date_precision), self.date_words
        )
