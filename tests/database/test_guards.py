"""The smaller promises of the record, each tried past Django."""

import psycopg
import pytest

from issues import actions
from tests import making, roles

_COLUMNS = {
    "uid": "gen_random_uuid()",
    "kind": "'note'",
    "body": "'x'",
    "first_on": "'2025-08-01'",
    "last_on": "'2025-08-01'",
    "date_precision": "'day'",
    "date_words": "''",
    "known_on": "'2025-08-01'",
    "known_on_reason": "''",
    "change": "''",
    "change_reason": "''",
    "supersedes_id": "NULL",
    "decided_issue_id": "NULL",
    "status_id": "NULL",
    "made_from_id": "NULL",
}


@pytest.fixture
def issue(analyst, transactional_db):
    return making.make_issue(analyst, "GRD")


@pytest.fixture
def insert(as_owner, analyst, issue):
    """`insert(column="sql", …)` inserts an entry and its place on an issue, all by raw SQL."""

    def do(on_issue: bool = True, **columns: str) -> None:
        merged = {**_COLUMNS, "author_id": str(analyst.pk), **columns}
        entry = (
            f"INSERT INTO issues_entry ({', '.join(merged)}) VALUES ({', '.join(merged.values())})"
        )
        with as_owner.transaction():
            (pk,) = as_owner.execute(f"{entry} RETURNING id").fetchone()
            if on_issue:
                as_owner.execute(
                    "INSERT INTO issues_concern (entry_id, issue_id) VALUES (%s, %s)",
                    [pk, issue.pk],
                )

    return do


def test_a_well_formed_note_enters(insert, as_owner):
    insert()
    assert as_owner.execute("SELECT count(*) FROM issues_entry").fetchone() == (1,)


@pytest.mark.parametrize(
    "columns",
    [
        {"date_precision": "'day'", "last_on": "'2025-08-02'"},
        {"date_precision": "'month'", "last_on": "'2025-08-30'"},
        {"date_precision": "'month'", "first_on": "'2025-08-02'", "last_on": "'2025-08-31'"},
        {"date_precision": "'quarter'", "last_on": "'2025-10-31'"},
        {"date_precision": "'half'", "last_on": "'2026-01-31'"},
        {"date_precision": "'year'", "last_on": "'2026-07-31'"},
        {"date_precision": "'range'", "last_on": "'2025-07-31'"},
        {"date_precision": "'range'", "first_on": "NULL", "last_on": "NULL"},
        {"date_precision": "'day'", "last_on": "NULL"},
        {"date_precision": "'soon'"},
        {"date_precision": "NULL"},
        {"kind": "'rumour'"},
        {"change": "'whim'"},
        {"change": "'correction'", "change_reason": "'x'"},
        {"body": "E' \\n'"},
        {"known_on": "current_date + 3"},
        {"kind": "'decision'"},
        {"date_precision": "'range'", "last_on": "'infinity'"},
        {"date_precision": "'range'", "first_on": "'-infinity'"},
        {"first_on": "'0044-03-15 BC'", "last_on": "'0044-03-15 BC'"},
        {"first_on": "'1799-12-31'", "last_on": "'1799-12-31'"},
        {"first_on": "'3000-01-01'", "last_on": "'3000-01-01'"},
        {"known_on": "'-infinity'"},
    ],
)
def test_a_malformed_entry_is_refused(insert, columns):
    with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.NotNullViolation)):
        insert(**columns)


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        ("2025-08-01", "2025-08-31", "month"),
        ("2028-02-01", "2028-02-29", "month"),
        ("2025-07-01", "2025-09-30", "quarter"),
        ("2025-07-01", "2025-12-31", "half"),
        ("2025-01-01", "2025-12-31", "year"),
        ("2025-08-03", "2025-09-01", "range"),
    ],
)
def test_well_formed_fuzzy_dates_enter(insert, as_owner, first, last, precision):
    insert(first_on=f"'{first}'", last_on=f"'{last}'", date_precision=f"'{precision}'")
    assert as_owner.execute("SELECT date_precision FROM issues_entry").fetchone() == (precision,)


def test_an_entry_on_no_issue_is_refused_at_commit(insert):
    with pytest.raises(psycopg.errors.CheckViolation, match="is on no issue"):
        insert(on_issue=False)


