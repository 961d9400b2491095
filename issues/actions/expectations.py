"""What is said to come: recording it, and what becomes of it.

An expectation goes on in versions: it is moved, its probability is revised, and it ends. Each
version supersedes the one before, so the record as of any day has the window that stood then.
"""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from issues.actions.corrections import check_follows
from issues.actions.entering import Cite, Details, Draft, details_of, enter
from issues.actions.refusals import Refused
from issues.dates import FuzzyDate
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import Change, EntryKind
from issues.models import Entry, Issue, Party, User
from issues.permissions import check_edit_record


class Told(TypedDict):
    """Who says so and since when it is known: what every step of an expectation is recorded with.

    `citations` may be empty for a note alone. `known_on` and `today` are days in the tracker's time
    zone; a known-on day before the sources were published needs its reason. `uid` is the form's, so
    that it has one effect; `author` is who wrote it, if not `by`.
    """

    by: User
    citations: Sequence[Cite]
    known_on: date
    today: date
    known_on_reason: NotRequired[str]
    uid: NotRequired[uuid.UUID]
    author: NotRequired[User | None]


def expect(
    *,
    issues: Sequence[Issue],
    body: str,
    window: FuzzyDate,
    expected_by: Party,
    probability: Decimal | None = None,
    **told: Unpack[Told],
) -> Entry:
    """Record that `expected_by` says that something will come within `window`.

    `probability` is theirs, 0 to 1; None where they give none. Raises NotAllowed; Refused without
    text, issue or source, for an impossible known-on day or probability; AlreadySent.
    """
    draft = Draft(
        kind=EntryKind.EXPECTATION,
        issues=issues,
        body=body,
        date=window,
        details=Details(expected_by=expected_by, probability=probability),
        **told,
    )
    return enter(draft, lambda: _check_probability(probability))


def move_expectation(
    *,
    entry: Entry,
    window: FuzzyDate,
    reason: str,
    probability: Decimal | None = None,
    **told: Unpack[Told],
) -> Entry:
    """Record that what `entry` expects is now said to come within another `window`.

    `probability` is the one given for the new window, None where none is. Raises NotAllowed,
    Refused, Stale (somebody superseded `entry` first), AlreadySent.
    """
    details = details_of(entry) | Details(probability=probability)
    draft = _next(entry, Change.MOVED, reason, window, details, told)

    def check() -> None:
        _check_goes_on(entry, draft)
        _check_probability(probability)
        if window == entry.date:
            raise Refused("This is the window that it has already. Give the new one.", "date")

    return enter(draft, check)


def revise_probability(
    *, entry: Entry, probability: Decimal | None, reason: str, **told: Unpack[Told]
) -> Entry:
    """Record that whoever expects `entry` now gives it another `probability`. Raises as
    move_expectation."""
    details = details_of(entry) | Details(probability=probability)
    draft = _next(entry, Change.REVISED, reason, entry.date, details, told)

    def check() -> None:
        _check_goes_on(entry, draft)
        _check_probability(probability)
        if probability == entry.probability:
            raise Refused("This is the probability that it has already.", "probability")

    return enter(draft, check)


def resolve_expectation(
    *,
    entry: Entry,
    resolution: Resolution,
    reason: str,
    met_by: Entry | None = None,
    **told: Unpack[Told],
) -> Entry:
    """Record how what `entry` expects ended: met `met_by` an event, missed, or void.

    Void is what can no longer come true or fail: its condition fell away, it was called off by
    those who expected it. Raises as move_expectation; Refused too when it is met by no event.
    """
    details = details_of(entry) | Details(resolution=resolution, met_by=met_by)
    draft = _next(entry, Change.RESOLVED, reason, entry.date, details, told)

    def check() -> None:
        _check_goes_on(entry, draft)
        _check_resolution(resolution, met_by, told["known_on"])

    return enter(draft, check)


def _next(
    entry: Entry, change: Change, reason: str, window: FuzzyDate, details: Details, told: Told
) -> Draft:
    """The next version of an expectation: its statement and its issues stay."""
    return Draft(
        kind=EntryKind.EXPECTATION,
        issues=list(entry.issues.all()),
        body=entry.body,
        date=window,
        supersedes=entry,
        change=change,
        change_reason=reason,
        details=details,
        **told,
    )


def _check_goes_on(entry: Entry, draft: Draft) -> None:
    """Anybody on the team may record what became of it: that takes nothing back."""
    check_edit_record(draft.by)
    check_follows(entry, draft)
    if entry.kind != EntryKind.EXPECTATION:
        raise Refused("Only an expectation can be moved, revised or resolved.")
    if entry.change == Change.RETRACTION or entry.resolution != Resolution.OPEN:
        raise Refused("The expectation has ended. Correct it to change how it ended.")


def _check_resolution(resolution: Resolution, met_by: Entry | None, known_on: date) -> None:
    if resolution == Resolution.OPEN:
        raise Refused("Say how it ended: met, missed or void.", "resolution")
    if resolution == Resolution.MET and met_by is None:
        raise Refused("Name the event by which it was met.", "met_by")
    if resolution != Resolution.MET and met_by is not None:
        raise Refused("Only what was met has an event by which it was.", "met_by")
    if met_by is not None and met_by.kind != EntryKind.EVENT:
        raise Refused("An expectation is met by an event.", "met_by")
    if met_by is not None and met_by.known_on > known_on:
        raise Refused(
            f"That event is known from {met_by.known_on:%-d %B %Y} on; that it met the"
            " expectation cannot be known before.",
            "known_on",
        )


def _check_probability(probability: Decimal | None) -> None:
    if probability is not None and not 0 <= probability <= 1:
        raise Refused("A probability lies between 0 and 100%.", "probability")
