"""How many issues stand where: each number with the address of exactly the list that it counts."""

from collections import Counter
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Value

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.phases import Outcome, Phase
from issues.models import Issue, Lifecycle, Party, Topic, User
from issues.models.issues import IssueQuerySet
from issues.reads.filters import DEFAULT_SORT, Filters, filtered, with_status
from issues.reads.memo import Memory
from issues.reads.strip import look
from issues.wording import worded_once

_PLACES = (
    ("moving", Phase.MOVING.value, ""),
    ("announced", Phase.ANNOUNCED.value, ""),
    ("stalled", Phase.STALLED.value, ""),
    ("not rated", Phase.NOT_RATED.value, ""),
    *((outcome.label, Phase.SETTLED.value, outcome.value) for outcome in Outcome),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One phase or outcome: how many issues stand there, and the query that lists them."""

    name: str
    look: str
    phase: str
    outcome: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How the issues that the other filters leave spread over phases and outcomes.

    `listed` are those that the filters of phase and outcome leave as well; `every` lists all.
    """

    total: int
    listed: int
    places: list[Place]
    every: str


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Options:
    """What the filters offer: only what some issue that the asker sees has."""

    parties: list[Option]
    topics: list[Option]
    kinds: list[Option]


def count_places(filters: Filters, user: User, at: AsOf, memory: Memory) -> Counts:
    """The spread of the list over phases and outcomes, in one query or none."""
    asked = replace(filters, phase="", outcome="", sort=DEFAULT_SORT)
    spread = memory.get(f"places{asked.query()}", lambda: _spread(asked, user, at, memory))
    places = [_place(filters, spread, *place) for place in _PLACES]
    listed = sum(
        count
        for (phase, outcome), count in spread.items()
        if filters.phase in ("", phase) and filters.outcome in ("", outcome)
    )
    return Counts(
        total=sum(spread.values()),
        listed=listed,
        places=[place for place in places if place.count or place.chosen],
        every=filters.query(phase="", outcome=""),
    )


def _place(
    filters: Filters, spread: Counter[tuple[str, str]], name: str, phase: str, outcome: str
) -> Place:
    return Place(
        name=name,
        look=look(phase, outcome),
        phase=phase,
        outcome=outcome,
        count=spread[phase, outcome],
        query=filters.query(phase=phase, outcome=outcome),
        chosen=filters.phase == phase and filters.outcome == outcome,
    )


def _spread(filters: Filters, user: User, at: AsOf, memory: Memory) -> Counter[tuple[str, str]]:
    seen = Issue.objects.visible_to(user)
    rows = (
        _over_all(user, at)
        if filters == Filters()
        else _places_of(filtered(seen, filters, user, at, memory), at)
    )
    spread: Counter[tuple[str, str]] = Counter()
    for phase, outcome, count in rows:
        spread[phase or Phase.NOT_RATED.value, outcome or ""] += count
    return spread


@worded_once
def _over_all(user: User, at: AsOf):
    return _places_of(Issue.objects.visible_to(user).begun_by(at), at)


def _places_of(issues: IssueQuerySet, at: AsOf):
    placed = with_status(issues, at).order_by()
    return placed.values_list("now__status__phase", "now__status__outcome").annotate(Count("pk"))


def filter_options(user: User, at: AsOf, memory: Memory) -> Options:
    """What the select boxes of the filter bar hold, in one query or none."""
    return memory.get("options", lambda: _options(user, at))


def _options(user: User, at: AsOf) -> Options:
    rows = sorted(_used(user, at), key=lambda row: row[2].casefold())
    groups = [[Option(slug, name) for at, slug, name in rows if at == n] for n in range(3)]
    return Options(*groups)


@worded_once
def _used(user: User, at: AsOf):
    seen = Issue.objects.visible_to(user).begun_by(at)

    def of(model, relation: str, group: int):
        # One issue is enough: a join would read all that are filed under each.
        used = model.objects.filter(Exists(seen.filter(**{relation: OuterRef("pk")})))
        return used.annotate(group=Value(group)).order_by().values_list("group", "slug", "name")

    return of(Party, "parties", 0).union(
        of(Topic, "topics", 1), of(Lifecycle, "lifecycle", 2), all=True
    )
