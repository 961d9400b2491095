"""What the record consists of as rows of the record format, and what each row is asked for with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import LinkKind
from issues.lifecycle.phases import Outcome, Phase
from issues.models import (
    Check,
    Citation,
    Concern,
    Entry,
    Issue,
    IssueParty,
    IssueTopic,
    Lifecycle,
    Link,
    LinkEnd,
    Move,
    Party,
    Source,
    Topic,
    User,
)
from issues.record_format.rows import (
    CheckRow,
    CitationRow,
    EndRow,
    EntryRow,
    ExpectationRow,
    FigureRow,
    IssueRow,
    LifecycleRow,
    LinkRow,
    MoveRow,
    PartyRow,
    PersonRow,
    SourceRow,
    StatusRow,
    TopicRow,
    at_once_first,
)

ALL = AsOf(date.max)


def person_row(user: User) -> PersonRow:
    return PersonRow(username=user.username, name=user.name)


def lifecycles_in_full() -> QuerySet:
    moves = Move.objects.select_related("source", "target").order_by("pk")
    return Lifecycle.objects.prefetch_related("statuses", Prefetch("moves", moves))


def lifecycle_row(lifecycle: Lifecycle) -> LifecycleRow:
    return LifecycleRow(
        slug=lifecycle.slug,
        name=lifecycle.name,
        description=lifecycle.description,
        statuses=tuple(
            StatusRow(
                slug=status.slug,
                name=status.name,
                definition=status.definition,
                entered_when=status.entered_when,
                left_when=status.left_when,
                phase=Phase(status.phase),
                outcome=Outcome(status.outcome) if status.outcome else None,
            )
            for status in lifecycle.statuses.all()
        ),
        moves=tuple(
            MoveRow(source=move.source.slug if move.source else None, target=move.target.slug)
            for move in lifecycle.moves.all()
        ),
    )


def party_row(party: Party) -> PartyRow:
    return PartyRow(
        slug=party.slug,
        name=party.name,
        local_name=party.local_name,
        kind=party.kind,
        aliases=tuple(party.aliases),
    )


def topic_row(topic: Topic) -> TopicRow:
    return TopicRow(slug=topic.slug, name=topic.name)


def source_row(source: Source, *, stored_text: bool = True) -> SourceRow:
    return SourceRow(
        slug=source.slug,
        title=source.title,
        title_basis=source.title_basis,
        publisher=source.publisher,
        url=source.url,
        published_on=source.published_on,
        kind=source.kind,
        stored_text=source.stored_text if stored_text else "",
    )


def issues_in_full(issues: QuerySet, at: AsOf = ALL) -> QuerySet:
    checks = Check.objects.known(at).select_related("by").order_by("checked_on", "by__username")
    return issues.select_related("lifecycle", "lead").prefetch_related(
        Prefetch("issueparty_set", IssueParty.objects.select_related("party")),
        Prefetch("issuetopic_set", IssueTopic.objects.select_related("topic")),
        Prefetch("checks", checks),
    )


def issue_row(issue: Issue) -> IssueRow:
    return IssueRow(
        reference=issue.reference,
        title=issue.title,
        aliases=tuple(issue.aliases),
        kind=issue.lifecycle.slug,
        parties=tuple(each.party.slug for each in issue.issueparty_set.all()),
        topics=tuple(sorted(each.topic.slug for each in issue.issuetopic_set.all())),
        lead=issue.lead.username if issue.lead else None,
        success_test=issue.success_test,
        visibility=issue.visibility,
        opened_on=issue.opened_on,
        checks=tuple(
            CheckRow(on=check.checked_on, by=check.by.username) for check in issue.checks.all()
        ),
    )


def entries_in_full(entries: QuerySet, at: AsOf = ALL) -> QuerySet:
    """With what an entry's row is made of and no more: a stored text may be half a megabyte."""
    on = Concern.objects.select_related("issue").only("entry", "issue__reference")
    cited = Citation.objects.known(at).select_related("source", "by").order_by("pk")
    cited = cited.defer("source__stored_text")
    others = ("supersedes", "met_by", "looks_at")
    unused = [f"{other}__{column}" for other in others for column in ("search", "body")]
    return (
        entries.select_related("author", "status", "expected_by", "reporter", *others)
        .defer("search", *unused)
        .prefetch_related(Prefetch("concerns", on), Prefetch("citations", cited))
    )


