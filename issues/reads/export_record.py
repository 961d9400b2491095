"""The record as rows of the record format: for the export, and to hold an import against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

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
    is_on_team,
)
from issues.record_format.naming import Names, names_in
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
    Record,
    SourceRow,
    StatusRow,
    TopicRow,
    at_once_first,
)

_ALL = AsOf(date.max)


def export_record(user, at: AsOf) -> Record:
    """All that `user` may see, as of a moment, in a fixed number of queries.

    For readers: published issues, their public entries, the links between them and what these
    name, without the stored texts of sources. For the team everything; of a chosen moment only
    what its entries and links name.
    """
    issues = Issue.objects.visible_to(user).begun_by(at)
    entries = Entry.objects.told_to(user, at)
    links = Link.objects.visible_to(user).known(at)
    if is_on_team(user) and not at.chosen:
        every = (Party.objects.all(), Topic.objects.all(), Source.objects.all())
        return _record(at, issues, entries, links, *every)
    cited = Citation.objects.known(at).filter(entry__in=entries)
    return _record(
        at,
        issues,
        entries,
        links,
        _parties_named(issues, entries),
        Topic.objects.filter(issues__in=issues).distinct(),
        Source.objects.filter(Q(pk__in=cited.values("source")) | Q(pk__in=links.values("source"))),
        stored_texts=is_on_team(user),
    )


def _parties_named(issues: QuerySet, entries: QuerySet) -> QuerySet:
    """The parties to these issues, and those that expect or report something in these entries."""
    return Party.objects.filter(
        Q(pk__in=IssueParty.objects.filter(issue__in=issues).values("party"))
        | Q(pk__in=entries.filter(kind=EntryKind.EXPECTATION).values("expected_by"))
        | Q(pk__in=entries.filter(kind=EntryKind.FIGURE).values("reporter"))
    )


def standing_record(record: Record) -> Record:
    """What the database holds of all that `record` defines or names, for `reconcile`: by key, and
    by the names and addresses that have to be unique as well."""
    named = names_in(record)
    parties = Q(slug__in=named.parties) | Q(name__in=[row.name for row in record.parties])
    topics = Q(slug__in=named.topics) | Q(name__in=[row.name for row in record.topics])
    addresses = [row.url for row in record.sources if row.url]
    sources = Q(slug__in=named.sources) | Q(url__in=addresses)
    entries = Q(uid__in=named.entries) | Q(supersedes__uid__in=named.entries)
    return Record(
        people=tuple(map(_person, User.objects.filter(username__in=named.people))),
        lifecycles=tuple(map(_lifecycle, _lifecycles().filter(_kinds(record, named)))),
        parties=tuple(map(_party, Party.objects.filter(parties))),
        topics=tuple(map(_topic, Topic.objects.filter(topics))),
        sources=tuple(map(_source, Source.objects.filter(sources))),
        issues=tuple(map(_issue, _issues(Issue.objects.filter(reference__in=named.issues)))),
        entries=tuple(map(_entry, _entries(Entry.objects.filter(entries)))),
        links=tuple(map(_link, _links(Link.objects.filter(uid__in=named.links)))),
    )


def _kinds(record: Record, named: Names) -> Q:
    """The lifecycles that are named, and those of the issues that are."""
    of_issues = Issue.objects.filter(reference__in=named.issues).values("lifecycle")
    by_name = Q(name__in=[row.name for row in record.lifecycles])
    return Q(slug__in=named.lifecycles) | by_name | Q(pk__in=of_issues)


def _record(
    at: AsOf,
    issues: QuerySet,
    entries: QuerySet,
    links: QuerySet,
    parties: QuerySet,
    topics: QuerySet,
    sources: QuerySet,
    *,
    stored_texts: bool = True,
) -> Record:
    issue_rows = tuple(map(_issue, _issues(issues, at).order_by("reference")))
    seen = {row.reference for row in issue_rows}
    found = list(_entries(entries, at).order_by("pk"))
    uids = {entry.uid for entry in found}
    texts = sources if stored_texts else sources.defer("stored_text")
    record = Record(
        lifecycles=tuple(map(_lifecycle, _lifecycles().order_by("slug"))),
        parties=tuple(map(_party, parties.order_by("slug"))),
        topics=tuple(map(_topic, topics.order_by("slug"))),
        sources=tuple(_source(s, stored_text=stored_texts) for s in texts.order_by("slug")),
        issues=issue_rows,
        entries=tuple(_entry(entry, seen, uids) for entry in found),
        links=tuple(map(_link, _links(links, at))),
    )
    people = User.objects.filter(username__in=names_in(record).people).order_by("username")
    return replace(record, people=tuple(map(_person, people)))


def _person(user: User) -> PersonRow:
    return PersonRow(username=user.username, name=user.name)


def _lifecycles() -> QuerySet:
    moves = Move.objects.select_related("source", "target").order_by("pk")
    return Lifecycle.objects.prefetch_related("statuses", Prefetch("moves", moves))


def _lifecycle(lifecycle: Lifecycle) -> LifecycleRow:
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


def _party(party: Party) -> PartyRow:
    return PartyRow(
        slug=party.slug,
        name=party.name,
        local_name=party.local_name,
        kind=party.kind,
        aliases=tuple(party.aliases),
    )


def _topic(topic: Topic) -> TopicRow:
    return TopicRow(slug=topic.slug, name=topic.name)


def _source(source: Source, *, stored_text: bool = True) -> SourceRow:
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


def _issues(issues: QuerySet, at: AsOf = _ALL) -> QuerySet:
    checks = Check.objects.known(at).select_related("by").order_by("checked_on", "by__username")
    return issues.select_related("lifecycle", "lead").prefetch_related(
        Prefetch("issueparty_set", IssueParty.objects.select_related("party")),
        Prefetch("issuetopic_set", IssueTopic.objects.select_related("topic")),
        Prefetch("checks", checks),
    )


def _issue(issue: Issue) -> IssueRow:
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


def _entries(entries: QuerySet, at: AsOf = _ALL) -> QuerySet:
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


def _entry(entry: Entry, seen: set[str] | None = None, uids: set[UUID] | None = None) -> EntryRow:
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


def _links(links: QuerySet, at: AsOf = _ALL) -> QuerySet:
    ends = LinkEnd.objects.filter(known_on__lte=at.day, recorded_at__lte=at.recorded_by)
    return (
        links.select_related("issue", "other", "source", "by")
        .defer("issue__search", "other__search", "source__stored_text")
        .prefetch_related(Prefetch("end", ends.select_related("by")))
        .order_by("pk")
    )


def _link(link: Link) -> LinkRow:
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
