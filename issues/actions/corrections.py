"""Correcting and retracting: a new entry supersedes the old one, and both stay in the record."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from issues.actions.decisions import check_move, check_newest
from issues.actions.entering import (
    Cite,
    Decision,
    Details,
    Draft,
    details_of,
    enter,
    given,
    newest_version,
    stale_entry,
)
from issues.actions.figures import check_figure
from issues.actions.refusals import Refused
from issues.dates import FuzzyDate
from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.knowledge import KnownOnRefused, check_correction_known_on
from issues.lifecycle.texts import says_something
from issues.models import Entry, Issue, Status, User
from issues.permissions import check_retract_entry, check_supersede_entry


def correct_entry(
    *,
    by: User,
    entry: Entry,
    reason: str,
    body: str,
    date: FuzzyDate,
    citations: Sequence[Cite],
    known_on: date,
    today: date,
    wording_only: bool = False,
    status: Status | None = None,
    issues: Sequence[Issue] | None = None,
    made_from: Entry | None = None,
    details: Details | None = None,
    known_on_reason: str = "",
    uid: uuid.UUID | None = None,
    author: User | None = None,
) -> Entry:
    """Record a new version of `entry`, with the `reason` for it, and return that.

    `known_on` is the day from which the new version is known, by default of callers today. Only
    what was recorded today can be corrected for an earlier day: pages of a day on which the old
    version stood keep it, unless somebody brings in what was done elsewhere (`author`).
    `issues` stay as they are if None, and so do the `details` of an expectation or a figure. A
    decision also names its `status`, and `made_from`, the issue's newest decision as the caller saw
    it. `wording_only` promises that no date, status, issue or detail changes. Correcting a
    retraction brings the entry back. Raises NotAllowed, Refused, Stale (somebody superseded
    `entry` first), AlreadySent.
    """
    draft = Draft(
        kind=EntryKind(entry.kind),
        issues=list(entry.issues.all()) if issues is None else issues,
        body=body,
        date=date,
        known_on=known_on,
        today=today,
        citations=citations,
        known_on_reason=known_on_reason,
        uid=uid or uuid.uuid4(),
        by=by,
        author=author,
        supersedes=entry,
        change=Change.WORDING if wording_only else Change.CORRECTION,
        change_reason=reason,
        decision=_decision(entry, status, made_from),
        details=details_of(entry) if details is None else details,
    )

    def check() -> None:
        _check_supersedes(entry, draft)
        if wording_only:
            _check_wording_only(entry, draft)
        elif entry.decided_issue and status:
            check_move(entry.decided_issue, status, date, replacing=entry)
        if entry.kind == EntryKind.FIGURE:
            check_figure(draft)

    return enter(draft, check)


def retract_entry(
    *,
    by: User,
    entry: Entry,
    reason: str,
    known_on: date,
    today: date,
    made_from: Entry | None = None,
    uid: uuid.UUID | None = None,
    author: User | None = None,
) -> Entry:
    """Record that `entry` no longer stands, and why; the entry itself stays in the history.

    Retracting a decision gives the issue back the status that it would have without it;
    `made_from` is then the issue's newest decision as the caller saw it. Raises NotAllowed,
    Refused without a reason, Stale, AlreadySent.
    """
    draft = Draft(
        kind=EntryKind(entry.kind),
        issues=list(entry.issues.all()),
        body="",
        date=entry.date,
        known_on=known_on,
        today=today,
        uid=uid or uuid.uuid4(),
        by=by,
        author=author,
        supersedes=entry,
        change=Change.RETRACTION,
        change_reason=reason,
        decision=_decision(entry, None, made_from),
    )
    return enter(draft, lambda: _check_supersedes(entry, draft))


def _decision(entry: Entry, status: Status | None, made_from: Entry | None) -> Decision:
    if entry.decided_issue is None:
        return {}
    return {"decided_issue": entry.decided_issue, "status": status, "made_from": made_from}


def check_follows(entry: Entry, draft: Draft) -> None:
    """What every new version owes the one that it supersedes. Raises Stale and Refused."""
    if newest_version(entry).pk != entry.pk:
        raise stale_entry(entry)
    if not says_something(draft.change_reason):
        raise Refused("Say why; readers see the reason beside the change.", "change_reason")
    if draft.known_on < entry.known_on:
        raise Refused("A correction cannot be known before what it corrects.", "known_on")


def _check_supersedes(entry: Entry, draft: Draft) -> None:
    check_supersede_entry(draft.by, entry)
    if draft.change == Change.RETRACTION or _says_else(draft, entry):
        check_retract_entry(draft.by, entry)
    check_follows(entry, draft)
    if draft.author is None:
        _check_made_today(entry, draft)
    if draft.change == Change.RETRACTION and entry.change == Change.RETRACTION:
        raise Refused("This entry is already retracted.")
    if entry.decided_issue:
        check_newest(entry.decided_issue, draft.decision["made_from"])
        if draft.change != Change.RETRACTION and draft.decision["status"] is None:
            raise Refused("Name the status that the decision gives.", "status")


def _check_made_today(entry: Entry, draft: Draft) -> None:
    """Who records what was done elsewhere, as an import does, names the author and is not asked."""
    recorded_on = timezone.localtime(entry.recorded_at).date()
    try:
        check_correction_known_on(draft.known_on, draft.today, recorded_on)
    except KnownOnRefused as refusal:
        raise Refused(str(refusal), "known_on") from refusal


def _says_else(draft: Draft, entry: Entry) -> bool:
    """Does the new version change more than the last step of an expectation, which may be by
    somebody else than its first version?"""
    who = draft.details.get("expected_by")
    return draft.body != entry.body or (who and who.pk) != entry.expected_by_id


def _check_wording_only(entry: Entry, draft: Draft) -> None:
    status = draft.decision.get("status")
    before = (
        entry.date,
        entry.status_id,
        set(entry.issues.values_list("pk", flat=True)),
        details_of(entry),
    )
    after = (
        draft.date,
        status and status.pk,
        {issue.pk for issue in draft.issues},
        given(draft.details),
    )
    if before != after or entry.change == Change.RETRACTION:
        raise Refused(
            "More than the wording changes: a date, a status, an issue, a number or who says it."
            " Untick “wording only”.",
            "wording_only",
        )
