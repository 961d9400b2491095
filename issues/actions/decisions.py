"""The one door through which a status changes, for pages, admin, import and shell alike."""

import datetime
import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from issues import dates
from issues.actions.entering import Cite, Draft, enter, stale_decision
from issues.actions.refusals import Refused
from issues.dates import FuzzyDate, Precision
from issues.lifecycle import moves as rules
from issues.lifecycle.kinds import EntryKind
from issues.models import Entry, Issue, Move, Status, User
from issues.wording import worded_once


def change_status(
    *,
    by: User,
    issue: Issue,
    status: Status,
    reason: str,
    date: FuzzyDate,
    citations: Sequence[Cite],
    made_from: Entry | None,
    known_on: datetime.date,
    today: datetime.date,
    known_on_reason: str = "",
    uid: uuid.UUID | None = None,
    author: User | None = None,
) -> Entry:
    """Record that `issue` has `status` from the first day of `date` on, and why.

    `made_from` is the issue's newest decision as the caller saw it (None: none yet); if another
    one came in since, the change is refused as Stale and nothing is recorded. `date` may lie in
    the future: the status then changes on that day. Raises NotAllowed; Refused for a move that
    the lifecycle has not, a missing reason or source, or a known-on day that cannot be; Stale;
    AlreadySent.
    """
    draft = Draft(
        kind=EntryKind.DECISION,
        issues=[issue],
        body=reason,
        date=date,
        known_on=known_on,
        today=today,
        citations=citations,
        known_on_reason=known_on_reason,
        uid=uid or uuid.uuid4(),
        by=by,
        author=author,
        decision={"decided_issue": issue, "status": status, "made_from": made_from},
    )

    def check() -> None:
        check_newest(issue, made_from)
        check_move(issue, status, date)

    return enter(draft, check)


def check_newest(issue: Issue, made_from: Entry | None) -> None:
    """Refuse as Stale when `made_from` is not the issue's newest decision.

    Decisions on one issue wait here for each other, so that what is checked after this still
    holds when the decision enters.
    """
    _lock(issue.pk)
    if _newest(issue.pk) != ([(made_from.pk,)] if made_from else []):
        raise stale_decision(issue)


@worded_once
def _lock(issue: int):
    row = Issue.objects.filter(pk=issue).order_by()
    return row.select_for_update(no_key=True).values_list("pk")


@worded_once
def _newest(issue: int):
    return Entry.objects.filter(decided_issue=issue).order_by("-id").values_list("pk")[:1]


def check_move(
    issue: Issue, status: Status, date: FuzzyDate, replacing: Entry | None = None
) -> None:
    """Hold a decision against its neighbours in time, as the lifecycle's moves allow them.

    `replacing` is the entry that a correction supersedes, which no longer counts. Raises Refused.
    """
    if date.first is None:
        raise Refused("Give the day from which the status holds, as exactly as known.", "date")
    if status.lifecycle_id != issue.lifecycle_id:
        raise Refused(f"“{status}” is not a status of the kind “{issue.lifecycle}”.", "status")
    place = replacing.first_version if replacing else _LAST_PLACE
    neighbours = (issue.pk, date.first, place, replacing.pk if replacing else 0)
    moves, new = _moves(issue.lifecycle_id), (status.slug, status.name)
    before, after = _before(*neighbours), _after(*neighbours)
    then = {"source_is": f"the status {dates.within(date)}"} if after else {}
    _check_step(issue, moves, before[0] if before else None, new, **then)
    for *later, first, last, precision, words in after:
        since = dates.phrase(FuzzyDate(first, last, Precision(precision), words))
        is_next = {"source_is": "this change", "target_is": f"which is decided from {since}"}
        _check_step(issue, moves, new, tuple(later), **is_next)


_LAST_PLACE = 2**62


@worded_once
def _before(issue: int, day: datetime.date, place: int, replaced: int):
    sooner = Q(first_on__lt=day) | Q(("place__lt", place), first_on=day)
    found = _standing(issue, replaced).filter(sooner).order_by("-first_on", "-place")
    return found.values_list("status__slug", "status__name")[:1]


@worded_once
def _after(issue: int, day: datetime.date, place: int, replaced: int):
    later = Q(first_on__gt=day) | Q(("place__gt", place), first_on=day)
    found = _standing(issue, replaced).filter(later).order_by("first_on", "place")
    on = ("first_on", "last_on", "date_precision", "date_words")
    return found.values_list("status__slug", "status__name", *on)[:1]


def _standing(issue: int, replaced: int) -> QuerySet[Entry]:
    return Entry.objects.filter(decided_issue=issue).in_force().exclude(pk=replaced).placed()


@worded_once
def _moves(lifecycle: int):
    moves = Move.objects.filter(lifecycle=lifecycle).order_by("id")
    return moves.values_list("source__slug", "target__slug", "target__name")


_Named = tuple[str, str]


def _check_step(
    issue: Issue,
    moves: Sequence[tuple[str, str, str]],
    source: _Named | None,
    target: _Named,
    **which: str,
) -> None:
    names = {slug: name for _, slug, name in moves} | dict(filter(None, (source, target)))
    steps = [rules.Move(start, slug) for start, slug, _ in moves]
    start = source and source[0]
    try:
        rules.check_move(steps, start, target[0], names, issue.lifecycle.name, **which)
    except rules.MoveRefused as refusal:
        raise Refused(str(refusal), "status") from refusal
