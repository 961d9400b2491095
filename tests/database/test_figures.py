"""What PostgreSQL asks of a figure by itself, tried past Django."""

import psycopg
import pytest

from tests import making

_COLUMNS = {
    "uid": "gen_random_uuid()",
    "kind": "'figure'",
    "body": "'They said so.'",
    "first_on": "'2026-02-17'",
    "last_on": "'2026-02-17'",
    "date_precision": "'day'",
    "date_words": "''",
    "known_on": "'2026-02-18'",
    "known_on_reason": "''",
    "change": "''",
    "change_reason": "''",
    "measure": "'investment'",
    "rung": "'signed'",
    "value": "36000000000",
    "unit": "''",
    "currency": "'USD'",
}
_REFUSED = (psycopg.errors.CheckViolation, psycopg.errors.NotNullViolation)
_OLDER = {
    "supersedes_id": "(SELECT max(id) FROM issues_entry)",
    "change_reason": "'Better.'",
}


@pytest.fixture
def insert(as_owner, analyst, transactional_db):
    """`insert(column="sql", …)` inserts a figure with its issue and its source by raw SQL."""
    issue = making.make_issue(analyst, "FDI")
    source = making.make_source(analyst)
    reporter = making.make_party("Reuters")

    def do(**columns: str) -> None:
        given = {"author_id": str(analyst.pk), "reporter_id": str(reporter.pk)}
        merged = {**_COLUMNS, **given, **columns}
        entry = (
            f"INSERT INTO issues_entry ({', '.join(merged)}) VALUES ({', '.join(merged.values())})"
        )
        with as_owner.transaction():
            (pk,) = as_owner.execute(f"{entry} RETURNING id").fetchone()
            as_owner.execute(
                "INSERT INTO issues_concern (entry_id, issue_id) VALUES (%s, %s)", [pk, issue.pk]
            )
            as_owner.execute(
                "INSERT INTO issues_citation (entry_id, source_id, quotation, locator, by_id,"
                " known_on) VALUES (%s, %s, '', '', %s, '2026-02-18')",
                [pk, source.pk, analyst.pk],
            )

    return do


def stored(as_owner) -> list[tuple]:
    return as_owner.execute("SELECT measure, rung, value::text FROM issues_entry").fetchall()


def test_a_whole_figure_enters(insert, as_owner):
    insert()
    assert stored(as_owner) == [("investment", "signed", "36000000000.000000")]


@pytest.mark.parametrize(
    "columns",
    [
        {"measure": "''"},
        {"measure": "E' \\n'"},
        {"value": "NULL"},
        {"reporter_id": "NULL"},
        {"currency": "''"},
    ],
)
def test_half_a_figure_is_refused(insert, columns):
    with pytest.raises(_REFUSED, match="entry_figure_is_whole"):
        insert(**columns)


@pytest.mark.parametrize("currency", ["usd", "US", "USDX", "U1D", " USD", "¥"])
def test_a_currency_is_a_code_of_three_capitals(insert, currency):
    with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.StringDataRightTruncation)):
        insert(currency=f"'{currency}'")


def test_a_unit_stands_in_for_a_currency(insert, as_owner):
    insert(unit="'% of GDP'", currency="''", value="3.5")
    assert stored(as_owner) == [("investment", "signed", "3.500000")]


@pytest.mark.parametrize("rung", ["promised", "Signed", " "])
def test_a_rung_is_one_that_we_know(insert, rung):
    with pytest.raises(psycopg.errors.CheckViolation, match="entry_rung_known"):
        insert(rung=f"'{rung}'")


@pytest.mark.parametrize(
    "columns",
    [
        {"rung": "'signed'"},
        {"measure": "'investment'"},
        {"value": "1"},
        {"unit": "'%'"},
        {"currency": "'USD'"},
        {"reporter_id": "(SELECT min(id) FROM issues_party)"},
    ],
)
def test_no_other_kind_of_entry_has_anything_of_a_figure(insert, columns):
    nothing = {
        "kind": "'note'",
        "measure": "''",
        "rung": "''",
        "value": "NULL",
        "currency": "''",
        "reporter_id": "NULL",
    }
    insert(**nothing)
    with pytest.raises(psycopg.errors.CheckViolation, match="entry_figure_is_whole"):
        insert(**nothing | columns)


@pytest.mark.parametrize("value", ["1e18", "-1e18"])
def test_a_value_with_more_digits_than_are_kept_is_refused(insert, value):
    with pytest.raises(psycopg.errors.NumericValueOutOfRange):
        insert(value=value)


@pytest.mark.parametrize("value", ["'NaN'", "'Infinity'"])
def test_a_value_is_a_number(insert, value):
    with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.NumericValueOutOfRange)):
        insert(value=value)


@pytest.mark.parametrize(
    "columns",
    [
        {"measure": "'loans'"},
        {"rung": "'delivered'"},
        {"value": "36000000000.000001"},
        {"unit": "'a year'"},
        {"currency": "'JPY'"},
        {"reporter_id": "(SELECT max(id) FROM issues_party)"},
    ],
)
def test_new_wording_changes_nothing_of_a_figure(insert, columns):
    making.make_party("Jiji")
    insert()
    insert(change="'wording'", **_OLDER, body="'They did.'")
    with pytest.raises(psycopg.errors.CheckViolation, match="changes no expectation and no figure"):
        insert(change="'wording'", **_OLDER, **columns)


def test_a_correction_changes_them_and_is_held_to_the_same(insert, as_owner):
    insert()
    with pytest.raises(_REFUSED, match="entry_figure_is_whole"):
        insert(change="'correction'", **_OLDER, value="NULL")
    insert(change="'correction'", **_OLDER, value="40")
    assert stored(as_owner)[-1][2] == "40.000000"


def test_a_retraction_needs_nothing_of_the_figure(insert, as_owner):
    insert()
    gone = {"measure": "''", "rung": "''", "value": "NULL", "currency": "''"}
    insert(change="'retraction'", **_OLDER, **gone, reporter_id="NULL", body="''")
    assert len(stored(as_owner)) == 2
