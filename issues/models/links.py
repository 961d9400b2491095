"""Links between issues, and their ends. Nothing here is ever updated or deleted."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import NEVER_IN_A_CIRCLE, LinkKind
from issues.models import guards
from issues.models.history import APPEND_ONLY
from issues.models.issues import Issue
from issues.models.people import User
from issues.models.sources import Source
from issues.models.triggers import Trigger

_RAISE = "USING ERRCODE = 'check_violation', CONSTRAINT"
_NO_CIRCLE = ", ".join(f"'{kind.value}'" for kind in NEVER_IN_A_CIRCLE)

# Those who link wait here for each other, so that no two of them make a pair or a circle.
_LINK_ENTERS = Trigger(
    name="link_enters",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    {guards.SEES_OTHERS}
    NEW.recorded_at := clock_timestamp();
    PERFORM pg_advisory_xact_lock(hashtext('issues_link'));
    IF EXISTS (
        SELECT FROM issues_link l LEFT JOIN issues_linkend e ON e.link_id = l.id
        WHERE (l.issue_id, l.other_id, l.kind) = (NEW.issue_id, NEW.other_id, NEW.kind)
          AND (e.id IS NULL OR e.known_on > NEW.known_on)
    ) THEN
        RAISE EXCEPTION 'The two issues are linked in this way already.' {_RAISE} = 'link_once';
    END IF;
    IF NEW.kind IN ({_NO_CIRCLE}) AND EXISTS (
        WITH RECURSIVE beyond (issue_id) AS (
            SELECT NEW.other_id
            UNION
            SELECT l.other_id FROM beyond JOIN issues_link l USING (issue_id)
            LEFT JOIN issues_linkend e ON e.link_id = l.id
            WHERE l.kind = NEW.kind AND (e.id IS NULL OR e.known_on > NEW.known_on)
        )
        SELECT FROM beyond WHERE issue_id = NEW.issue_id
    ) THEN
        RAISE EXCEPTION 'With this link the issue would, over others, look to itself.'
            {_RAISE} = 'link_in_no_circle';
    END IF;
    RETURN NEW;
    """,
)

_LINK_ENDS = Trigger(
    name="link_ends",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("ended", "issues_link")],
    func=f"""
    {guards.SEES_OTHERS}
    NEW.recorded_at := clock_timestamp();
    SELECT * INTO ended FROM issues_link WHERE id = NEW.link_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A link is recorded before it ends.' {_RAISE} = 'link_ends_after_it_began';
    END IF;
    IF NEW.known_on < ended.known_on THEN
        RAISE EXCEPTION 'The end of a link cannot be known before the link.'
            {_RAISE} = 'link_ends_after_it_began';
    END IF;
    RETURN NEW;
    """,
)


class LinkQuerySet(models.QuerySet["Link"]):
    def visible_to(self, user) -> Self:
        """The links of which `user` may know both issues."""
        seen = Issue.objects.visible_to(user)
        return self.filter(_either(seen, "issue"), _either(seen, "other"))

    def known(self, at: AsOf) -> Self:
        """The links that were known and recorded then, ended ones too, between issues that the
        team followed then."""
        followed = Issue.objects.begun_by(at)
        return self.filter(
            _either(followed, "issue"),
            _either(followed, "other"),
            known_on__lte=at.day,
            recorded_at__lte=at.recorded_by,
        )

    def in_force(self, at: AsOf) -> Self:
        """The links that were known then and not ended."""
        return self.known(at).filter(~Exists(ends_known(at)))


class LinkEndQuerySet(models.QuerySet["LinkEnd"]):
    def known(self, at: AsOf) -> Self:
        """The ends that were known and recorded then."""
        return self.filter(known_on__lte=at.day, recorded_at__lte=at.recorded_by)


def ends_known(at: AsOf) -> LinkEndQuerySet:
    """For a subquery of links: the end of each, where it was known and recorded then."""
    return LinkEnd.objects.known(at).filter(link=OuterRef("pk"))


def _either(issues, side: str) -> Exists:
    return Exists(issues.filter(pk=OuterRef(side)))


class Link(models.Model):
    """One issue looks to another: it depends on it, answers it, is part of it …"""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issue = models.ForeignKey(
        Issue, on_delete=models.PROTECT, related_name="links", help_text="The one that depends."
    )
    other = models.ForeignKey(
        Issue, on_delete=models.PROTECT, related_name="links_back", help_text="What it looks to."
    )
    kind = models.CharField(max_length=16, choices=LinkKind.choices())
    reason = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="links")
    quotation = models.TextField(blank=True)
    locator = models.CharField(max_length=200, blank=True, help_text="Page, paragraph, minute.")
    known_on = models.DateField(help_text="The day on which the team could have known it.")
    known_on_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = [*APPEND_ONLY, _LINK_ENTERS]
        constraints = [
            guards.in_calendar("link_in_calendar", "known_on"),
            models.CheckConstraint(name="link_to_another", condition=~Q(issue=F("other"))),
            models.CheckConstraint(
                name="link_kind_known", condition=Q(kind__in=[kind.value for kind in LinkKind])
            ),
            models.CheckConstraint(
                name="link_has_reason",
                condition=guards.seen("reason"),
                violation_error_message="Say why the two are linked; readers see the reason.",
            ),
            guards.text_is_kept("link", "reason", "quotation", "locator", "known_on_reason"),
            models.CheckConstraint(
                name="link_known_by_recording",
                condition=Q(known_on__lte=guards.DayAfter(F("recorded_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue.reference} {LinkKind(self.kind).words} {self.other.reference}"


class LinkEnd(models.Model):
    """From a day on a link no longer holds, and why."""

    link = models.OneToOneField(Link, on_delete=models.PROTECT, related_name="end")
    reason = models.TextField()
    known_on = models.DateField(help_text="The day on which the team could have known it.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = LinkEndQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "end of a link"
        verbose_name_plural = "ends of links"
        triggers = [*APPEND_ONLY, _LINK_ENDS]
        constraints = [
            guards.in_calendar("link_end_in_calendar", "known_on"),
            models.CheckConstraint(
                name="link_end_has_reason",
                condition=guards.seen("reason"),
                violation_error_message=(
                    "Say why the link no longer holds; readers see the reason."
                ),
            ),
            guards.text_is_kept("link_end", "reason"),
            models.CheckConstraint(
                name="link_end_known_by_recording",
                condition=Q(known_on__lte=guards.DayAfter(F("recorded_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"end of {self.link}"
