"""What PostgreSQL itself holds of second looks, tried past Django."""

import psycopg
import pytest

from tests.making import assess, decide, happen, make_issue, note


@pytest.fixture
def issue(analyst, transactional_db):
    return make_issue(analyst, "LOOK")


@pytest.fixture
def decision(analyst, issue):
    return decide(analyst, issue, "announced")


@pytest.fixture
def look(as_owner, issue):
    """`look(like, at)` inserts an entry as `like` that looks at `at`, all by raw SQL."""

    def do(like, at) -> None:
        with as_owner.transaction():
            (pk,) = as_owner.execute(
                "INSERT INTO issues_entry (uid, kind, body, first_on, last_on, date_precision,"
                " date_words, known_on, known_on_reason, author_id, change, change_reason,"
                " looks_at_id) SELECT gen_random_uuid(), kind, body, first_on, last_on,"
                " date_precision, date_words, known_on, known_on_reason, author_id, '', '', %s"
                " FROM issues_entry WHERE id = %s RETURNING id",
                [at.pk, like.pk],
            ).fetchone()
            as_owner.execute(
                "INSERT INTO issues_concern (entry_id, issue_id) VALUES (%s, %s)", [pk, issue.pk]
            )
            as_owner.execute(
                "INSERT INTO issues_citation (entry_id, source_id, quotation, locator, known_on,"
                " by_id) SELECT %s, source_id, quotation, locator, known_on, by_id"
                " FROM issues_citation WHERE entry_id = %s",
                [pk, like.pk],
            )

    return do


def refused(constraint: str):
    return pytest.raises(
        psycopg.errors.CheckViolation, check=lambda e: e.diag.constraint_name == constraint
    )


@pytest.mark.parametrize("kind", [note, assess])
def test_notes_and_assessments_look_at_decisions(look, analyst, issue, decision, kind):
    look(kind(analyst, issue), decision)


def test_an_event_is_no_look(look, analyst, issue, decision):
    with refused("entry_looks_at_by_note"):
        look(happen(analyst, issue), decision)


def test_a_look_is_taken_at_a_decision_and_nothing_else(look, analyst, issue):
    with refused("look_at_decision"):
        look(note(analyst, issue), happen(analyst, issue))
