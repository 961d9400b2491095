"""The slippage ledger of an expectation: each window and each probability ever given, and the end.

Everything is as it was known then: what was recorded later, a correction included, did not exist.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    DateField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models import Window as Over
from django.db.models.functions import Coalesce, RowNumber

from issues.lifecycle.expectations import (
    GIVES_PROBABILITY,
    GIVES_WINDOW,
    Resolution,
    Window,
    count_days,
    days_overdue,
    end_sentence,
    given,
    percent_words,
    slip,
)
from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Citation, Concern, Entry, Issue, User
from issues.models.entries import EntryQuerySet
from issues.reads.arrays import Listed
from issues.reads.changes import OnIssue
from issues.reads.days import day_words, fuzzy_within
from issues.reads.excerpt import excerpt
from issues.reads.strip import Days
from issues.reads.windows import ANY_DAY, Expected
from issues.wording import worded_once

# An issue's page has room for so many that are overdue, that are to come and that have ended.
MOST = 12


@dataclass(frozen=True, slots=True)
class GivenWindow:
    """A window that was given: its days, in words, since when it is known and who says so.

    `said` is the day from which it is known; `publisher` and `slug` are those of its first source,
    "" where that is not known yet. `reason` is that of the move which gave it.
    """

    days: Window
    precision: str
    words: str
    said: date
    publisher: str
    slug: str
    reason: str

    @property
    def within(self) -> str:
        return fuzzy_within(self.days.first, self.days.last, self.precision, self.words)

    @property
    def since(self) -> str:
        return day_words(self.said)


@dataclass(frozen=True, slots=True)
class GivenProbability:
    """A probability that was given, in words, and since when it is known."""

    percent: str
    since: str


@dataclass(frozen=True, slots=True)
class Met:
    """The event by which an expectation was met, as it stands."""

    uid: str
    days: Window
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """One expectation, the windows and probabilities given for it in turn, and how it ended.

    `window` are the days of the window that stands, `late` by how many days it is overdue on the
    reader's day. `met` is None where the event is not told or does not stand.
    """

    pk: int
    uid: UUID
    body: str
    who: str
    who_slug: str
    resolution: Resolution
    late: int
    windows: Sequence[GivenWindow]
    probabilities: Sequence[GivenProbability]
    met: Met | None
    end_reason: str
    ended_on: date
    issues: Sequence[OnIssue]

    @property
    def key(self) -> str:
        return str(self.uid)

    @property
    def is_open(self) -> bool:
        return self.resolution == Resolution.OPEN

    @property
    def what(self) -> str:
        return excerpt(self.body, 400)

    @property
    def within(self) -> str:
        return self.windows[-1].within

    @property
    def window(self) -> Window:
        return self.windows[-1].days

    @property
    def state(self) -> str:
        """How it stands, in words: "open", "overdue by 12 days", "met on 12 May 2026, within its
        window"."""
        if self.late:
            return f"overdue by {count_days(self.late)}"
        if self.is_open:
            return "open"
        met = self.met
        return end_sentence(
            self.resolution, self.window, met.days if met else None, met.when if met else ""
        )

    @property
    def chance(self) -> str:
        """The probability that stands, in words; "" where none was ever given."""
        return f"probability {self.probabilities[-1].percent}" if self.probabilities else ""

    @property
    def slipped(self) -> str:
        """ "moved 2 times, 45 days later than first said"; "" for what was never moved."""
        return slip([window.days for window in self.windows]).sentence

    @property
    def known_end(self) -> str:
        """The day on which it was known how it ended, "" while it is open."""
        return "" if self.is_open else day_words(self.ended_on)

    @property
    def edges(self) -> Iterable[date]:
        """The days that an axis should show of it."""
        for window in self.windows:
            yield window.said
            yield from filter(None, (window.days.first, window.days.last))
        if self.met:
            yield from filter(None, (self.met.days.first, self.met.days.last))


def ledgers_of(issue_id: int, user: User, at: AsOf) -> list[Ledger]:
    """What is expected on an issue that `user` may see, in one query: what is overdue first, then
    what is to come, then what has ended; of each the nearest to today first, and at most MOST."""
    return [ledger(row, at.today) for row in _of_issue(issue_id, user, at, at.today)]


def as_expected(ledgers: Iterable[Ledger], today: date) -> list[Expected]:
    """The same expectations as the strip and the outlook of their issue want them."""
    found = [_as_expected(ledger, today) for ledger in ledgers]
    return sorted(found, key=lambda one: (one.days.first or one.days.last or today, one.pk))


def _as_expected(ledger: Ledger, today: date) -> Expected:
    *earlier, stands = ledger.windows
    return Expected(
        pk=ledger.pk,
        due=due_on(stands.days, today),
        days=Days(stands.days.first, stands.days.last),
        precision=stands.precision,
        words=stands.words,
        body=ledger.body,
        resolution=ledger.resolution,
        overdue=bool(ledger.late),
        earlier=tuple((Days(one.days.first, one.days.last), one.within) for one in earlier),
    )


def due_on(window: Window, today: date) -> date:
    """As windows.due_for: its last day, or its first; the end of time of what may come any day."""
    begun = window.last is None and window.first is not None and window.first < today
    return ANY_DAY if begun else window.last or window.first or ANY_DAY


@worded_once
def _of_issue(issue_id: int, user: User, at: AsOf, today: date):
    expected = Entry.objects.in_force(at).filter(
        concerns__issue=issue_id, kind=EntryKind.EXPECTATION
    )
    ended = ~Q(resolution=Resolution.OPEN)
    rank = Case(When(ended, then=2), When(last_on__lt=today, then=0), default=1)
    far = Func(
        due_for(today), Value(today), template="abs(%(expressions)s)", arg_joiner=" - ",
        output_field=IntegerField(),
    )  # fmt: skip
    placed = with_ledger(expected, user, at).annotate(rank=rank, far=far)
    place = Over(RowNumber(), partition_by="rank", order_by=["far", "-id"])
    shown = placed.annotate(place=place).filter(place__lte=MOST)
    return shown.order_by("rank", "place").values_list(*COLUMNS)


