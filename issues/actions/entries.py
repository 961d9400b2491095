"""Recording what happened, what the team makes of it, and what only the team should read."""

import uuid
from collections.abc import Sequence
from datetime import date

from issues.actions.entering import Cite, Details, Draft, enter
from issues.dates import FuzzyDate, day
from issues.lifecycle.kinds import EntryKind
from issues.models import Entry, Issue, User


def record_event(
    *,
    by: User,
    issues: Sequence[Issue],
    body: str,
    date: FuzzyDate,
    citations: Sequence[Cite],
    known_on: date,
    today: date,
    known_on_reason: str = "",
    uid: uuid.UUID | None = None,
    author: User | None = None,
) -> Entry:
    """Record something that happened, once, on every issue that it concerns.

    What is still to come is an expectation. Raises NotAllowed; Refused without text, issue or
    source, for an impossible known-on day, or for a `date` that begins after it; AlreadySent.
    """
    return enter(
        Draft(
            kind=EntryKind.EVENT,
            issues=issues,
            body=body,
            date=date,
            known_on=known_on,
            today=today,
            citations=citations,
            known_on_reason=known_on_reason,
            uid=uid or uuid.uuid4(),
            by=by,
            author=author,
        )
    )


def assess(
    *,
    by: User,
    issue: Issue,
    body: str,
    citations: Sequence[Cite],
    known_on: date,
    today: date,
    date: FuzzyDate | None = None,
    looks_at: Entry | None = None,
    known_on_reason: str = "",
    uid: uuid.UUID | None = None,
    author: User | None = None,
) -> Entry:
    """Record the analyst's paragraph on an issue; the newest one is the issue's summary.

    `date` is the day as of which it holds, by default the known-on day. `looks_at` is the decision
    on a linked issue for which the analyst had a second look. Raises as record_event.
    """
    return enter(
        Draft(
            kind=EntryKind.ASSESSMENT,
            issues=[issue],
            body=body,
            date=date or day(known_on),
            known_on=known_on,
            today=today,
            citations=citations,
            known_on_reason=known_on_reason,
            uid=uid or uuid.uuid4(),
            by=by,
            author=author,
            details=Details(looks_at=looks_at),
        )
    )


def add_note(
    *,
    by: User,
    issues: Sequence[Issue],
    body: str,
    known_on: date,
    today: date,
    date: FuzzyDate | None = None,
    looks_at: Entry | None = None,
    citations: Sequence[Cite] = (),
    known_on_reason: str = "",
    uid: uuid.UUID | None = None,
    author: User | None = None,
) -> Entry:
    """Record an internal note, which readers never see; it needs no source. `looks_at` as in
    assess. Raises NotAllowed, Refused without text or issue, AlreadySent.
    """
    return enter(
        Draft(
            kind=EntryKind.NOTE,
            issues=issues,
            body=body,
            date=date or day(known_on),
            known_on=known_on,
            today=today,
            citations=citations,
            known_on_reason=known_on_reason,
            uid=uid or uuid.uuid4(),
            by=by,
            author=author,
            details=Details(looks_at=looks_at),
        )
    )
