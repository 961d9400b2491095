"""The promises attacked by raw SQL, as the role that serves pages.

Whoever takes over a web process has this role's connection. It can add to the record in anybody's
name, since the database does not know who is at the keyboard; what it cannot is tried here.
"""

import uuid

import psycopg
import pytest

from issues.models import APPEND_ONLY_MODELS, DERIVED_MODELS, Activity
from tests import making, roles

KEPT = [model._meta.db_table for model in APPEND_ONLY_MODELS]
DERIVED = [model._meta.db_table for model in DERIVED_MODELS]
HISTORY = ["issues_issueevent", "issues_statusevent", "issues_sourceevent", "pghistory_context"]

pytestmark = pytest.mark.usefixtures("two_roles")

# What a connection may set for itself; none of it may open a door.
DISGUISES = [
    "SET pgtrigger.ignore = '{%s}'",
    (
        "CREATE TEMP TABLE issues_concern (entry_id bigint); CREATE TEMP TABLE issues_citation"
        " (entry_id bigint); INSERT INTO pg_temp.issues_concern SELECT generate_series(1, 1000);"
        " INSERT INTO pg_temp.issues_citation SELECT generate_series(1, 1000)"
    ),
    "SET search_path = pg_temp, public",
]


@pytest.fixture
def record(analyst, transactional_db):
    issue = making.make_issue(analyst, "REC")
    making.decide(analyst, issue, "announced")
    return issue


@pytest.fixture
def disguised(as_owner, as_app):
    """A connection that has tried everything to make the triggers look away, with the right to
    temporary tables, which it has where the owner of the tables does not own the database."""
    temporary = f'TEMPORARY ON DATABASE "{as_app.info.dbname}"'
    as_owner.execute(f"GRANT {temporary} TO {as_app.info.user}")
    yield _disguise(as_app)
    as_owner.execute(f"REVOKE {temporary} FROM {as_app.info.user}")


def _disguise(as_app):
    names = as_app.execute(
        "SELECT string_agg(DISTINCT tgname, ',') FROM pg_trigger WHERE NOT tgisinternal"
    ).fetchone()[0]
    for disguise in DISGUISES:
        as_app.execute(disguise.replace("%s", names))
    return as_app


def insert_entry(connection, issue, **fields):
    """An entry in raw SQL, by default an event that would be whole but for concern and source."""
    row = {
        "uid": uuid.uuid4(),
        "kind": "event",
        "body": "Forged.",
        "first_on": "2025-08-02",
        "last_on": "2025-08-02",
        "date_precision": "day",
        "date_words": "",
        "known_on": "2025-08-02",
        "known_on_reason": "",
        "author_id": issue.entries.first().author_id,
        "change": "",
        "change_reason": "",
        **fields,
    }
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    return connection.execute(
        f"INSERT INTO public.issues_entry ({columns}) VALUES ({marks}) RETURNING id, recorded_at",
        list(row.values()),
    ).fetchone()


def allowed(connection, statements):
    """Those of `statements` that were not refused for want of a right."""
    through = []
    for statement in statements:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            continue
        through.append(statement)
    return through


def test_nothing_kept_is_changed(record, disguised):
    attempts = []
    for table in (*KEPT, *DERIVED, *HISTORY):
        key = "issue_id" if table == "issues_activity" else "id"
        attempts.append(f"UPDATE public.{table} SET {key} = {key}")
        attempts.append(f"DELETE FROM public.{table}")
        attempts.append(f"TRUNCATE public.{table} CASCADE")
    assert allowed(disguised, attempts) == []


def test_nothing_derived_and_no_history_is_forged(record, disguised):
    attempts = [
        f"INSERT INTO public.{table} SELECT * FROM public.{table} LIMIT 1"
        for table in (*DERIVED, *HISTORY)
    ]
    assert allowed(disguised, attempts) == []


