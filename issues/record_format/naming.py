"""The keys of all that a record defines or names."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from issues.record_format.rows import Record


@dataclass(frozen=True, slots=True)
class Names:
    people: set[str]
    lifecycles: set[str]
    parties: set[str]
    topics: set[str]
    sources: set[str]
    issues: set[str]
    entries: set[UUID]
    links: set[UUID]


def names_in(record: Record) -> Names:
    """All keys, of rows that are in the record and of rows that it only refers to."""
    issues, entries, links = record.issues, record.entries, record.links
    cited = [citation for entry in entries for citation in entry.citations]
    checks = [check for issue in issues for check in issue.checks]
    expectations = [entry.expectation for entry in entries if entry.expectation]
    figures = [entry.figure for entry in entries if entry.figure]
    pointed_at = [
        *(row.supersedes for row in entries),
        *(row.looks_at for row in entries),
        *(row.met_by for row in expectations),
    ]
    return Names(
        people={person.username for person in record.people}
        | {issue.lead for issue in issues if issue.lead}
        | {check.by for check in checks}
        | {entry.by for entry in entries}
        | {citation.by for citation in cited if citation.by}
        | {link.by for link in links}
        | {link.ended.by for link in links if link.ended},
        lifecycles={row.slug for row in record.lifecycles} | {row.kind for row in issues},
        parties={row.slug for row in record.parties}.union(*(row.parties for row in issues))
        | {row.expected_by for row in expectations}
        | {row.reporter for row in figures},
        topics={row.slug for row in record.topics}.union(*(row.topics for row in issues)),
        sources={row.slug for row in record.sources}
        | {row.source for row in cited}
        | {row.source for row in links},
        issues={row.reference for row in issues}.union(*(row.issues for row in entries)).union(
            *((row.issue, row.other) for row in links)
        ),
        entries={row.uid for row in entries} | {uid for uid in pointed_at if uid},
        links={row.uid for row in links},
    )
