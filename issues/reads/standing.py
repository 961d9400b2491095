"""Where issues stand: their status periods as known today, past, running and scheduled."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from issues.models import StatusPeriod
from issues.reads.days import day_words, fuzzy_short, fuzzy_words
from issues.reads.strip import Band, look
from issues.reads.wording import among, worded_once


@dataclass(frozen=True, slots=True)
class Period:
    """A status from `first` until the day before `until`, by one decision."""

    first: date | None
    until: date | None
    status: str
    slug: str
    look: str
    settled: bool
    since: str
    since_short: str
    until_words: str
    decision: int

    @property
    def band(self) -> Band:
        return Band(self.first, self.until, self.status, self.look)


@dataclass(frozen=True, slots=True)
class Track:
    """All periods of one issue in their order; `now` is None while it is not rated."""

    periods: tuple[Period, ...]
    now: Period | None
    coming: Period | None

    @property
    def bands(self) -> list[Band]:
        return [period.band for period in self.periods]


NO_TRACK = Track((), None, None)


def tracks(issue_ids: Collection[int], today: date) -> Mapping[int, Track]:
    """The track of each issue, as known today, in one query."""
    found: dict[int, list[Period]] = defaultdict(list)
    for issue_id, *columns in _rows(list(issue_ids), today):
        found[issue_id].append(_period(*columns))
    known = {issue_id: _track(periods, today) for issue_id, periods in found.items()}
    return defaultdict(lambda: NO_TRACK, known)


@worded_once
def _rows(issue_ids: list[int], today: date):
    periods = StatusPeriod.objects.known_by(today).filter(among("issue_id", issue_ids))
    return periods.order_by("issue_id", "holds").values_list(
        "issue_id",
        "holds",
        "status__name",
        "status__slug",
        "status__phase",
        "status__outcome",
        "decision__first_on",
        "decision__last_on",
        "decision__date_precision",
        "decision__date_words",
        "decision_id",
    )


def _period(holds, name, slug, phase, outcome, first, last, precision, words, decision) -> Period:
    return Period(
        first=holds.lower,
        until=holds.upper,
        status=name,
        slug=slug,
        look=look(phase, outcome),
        settled=bool(outcome),
        since=fuzzy_words(first, last, precision, words),
        since_short=fuzzy_short(first, last, precision, words),
        until_words=day_words(holds.upper) if holds.upper else "",
        decision=decision,
    )


def _track(periods: list[Period], today: date) -> Track:
    begun = [p for p in periods if p.first is None or p.first <= today]
    now = begun[-1] if begun and (begun[-1].until is None or begun[-1].until > today) else None
    coming = next((p for p in periods if p.first and p.first > today), None)
    return Track(tuple(periods), now, coming)
