"""Entries: the lines of the record. Nothing here is ever updated or deleted."""

import uuid
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce, Least, Now

from issues.dates import FuzzyDate, Precision
from issues.lifecycle.kinds import PUBLIC_KINDS, Change, EntryKind
from issues.models import guards
from issues.models.history import APPEND_ONLY
from issues.models.issues import Issue
from issues.models.lifecycles import Status
from issues.models.people import User, is_on_team
from issues.models.sources import Source


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user) -> Self:
        """The entries that `user` may know of: on an issue that they see, and no note for readers.

        Every page, count, search, feed and export stands on this method.
        """
        if is_on_team(user):
            return self.filter(_is_seen_by(user))
        return self.public().filter(_is_seen_by(user))

    def told_to(self, user) -> Self:
        """As visible_to, without the versions of an entry whose last one `user` may not see.

        For where versions are shown that do not stand: of an entry that was moved to a draft, an
        older version would be told as if it were the last.
        """
        last = Entry.objects.last_versions().filter(
            origin=Coalesce(OuterRef("origin_id"), OuterRef("pk"))
        )
        return self.visible_to(user).filter(~Exists(last.filter(~_is_seen_by(user))))

    def public(self) -> Self:
        """The kinds that readers see; says nothing of the issues that they are on."""
        return self.filter(kind__in=PUBLIC_KINDS)

    def last_versions(self) -> Self:
        """The entries that no other one supersedes; a retraction is such a one.

        Asked as NOT EXISTS: of `superseded_by=None`, an outer join, the planner expects one row,
        and then sorts the whole record to find the first lines of it.
        """
        return self.filter(~Exists(Entry.objects.filter(supersedes=OuterRef("pk"))))

    def in_force(self) -> Self:
        """The entries that stand today: not superseded, and not a retraction."""
        return self.last_versions().exclude(change=Change.RETRACTION)

    def decisions(self) -> Self:
        return self.filter(kind=EntryKind.DECISION)

    def placed(self) -> Self:
        """With `place`, by which decisions that hold from one day follow each other: a corrected
        one keeps the place of its first version, as in the status periods."""
        return self.annotate(place=Coalesce("origin_id", "id"))


def _is_seen_by(user) -> Exists:
    """Is the entry on an issue that `user` may know of?"""
    seen = Issue.objects.visible_to(user)
    return Exists(Concern.objects.filter(entry=OuterRef("pk"), issue__in=seen))


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
        ]
        indexes = [
            GinIndex(fields=["search"], name="entry_search"),
            # The decisions of one issue, from which its status periods are derived.
            models.Index(
                fields=["decided_issue", "known_on"],
                name="entry_decisions",
                condition=Q(decided_issue__isnull=False),
            ),
            # Newest entries across issues.
            models.Index(fields=["-known_on", "-id"], name="entry_newest"),
            # Events of a month or longer that is under way: reads.ahead.not_over.
            models.Index(
                fields=["last_on"],
                name="entry_under_way",
                condition=Q(kind=EntryKind.EVENT.value, first_on__lt=F("last_on")),
            ),
        ]
        constraints = [
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

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def date(self) -> FuzzyDate:
        return FuzzyDate(
            self.first_on, self.last_on, Precision(self.date_precision), self.date_words
        )


class ConcernQuerySet(models.QuerySet["Concern"]):
    def in_force(self) -> Self:
        """As EntryQuerySet.in_force, from the side of the issues."""
        newer = Entry.objects.filter(supersedes=OuterRef("entry"))
        return self.filter(~Exists(newer)).exclude(entry__change=Change.RETRACTION)

    def telling(self) -> Self:
        """What readers are told, each up to the day `tells_of`: its own, or that of its knowing.

        Whoever knew of a day only beforehand cannot tell what came of it; nor does new wording.
        """
        worded = Case(
            When(entry__change=Change.WORDING, then="entry__origin__known_on"), default="known_on"
        )
        public = self.in_force().filter(kind__in=PUBLIC_KINDS)
        return public.annotate(tells_of=Least("dated_on", worded))


def laid_down() -> Q:
    """Of concerns: recorded for a later day, as lifecycle.knowledge.laid_down_on has it.

    Asked of first versions with EXISTS: joined, they are all read, whatever they are joined to.
    """
    same_day = Q(first_on=OuterRef("dated_on")) | Q(first_on=None, last_on=OuterRef("dated_on"))
    first = Entry.objects.filter(
        same_day, versions=OuterRef("entry"), known_on__lt=OuterRef("dated_on")
    )
    return Q(dated_on__gt=F("known_on")) | Q(Exists(first))


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
            # What comes next over all issues, soonest first.
            models.Index(fields=["dated_on", "entry"], name="concern_ahead"),
        ]


class Citation(models.Model):
    """What an entry takes from a source: a verbatim quotation and where in it that stands."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    quotation = models.TextField(blank=True)
    locator = models.CharField(max_length=200, blank=True, help_text="Page, paragraph, minute.")
    known_on = models.DateField(help_text="The day from which the entry is known to rest on it.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]
        triggers = [*APPEND_ONLY, guards.CITATION_ENTERS]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "source", "quotation", "locator"], name="citation_once"
            ),
            models.CheckConstraint(
                name="citation_known_by_recording",
                condition=Q(known_on__lte=guards.DayAfter(F("recorded_at"))),
            ),
        ]