SIDE_DOORS = [
    "SET session_replication_role = replica",
    "ALTER TABLE public.issues_entry DISABLE TRIGGER USER",
    "ALTER TABLE public.issues_entry DROP CONSTRAINT entry_kind_known",
    "DROP TRIGGER issues_close_context ON public.pghistory_context",
    (
        "CREATE OR REPLACE FUNCTION public.issues_derive_periods(asked bigint, at timestamptz)"
        " RETURNS void LANGUAGE sql AS 'SELECT'"
    ),
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA mine",
    f"SET ROLE {roles.owner()}",
    f"SET SESSION AUTHORIZATION {roles.owner()}",
    "GRANT UPDATE ON public.issues_entry TO CURRENT_USER; UPDATE public.issues_entry SET id = 1",
    "SELECT public.issues_derive_periods(1, now())",
    "SELECT public.issues_derive_activity(1, '2026-01-01', NULL)",
    "SELECT setval('public.issues_entry_id_seq', 1)",
    "DELETE FROM public.django_migrations",
]


def test_no_door_beside_the_triggers(record, disguised):
    assert allowed(disguised, SIDE_DOORS) == []


def test_a_trigger_of_its_own_does_not_reach_what_is_derived(record, disguised):
    """The derived tables look at how deep in triggers they are; so a trigger could pretend."""
    disguised.execute(
        "CREATE TEMP TABLE lever (id bigint);"
        "CREATE FUNCTION pg_temp.pull() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN PERFORM public.issues_derive_activity(NEW.id, '2030-01-01', NULL);"
        " RETURN NEW; END$$;"
        "CREATE TRIGGER pull AFTER INSERT ON pg_temp.lever FOR EACH ROW"
        " EXECUTE FUNCTION pg_temp.pull()"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        disguised.execute("INSERT INTO pg_temp.lever VALUES (%s)", [record.pk])
    assert Activity.objects.get(issue=record).last_changed_on.year == 2025


def test_no_trigger_of_the_record_can_be_borrowed(record, disguised):
    """On a table of one's own it would write with its owner's rights what is sent there."""
    functions = disguised.execute(
        "SELECT proname FROM pg_proc WHERE prorettype = 'trigger'::regtype"
        " AND pronamespace = 'public'::regnamespace"
    ).fetchall()
    assert len(functions) > 20
    disguised.execute("CREATE TEMP TABLE lent (issue_id bigint, kind text, checked_on date)")
    for (name,) in functions:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            disguised.execute(
                "CREATE TRIGGER lent AFTER INSERT ON pg_temp.lent FOR EACH ROW"
                f" EXECUTE FUNCTION public.{name}()"
            )


@pytest.mark.parametrize("table", ["issue", "status", "source", "party", "user", "lifecycle"])
def test_no_row_takes_the_number_of_another(record, disguised, table):
    """By its number all else points to it: two issues would swap their statuses."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        disguised.execute(f"UPDATE public.issues_{table} SET id = id + 1000")


def test_a_decision_moves_the_status_however_it_comes_in(record, disguised):
    newest = record.decisions.get()
    moving = making.status_of(record, "moving")
    with disguised.transaction():
        number, _ = insert_entry(
            disguised,
            record,
            kind="decision",
            decided_issue_id=record.pk,
            status_id=moving.pk,
            made_from_id=newest.pk,
        )
        _place(disguised, number, record)
    held = disguised.execute(
        "SELECT status_id FROM public.issues_statusperiod"
        " WHERE issue_id = %s AND upper_inf(holds) AND upper_inf(known) AND upper_inf(recorded)",
        [record.pk],
    ).fetchall()
    assert held == [(moving.pk,)]


def _place(connection, entry_id, issue):
    """Put an entry on its issue and rest it on a source, with invented copies of its columns."""
    connection.execute(
        "INSERT INTO public.issues_concern (entry_id, issue_id, kind, dated_on, known_on)"
        " VALUES (%s, %s, 'note', '1999-01-01', '1999-01-01')",
        [entry_id, issue.pk],
    )
    connection.execute(
        "INSERT INTO public.issues_citation (entry_id, source_id, quotation, locator, known_on,"
        " by_id) SELECT %s, source_id, '', '', '2025-08-02', by_id FROM public.issues_citation"
        " LIMIT 1",
        [entry_id],
    )


def test_a_second_decision_from_the_same_one_is_refused(record, disguised):
    announced = making.status_of(record, "announced")
    with pytest.raises(psycopg.errors.UniqueViolation, match="decision_made_from_newest"):
        insert_entry(
            disguised,
            record,
            kind="decision",
            decided_issue_id=record.pk,
            status_id=announced.pk,
        )


def test_a_decision_keeps_to_its_lifecycle(record, disguised, analyst):
    elsewhere = making.make_lifecycle("tariff").statuses.first()
    with pytest.raises(psycopg.errors.CheckViolation, match="another lifecycle"):
        insert_entry(
            disguised,
            record,
            kind="decision",
            decided_issue_id=record.pk,
            status_id=elsewhere.pk,
            made_from_id=record.decisions.get().pk,
        )


def test_an_entry_must_be_on_an_issue(record, disguised):
    with pytest.raises(psycopg.errors.CheckViolation, match="on no issue"):
        insert_entry(disguised, record)


def test_a_public_entry_must_name_a_source(record, disguised):
    def enter_without_source():
        with disguised.transaction():
            number, _ = insert_entry(disguised, record)
            disguised.execute(
                "INSERT INTO public.issues_concern (entry_id, issue_id) VALUES (%s, %s)",
                [number, record.pk],
            )

    with pytest.raises(psycopg.errors.CheckViolation, match="names no source"):
        enter_without_source()


def test_the_copies_beside_an_entry_are_the_databases(record, disguised):
    with disguised.transaction():
        number, _ = insert_entry(disguised, record)
        _place(disguised, number, record)
    copied = disguised.execute(
        "SELECT kind, dated_on::text FROM public.issues_concern WHERE entry_id = %s", [number]
    ).fetchone()
    assert copied == ("event", "2025-08-02")


def test_when_it_was_recorded_is_the_databases(record, disguised):
    with disguised.transaction():
        number, recorded_at = insert_entry(disguised, record, recorded_at="1999-01-01 00:00Z")
        _place(disguised, number, record)
    assert recorded_at.year > 2000


def test_the_number_of_an_entry_is_the_databases(record, disguised):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        insert_entry(disguised, record, id=1_000_000)


def test_a_change_of_a_row_leaves_history_however_it_comes_in(record, disguised):
    disguised.execute("UPDATE public.issues_issue SET title = 'Other' WHERE id = %s", [record.pk])
    titles = disguised.execute(
        "SELECT title FROM public.issues_issueevent WHERE pgh_obj_id = %s ORDER BY pgh_id",
        [record.pk],
    ).fetchall()
    assert titles[-1] == ("Other",)
    version = disguised.execute(
        "SELECT version FROM public.issues_issue WHERE id = %s", [record.pk]
    ).fetchone()[0]
    assert version == record.version + 1


def test_who_made_an_earlier_change_is_not_rewritten(record, disguised):
    """History keeps who and why in a row named by the connection, which could name an old one."""
    old = disguised.execute("SELECT id, metadata FROM public.pghistory_context LIMIT 1").fetchone()
    disguised.execute("SELECT set_config('pghistory.context_id', %s, false)", [str(old[0])])
    disguised.execute("SET pghistory.context_metadata = '{\"user\": 666}'")
    with pytest.raises(psycopg.errors.RestrictViolation, match="kept as it was"):
        disguised.execute("UPDATE public.issues_issue SET title = 'Other'")


def test_every_trigger_is_deaf_to_settings(as_app):
    """Ours run with their owner's rights and find the record's own tables, all of them."""
    weak = as_app.execute(
        "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND (p.proconfig IS NULL"
        " OR NOT 'search_path=pg_catalog, public, pg_temp' = ANY(p.proconfig)"
        " OR p.prosrc ~ 'pgtrigger')"
    ).fetchall()
    assert weak == []
