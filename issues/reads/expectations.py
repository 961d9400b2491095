"""What is expected over all issues: overdue, to come and ended; and how often each was right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from issues.lifecycle.expectations import FEWEST_SCORED, Forecast, Resolution, score
from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, Entry, Issue, User
from issues.models.entries import EntryQuerySet
from issues.reads.keyset import Keyset
from issues.reads.ledger import Ledger
from issues.reads.ledger_rows import COLUMNS, ledger, met_events, with_ledger
from issues.reads.memo import Memory
from issues.reads.windows import due_for

PAGE = 25
MOST_EXPECTERS = 100

# The parts of the page: their heading, and what they hold.
PARTS = {
    "overdue": ("Overdue", "The last day is over, and the record does not say what came of it."),
    "coming": ("To come", "What is due soonest stands first."),
    "ended": ("Ended", "What ended last stands first."),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page; `after` continues it, "" when nothing follows."""

    name: str
    title: str
    explanation: str
    ledgers: Sequence[Ledger]
    after: str


@dataclass(slots=True)
class Expecter:
    """How somebody's expectations stand and did.

    `void` ones and those whose event does not stand any more are in no count of what was resolved.
    """

    name: str
    slug: str
    overdue: int = 0
    to_come: int = 0
    void: int = 0
    forecasts: list[Forecast] = field(default_factory=list)

    @property
    def resolved(self) -> int:
        return len(self.forecasts)

    @property
    def right(self) -> int:
        return score(self.forecasts).came

    @property
    def brier(self) -> str:
        """The score with its count, or why there is none."""
        found = score(self.forecasts)
        if found.brier is not None:
            return f"{found.brier:.3f} over {found.scored}"
        return f"no score: {found.scored} of {FEWEST_SCORED}" if found.scored else ""


@dataclass(frozen=True, slots=True)
class ExpectationsPage:
    """`by` and `issue` narrow the page, "" for all. A page that goes on has one part alone."""

    parts: Sequence[Part]
    expecters: Sequence[Expecter]
    by: str
    issue: str
    goes_on: bool

    @property
    def is_empty(self) -> bool:
        return not any(part.ledgers for part in self.parts)

    @property
    def by_name(self) -> str:
        """Who is asked for, as far as they have any expectation that may be told."""
        return next((one.name for one in self.expecters if one.slug == self.by), "")


def expectations(
    user: User, at: AsOf, by: str = "", issue: str = "", marks: Mapping[str, str] | None = None
) -> ExpectationsPage:
    """What is expected on the issues that `user` may see, in five queries, one of
    which an unchanged record saves.

    `by` is the slug of who expects it, `issue` a reference. `marks` says after which row a part
    goes on; such a page has the first of these parts alone.
    """
    entries = Entry.objects.visible_to(user).in_force(at).filter(kind=EntryKind.EXPECTATION)
    wanted = _narrowed(entries, user, by, issue)
    goes_on = next(((name, mark) for name, mark in (marks or {}).items() if mark), None)
    shown = [goes_on] if goes_on else [(name, "") for name in PARTS]
    return ExpectationsPage(
        parts=[_part(name, wanted, user, at, mark) for name, mark in shown],
        expecters=Memory(user, at).get("expecters", lambda: _expecters(entries, user, at)),
        by=by,
        issue=issue,
        goes_on=bool(goes_on),
    )


def _narrowed(entries: EntryQuerySet, user: User, by: str, issue: str) -> EntryQuerySet:
    if by:
        entries = entries.filter(expected_by__slug=by)
    if issue:
        seen = Issue.objects.visible_to(user).filter(reference=issue)
        entries = entries.filter(
            Exists(Concern.objects.filter(entry=OuterRef("pk"), issue__in=seen))
        )
    return entries


def _part(name: str, entries: EntryQuerySet, user: User, at: AsOf, after: str) -> Part:
    page = _listed(name, with_ledger(entries, user, at), at.today).page(after, PAGE)
    ledgers = [ledger(row, at.today) for row in page.rows]
    return Part(name, *PARTS[name], ledgers=ledgers, after=page.after)


def _listed(name: str, entries: EntryQuerySet, today: date) -> Keyset:
    match name:
        case "overdue":
            # Their last day, in the words of the index on the day by which they are due.
            late = entries.annotate(sort_key=Coalesce("last_on", "first_on"))
            return Keyset(late.filter(_overdue(today), sort_key__lt=today), True, COLUMNS)
        case "coming":
            open_ones = entries.filter(resolution=Resolution.OPEN).exclude(last_on__lt=today)
            return Keyset(open_ones.annotate(sort_key=due_for(today)), False, COLUMNS)
    ended = entries.exclude(resolution=Resolution.OPEN).annotate(sort_key=F("known_on"))
    return Keyset(ended, True, COLUMNS)


def _overdue(today: date) -> Q:
    return Q(resolution=Resolution.OPEN, last_on__lt=today)


def _expecters(entries: EntryQuerySet, user: User, at: AsOf) -> list[Expecter]:
    """Who expects anything: those with the most resolved ones first, at most MOST_EXPECTERS."""
    found: dict[str, Expecter] = {}
    for name, slug, resolution, late, came, chance, many in _counted(entries, user, at):
        one = found.setdefault(slug, Expecter(name, slug))
        _count(one, Resolution(resolution), late, came, chance, many)
    order = sorted(found.values(), key=lambda one: (-one.resolved, one.name))
    return order[:MOST_EXPECTERS]


def _count(
    one: Expecter, resolution: Resolution, late: bool, came: bool | None, chance: Any, many: int
) -> None:
    match resolution:
        case Resolution.OPEN if late:
            one.overdue += many
        case Resolution.OPEN:
            one.to_come += many
        case Resolution.VOID:
            one.void += many
        case _ if came is not None:
            probability = None if chance is None else float(chance)
            one.forecasts += [Forecast(came, probability)] * many


def _counted(entries: EntryQuerySet, user: User, at: AsOf) -> Iterable[tuple[Any, ...]]:
    """How many expectations of each expecter stand in each way, counted by the database."""
    told = entries.annotate(late=_yes(_overdue(at.today)), came=_came(user, at))
    grouped = told.values_list(
        "expected_by__name", "expected_by__slug", "resolution", "late", "came", "probability"
    )
    return grouped.annotate(many=Count("pk")).order_by()


def _came(user: User, at: AsOf) -> Case:
    """lifecycle.expectations.within, asked of the record; NULL for what is not counted: open ones,
    void ones, and those that were met by an event which does not stand or is not told."""
    met = met_events(user, at)
    first, last = Subquery(met.values("first_on")[:1]), Subquery(met.values("last_on")[:1])
    stands = Q(resolution=Resolution.MET) & Exists(met)
    early = Q(first_on__gt=last)
    late = Q(last_on__lt=first)
    return Case(
        When(resolution=Resolution.MISSED, then=Value(False)),
        When(stands & (early | late), then=Value(False)),
        When(stands, then=Value(True)),
        output_field=BooleanField(null=True),
    )


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))
