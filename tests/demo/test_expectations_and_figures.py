"""Each expectation and each figure of the demo, held against the fact that it comes from.

`facts.json` has of these facts what must carry over as it is: days, outcomes, numbers, who says so
and the addresses of the sources; and which entries come from which fact. An expectation is named
by its version that gives the fact's window.
"""

import json
from calendar import monthrange
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from issues.dates import is_past, words
from issues.lifecycle.expectations import Resolution, Window, days_late, slip
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import Change, EntryKind
from issues.record_format import Record, read_record
from tests.demo.test_demo_record import FILES, FOLDER, KNOWLEDGE_ENDS

_BOUND = json.loads((Path(__file__).parent / "facts.json").read_text())
FACTS = {fact["id"]: fact for fact in _BOUND["facts"]}
EXPECTATIONS = {fact: [UUID(uid) for uid in uids] for fact, uids in _BOUND["expectations"].items()}
FIGURES = {UUID(uid): tuple(source) for uid, source in _BOUND["figures"].items()}
# The day on which the pages are read; the material ends four months before.
TODAY = date(2026, 11, 24)

# What did not happen because those who had laid it down called it off, or what it rested on.
CALLED_OFF = {"REE-04", "T100-02", "T100-03", "DEF-03", "UJT-01"}
OUTCOMES = {
    "came true": Resolution.MET,
    "came true late": Resolution.MET,
    "came true early": Resolution.MET,
    "partly": Resolution.MET,
    "did not happen": Resolution.MISSED,
    "did not happen as described": Resolution.MISSED,
    "did not happen in the pages found": Resolution.MISSED,
    "overtaken": Resolution.VOID,
    "no evidence it happened": Resolution.OPEN,
    "open": Resolution.OPEN,
    "unknown": Resolution.OPEN,
    None: Resolution.OPEN,
}
SEASONS = {"2026-autumn": date(2026, 11, 30), "early 2026": date(2026, 4, 30)}
UNITS = {
    "USD": ("", "USD"),
    "JPY": ("", "JPY"),
    "USD/year": ("a year", "USD"),
    "percent": ("%", ""),
    "percent of GDP": ("% of GDP", ""),
    "GW": ("GW", ""),
    "person": ("people", ""),
    "aircraft": ("aircraft", ""),
    "tonne/year": ("tonnes a year", ""),
    "tonne/day": ("tonnes a day", ""),
    "JPY/year": ("a year", "JPY"),
}
# Its fact names the fiscal year instead of the unit.
OF_ONE_YEAR = ("HNS-01", 2)


@pytest.fixture(scope="module")
def record() -> Record:
    return read_record([(name, (FOLDER / name).read_text()) for name in FILES])


@pytest.fixture(scope="module")
def entries(record):
    return {entry.uid: entry for entry in record.entries}


@pytest.fixture(scope="module")
def addresses(record):
    return {source.slug: source.url for source in record.sources}


@pytest.fixture(scope="module")
def chains(record):
    """Of each version all versions, the oldest first."""
    found: dict[UUID, list] = {}
    for entry in record.entries:
        versions = found.get(entry.supersedes, []) if entry.supersedes else []
        versions.append(entry)
        found[entry.uid] = versions
    return found


def kinds(record, kind):
    return [entry for entry in record.entries if entry.kind == kind]


def ends(fact):
    """The last day of what the fact names: a day, a month, a quarter, a season, a year."""
    return _last_day(FACTS[fact]["due"])


def _last_day(text):
    if text is None or text in SEASONS:
        return SEASONS.get(text)
    if text[4:6] == "-Q":
        return _last_day(f"{text[:4]}-{int(text[6]) * 3:02}")
    year, month, on = (*map(int, text.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, on or monthrange(year, month)[1])


def _first_day(text):
    if text[4:6] == "-Q":
        return date(int(text[:4]), int(text[6]) * 3 - 2, 1)
    year, month, on = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, on)


def urls(entry, addresses):
    return {addresses[cited.source] for cited in entry.citations}


def fact_urls(fact):
    return {address for address, _ in FACTS[fact]["sources"]}


def test_each_fact_of_something_to_come_has_its_expectation():
    to_come = {fact for fact in FACTS if FACTS[fact]["state"] in ("expected", "cancelled")}
    assert Counter(FACTS[fact]["state"] for fact in to_come) == {"expected": 47, "cancelled": 4}
    # Two more were laid down for a day by facts that tell what happened.
    assert EXPECTATIONS.keys() - to_come == {"REE-11", "T100-20"}
    assert to_come <= EXPECTATIONS.keys()


