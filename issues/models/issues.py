"""The issue: one matter being tracked. Where it stands is not here but in its decisions."""

from enum import StrEnum
from typing import Self, cast

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Lower

from issues.lifecycle.knowledge import AsOf
from issues.models import guards
from issues.models.history import APPEND_ONLY, KEPT, VERSIONED, kept_history
from issues.models.lifecycles import Lifecycle
from issues.models.parties import Party, Topic
from issues.models.people import User, is_on_team


class Visibility(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(visibility.value, visibility.value) for visibility in cls]


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user) -> Self:
        """The issues that `user` may know of; drafts are for those who work on them.

        Every page, count, search, feed and export stands on this method.
        """
        if is_on_team(user):
            return self
        return self.filter(visibility=Visibility.PUBLISHED)

    def begun_by(self, at: AsOf) -> Self:
        """The issues of which something was known then, or that were open. Titles are today's.

        For the present that is all of them; for an audit those that the database had by then.
        """
        if not at.chosen:
            return self
        return self.had_by(at).filter(activity__begun_on__lte=at.day)

    def had_by(self, at: AsOf) -> Self:
        """Those that the database had by the instant of an audit; without one, all."""
        if not at.audits:
            return self
        history = cast(type[models.Model], self.model._meta.get_field("events").related_model)
        opened = history._default_manager.filter(
            pgh_obj=OuterRef("pk"), pgh_label="insert", pgh_created_at__lte=at.recorded_by
        )
        return self.filter(Exists(opened))


class _JoinedArray(guards.Joined):
    """By this name migrations know it."""


_SHAPE = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"
_REFERENCE = RegexValidator(
    _SHAPE,
    "A reference is made of capital letters, digits and single hyphens, such as HNS or FDI-550.",
)


@kept_history("an issue", "issues", exclude=["search"])
class Issue(models.Model):
    """One matter being tracked. Its kind is its lifecycle."""

    reference = models.CharField(
        max_length=24,
        unique=True,
        validators=[_REFERENCE],
        help_text="Short and never changed: it stands in the address of the page.",
    )
    title = models.CharField(max_length=200)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    lifecycle = models.ForeignKey(
        Lifecycle, on_delete=models.PROTECT, related_name="issues", verbose_name="kind"
    )
    parties = models.ManyToManyField(Party, through="IssueParty", related_name="issues")
    topics = models.ManyToManyField(Topic, through="IssueTopic", related_name="issues")
    lead = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="led_issues"
    )
    success_test = models.TextField(blank=True, help_text="What would settle it?")
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices(), default=Visibility.DRAFT
    )
    opened_on = models.DateField()
    version = models.PositiveIntegerField(default=1, editable=False)
    search = models.GeneratedField(
        expression=SearchVector(
            Concat(
                F("reference"),
                Value(" "),
                F("title"),
                Value(" "),
                _JoinedArray(F("aliases")),
                Value(" "),
                F("success_test"),
                output_field=models.TextField(),
            ),
            config="english",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        triggers = [
            VERSIONED,
            guards.ISSUE_KEEPS_KIND,
            guards.ISSUE_KEEPS_REFERENCE,
            guards.ISSUE_IS_ACTIVE,
            *KEPT,
        ]
        indexes = [
            GinIndex(fields=["search"], name="issue_search"),
            # Filter "kind" and the lists of one lead.
            models.Index(fields=["lifecycle", "visibility"], name="issue_by_kind"),
            # The list by title, by pages.
            models.Index(Lower("title"), F("id"), name="issue_by_title"),
        ]
        constraints = [
            guards.in_calendar("issue_in_calendar", "opened_on"),
            models.CheckConstraint(
                name="issue_visibility_known",
                condition=Q(visibility__in=[v.value for v in Visibility]),
            ),
            models.CheckConstraint(
                name="issue_reference_shape",
                condition=Q(reference__regex=_SHAPE),
                violation_error_message=_REFERENCE.message,
            ),
            guards.is_named("issue_is_titled", "title"),
            guards.text_is_kept("issue", "title", "success_test", lists=["aliases"]),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


@kept_history("a party of an issue", "parties of issues")
class IssueParty(models.Model):
    """A party to an issue, in the order in which the page names them."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE)
    party = models.ForeignKey(Party, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "issue parties"
        triggers = [*KEPT]
        constraints = [
            models.UniqueConstraint(fields=["issue", "party"], name="issue_party_once"),
        ]


@kept_history("a topic of an issue", "topics of issues")
class IssueTopic(models.Model):
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)

    class Meta:
        ordering = ["id"]
        triggers = [*KEPT]
        constraints = [
            models.UniqueConstraint(fields=["issue", "topic"], name="issue_topic_once"),
        ]


class CheckQuerySet(models.QuerySet["Check"]):
    def known(self, at: AsOf) -> Self:
        """The checks that were made and recorded by then."""
        return self.filter(checked_on__lte=at.day, recorded_at__lte=at.recorded_by)


class Check(models.Model):
    """Somebody looked at an issue on a day and found the record true. Append-only."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="checks")
    checked_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-checked_on", "-id"]
        triggers = [*APPEND_ONLY, guards.CHECK_ENTERS, guards.CHECK_STIRS_ISSUE]
        constraints = [
            models.UniqueConstraint(fields=["issue", "checked_on", "by"], name="check_once_a_day"),
            guards.in_calendar("check_in_calendar", "checked_on"),
            # One day of grace: the tracker's time zone may be ahead of UTC.
            models.CheckConstraint(
                name="check_made_by_recording",
                condition=Q(checked_on__lte=guards.DayAfter(F("recorded_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue.reference} on {self.checked_on:%-d %B %Y}"
