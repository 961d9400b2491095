"""The figures of an issue: each measure as a ladder and over time, with who says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from issues import dates
from issues.dates import FuzzyDate, Precision
from issues.lifecycle.figures import LADDER, Rung
from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, User
from issues.reads.entries import Cited
from issues.reads.figure_ladder import Bar, Scale, scale_of, target_places
from issues.reads.figure_steps import Steps, series_of, steps
from issues.reads.measures import (
    Figure,
    Measure,
    Standing,
    ladder_sentence,
    measures,
    said_of,
)
from issues.wording import worded_once

# More than any issue is known to have; beyond it the newest are shown, and the page says so.
MOST = 300


class Reported(NamedTuple):
    """A figure with where it stands in the record and who reports it, at home and in English."""

    figure: Figure
    uid: UUID
    local_name: str
    known_on: date


@dataclass(frozen=True, slots=True)
class Claim:
    """What one reporter says. `marks` are the numbered notes of its sources."""

    uid: UUID
    amount: str
    when: str
    reporter: str
    local_name: str
    marks: list[Cited]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one rung, or is aimed at: `amount` is "" where nothing is reported."""

    name: str
    amount: str
    in_conflict: bool
    claims: list[Claim]
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Told:
    """A series in words: its letter in the picture, and what it says over time."""

    key: str
    rung: str
    claims: list[Claim]

    @property
    def reporter(self) -> Claim:
        return self.claims[0]


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """One measure in one unit. `targets` are places on the ladder, whose bars are in `rows`;
    `steps` is None where there is nothing to compare over time."""

    name: str
    counted_in: str
    sentence: str
    is_promised: bool
    rows: list[Row]
    targets: list[str]
    steps: Steps | None
    series: list[Told]


@dataclass(frozen=True, slots=True)
class Figures:
    """The section of an issue's page; `only_newest` where it has more figures than are shown."""

    measures: list[MeasureShown]
    only_newest: bool


def reported(user: User, issue: int, at: AsOf) -> list[Reported]:
    """The figures in force on an issue that `user` may see, in one query: the newest, MOST + 1 of
    them where there are more than are shown."""
    return [_reported(*row) for row in _figures(issue, user, at)]


@worded_once
def _figures(issue: int, user: User, at: AsOf):
    found = Concern.objects.open_to(user).in_force(at).filter(issue=issue, kind=EntryKind.FIGURE)
    return found.order_by("-dated_on", "-entry_id").values_list(
        "entry_id",
        "entry__uid",
        "entry__measure",
        "entry__rung",
        "entry__value",
        "entry__unit",
        "entry__currency",
        "entry__first_on",
        "entry__last_on",
        "entry__date_precision",
        "entry__date_words",
        "entry__reporter__name",
        "entry__reporter__local_name",
        "known_on",
    )[: MOST + 1]


def _reported(
    pk, uid, measure, rung, value, unit, currency, first, last, precision, words, who, local, known
) -> Reported:
    as_of = FuzzyDate(first, last, Precision(precision), words)
    figure = Figure(pk, measure, Rung(rung), value, unit, currency, as_of, who)
    return Reported(figure, uid, local, known)


def shown(found: Sequence[Reported], cited: Mapping[int, list[Cited]], at: AsOf) -> Figures:
    """What the page shows of them; `cited` is what each rests on.

    They stand by the tracker's day, as they were known; only whether the day of a target is past is
    told by the reader's.
    """
    newest = sorted(found[:MOST], key=lambda one: (one.known_on, one.figure.entry))
    by_entry = {one.figure.entry: one for one in newest}

    def claim(figure: Figure) -> Claim:
        one = by_entry[figure.entry]
        marks = {use.source.pk: use for use in cited.get(figure.entry, [])}
        when = said_of(figure).removeprefix(",").strip()
        return Claim(
            uid=one.uid,
            amount=figure.amount,
            when=when,
            reporter=figure.reporter,
            local_name=one.local_name,
            marks=list(marks.values()),
        )

    every = measures([one.figure for one in newest], at.day)
    return Figures(
        [_measure(measure, claim, at) for measure in every],
        only_newest=len(found) > MOST,
    )


def _measure(measure: Measure, claim, at: AsOf) -> MeasureShown:
    scale = scale_of(measure)
    over_time = len(measure.figures) > 1
    return MeasureShown(
        name=measure.name,
        counted_in=measure.counted_in,
        sentence=ladder_sentence(measure),
        is_promised=measure.is_promised,
        rows=list(_rows(measure, scale, claim, at.today)),
        targets=target_places(measure, scale),
        steps=steps(measure, at.day) if over_time else None,
        series=[
            Told(one.key, _rung_name(one.rung), [claim(figure) for figure in one.figures])
            for one in series_of(measure)
        ],
    )


def _rung_name(rung: Rung) -> str:
    return "reported" if rung == Rung.PLAIN else rung.label


def _rows(measure: Measure, scale: Scale | None, claim, today: date) -> Iterable[Row]:
    """The rungs from the first word to the finished thing, then plain values, then targets."""
    if measure.is_promised:
        yield from _rungs(measure, scale, claim)
    if plain := measure.standing(Rung.PLAIN):
        yield _row(_rung_name(Rung.PLAIN), plain, claim, scale if measure.targets else None)
    elif not measure.is_promised:
        yield _unreported(["so far"])
    for target in measure.targets:
        past = target.figures[0].due < today
        yield _row("target, its day is past" if past else "target", target, claim, None)


def _rungs(measure: Measure, scale: Scale | None, claim) -> Iterable[Row]:
    """A row a rung; those of which nothing is reported share one where they follow each other."""
    for reached, rungs in groupby(LADDER, key=lambda rung: measure.standing(rung) is not None):
        standing = [found for rung in rungs if (found := measure.standing(rung))] if reached else []
        yield from (_row(one.rung.label, one, claim, scale) for one in standing)
        if not reached:
            yield _unreported([rung.label for rung in rungs])


def _unreported(names: Sequence[str]) -> Row:
    return Row(", ".join(names), "", in_conflict=False, claims=[], bar=None)


def _row(name: str, standing: Standing, claim, scale: Scale | None) -> Row:
    claims = [claim(figure) for figure in _in_order(standing)]
    bar = scale.bar(standing) if scale else None
    return Row(name, standing.amount, standing.in_conflict, claims, bar)


def _in_order(standing: Standing) -> list[Figure]:
    """From the least to the most; those who agree by the day of which they speak."""
    return sorted(standing.figures, key=lambda f: (f.value, dates.order_key(f.as_of), f.reporter))