@pytest.mark.parametrize("kind", ["event", "assessment"])
def test_a_public_entry_without_a_source_is_refused_at_commit(insert, kind):
    with pytest.raises(psycopg.errors.CheckViolation, match="names no source"):
        insert(kind=f"'{kind}'")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("'2025-08-02'", "'2025-08-02'"),
        ("'2025-08-02'", "NULL"),
        ("NULL", "'2025-08-02'"),
    ],
)
def test_an_event_that_begins_after_it_is_known_is_refused(insert, as_owner, first, last):
    """Only an event: the same dates are those of an expectation or of a decision for later."""
    window = {"first_on": first, "last_on": last, "date_precision": "'range'"}
    with pytest.raises(psycopg.errors.CheckViolation, match="entry_event_has_begun"):
        insert(kind="'event'", **window)
    insert(**window)
    assert as_owner.execute("SELECT kind FROM issues_entry").fetchall() == [("note",)]


def test_an_entry_can_be_superseded_once_only(insert, as_owner):
    insert()
    newer = {
        "supersedes_id": "(SELECT min(id) FROM issues_entry)",
        "change": "'correction'",
        "change_reason": "'Better.'",
    }
    insert(**newer)
    with pytest.raises(psycopg.errors.UniqueViolation):
        insert(**newer)


def test_a_correction_cannot_be_known_before_what_it_corrects(insert):
    insert()
    with pytest.raises(psycopg.errors.CheckViolation, match="cannot be known before"):
        insert(
            supersedes_id="(SELECT min(id) FROM issues_entry)",
            change="'correction'",
            change_reason="'Better.'",
            known_on="'2025-07-31'",
        )


@pytest.mark.parametrize("reason", ["''", "E' \\n'"])
def test_a_change_says_why(insert, reason):
    insert()
    older = "(SELECT min(id) FROM issues_entry)"
    with pytest.raises(psycopg.errors.CheckViolation, match="entry_change_has_reason"):
        insert(supersedes_id=older, change="'correction'", change_reason=reason)


def test_an_entry_supersedes_one_of_its_own_kind(insert, analyst, issue):
    making.happen(analyst, issue)
    with pytest.raises(psycopg.errors.CheckViolation, match="own kind"):
        insert(
            supersedes_id="(SELECT min(id) FROM issues_entry)",
            change="'correction'",
            change_reason="'Better.'",
        )


def test_a_status_of_another_lifecycle_is_refused(insert, issue):
    other = making.make_lifecycle("threat").statuses.first()
    with pytest.raises(psycopg.errors.CheckViolation, match="another lifecycle"):
        insert(kind="'decision'", decided_issue_id=str(issue.pk), status_id=str(other.pk))


def test_a_decision_made_from_another_issues_is_refused(insert, analyst, issue):
    elsewhere = making.decide(analyst, making.make_issue(analyst), "announced")
    with pytest.raises(psycopg.errors.CheckViolation, match="on the same issue"):
        insert(
            kind="'decision'",
            decided_issue_id=str(issue.pk),
            status_id=str(making.status_of(issue, "moving").pk),
            made_from_id=str(elsewhere.pk),
        )


def test_a_decision_stands_on_its_own_issue_alone(analyst, issue, as_owner):
    decision = making.decide(analyst, issue, "announced")
    other = making.make_issue(analyst)
    with pytest.raises(psycopg.errors.CheckViolation, match="one issue that it decides"):
        as_owner.execute(
            "INSERT INTO issues_concern (entry_id, issue_id) VALUES (%s, %s)",
            [decision.pk, other.pk],
        )


def test_the_kind_of_a_decided_issue_is_fixed(analyst, issue, as_owner):
    making.decide(analyst, issue, "announced")
    other = making.make_lifecycle("threat")
    with pytest.raises(psycopg.errors.CheckViolation, match="kind of an issue"):
        as_owner.execute("UPDATE issues_issue SET lifecycle_id = %s", [other.pk])


def test_the_reference_of_an_issue_is_for_good(issue, as_owner):
    refused = pytest.raises(psycopg.errors.CheckViolation, match="stands in its address")
    with refused, as_owner.transaction():
        as_owner.execute("UPDATE issues_issue SET reference = 'ELSE'")
    as_owner.execute("UPDATE issues_issue SET reference = 'GRD', title = 'Other'")
    kept = as_owner.execute("SELECT reference, title FROM issues_issue").fetchall()
    assert kept == [("GRD", "Other")]


