"""The demo record, held against itself: sources, quotations, days, moves and where issues stand."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import issues
from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.moves import Move, check_move
from issues.record_format import Record, as_data, read_record, reconcile
from issues.record_format.rows import EntryRow

FOLDER = Path(issues.__file__).parent / "demo"
FILES = ("lifecycles.json", "record.json")
# Nothing that was read is younger than this; the demo does not know more.
KNOWLEDGE_ENDS = date(2026, 7, 31)

REFERENCES = ["FDI", "HNS", "REE", "T100", "CMF", "F150", "USCN", "DEF", "APEC", "UJT"]
# Where each issue stood, with what was known on that very day.
STOOD = {
    date(2025, 10, 28): {
        "FDI": "agreed-in-writing",
        "HNS": "approaching-renewal",
        "REE": "widened",
        "T100": "set-aside",
        "CMF": "signed",
        "F150": "under-consideration",
        "USCN": "agreed-in-principle",
        "DEF": "brought-forward",
        "APEC": "scheduled",
        "UJT": "in-effect",
    },
    date(2025, 11, 2): {
        "FDI": "agreed-in-writing",
        "HNS": "approaching-renewal",
        "REE": "suspension-agreed",
        "T100": "called-off",
        "CMF": "signed",
        "F150": "under-consideration",
        "USCN": "agreed",
        "DEF": "brought-forward",
        "APEC": "held",
        "UJT": "in-effect",
    },
    date(2026, 7, 1): {
        "FDI": "partly-committed",
        "HNS": "in-its-last-year",
        "REE": "suspended-in-part",
        "T100": "called-off",
        "CMF": "overdue",
        "F150": "dormant",
        "USCN": "up-for-extension",
        "DEF": "under-revision",
        "APEC": "held",
        "UJT": "disputed",
    },
}


@pytest.fixture(scope="module")
def record() -> Record:
    files = [(name, (FOLDER / name).read_text()) for name in FILES]
    whole = read_record(files)
    reconcile(whole, Record())
    return whole


def decisions(record: Record, reference: str) -> list[EntryRow]:
    return [
        entry
        for entry in record.entries
        if entry.kind == EntryKind.DECISION and entry.issues == (reference,)
    ]


def stood(record: Record, reference: str, day: date) -> str | None:
    """The status of an issue on a day, with the decisions that were known on that day."""
    held = [
        (entry.date.first, entry.status)
        for entry in decisions(record, reference)
        if entry.known_on <= day and entry.date.first <= day
    ]
    return max(held)[1] if held else None


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_in_the_canonical_form(name):
    text = (FOLDER / name).read_text()
    read = read_record([(name, text)])
    sections = {section: as_data(rows) for section, rows in read.sections() if rows}
    whole = {"format": "policy-issue-record", "version": 1} | sections
    assert text == json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def test_the_ten_issues_are_published_with_a_lead_and_a_success_test(record):
    assert [issue.reference for issue in record.issues] == sorted(REFERENCES)
    assert {issue.visibility for issue in record.issues} == {"published"}
    assert all(issue.lead and issue.success_test for issue in record.issues)


def test_every_public_line_rests_on_a_source_and_every_source_carries_a_line(record):
    bare = [
        entry.uid
        for entry in record.entries
        if entry.kind != EntryKind.NOTE and entry.change != Change.RETRACTION
        if not entry.citations
    ]
    cited = {citation.source for entry in record.entries for citation in entry.citations}
    assert bare == []
    assert {source.slug for source in record.sources} == cited


def test_each_address_is_one_source(record):
    addresses = Counter(source.url for source in record.sources)
    twice = [url for url, number in addresses.items() if number > 1]
    assert twice == []
    # Only the document that the record began with has none.
    assert [s.slug for s in record.sources if not s.url] == ["dw-news-briefing"]


def test_nothing_was_known_or_looked_at_after_the_material_ends(record):
    known = [entry.known_on for entry in record.entries]
    looked = [check.on for issue in record.issues for check in issue.checks]
    published = [source.published_on for source in record.sources if source.published_on]
    assert max(known) <= KNOWLEDGE_ENDS
    assert max(looked) <= KNOWLEDGE_ENDS
    assert max(published) <= KNOWLEDGE_ENDS


def test_lines_stand_in_the_order_in_which_they_could_be_known(record):
    known = [entry.known_on for entry in record.entries]
    assert known == sorted(known)


def test_a_line_known_before_its_first_source_says_why(record):
    published = {source.slug: source.published_on for source in record.sources}
    for entry in record.entries:
        days = [published[c.source] for c in entry.citations if published[c.source]]
        if not days and entry.citations:
            assert entry.known_on_reason, f"{entry.uid} rests on undated sources alone"
        if days and entry.known_on < min(days):
            assert entry.known_on_reason, f"{entry.uid} is known before {min(days)}"


def test_no_event_begins_after_the_day_on_which_it_was_known(record):
    """What was still to come is an expectation, or a decision that takes effect later."""
    ahead = {entry.kind for entry in record.entries if entry.date.dated_on > entry.known_on}
    assert ahead == {EntryKind.DECISION, EntryKind.EXPECTATION, EntryKind.FIGURE}


def test_an_expectation_is_of_something_still_to_come(record):
    """It may be due on the very day on which it became known, but never before."""
    for entry in record.entries:
        if entry.expectation and entry.change is None and entry.date.last:
            assert entry.date.last >= entry.known_on, entry.body


def test_an_assessment_says_what_it_rests_on_and_is_dated_when_it_was_made(record):
    made = [entry for entry in record.entries if entry.kind == EntryKind.ASSESSMENT]
    by_issue = Counter(entry.issues[0] for entry in made if entry.supersedes is None)
    assert all(by_issue[reference] >= 2 for reference in REFERENCES)
    assert all(entry.date.first == entry.known_on for entry in made)


def test_every_quotation_is_in_the_stored_text_of_its_source(record):
    stored = {source.slug: source.stored_text for source in record.sources}
    quoted = [c for entry in record.entries for c in entry.citations if c.quotation]
    assert len(quoted) >= len(REFERENCES)
    assert [c.quotation for c in quoted if c.quotation not in stored[c.source]] == []


def test_a_title_that_is_not_the_pages_own_says_so(record):
    """One title of each sort is known; a described one never keeps the brackets of its note."""
    by_slug = {source.slug: source for source in record.sources}
    bases = Counter(source.title_basis for source in record.sources)
    assert min(bases["page"], bases["address"], bases["described"]) > 20
    assert by_slug["the-japan-times-2025-09-07"].title_basis == "address"
    assert by_slug["yomiuri-shimbun-2026-03-07"].title_basis == "described"
    assert not [source.title for source in record.sources if source.title.startswith("(")]


def test_a_correction_and_a_retraction_say_why(record):
    changed = Counter(entry.change for entry in record.entries if entry.supersedes)
    assert changed[Change.CORRECTION] >= 3
    assert changed[Change.WORDING] >= 1
    assert changed[Change.RETRACTION] >= 1
    assert all(entry.change_reason for entry in record.entries if entry.supersedes)


def test_the_prime_minister_is_found_by_both_of_her_names(record):
    (takaichi,) = [party for party in record.parties if "Sen Takichi" in party.aliases]
    assert (takaichi.name, takaichi.local_name) == ("Sanae Takaichi", "高市早苗")
    hers = {issue.reference for issue in record.issues if takaichi.slug in issue.parties}
    assert hers == {"FDI", "HNS", "REE", "CMF", "F150", "DEF", "APEC", "UJT"}


@pytest.mark.parametrize("reference", REFERENCES)
def test_each_decision_is_a_move_that_the_lifecycle_allows(record, reference):
    (issue,) = [issue for issue in record.issues if issue.reference == reference]
    (kind,) = [lifecycle for lifecycle in record.lifecycles if lifecycle.slug == issue.kind]
    moves = [Move(move.source, move.target) for move in kind.moves]
    names = {status.slug: status.name for status in kind.statuses}
    made = sorted(decisions(record, reference), key=lambda entry: entry.date.first)
    assert len(made) >= 2
    before = None
    for entry in made:
        check_move(moves, before, entry.status, names, kind.name)
        before = entry.status


def test_no_open_status_is_a_dead_end_and_each_can_be_reached(record):
    for kind in record.lifecycles:
        left = {move.source for move in kind.moves}
        reached = {move.target for move in kind.moves if move.source is None}
        for _ in kind.statuses:
            reached |= {move.target for move in kind.moves if move.source in reached}
        stuck = [s.slug for s in kind.statuses if s.outcome is None and s.slug not in left]
        assert stuck == [], kind.slug
        assert reached == {status.slug for status in kind.statuses}, kind.slug


@pytest.mark.parametrize("status", ["definition", "entered_when", "left_when"])
def test_every_status_is_explained(record, status):
    for kind in record.lifecycles:
        assert all(getattr(each, status) for each in kind.statuses), kind.slug


@pytest.mark.parametrize("day", STOOD, ids=str)
def test_where_the_issues_stood(record, day):
    found = {reference: stood(record, reference, day) for reference in REFERENCES}
    assert found == STOOD[day]


def test_a_decision_may_be_known_before_its_day_and_changes_nothing_until_then(record):
    assert stood(record, "HNS", date(2026, 3, 31)) == "approaching-renewal"
    assert stood(record, "HNS", date(2026, 4, 1)) == "in-its-last-year"
    assert stood(record, "USCN", date(2025, 11, 9)) == "agreed"
    assert stood(record, "USCN", date(2025, 11, 10)) == "in-effect"
