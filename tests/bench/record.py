"""What the synthetic record says: each issue follows from its number and the day of the run."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from issues.dates import FuzzyDate, day, month, quarter
from tests.bench.prose import sentences, title

PARTIES = 60
TOPICS = 12
PEOPLE = 6
SOURCES_PER_ISSUE = 3
_LIFECYCLES = Path(__file__).resolve().parents[2] / "issues" / "demo" / "lifecycles.json"
_OLDEST = 900  # days before the run on which the oldest issues were opened


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `made_from` and `supersedes` are places in the lines of its issue.

    `expected_by` is the number of a party.
    """

    place: int
    kind: str
    body: str
    date: FuzzyDate
    known_on: date
    by: int
    status: str = ""
    made_from: int | None = None
    supersedes: int | None = None
    change: str = ""
    shared: bool = False
    expected_by: int | None = None
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """One issue with its lines. Parties, topics and people go by their numbers, from 0."""

    number: int
    reference: str
    title: str
    aliases: tuple[str, ...]
    kind: str
    parties: tuple[int, ...]
    topics: tuple[int, ...]
    lead: int
    success_test: str
    draft: bool
    opened_on: date
    checked_on: tuple[date, ...]
    lines: tuple[Line, ...] = ()


@cache
def lifecycles() -> list[dict]:
    """The lifecycles of the demo, in the record format."""
    return json.loads(_LIFECYCLES.read_text())["lifecycles"]


@cache
def _steps() -> dict[tuple[str, str | None], list[str]]:
    steps: dict[tuple[str, str | None], list[str]] = {}
    for kind in lifecycles():
        for move in kind["moves"]:
            steps.setdefault((kind["slug"], move["from"]), []).append(move["to"])
    return steps


def matter(number: int, today: date) -> Matter:
    """Issue `number` with ten entries: decisions, events, an assessment; on some more, a note
    or a correction. About 3 in 100 are not rated, 5 in 100 are drafts.
    """
    chance = Random(f"issue {number}")
    opened = today - timedelta(days=chance.randint(40, _OLDEST))
    checks = {opened + (today - opened) * share for share in (chance.random(), chance.random())}
    made = Matter(
        number=number,
        reference=f"SYN-{number:05}",
        title=title(chance),
        aliases=(f"Matter {number}",) if chance.random() < 0.2 else (),
        kind=chance.choice(lifecycles())["slug"],
        parties=tuple(chance.sample(range(PARTIES), chance.randint(2, 4))),
        topics=tuple(chance.sample(range(TOPICS), chance.randint(1, 2))),
        lead=chance.randrange(PEOPLE),
        success_test=sentences(chance, 1, 1),
        draft=chance.random() < 0.05,
        opened_on=opened,
        checked_on=tuple(sorted(checks)) if chance.random() < 0.7 else (),
    )
    return replace(made, lines=_lines(made, chance, today))


def _lines(matter: Matter, chance: Random, today: date) -> tuple[Line, ...]:
    ten = tuple(_ten_lines(matter, chance, today))
    return (*ten, *_extra_lines(matter, ten, chance, today))


def _ten_lines(matter: Matter, chance: Random, today: date) -> Iterator[Line]:
    decided = 0 if chance.random() < 0.03 else chance.choice((2, 3, 3, 3, 4))
    moments = sorted(_moment(matter.opened_on, chance, today) for _ in range(10))
    kinds = ["decision"] * decided + ["event"] * (9 - decided)
    chance.shuffle(kinds)
    status, newest, known = None, None, matter.opened_on
    for place, (kind, on) in enumerate(zip([*kinds, "assessment"], moments, strict=True)):
        # Known in order, so that a decision is recorded after the one that it is made from.
        known = max(known, min(today, on + timedelta(days=chance.choice((0, 0, 0, 1, 2, 5)))))
        steps = _steps().get((matter.kind, status), ())
        if kind == "decision" and steps:
            status = chance.choice(steps)
            decision = {"status": status, "made_from": newest}
            yield _line(matter, chance, place, kind, day(on), known, **decision)
            newest = place
        else:
            said = "event" if kind == "decision" else kind
            if said == "event" and chance.random() < 0.05:
                yield _expectation(matter, chance, place, known)
            else:
                yield _line(matter, chance, place, said, _date(chance, said, on), known)


def _moment(opened_on: date, chance: Random, today: date) -> date:
    return opened_on + timedelta(days=chance.randint(0, (today - opened_on).days))


def _line(
    matter: Matter, chance: Random, place: int, kind: str, on: FuzzyDate, known_on: date, **more
) -> Line:
    paragraphs = 2 if kind == "assessment" else 1
    sources = range(matter.number * SOURCES_PER_ISSUE, (matter.number + 1) * SOURCES_PER_ISSUE)
    return Line(
        place=place,
        kind=kind,
        body="\n\n".join(sentences(chance, 1, 3) for _ in range(paragraphs)),
        date=on,
        known_on=known_on,
        by=chance.randrange(PEOPLE),
        shared=kind == "event" and chance.random() < 0.1,
        sources=tuple(chance.sample(sources, chance.choice((1, 1, 2)))),
        **more,
    )


def _expectation(matter: Matter, chance: Random, place: int, known_on: date) -> Line:
    """Something to come within a year or so, by whom any party: some are overdue today."""
    window = _date(chance, "event", known_on + timedelta(days=chance.randint(31, 500)))
    by = chance.randrange(PARTIES)
    return _line(matter, chance, place, "expectation", window, known_on, expected_by=by)


def _date(chance: Random, kind: str, on: date) -> FuzzyDate:
    """Mostly a day; some events are known by month or quarter."""
    how = chance.random()
    if kind != "event" or how < 0.88:
        return day(on)
    return month(on.year, on.month) if how < 0.95 else quarter(on.year, (on.month + 2) // 3)


def _extra_lines(
    matter: Matter, ten: tuple[Line, ...], chance: Random, today: date
) -> Iterator[Line]:
    if chance.random() < 0.15:
        on = _moment(matter.opened_on, chance, today)
        yield _line(matter, chance, 10, "note", day(on), on)
    if chance.random() < 0.1:
        event = chance.choice([line for line in ten if line.kind == "event"])
        yield replace(
            event,
            place=11,
            body=f"{event.body} {sentences(chance, 1, 1)}",
            known_on=_moment(event.known_on, chance, today),
            supersedes=event.place,
            change="correction",
        )