def test_every_update_makes_the_next_version_whoever_sends_it(issue, as_owner):
    as_owner.execute("UPDATE issues_issue SET title = 'Other', version = 1")
    assert as_owner.execute("SELECT version FROM issues_issue").fetchone() == (issue.version + 1,)


def test_rows_keep_their_history_whoever_changes_them(issue, as_owner):
    as_owner.execute("UPDATE issues_issue SET title = 'By raw SQL'")
    titles = as_owner.execute("SELECT title FROM issues_issueevent ORDER BY pgh_id").fetchall()
    assert titles[-1] == ("By raw SQL",)
    assert len(titles) > 1


@pytest.mark.parametrize(
    ("phase", "outcome"), [("settled", ""), ("moving", "delivered"), ("done", "")]
)
def test_phase_and_outcome_are_paired(issue, as_owner, phase, outcome):
    with pytest.raises(psycopg.errors.CheckViolation):
        as_owner.execute("UPDATE issues_status SET phase = %s, outcome = %s", [phase, outcome])


@pytest.mark.parametrize("columns", ["phase = 'stalled'", "phase = 'settled', outcome = 'failed'"])
def test_what_a_given_status_means_stays(analyst, issue, as_owner, columns):
    as_owner.execute(f"UPDATE issues_status SET {columns} WHERE slug = 'moving'")
    making.decide(analyst, issue, "announced")
    with pytest.raises(psycopg.errors.CheckViolation, match="its phase and outcome stay"):
        as_owner.execute(f"UPDATE issues_status SET {columns} WHERE slug = 'announced'")


def test_a_move_stays_in_its_lifecycle(issue, as_owner):
    stranger = making.make_lifecycle("threat").statuses.first()
    with pytest.raises(psycopg.errors.CheckViolation, match="its own lifecycle"):
        as_owner.execute(
            "UPDATE issues_move SET target_id = %s WHERE id = (SELECT min(id) FROM issues_move)",
            [stranger.pk],
        )


def test_an_entry_is_put_on_its_issues_only_as_it_enters(insert, analyst, as_owner):
    insert()
    other = making.make_issue(analyst)
    with pytest.raises(psycopg.errors.CheckViolation, match="as it enters"):
        as_owner.execute(
            "INSERT INTO issues_concern (entry_id, issue_id) SELECT max(id), %s FROM issues_entry",
            [other.pk],
        )


def test_an_entry_of_somebody_else_is_not_put_on_an_issue_by_who_began_before(
    insert, analyst, as_owner, as_app
):
    """Its day of recording is later than the beginning of the transaction that reaches for it."""
    other = making.make_issue(analyst)
    reach = "INSERT INTO issues_concern (entry_id, issue_id) SELECT max(id), %s FROM issues_entry"
    as_app.execute("BEGIN")
    as_app.execute("SELECT now()")
    insert()
    with pytest.raises(psycopg.errors.CheckViolation, match="as it enters"):
        as_app.execute(reach, [other.pk])
    as_app.execute("ROLLBACK")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE issues_issue SET opened_on = 'infinity'",
        "UPDATE issues_source SET published_on = '-infinity'",
        (
            "INSERT INTO issues_check (issue_id, checked_on, by_id)"
            " SELECT i.id, '-infinity', u.id FROM issues_issue i, issues_user u LIMIT 1"
        ),
    ],
)
def test_no_day_lies_beyond_the_calendar(insert, analyst, as_owner, statement):
    making.make_source(analyst)
    with pytest.raises(psycopg.errors.CheckViolation, match="in_calendar"):
        as_owner.execute(statement)


@pytest.mark.parametrize(
    "columns",
    [
        {"first_on": "'2025-08-02'", "last_on": "'2025-08-02'"},
        {"date_precision": "'range'"},
    ],
)
def test_new_wording_changes_no_date(insert, columns):
    newer = {
        "supersedes_id": "(SELECT max(id) FROM issues_entry)",
        "change": "'wording'",
        "change_reason": "'Better.'",
    }
    insert()
    with pytest.raises(psycopg.errors.CheckViolation, match="New wording"):
        insert(**newer, **columns)
    insert(**newer)


