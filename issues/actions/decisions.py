"""The one door through which a status changes, for pages, admin, import and shell alike."""

import uuid
from collections.abc import Sequence
from datetime import date

from issues.actions.entering import Cite, Draft, enter, stale_decision
from issues.actions.refusals import Refused
from issues.dates import FuzzyDate
from issues.lifecycle import moves as rules
from issues.lifecycle.kinds import EntryKind
from issues.models import Entry, Issue, Move, Status, User


def change_status(
    *,
    by: User,
    issue: Issue,
    status: Status,
    reason: str,
    date: FuzzyDate,
    citations: Sequence[Cite],
    made_from: Entry | None,
    known_on: date,
    today: date,
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
    Issue.objects.select_for_update(no_key=True).values_list("pk").get(pk=issue.pk)
    newest = issue.decisions.order_by("-id").values_list("pk", flat=True).first()
    if newest != (made_from and made_from.pk):
        raise stale_decision(issue)


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
    standing = issue.decisions.in_force().select_related("status").only("status")
    if replacing:
        standing = standing.exclude(pk=replacing.pk)
    before = standing.filter(first_on__lte=date.first).order_by("-first_on", "-id").first()
    after = standing.filter(first_on__gt=date.first).order_by("first_on", "id").first()
    _check_step(issue, before.status if before else None, status)
    if after:
        _check_step(issue, status, after.status)


def _check_step(issue: Issue, source: Status | None, target: Status) -> None:
    found = Move.objects.filter(lifecycle=issue.lifecycle_id, source=source).order_by("id")
    names = dict(found.values_list("target__slug", "target__name"))
    moves = [rules.Move(source and source.slug, slug) for slug in names]
    known = {status.slug: status.name for status in (source, target) if status}
    try:
        rules.check_move(
            moves, source and source.slug, target.slug, {**names, **known}, issue.lifecycle.name
        )
    except rules.MoveRefused as refusal:
        raise Refused(str(refusal), "status") from refusal
