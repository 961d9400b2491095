"""Opening an issue, editing what it is called and filed under, and letting readers see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from issues.actions.entering import check_author
from issues.actions.refusals import Refused, Stale
from issues.actions.rows import because, claim_version
from issues.lifecycle.texts import says_something
from issues.models import (
    Check,
    Issue,
    IssueParty,
    IssueTopic,
    Lifecycle,
    Party,
    Topic,
    User,
    Visibility,
)
from issues.permissions import check_edit_record, check_publish_issue


@transaction.atomic
def open_issue(
    *,
    by: User,
    reference: str,
    title: str,
    kind: Lifecycle,
    opened_on: date,
    parties: Sequence[Party] = (),
    topics: Sequence[Topic] = (),
    aliases: Sequence[str] = (),
    lead: User | None = None,
    success_test: str = "",
) -> Issue:
    """Open an issue as a draft, not rated yet; the same words sent again give the same issue.

    The reference stands in the address of the page and never changes. Raises NotAllowed; Refused
    when the reference is taken or malformed, or the title is missing.
    """
    check_edit_record(by)
    filed = Filing(title.strip(), kind, parties, topics, aliases, lead, success_test)
    issue = Issue(
        reference=reference.strip().upper(),
        opened_on=opened_on,
        **filed.columns(),
    )
    try:
        with transaction.atomic(), because(by, "open issue"):
            _check_row(issue)
            issue.save()
            _file_first(issue, parties, topics)
    except (IntegrityError, Refused) as error:
        if opened := _opened_already(issue, filed):
            return opened
        if isinstance(error, Refused):
            raise
        sentence = f"{issue.reference} was opened at the same moment. Choose another reference."
        raise Refused(sentence, "reference") from error
    return issue


@transaction.atomic
def edit_issue(
    *,
    by: User,
    issue: Issue,
    version: int,
    title: str,
    kind: Lifecycle,
    parties: Sequence[Party],
    topics: Sequence[Topic],
    aliases: Sequence[str],
    lead: User | None,
    success_test: str,
) -> Issue:
    """Change what an issue is called and filed under; `version` is the one that was edited.

    Its kind can change only until its first decision. What the issue holds already is no change,
    whatever the version: the same form sent again answers as the first time. Raises NotAllowed,
    Refused, Stale.
    """
    check_edit_record(by)
    filed = Filing(title.strip(), kind, parties, topics, aliases, lead, success_test)
    try:
        fresh = claim_version(issue, version)
    except Stale as stale:
        current = cast(Issue, stale.current)
        if filed.held_by(current):
            return current
        raise
    if fresh.lifecycle_id != kind.pk and fresh.decisions.exists():
        raise Refused("The kind of an issue cannot change once a decision was made on it.", "kind")
    for column, value in filed.columns().items():
        setattr(fresh, column, value)
    _check_row(fresh)
    with because(by, "edit issue"):
        fresh.save()
        _file_under(fresh, parties, topics)
    fresh.refresh_from_db()
    return fresh


def publish_issue(*, by: User, issue: Issue, version: int) -> Issue:
    """Let readers see an issue. Raises NotAllowed for all but editors, Stale."""
    return _set_visibility(by, issue, version, Visibility.PUBLISHED, "publish issue")


def unpublish_issue(*, by: User, issue: Issue, version: int) -> Issue:
    """Take an issue back to draft: readers no longer see it. Raises as publish_issue."""
    return _set_visibility(by, issue, version, Visibility.DRAFT, "unpublish issue")


@transaction.atomic
def mark_checked(
    *, by: User, issue: Issue, on: date, today: date, author: User | None = None
) -> Check:
    """Record that `by` looked at `issue` on a day and found the record true; once a day counts.

    An administrator may name another `author`. Raises NotAllowed; Refused for a day after today.
    """
    check_author(by, author)
    if on > today:
        raise Refused("An issue cannot have been checked on a day that is still to come.", "on")
    check, _ = Check.objects.get_or_create(issue=issue, checked_on=on, by=author or by)
    return check


@transaction.atomic
def _set_visibility(
    by: User, issue: Issue, version: int, visibility: Visibility, what: str
) -> Issue:
    """Set it from a version, unless it is so already: then nothing is to be done."""
    check_publish_issue(by)
    try:
        fresh = claim_version(issue, version)
    except Stale as stale:
        fresh = cast(Issue, stale.current)
        if fresh.visibility != visibility:
            raise
    if fresh.visibility != visibility:
        fresh.visibility = visibility
        with because(by, what):
            fresh.save(update_fields=["visibility"])
        fresh.refresh_from_db()
    return fresh


@dataclass(frozen=True, slots=True)
class Filing:
    """What an issue is called and filed under."""

    title: str
    lifecycle: Lifecycle
    parties: Sequence[Party]
    topics: Sequence[Topic]
    aliases: Sequence[str]
    lead: User | None
    success_test: str

    def columns(self) -> dict[str, object]:
        """The part that stands in the issue's own row."""
        return {
            "title": self.title,
            "lifecycle": self.lifecycle,
            "aliases": list(self.aliases),
            "lead": self.lead,
            "success_test": self.success_test,
        }

    def held_by(self, issue: Issue) -> bool:
        """Whether the issue is called and filed so already, its parties in the same order."""
        return (
            all(getattr(issue, name) == value for name, value in self.columns().items())
            and list(issue.parties.order_by("issueparty__position")) == list(self.parties)
            and set(issue.topics.all()) == set(self.topics)
        )


def _opened_already(issue: Issue, filed: Filing) -> Issue | None:
    """The issue that these very words opened when they came before, untouched since."""
    opened = Issue.objects.filter(
        reference=issue.reference, opened_on=issue.opened_on, version=1
    ).first()
    return opened if opened and filed.held_by(opened) else None


def _check_row(issue: Issue) -> None:
    if not says_something(issue.title):
        raise Refused("Give the issue a title.", "title")
    try:
        issue.full_clean(exclude=["search"])
    except ValidationError as error:
        wrong = getattr(error, "error_dict", {})
        if any(each.code == "unique" for each in wrong.get("reference", ())):
            sentence = f"{issue.reference} is the reference of another issue. Choose another one."
            raise Refused(sentence, "reference") from error
        raise Refused(" ".join(error.messages), next(iter(wrong), None)) from error


def _file_first(issue: Issue, parties: Sequence[Party], topics: Sequence[Topic]) -> None:
    """File a new issue, in one statement for each; an import opens hundreds of them."""
    IssueParty.objects.bulk_create(
        IssueParty(issue=issue, party=party, position=position)
        for position, party in enumerate(dict.fromkeys(parties))
    )
    IssueTopic.objects.bulk_create(
        IssueTopic(issue=issue, topic=topic) for topic in dict.fromkeys(topics)
    )


def _file_under(issue: Issue, parties: Sequence[Party], topics: Sequence[Topic]) -> None:
    IssueParty.objects.filter(issue=issue).exclude(party__in=parties).delete()
    IssueTopic.objects.filter(issue=issue).exclude(topic__in=topics).delete()
    for position, party in enumerate(parties):
        IssueParty.objects.update_or_create(
            issue=issue, party=party, defaults={"position": position}
        )
    for topic in topics:
        IssueTopic.objects.get_or_create(issue=issue, topic=topic)