def due_for(today: date) -> Case:
    """Of expectations: the day by which each is due for a reader of `today`, as `due_on`."""
    begun = Q(last_on=None, first_on__lt=today)
    any_day = Value(ANY_DAY, output_field=DateField())
    return Case(When(begun, then=any_day), default=Coalesce("last_on", "first_on"))


def with_ledger(entries: EntryQuerySet, user: User, at: AsOf) -> EntryQuerySet:
    """Expectations in force with what `ledger` reads from them, as far as `user` may see it."""
    return entries.annotate(
        told_versions=_versions(user, at), told_met=_met(user, at), told_on=_seen_issues(user)
    )


COLUMNS = (
    "pk",
    "uid",
    "body",
    "expected_by__name",
    "expected_by__slug",
    "resolution",
    "first_on",
    "last_on",
    "known_on",
    "change",
    "change_reason",
    "told_versions",
    "told_met",
    "told_on",
)


class _Version(NamedTuple):
    """One version, each part as text."""

    change: str
    first: str | None
    last: str | None
    precision: str
    words: str
    probability: str | None
    known_on: str
    reason: str
    publisher: str | None
    slug: str | None

    @property
    def window(self) -> tuple[str | None, str | None, str]:
        return self.first, self.last, self.precision


def _versions(user: User, at: AsOf) -> ArraySubquery:
    origin = Coalesce(OuterRef("origin"), OuterRef("pk"))
    seen = Entry.objects.visible_to(user).known(at).filter(Q(pk=origin) | Q(origin=origin))
    cited = Citation.objects.known(at).filter(entry=OuterRef("pk")).order_by("id")
    columns = Listed(
        "change",
        "first_on",
        "last_on",
        "date_precision",
        "date_words",
        "probability",
        "known_on",
        "change_reason",
        Subquery(cited.values("source__publisher")[:1]),
        Subquery(cited.values("source__slug")[:1]),
    )
    return ArraySubquery(seen.order_by("id").values(each=columns))


def _met(user: User, at: AsOf) -> Subquery:
    """The event that an expectation was met by, as it stands then; nothing if it does not."""
    columns = Listed("uid", "first_on", "last_on", "date_precision", "date_words", "body")
    return Subquery(met_events(user, at).values(each=columns)[:1])


def met_events(user: User, at: AsOf) -> EntryQuerySet:
    """Of expectations: the event by which it was met, in the version that stands then."""
    origin = Coalesce(OuterRef("met_by__origin"), OuterRef("met_by"))
    return Entry.objects.visible_to(user).in_force(at).filter(Q(pk=origin) | Q(origin=origin))


def _seen_issues(user: User) -> ArraySubquery:
    seen = Issue.objects.visible_to(user)
    on = Concern.objects.filter(entry=OuterRef("pk"), issue__in=seen).order_by("issue__reference")
    return ArraySubquery(on.values(each=Listed("issue__reference", "issue__title")))


def ledger(row: Sequence[Any], today: date) -> Ledger:
    """A row of COLUMNS as a ledger; `today` is the reader's day."""
    pk, uid, body, who, slug, ended, _, last, known, change, reason, versions, met, on = row[:14]
    every = [_Version(*version) for version in versions]
    resolution = Resolution(ended)
    return Ledger(
        pk=pk,
        uid=uid,
        body=body,
        who=who,
        who_slug=slug,
        resolution=resolution,
        late=days_overdue(last, resolution, today),
        windows=[_window(one) for one in _given(every, "window", GIVES_WINDOW)],
        probabilities=_probabilities(every),
        met=_met_by(met) if met else None,
        end_reason=reason if change == Change.RESOLVED else _reason_of_end(every),
        ended_on=known,
        issues=[OnIssue(*issue) for issue in on],
    )


def _given(versions: Sequence[_Version], what: str, steps: frozenset[Change]) -> list[_Version]:
    return given(versions, lambda one: getattr(one, what), lambda one: Change(one.change), steps)


def _probabilities(versions: Sequence[_Version]) -> list[GivenProbability]:
    """The probabilities given in turn; one that was taken away is said to be."""
    found = _given(versions, "probability", GIVES_PROBABILITY)
    if all(one.probability is None for one in found):
        return []
    return [
        GivenProbability(
            percent_words(float(Decimal(one.probability))) if one.probability else "none",
            day_words(date.fromisoformat(one.known_on)),
        )
        for one in found
    ]


def _window(version: _Version) -> GivenWindow:
    first, last = _day(version.first), _day(version.last)
    moved = version.change == Change.MOVED
    return GivenWindow(
        days=Window(first, last),
        precision=version.precision,
        words=version.words,
        said=date.fromisoformat(version.known_on),
        publisher=version.publisher or "",
        slug=version.slug or "",
        reason=version.reason if moved else "",
    )


def _reason_of_end(versions: Sequence[_Version]) -> str:
    """Why it ended, where the version that says so was corrected since."""
    ends = [one.reason for one in versions if one.change == Change.RESOLVED]
    return ends[-1] if ends else ""


def _met_by(columns: Sequence[str | None]) -> Met:
    uid, first_on, last_on, precision, words, body = columns
    first, last = _day(first_on), _day(last_on)
    when = fuzzy_within(first, last, str(precision), str(words))
    return Met(str(uid), Window(first, last), when, excerpt(str(body), 200))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
