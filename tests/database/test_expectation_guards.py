"""What PostgreSQL itself holds of expectations, each promise tried past Django."""

from datetime import date

import psycopg
import pytest

from issues.lifecycle.expectations import Resolution
from issues.models import Entry
from tests.making import expect, happen, make_issue, make_party, make_source, resolve

_WINDOW = ("kind", "body", "first_on", "last_on", "date_precision", "date_words", "known_on")
_SAYS = ("expected_by_id", "probability", "resolution", "met_by_id")
_COPIED = (*_WINDOW, *_SAYS, "known_on_reason", "author_id")


@pytest.fixture
def issue(analyst, transactional_db):
    return make_issue(analyst, "GRD")


@pytest.fixture
def expected(analyst, issue):
    return expect(analyst, issue, window="by the end of 2026", probability="0.5")


@pytest.fixture
def insert(as_owner, analyst, issue):
    """`insert(older, column="sql", …)` inserts an entry like `older` with other columns, on the
    issue or those of `on` and with a source, all by raw SQL; with a `change` it supersedes
    `older`."""
    source = make_source(analyst).pk

    def do(older, on=(issue,), **columns: str) -> None:
        merged = (
            {name: name for name in _COPIED} | {"change": "''", "change_reason": "''"} | columns
        )
        if "change" in columns:
            merged |= {"change_reason": "'So they said.'", "supersedes_id": "id"}
        statement = (
            f"INSERT INTO issues_entry (uid, {', '.join(merged)}) SELECT gen_random_uuid(),"
            f" {', '.join(merged.values())} FROM issues_entry WHERE id = {older.pk} RETURNING id"
        )
        with as_owner.transaction():
            (pk,) = as_owner.execute(statement).fetchone()
            as_owner.execute(
                "INSERT INTO issues_concern (entry_id, issue_id) SELECT %s, unnest(%s::bigint[])",
                [pk, [one.pk for one in on]],
            )
            as_owner.execute(
                "INSERT INTO issues_citation (entry_id, source_id, quotation, locator, known_on,"
                " by_id) SELECT id, %s, '', '', known_on, author_id FROM issues_entry"
                " WHERE id = %s",
                [source, pk],
            )

    return do


def refused(constraint: str):
    """A refusal by exactly this guard."""
    return pytest.raises(
        psycopg.errors.CheckViolation, check=lambda e: e.diag.constraint_name == constraint
    )


@pytest.mark.parametrize(
    "step",
    [
        {},
        {"change": "'moved'", "last_on": "'2027-03-31'"},
        {"change": "'moved'", "last_on": "'2027-03-31'", "probability": "NULL"},
        {"change": "'revised'", "probability": "0.75"},
        {"change": "'revised'", "probability": "NULL"},
        {"change": "'resolved'", "resolution": "'missed'"},
        {"change": "'resolved'", "resolution": "'void'"},
        {"change": "'wording'", "body": "'Better said.'"},
        {"change": "'correction'", "last_on": "'2025-12-31'", "probability": "0.25"},
        {"change": "'correction'", "resolution": "'missed'"},
        {"change": "'retraction'", "expected_by_id": "NULL", "probability": "NULL"},
    ],
)
def test_a_well_formed_step_enters(insert, expected, as_owner, step):
    insert(expected, **step)
    assert as_owner.execute("SELECT count(*) FROM issues_entry").fetchone() == (2,)


def test_an_expectation_is_somebodys(insert, expected):
    with refused("entry_expectation_is_whole"):
        insert(expected, expected_by_id="NULL")


@pytest.mark.parametrize(
    "columns",
    [
        {"expected_by_id": "(SELECT min(id) FROM issues_party)"},
        {"probability": "0.5"},
        {"resolution": "'missed'", "change": "'correction'"},
    ],
)
def test_what_happened_is_expected_by_nobody(insert, analyst, issue, columns):
    make_party("Japan")
    with refused("entry_expectation_is_whole"):
        insert(happen(analyst, issue), **columns)


@pytest.mark.parametrize("probability", ["-0.001", "1.001"])
def test_a_probability_lies_between_0_and_1(insert, expected, probability):
    with refused("entry_probability_in_bounds"):
        insert(expected, probability=probability)


@pytest.mark.parametrize(
    "columns",
    [
        {"resolution": "'met'"},
        {"resolution": "'missed'", "met_by_id": "(SELECT min(id) FROM issues_entry)"},
        {"resolution": "'perhaps'"},
    ],
)
def test_only_what_is_met_has_an_event_and_it_always_has(insert, analyst, issue, expected, columns):
    event = happen(analyst, issue)
    if "met_by_id" in columns:
        columns = {**columns, "met_by_id": str(event.pk)}
    with refused("entry_met_by_an_event"):
        insert(expected, change="'resolved'", **columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"resolution": "'missed'"},
        {"change": "'resolved'"},
        {"change": "'moved'", "last_on": "'2027-03-31'", "resolution": "'missed'"},
        {"change": "'revised'", "probability": "0.75", "resolution": "'void'"},
    ],
)
def test_an_end_is_given_by_a_resolution_and_by_nothing_else(insert, expected, columns):
    with refused("entry_progress_of_expectation"):
        insert(expected, **columns)


@pytest.mark.parametrize("change", ["moved", "revised", "resolved"])
def test_only_an_expectation_goes_on(insert, analyst, issue, change):
    event = happen(analyst, issue)
    last = {"first_on": "'2026-01-01'", "last_on": "'2026-01-01'"} if change == "moved" else {}
    with pytest.raises(psycopg.errors.CheckViolation):
        insert(event, change=f"'{change}'", **last)


