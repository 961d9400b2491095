"""Where issues stand: their status periods as known at a moment, past, running, scheduled."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.sentence import Standing
from issues.models import Citation, StatusPeriod, User
from issues.reads.days import day_words, fuzzy_phrase, fuzzy_short
from issues.reads.excerpt import first_paragraph
from issues.reads.second_looks import Web, web_of
from issues.reads.strip import Band, look
from issues.wording import among, worded_once


@dataclass(frozen=True, slots=True)
class Period:
    """A status from `first` until the day before `until`, by one decision.

    `known` is the day on which that was known, where it is none of those that the decision names.

    `reason` and `said_by` are what the decision gives and who it cites first, asked for only
    `with_reasons` and then "" for a period that is over.
    """

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
    known: date | None = None
    reason: str = ""
    said_by: str = ""

    @property
    def band(self) -> Band:
        return Band(self.first, self.until, self.status, self.look, self.known)

    @property
    def known_words(self) -> str:
        return day_words(self.known) if self.known else ""

    @property
    def standing(self) -> Standing:
        """The decision as the sentences on it need it."""
        return Standing(self.status, self.since, self.reason, self.said_by)


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


def tracks(
    issue_ids: Collection[int], user: User, at: AsOf, with_reasons: bool = False
) -> tuple[Mapping[int, Track], Web]:
    """The track of each issue as known then, and the web of what the issues depend on as far as
    `user` may see it, in one query."""
    found: dict[int, list[Period]] = defaultdict(list)
    web = Web(at)
    ask = _rows_with_reasons if with_reasons else _rows
    for issue_id, holds, *columns in ask(list(issue_ids), user, at):
        if holds is None:
            web.add(issue_id, columns[0])
        else:
            found[issue_id].append(_period(holds, *columns))
    known = {issue_id: _track(periods, at.day) for issue_id, periods in found.items()}
    return defaultdict(lambda: NO_TRACK, known), web


@worded_once
def _rows(issue_ids: list[int], user: User, at: AsOf):
    periods = _periods(issue_ids, at).values_list(*_COLUMNS)
    return _with_web(periods, len(_COLUMNS), issue_ids, user, at)


@worded_once
def _rows_with_reasons(issue_ids: list[int], user: User, at: AsOf):
    over = Q(holds__endswith__lte=at.day)
    cited = Citation.objects.known(at).filter(entry=OuterRef("decision")).order_by("id")
    source = cited.values(named=_Texts("source__publisher", "source__published_on"))[:1]
    periods = _periods(issue_ids, at).values_list(
        *_COLUMNS,
        Case(When(over, then=Value("")), default="decision__body", output_field=TextField()),
        Case(When(over, then=None), default=Subquery(source)),
    )
    return _with_web(periods, len(_COLUMNS) + 2, issue_ids, user, at)


def _periods(issue_ids: list[int], at: AsOf):
    return StatusPeriod.objects.as_of(at).filter(among("issue_id", issue_ids)).order_by()


def _with_web(periods: QuerySet, width: int, issue_ids: list[int], user: User, at: AsOf):
    """The periods and then the web, whose rows hold nothing but the issue and what is told of it:
    `holds`, which every period has, tells them apart."""
    nothing = [_Nothing() for _ in range(width - 3)]
    web = web_of(issue_ids, user, at).order_by()
    rows = web.values_list("pk", _Nothing(), "told", *nothing)
    return periods.union(rows, all=True).order_by("issue_id", "holds")


class _Nothing(Func):
    """NULL, of the type that the other half of a union has in its place."""

    template = "NULL"
    arity = 0
    output_field = TextField()


_COLUMNS = (
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
    "decision__known_on",
)


class _Texts(Func):
    """Columns as an array of texts."""

    template = "ARRAY[%(expressions)s::text]"
    arg_joiner = "::text, "
    output_field = ArrayField(TextField())


def _period(
    holds, name, slug, phase, outcome, first, last, precision, words, decision, known_on,
    reason="", cited=None,
) -> Period:  # fmt: skip
    return Period(
        first=holds.lower,
        until=holds.upper,
        status=name,
        slug=slug,
        look=look(phase, outcome),
        settled=bool(outcome),
        since=fuzzy_phrase(first, last, precision, words),
        since_short=fuzzy_short(first, last, precision, words),
        until_words=day_words(holds.upper) if holds.upper else "",
        decision=decision,
        known=None if _holds(first, last, known_on) else known_on,
        reason=first_paragraph(reason) if reason else "",
        said_by=_said_by(*cited) if cited else "",
    )


def _holds(first: date | None, last: date | None, day: date) -> bool:
    """Is it one of the days that a fuzzy date can mean?"""
    return (first or day) <= day <= (last or day)


def _said_by(publisher: str, published_on: str | None) -> str:
    published = day_words(date.fromisoformat(published_on)) if published_on else ""
    return ", ".join(filter(None, (publisher, published)))


def _track(periods: list[Period], today: date) -> Track:
    begun = [p for p in periods if p.first is None or p.first <= today]
    now = begun[-1] if begun and (begun[-1].until is None or begun[-1].until > today) else None
    coming = next((p for p in periods if p.first and p.first > today), None)
    return Track(tuple(periods), now, coming)