def test_each_expectation_and_each_figure_comes_from_a_fact(record, chains):
    bound = {uid for uids in EXPECTATIONS.values() for uid in uids}
    loose = [
        entry.body
        for entry in kinds(record, EntryKind.EXPECTATION)
        if not bound & {version.uid for version in chains[entry.uid]}
    ]
    assert loose == []
    assert {entry.uid for entry in kinds(record, EntryKind.FIGURE)} == FIGURES.keys()


# It tells that Trump said the same a month later, which is an event of its own.
REPEATED = "https://jp.helm.news/"
TO_COME = [fact for fact in EXPECTATIONS if FACTS[fact]["outcome"]]


@pytest.mark.parametrize("fact", TO_COME)
def test_a_window_ends_when_the_fact_says(fact, chains):
    versions = chains[EXPECTATIONS[fact][0]]
    if ends(fact) is None:
        assert versions[0].date.last is None
        assert versions[0].date.first == _first_day(FACTS[fact]["on"])
    else:
        assert ends(fact) in [version.date.last for version in versions]


@pytest.mark.parametrize("fact", TO_COME)
def test_it_ended_as_the_fact_says_and_not_before_that_could_be_known(fact, chains, addresses):
    last = chains[EXPECTATIONS[fact][0]][-1]
    expected = Resolution.VOID if fact in CALLED_OFF else OUTCOMES[FACTS[fact]["outcome"]]
    assert (last.expectation.resolution or Resolution.OPEN) == expected
    if expected == Resolution.OPEN:
        return
    assert last.known_on >= _first_day(FACTS[fact]["outcome_on"])
    assert fact_urls(FACTS[fact]["outcome_fact"] or fact) <= urls(last, addresses)


@pytest.mark.parametrize("fact", TO_COME)
def test_what_met_it_is_of_the_day_that_the_fact_gives(fact, chains, entries):
    last = chains[EXPECTATIONS[fact][0]][-1]
    if last.expectation.resolution == Resolution.MET:
        event = entries[last.expectation.met_by]
        assert event.date.first == date.fromisoformat(FACTS[fact]["outcome_on"])
        assert event.known_on <= last.known_on


@pytest.mark.parametrize("fact", EXPECTATIONS)
def test_it_rests_on_the_sources_of_its_fact(fact, entries, chains, addresses):
    cited = {url for uid in EXPECTATIONS[fact] for url in urls(entries[uid], addresses)}
    before = {url for version in chains[EXPECTATIONS[fact][0]] for url in urls(version, addresses)}
    missing = fact_urls(fact) - cited - before
    assert [url for url in missing if not url.startswith(REPEATED)] == []


@pytest.mark.parametrize("fact", EXPECTATIONS)
def test_it_is_known_once_it_was_said_and_its_issues_are_those_of_the_fact(fact, entries):
    first = entries[EXPECTATIONS[fact][0]]
    assert _first_day(FACTS[fact]["on"]) <= first.known_on
    assert set(first.issues) & set(FACTS[fact]["issues"])
    assert set(first.issues) - set(FACTS[fact]["issues"]) <= {"USCN", "UJT"}


@pytest.mark.parametrize("fact", EXPECTATIONS)
def test_who_expects_is_named_in_the_fact(fact, record, entries):
    assert all(
        _is_named(record, entries[uid].expectation.expected_by, fact) for uid in EXPECTATIONS[fact]
    )


def _is_named(record, slug, fact):
    (party,) = [party for party in record.parties if party.slug == slug]
    names = [name.casefold() for name in (party.name, *party.aliases)]
    named = [name.casefold() for name in FACTS[fact]["named"]]
    return any(name in each.replace("-", " ") or name in each for name in names for each in named)


def test_no_probability_is_made_up(record):
    """No fact gives one."""
    given = [entry.expectation for entry in kinds(record, EntryKind.EXPECTATION)]
    assert {each.probability for each in given} == {None}