@pytest.mark.parametrize(
    "columns",
    [
        {"change": "'moved'", "last_on": "'2027-03-31'", "resolution": "''"},
        {"change": "'revised'", "probability": "0.75", "resolution": "''"},
        {"change": "'resolved'", "resolution": "'void'"},
    ],
)
def test_nothing_follows_on_an_end_but_a_correction(insert, analyst, expected, columns):
    missed = resolve(analyst, expected, Resolution.MISSED)
    with refused("expectation_is_open"):
        insert(missed, **columns)
    insert(missed, change="'correction'", resolution="'void'")


@pytest.mark.parametrize(
    "columns",
    [
        {"change": "'moved'", "last_on": "'2027-03-31'"},
        {"change": "'revised'", "probability": "0.75"},
        {"change": "'resolved'", "resolution": "'void'"},
    ],
)
def test_whose_it_is_stays(insert, expected, columns):
    other = make_party("Somebody else").pk
    with refused("expectation_stays_theirs"):
        insert(expected, expected_by_id=str(other), **columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"change": "'moved'"},
        {"change": "'moved'", "date_words": "'by new year'"},
        {"change": "'revised'", "probability": "0.75", "last_on": "'2027-03-31'"},
        {"change": "'resolved'", "resolution": "'void'", "last_on": "'2027-03-31'"},
    ],
)
def test_a_move_gives_another_window_and_nothing_else_does(insert, expected, columns):
    with refused("expectation_moves_window"):
        insert(expected, **columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"change": "'revised'"},
        {"change": "'resolved'", "resolution": "'void'", "probability": "0.75"},
        {"change": "'resolved'", "resolution": "'void'", "probability": "NULL"},
    ],
)
def test_a_revision_gives_another_probability_and_an_end_none(insert, expected, columns):
    with refused("expectation_revises_probability"):
        insert(expected, **columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"probability": "0.75"},
        {"resolution": "'void'"},
        {"expected_by_id": "(SELECT max(id) FROM issues_party)"},
    ],
)
def test_new_wording_changes_nothing_that_counts(insert, expected, columns):
    make_party("Somebody else")
    with refused("entry_wording_alone"):
        insert(expected, change="'wording'", **columns)


def test_an_expectation_is_met_by_an_event_and_by_nothing_else(insert, analyst, issue, expected):
    other = expect(analyst, issue)
    with refused("expectation_met_by_event"):
        insert(expected, change="'resolved'", resolution="'met'", met_by_id=str(other.pk))
    event = happen(analyst, issue)
    insert(expected, change="'resolved'", resolution="'met'", met_by_id=str(event.pk))


def test_that_it_was_met_is_not_known_before_the_event(insert, analyst, issue, expected):
    event = happen(analyst, issue, on=date(2025, 12, 12))
    with refused("expectation_met_in_time"):
        insert(expected, change="'resolved'", resolution="'met'", met_by_id=str(event.pk))


def test_no_step_changes_what_is_expected(insert, expected):
    with refused("expectation_stays_theirs"):
        insert(expected, change="'resolved'", resolution="'missed'", body="'Something else.'")


@pytest.mark.parametrize(
    "columns",
    [
        {"change": "'moved'", "last_on": "'2027-03-31'"},
        {"change": "'revised'", "probability": "0.75"},
        {"change": "'resolved'", "resolution": "'void'"},
    ],
)
def test_no_step_takes_it_to_another_issue(insert, analyst, issue, expected, columns):
    other = make_issue(analyst, "OTHER")
    for on in ([other], [issue, other]):
        with refused("expectation_stays_on_its_issues"):
            insert(expected, on, **columns)


def test_no_step_leaves_one_of_its_issues(insert, analyst, issue):
    both = expect(analyst, [issue, make_issue(analyst, "OTHER")], probability="0.5")
    with refused("expectation_stays_on_its_issues"):
        insert(both, change="'revised'", probability="0.75")


def test_a_correction_may_put_it_on_another_issue(insert, analyst, expected, as_owner):
    insert(expected, [make_issue(analyst, "OTHER")], change="'correction'", last_on="'2027-03-31'")
    assert as_owner.execute("SELECT count(*) FROM issues_entry").fetchone() == (2,)


def test_a_step_is_put_on_no_other_issue_once_it_was_judged(insert, expected, as_owner, analyst):
    """Whoever writes chooses when what waits for the end of a transaction is looked at."""
    other = make_issue(analyst)
    with refused("expectation_stays_on_its_issues"), as_owner.transaction():
        insert(expected, change="'moved'", last_on="'2027-03-31'")
        as_owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        as_owner.execute(_ON_ANOTHER, [other.pk])


def test_what_a_step_followed_on_is_put_on_no_more_issues(insert, expected, as_owner, analyst):
    other = make_issue(analyst)
    with refused("concern_of_last_version"), as_owner.transaction():
        insert(expected)
        (newest,) = as_owner.execute("SELECT max(id) FROM issues_entry").fetchone()
        insert(Entry(pk=newest), change="'moved'", last_on="'2027-03-31'")
        as_owner.execute(_ON_ANOTHER.replace("max(id)", str(newest)), [other.pk])


_ON_ANOTHER = "INSERT INTO issues_concern (entry_id, issue_id) SELECT max(id), %s FROM issues_entry"
