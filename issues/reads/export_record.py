"""The record as rows of the record format: for the export, and to hold an import against."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet

from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import (
    Citation,
    Entry,
    Issue,
    IssueParty,
    Link,
    Party,
    Source,
    Topic,
    User,
    is_on_team,
)
from issues.reads.record_rows import (
    entries_in_full,
    entry_row,
    issue_row,
    issues_in_full,
    lifecycle_row,
    lifecycles_in_full,
    link_row,
    links_in_full,
    party_row,
    person_row,
    source_row,
    topic_row,
)
from issues.record_format.naming import Names, names_in
from issues.record_format.rows import Record


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
        people=tuple(map(person_row, User.objects.filter(username__in=named.people))),
        lifecycles=tuple(map(lifecycle_row, lifecycles_in_full().filter(_kinds(record, named)))),
        parties=tuple(map(party_row, Party.objects.filter(parties))),
        topics=tuple(map(topic_row, Topic.objects.filter(topics))),
        sources=tuple(map(source_row, Source.objects.filter(sources))),
        issues=tuple(
            map(issue_row, issues_in_full(Issue.objects.filter(reference__in=named.issues)))
        ),
        entries=tuple(map(entry_row, entries_in_full(Entry.objects.filter(entries)))),
        links=tuple(map(link_row, links_in_full(Link.objects.filter(uid__in=named.links)))),
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
    issue_rows = tuple(map(issue_row, issues_in_full(issues, at).order_by("reference")))
    seen = {row.reference for row in issue_rows}
    found = list(entries_in_full(entries, at).order_by("pk"))
    uids = {entry.uid for entry in found}
    texts = sources if stored_texts else sources.defer("stored_text")
    record = Record(
        lifecycles=tuple(map(lifecycle_row, lifecycles_in_full().order_by("slug"))),
        parties=tuple(map(party_row, parties.order_by("slug"))),
        topics=tuple(map(topic_row, topics.order_by("slug"))),
        sources=tuple(source_row(s, stored_text=stored_texts) for s in texts.order_by("slug")),
        issues=issue_rows,
        entries=tuple(entry_row(entry, seen, uids) for entry in found),
        links=tuple(map(link_row, links_in_full(links, at))),
    )
    people = User.objects.filter(username__in=names_in(record).people).order_by("username")
    return replace(record, people=tuple(map(person_row, people)))