def entry_row(
    entry: Entry, seen: set[str] | None = None, uids: set[UUID] | None = None
) -> EntryRow:
    """An entry with the issues among `seen`, all of them if None. What it supersedes or points to
    is left unsaid where it is not among `uids`: that is on issues that the reader must not know of.
    """
    on = {concern.issue.reference for concern in entry.concerns.all()}
    older = _uid(entry.supersedes, uids)
    return EntryRow(
        uid=entry.uid,
        kind=EntryKind(entry.kind),
        issues=tuple(sorted(on if seen is None else on & seen)),
        body=entry.body,
        date=entry.date,
        known_on=entry.known_on,
        known_on_reason=entry.known_on_reason,
        by=entry.author.username,
        status=entry.status.slug if entry.status else None,
        expectation=_expectation(entry, uids),
        figure=_figure(entry),
        looks_at=_uid(entry.looks_at, uids),
        supersedes=older,
        change=Change(entry.change) if older else None,
        change_reason=entry.change_reason if older else "",
        citations=at_once_first(_citation(each, entry) for each in entry.citations.all()),
    )


def _uid(entry: Entry | None, uids: set[UUID] | None) -> UUID | None:
    return entry.uid if entry and (uids is None or entry.uid in uids) else None


def _expectation(entry: Entry, uids: set[UUID] | None) -> ExpectationRow | None:
    if entry.expected_by is None:
        return None
    return ExpectationRow(
        expected_by=entry.expected_by.slug,
        probability=entry.probability,
        resolution=Resolution(entry.resolution) if entry.resolution else None,
        met_by=_uid(entry.met_by, uids),
    )


def _figure(entry: Entry) -> FigureRow | None:
    if entry.reporter is None or entry.value is None:
        return None
    return FigureRow(
        measure=entry.measure,
        rung=Rung(entry.rung) if entry.rung else None,
        value=entry.value,
        unit=entry.unit,
        currency=entry.currency,
        reporter=entry.reporter.slug,
    )


def _citation(citation: Citation, entry: Entry) -> CitationRow:
    own_day = citation.known_on != entry.known_on
    own_by = citation.by_id != entry.author_id
    return CitationRow(
        source=citation.source.slug,
        quotation=citation.quotation,
        locator=citation.locator,
        known_on=citation.known_on if own_day else None,
        by=citation.by.username if own_by else None,
    )


def links_in_full(links: QuerySet, at: AsOf = ALL) -> QuerySet:
    ends = LinkEnd.objects.known(at)
    return (
        links.select_related("issue", "other", "source", "by")
        .defer("issue__search", "other__search", "source__stored_text")
        .prefetch_related(Prefetch("end", ends.select_related("by")))
        .order_by("pk")
    )


def link_row(link: Link) -> LinkRow:
    return LinkRow(
        uid=link.uid,
        issue=link.issue.reference,
        other=link.other.reference,
        kind=LinkKind(link.kind),
        reason=link.reason,
        source=link.source.slug,
        quotation=link.quotation,
        locator=link.locator,
        known_on=link.known_on,
        known_on_reason=link.known_on_reason,
        by=link.by.username,
        ended=_end(getattr(link, "end", None)),
    )


def _end(end: LinkEnd | None) -> EndRow | None:
    if end is None:
        return None
    return EndRow(reason=end.reason, known_on=end.known_on, by=end.by.username)