@pytest.mark.parametrize("uid", FIGURES, ids=lambda uid: "-".join(map(str, FIGURES[uid])))
def test_a_figure_is_the_number_of_its_fact(uid, record, entries, addresses):
    entry, (fact, place) = entries[uid], FIGURES[uid]
    value, unit = FACTS[fact]["quantities"][place]
    assert entry.figure.value == Decimal(value)
    unit = "JPY/year" if (fact, place) == OF_ONE_YEAR else unit
    if unit in ("vehicle", "tonne"):
        assert not entry.figure.currency
        assert entry.figure.unit.split()[0] in ("cars", "trucks", "tonnes")
    else:
        assert (entry.figure.unit, entry.figure.currency) == UNITS[unit]
    assert urls(entry, addresses) <= fact_urls(fact)
    assert set(entry.issues) <= set(FACTS[fact]["issues"])
    assert entry.known_on >= _first_day(FACTS[fact]["on"])
    assert _is_named(record, entry.figure.reporter, fact)


def test_only_a_target_is_dated_after_it_was_known(record):
    for entry in kinds(record, EntryKind.FIGURE):
        if entry.date.last > entry.known_on and entry.figure.rung != Rung.TARGET:
            # The fiscal year or the draft for it that the number is of.
            assert "(Japan)" in entry.date.words


def test_every_rung_is_one_that_was_reached(record):
    """No page gives money paid out, so nothing is disbursed or delivered."""
    rungs = Counter(entry.figure.rung for entry in kinds(record, EntryKind.FIGURE))
    assert rungs[Rung.DISBURSED] == rungs[Rung.DELIVERED] == 0
    assert min(rungs[Rung.PLEDGED], rungs[Rung.TARGET]) >= 5
    assert min(rungs[Rung.SIGNED], rungs[Rung.APPROVED]) >= 2


def test_the_investment_pledge_keeps_its_currencies_apart(record):
    of_fdi = [entry.figure for entry in kinds(record, EntryKind.FIGURE) if "FDI" in entry.issues]
    found = {
        (figure.rung, figure.currency): figure.value
        for figure in of_fdi
        if figure.measure == "investment in the United States"
    }
    assert found == {
        (Rung.PLEDGED, "USD"): Decimal(550_000_000_000),
        (Rung.TARGET, "USD"): Decimal(550_000_000_000),
        (Rung.APPROVED, "USD"): Decimal(36_000_000_000),
        (Rung.SIGNED, "JPY"): Decimal(340_000_000_000),
    }


# The pairs that show it best


def versions_of(fact, chains):
    return chains[EXPECTATIONS[fact][0]]


def test_the_tariff_of_100_percent_was_called_off_on_its_day(chains):
    threat, end = versions_of("T100-02", chains)
    assert (threat.date.first, threat.date.last) == (date(2025, 11, 1),) * 2
    assert (end.known_on, end.expectation.resolution) == (date(2025, 11, 1), Resolution.VOID)
    assert threat.known_on == date(2025, 10, 10)


def test_the_visit_to_china_moved_twice_and_was_made_in_may(chains, entries):
    steps = versions_of("USCN-05", chains)
    assert [step.change for step in steps] == [None, Change.MOVED, Change.MOVED, Change.RESOLVED]
    assert [step.known_on for step in steps] == [
        date(2025, 9, 22),
        date(2025, 10, 30),
        date(2026, 3, 17),
        date(2026, 5, 13),
    ]
    windows = [Window(step.date.first, step.date.last) for step in steps[:-1]]
    assert slip(windows).sentence == "moved 2 times, 42 days later than first said"
    came = entries[steps[-1].expectation.met_by].date.first
    assert came == date(2026, 5, 13)
    april = Window(date(2026, 4, 1), date(2026, 4, 30))
    assert april in windows
    assert days_late(april, came) == 13


def test_the_first_projects_were_named_seven_weeks_late(chains, entries):
    first, end = versions_of("FDI-10", chains)
    named = entries[end.expectation.met_by].date.first
    assert words(first.date) == "by the end of 2025"
    assert named == date(2026, 2, 17)
    assert days_late(Window(first.date.first, first.date.last), named) == 48


def test_of_the_end_of_the_suspension_nothing_is_known(chains):
    (only,) = versions_of("REE-19", chains)
    assert only.date.last == date(2026, 11, 10)
    assert only.expectation.resolution is None
    assert is_past(only.date, TODAY)


def test_nothing_is_resolved_by_what_lies_after_the_material(record):
    ended = [e for e in kinds(record, EntryKind.EXPECTATION) if e.expectation.resolution]
    assert max(entry.known_on for entry in ended) <= KNOWLEDGE_ENDS
    assert min(len(entry.change_reason) for entry in ended) > 20
