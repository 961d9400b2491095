"""What comes next: decisions that take effect later, and events dated ahead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from issues.lifecycle.kinds import EntryKind
from issues.models import Concern, Issue, StatusPeriod, User
from issues.reads.days import fuzzy_short
from issues.reads.excerpt import excerpt
from issues.reads.standing import Track
from issues.reads.wording import among, worded_once

_DATE = ("entry__first_on", "entry__last_on", "entry__date_precision", "entry__date_words")


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something in the record that is dated after today."""

    on: date
    when: str
    what: str
    reference: str = ""
    title: str = ""


def next_of(
    issue_ids: Collection[int], tracks: Mapping[int, Track], today: date
) -> dict[int, Ahead]:
    """The earliest thing ahead of each issue that has one, in one query."""
    found = {
        issue_id: Ahead(on, fuzzy_short(*fuzzy), excerpt(body, 70))
        for issue_id, on, body, *fuzzy in _next_events(list(issue_ids), today)
    }
    for issue_id in issue_ids:
        scheduled = _scheduled(tracks[issue_id])
        if scheduled and (issue_id not in found or scheduled.on <= found[issue_id].on):
            found[issue_id] = scheduled
    return found


@worded_once
def _next_events(issue_ids: list[int], today: date):
    events = Concern.objects.in_force().filter(
        among("issue_id", issue_ids), kind=EntryKind.EVENT, dated_on__gt=today
    )
    first = events.order_by("issue_id", "dated_on", "entry_id").distinct("issue_id")
    return first.values_list("issue_id", "dated_on", "entry__body", *_DATE)


def coming_up(user: User, today: date, most: int = 10) -> list[Ahead]:
    """What lies ahead over all issues that `user` may see, soonest first, in one query."""
    holds = StatusPeriod.objects.known_by(today).filter(decision=OuterRef("entry"))
    ahead = (
        Concern.objects.in_force()
        .filter(issue__in=Issue.objects.visible_to(user), dated_on__gt=today)
        .filter(Q(kind=EntryKind.EVENT) | (Q(kind=EntryKind.DECISION) & Exists(holds)))
        .order_by("dated_on", "entry_id")
        .values_list(
            "dated_on",
            "entry__body",
            "entry__status__name",
            "issue__reference",
            "issue__title",
            *_DATE,
        )
    )
    return [
        Ahead(on, fuzzy_short(*fuzzy), _what(body, status), reference, title)
        for on, body, status, reference, title, *fuzzy in ahead[:most]
    ]


def _what(body: str, status: str | None) -> str:
    return _will_be(status) if status else excerpt(body, 110)


def _will_be(status: str) -> str:
    return f"will be {status}"


def _scheduled(track: Track) -> Ahead | None:
    period = track.coming
    if period is None or period.first is None:
        return None
    return Ahead(period.first, period.since_short, _will_be(period.status))