def test_new_wording_changes_no_status(insert, analyst, issue):
    first = making.decide(analyst, issue, "announced")
    decided = {
        "kind": "'decision'",
        "decided_issue_id": str(issue.pk),
        "status_id": str(making.status_of(issue, "moving").pk),
        "made_from_id": str(first.pk),
        "supersedes_id": str(first.pk),
    }
    with pytest.raises(psycopg.errors.CheckViolation, match="New wording"):
        insert(**decided, change="'wording'", change_reason="'Better.'")


def test_the_kind_of_an_issue_waits_for_its_first_decision_and_the_decision_for_it(
    analyst, issue, as_owner
):
    other, status = making.make_lifecycle("threat"), making.status_of(issue, "moving")
    columns = {**_COLUMNS, "author_id": str(analyst.pk), "kind": "'decision'"}
    columns |= {"decided_issue_id": str(issue.pk), "status_id": str(status.pk)}
    names, values = ", ".join(columns), ", ".join(columns.values())
    with (
        psycopg.connect(**roles.parameters("app")) as deciding,
        deciding.transaction(force_rollback=True),
    ):
        deciding.execute(f"INSERT INTO issues_entry ({names}) VALUES ({values})")
        as_owner.execute("SET lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            as_owner.execute("UPDATE issues_issue SET lifecycle_id = %s", [other.pk])


class TestCitations:
    CITE = (
        "INSERT INTO issues_citation"
        " (entry_id, source_id, quotation, locator, known_on, by_id, recorded_at)"
        " SELECT %s, min(id), 'x', '', %s, %s, '1999-01-01' FROM issues_source"
        " RETURNING recorded_at > now() - interval '1 minute'"
    )

    @pytest.fixture
    def event(self, analyst, issue):
        return making.happen(analyst, issue)

    def cite(self, connection, event, known_on="2025-09-01"):
        return connection.execute(self.CITE, [event.pk, known_on, event.author_id]).fetchone()

    def test_are_stamped_whatever_is_sent(self, as_owner, event):
        assert self.cite(as_owner, event) == (True,)

    def test_are_not_known_before_the_entry(self, as_owner, event):
        with pytest.raises(psycopg.errors.CheckViolation, match="cannot be known before"):
            self.cite(as_owner, event, "2025-07-31")

    def test_are_not_known_before_they_are_recorded(self, as_owner, event):
        with pytest.raises(psycopg.errors.CheckViolation, match="citation_known_by_recording"):
            self.cite(as_owner, event, "2999-01-01")

    def test_stand_on_the_last_version_alone(self, as_owner, insert, event, analyst):
        actions.retract_entry(
            by=analyst, entry=event, reason="No.", known_on=making.TODAY, today=making.TODAY
        )
        with pytest.raises(psycopg.errors.CheckViolation, match="version of an entry that stands"):
            self.cite(as_owner, event)

    def test_wait_for_a_correction_that_is_under_way(self, as_owner, event):
        columns = {**_COLUMNS, "author_id": str(event.author_id), "kind": "'event'"}
        columns |= {"supersedes_id": str(event.pk), "change": "'correction'"}
        columns |= {"change_reason": "'Better.'"}
        names, values = ", ".join(columns), ", ".join(columns.values())
        with (
            psycopg.connect(**roles.parameters("app")) as correcting,
            correcting.transaction(force_rollback=True),
        ):
            correcting.execute(f"INSERT INTO issues_entry ({names}) VALUES ({values})")
            as_owner.execute("SET lock_timeout = '100ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                self.cite(as_owner, event)


def test_a_check_is_stamped_and_on_no_day_to_come(issue, analyst, as_owner):
    check = (
        "INSERT INTO issues_check (issue_id, checked_on, by_id, recorded_at)"
        " VALUES (%s, current_date + %s, %s, '1999-01-01')"
        " RETURNING recorded_at > now() - interval '1 minute'"
    )
    assert as_owner.execute(check, [issue.pk, 0, analyst.pk]).fetchone() == (True,)
    with pytest.raises(psycopg.errors.CheckViolation, match="check_made_by_recording"):
        as_owner.execute(check, [issue.pk, 3, analyst.pk])


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://a", "//a", " "])
def test_the_address_of_a_source_is_a_link(analyst, as_owner, url):
    making.make_source(analyst)
    with pytest.raises(psycopg.errors.CheckViolation, match="source_url_is_link"):
        as_owner.execute("UPDATE issues_source SET url = %s", [url])
