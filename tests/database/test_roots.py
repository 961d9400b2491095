"""What raw SQL could still go round: numbers, snapshots, the order of rows, names, blank texts."""

import uuid
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.db import connection as django

from issues import actions
from issues.models import Source, Topic
from tests import making

BLANK = "\u200b\u00a0\u2800\u3164"
# 5,000 characters of which an index could spare itself none.
VARIED = "".join(str(uuid.uuid5(uuid.NAMESPACE_URL, str(number))) for number in range(139))[:5000]


@pytest.fixture
def issue(analyst, transactional_db):
    return making.make_issue(analyst, "GRD")


@pytest.fixture
def event(analyst, issue):
    return making.happen(analyst, issue)


def refused(constraint: str):
    """A refusal by exactly this guard."""
    return pytest.raises(
        psycopg.errors.IntegrityError, check=lambda e: e.diag.constraint_name == constraint
    )


def entry(by, **columns: str) -> str:
    """The INSERT of a note in raw SQL, or of what `columns` make of it."""
    merged = {
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
        "author_id": str(by.pk),
        **columns,
    }
    names, values = ", ".join(merged), ", ".join(merged.values())
    return f"INSERT INTO issues_entry ({names}) VALUES ({values})"


class TestNumbers:
    NUMBERED = (
        "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class t"
        " ON t.oid = attrelid WHERE attidentity <> '' AND relnamespace = 'public'::regnamespace"
    )

    def test_are_given_by_the_database_in_every_table(self, as_app, two_roles):
        numbered = as_app.execute(self.NUMBERED).fetchall()
        assert len(numbered) > 20
        chosen = [
            (table, right)
            for table, column in numbered
            for right in ("INSERT", "UPDATE")
            if as_app.execute(
                "SELECT has_column_privilege(%s, %s, %s)", [table, column, right]
            ).fetchone()[0]
        ]
        assert chosen == []

    def test_of_a_deleted_issue_is_not_taken_by_another(self, as_app, issue, two_roles):
        other = making.make_lifecycle("threat")
        again = (
            "INSERT INTO issues_issue (id, reference, title, aliases, lifecycle_id, success_test,"
            f" visibility, opened_on, version) VALUES ({issue.pk}, 'GRD', 'x', '{{}}', {other.pk},"
            " '', 'draft', '2025-07-01', 1)"
        )
        with as_app.transaction(force_rollback=True):
            as_app.execute("DELETE FROM issues_issue")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_app.execute(again)

    @pytest.mark.parametrize("older", ["made_from_id", "supersedes_id"])
    def test_of_an_entry_is_higher_than_of_what_it_follows_on(
        self, as_owner, analyst, issue, older
    ):
        newest = making.decide(analyst, issue, "announced")
        columns = {"decided_issue_id": str(issue.pk), "kind": "'decision'"}
        columns |= {"status_id": str(newest.status_id), older: str(newest.pk)}
        if older == "supersedes_id":
            columns |= {"change": "'correction'", "change_reason": "'x'"}
        with refused("entry_follows_on_earlier"):
            as_owner.execute(entry(analyst, id=str(newest.pk - 1000), **columns))


class TestSnapshots:
    """One from before hides what another has committed, and with it what a guard looks for."""

    @contextmanager
    def earlier(self, connection, level: str = "REPEATABLE READ"):
        with refused("record_sees_others"), connection.transaction():
            connection.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            connection.execute("SELECT count(*) FROM issues_entry")
            yield

    @pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
    def test_do_not_hide_the_first_decision_from_a_change_of_kind(
        self, as_app, analyst, issue, level
    ):
        other = making.make_lifecycle("threat")
        with self.earlier(as_app, level):
            making.decide(analyst, issue, "announced")
            as_app.execute("UPDATE issues_issue SET lifecycle_id = %s", [other.pk])

    def test_do_not_hide_who_was_given_a_status(self, as_app, analyst, issue):
        with self.earlier(as_app):
            making.decide(analyst, issue, "moving")
            as_app.execute("UPDATE issues_status SET phase = 'stalled' WHERE slug = 'moving'")

    def test_do_not_hide_half_of_a_circle(self, as_app, analyst, issue):
        other = making.make_issue(analyst)
        source = making.make_source(analyst)
        with self.earlier(as_app):
            making.link(analyst, issue, other)
            as_app.execute(
                "INSERT INTO issues_link (uid, issue_id, other_id, kind, reason, source_id,"
                " quotation, locator, known_on, known_on_reason, by_id) VALUES"
                " (gen_random_uuid(), %s, %s, 'conditional_on', 'x', %s, '', '', '2025-09-01', '',"
                " %s)",
                [other.pk, issue.pk, source.pk, analyst.pk],
            )

    @pytest.mark.parametrize("guarded", ["entry", "concern", "citation", "link_end", "move"])
    def test_are_no_ground_to_write_the_record_on(self, as_owner, analyst, issue, event, guarded):
        rows = {
            "entry": entry(analyst),
            "concern": "INSERT INTO issues_concern (entry_id, issue_id) VALUES (1, 1)",
            "citation": (
                "INSERT INTO issues_citation (entry_id, source_id, quotation, locator, known_on,"
                f" by_id) VALUES ({event.pk}, 1, '', '', '2025-09-01', 1)"
            ),
            "link_end": (
                "INSERT INTO issues_linkend (link_id, reason, known_on, by_id)"
                " VALUES (1, 'x', '2026-01-01', 1)"
            ),
            "move": "UPDATE issues_move SET source_id = NULL",
        }
        with self.earlier(as_owner):
            as_owner.execute(rows[guarded])


class TestOrder:
    """In one transaction foreign keys look only at its end."""

    ABSENT = 1_000_000

    def test_an_entry_comes_before_its_citations(self, as_app, analyst):
        source = making.make_source(analyst)
        with refused("citation_of_what_is_there"):
            as_app.execute(
                "INSERT INTO issues_citation (entry_id, source_id, quotation, locator, known_on,"
                " by_id) VALUES (%s, %s, '', '', '-infinity', %s)",
                [self.ABSENT, source.pk, analyst.pk],
            )

    @pytest.mark.parametrize("absent", ["entry", "issue"])
    def test_an_entry_and_an_issue_come_before_they_are_joined(
        self, as_app, analyst, issue, absent
    ):
        with refused("concern_joins_what_is_there"), as_app.transaction():
            (pk,) = as_app.execute(f"{entry(analyst)} RETURNING id").fetchone()
            there = {"entry": pk, "issue": issue.pk, absent: self.ABSENT}
            as_app.execute(
                "INSERT INTO issues_concern (entry_id, issue_id) VALUES (%(entry)s, %(issue)s)",
                there,
            )

    def test_a_link_comes_before_its_end(self, as_app, analyst):
        with refused("link_ends_after_it_began"):
            as_app.execute(
                "INSERT INTO issues_linkend (link_id, reason, known_on, by_id)"
                " VALUES (%s, 'x', '-infinity', %s)",
                [self.ABSENT, analyst.pk],
            )

    def test_an_issue_comes_before_its_checks(self, as_app, analyst):
        with refused("check_of_what_is_there"):
            as_app.execute(
                "INSERT INTO issues_check (issue_id, checked_on, by_id)"
                " VALUES (%s, '2026-01-01', %s)",
                [self.ABSENT, analyst.pk],
            )

    @pytest.mark.parametrize("end", ["source_id", "target_id"])
    def test_statuses_come_before_moves_between_them(self, as_app, issue, end):
        with refused("move_in_lifecycle"):
            as_app.execute(f"UPDATE issues_move SET {end} = %s", [self.ABSENT])

    def test_no_citation_is_known_beyond_the_calendar(self, as_app, event):
        with refused("citation_in_calendar"):
            as_app.execute(
                "INSERT INTO issues_citation (entry_id, source_id, quotation, locator, known_on,"
                " by_id) SELECT entry_id, source_id, 'x', '', 'infinity', by_id"
                " FROM issues_citation"
            )

    def test_no_end_of_a_link_is_known_beyond_the_calendar(self, as_app, analyst, issue):
        link = making.link(analyst, issue, making.make_issue(analyst))
        with refused("link_end_in_calendar"):
            as_app.execute(
                "INSERT INTO issues_linkend (link_id, reason, known_on, by_id)"
                " VALUES (%s, 'x', 'infinity', %s)",
                [link.pk, analyst.pk],
            )


class TestNames:
    def test_of_types_are_those_that_the_database_has(self, as_owner):
        as_owner.execute("CREATE DOMAIN pg_temp.date AS pg_catalog.date CHECK (false)")
        month = "issues_well_formed('2025-08-01', '2025-08-31', 'month')"
        assert as_owner.execute(f"SELECT {month}").fetchone() == (True,)

    def test_are_bound_or_found_in_the_record_in_every_function(self, as_owner):
        loose = as_owner.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            r" AND proname LIKE 'issues\_%' AND prosqlbody IS NULL AND (proconfig IS NULL"
            " OR NOT 'search_path=pg_catalog, public, pg_temp' = ANY(proconfig))"
        ).fetchall()
        assert loose == []

    def test_of_ones_own_need_a_right_that_the_serving_role_has_not(self, as_app, two_roles):
        for mine in ("TABLE pg_temp.mine (id int)", "TYPE pg_temp.date AS (x int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_app.execute(f"CREATE {mine}")


class TestLongTexts:
    def test_a_long_quotation_is_cited_once(self, analyst, as_app, event):
        cited = actions.Cite(making.make_source(analyst), VARIED)
        making.happen(analyst, list(event.issues.all()), citations=[cited])
        with refused("citation_once"):
            as_app.execute(
                "INSERT INTO issues_citation (entry_id, source_id, quotation, locator, known_on,"
                " by_id) SELECT entry_id, source_id, quotation, locator, known_on, by_id"
                " FROM issues_citation WHERE quotation <> ''"
            )

    def test_a_long_address_stands_at_one_source(self, analyst, as_app):
        url = f"https://news.example/{VARIED}"[:900] + "高" * 100
        added = making.make_source(analyst, url=url, title="Long")
        assert making.make_source(analyst, url=url, title="Long") == added
        with refused("source_url_once"):
            as_app.execute(
                "INSERT INTO issues_source (slug, title, title_basis, publisher, url, kind,"
                " stored_text, version) VALUES ('other', 'x', 'page', 'x', %s, 'news', '', 1)",
                [url],
            )

    def test_an_address_that_another_source_has_is_refused_in_words(self, editor):
        first, second = making.make_source(editor), making.make_source(editor)
        second.url = first.url
        with pytest.raises(actions.Refused, match="Another source has this address already"):
            actions.save_row(by=editor, row=second, version=second.version, what="edit source")

    @pytest.mark.parametrize("asked", [{"url": "https://a"}, {"url__in": ["https://a", "b"]}])
    def test_a_source_is_found_by_its_address_without_reading_all(self, db, asked):
        many = [
            Source(slug=f"s{n}", title="x", publisher="x", url=f"https://{n}") for n in range(2000)
        ]
        Source.objects.bulk_create(many)
        with django.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "source_by_url" in Source.objects.filter(**asked).order_by().explain()


BLANKS = [
    ("issues_source", "title", "source_is_named"),
    ("issues_source", "publisher", "source_is_named"),
    ("issues_source", "slug", "source_is_named"),
    ("issues_issue", "title", "issue_is_titled"),
    ("issues_party", "name", "party_is_named"),
    ("issues_party", "slug", "party_is_named"),
    ("issues_topic", "name", "topic_is_named"),
    ("issues_lifecycle", "name", "lifecycle_is_named"),
    ("issues_status", "name", "status_is_named"),
    ("issues_status", "definition", "status_is_defined"),
]
KEPT = [
    ("issues_source", "stored_text", "source_text_is_kept"),
    ("issues_source", "title", "source_text_is_kept"),
    ("issues_issue", "title", "issue_text_is_kept"),
    ("issues_issue", "success_test", "issue_text_is_kept"),
    ("issues_party", "name", "party_text_is_kept"),
    ("issues_topic", "name", "topic_text_is_kept"),
    ("issues_lifecycle", "description", "lifecycle_text_is_kept"),
    ("issues_status", "definition", "status_text_is_kept"),
]


class TestTexts:
    @pytest.fixture(autouse=True)
    def rows(self, analyst, issue):
        making.make_source(analyst)
        making.make_party("Korea")
        Topic.objects.create(slug="t", name="T")

    @pytest.mark.parametrize(("table", "column", "guard"), BLANKS)
    def test_that_nobody_would_see_are_none(self, as_app, table, column, guard):
        one = f"UPDATE {table} SET {column} = %s WHERE id = (SELECT min(id) FROM {table})"
        for blank in (BLANK, " \t", ""):
            with refused(guard):
                as_app.execute(one, [blank])

    @pytest.mark.parametrize(("table", "column", "guard"), KEPT)
    def test_hold_no_control_characters(self, as_app, table, column, guard):
        one = f"UPDATE {table} SET {column} = %s WHERE id = (SELECT min(id) FROM {table})"
        for control in ("\x01", "\x0b", "\x1f", "\uffff"):
            with refused(guard):
                as_app.execute(one, [f"a{control}b"])
        as_app.execute(one, ["a\tb\nc é 高 😀"])

    @pytest.mark.parametrize("table", ["issue", "party"])
    def test_of_lists_hold_none_either(self, as_app, table):
        with refused(f"{table}_text_is_kept"):
            as_app.execute(f"UPDATE issues_{table} SET aliases = ARRAY['a', E'b\x01']")

    @pytest.mark.parametrize(
        ("columns", "guard"),
        [
            ({"body": f"'{BLANK}'"}, "entry_says_something"),
            ({"body": "'a\x01b'"}, "entry_text_is_kept"),
            ({"date_words": "'a\x01b'"}, "entry_text_is_kept"),
            ({"measure": f"'{BLANK}'", "unit": "'%%'"}, "entry_figure_is_whole"),
            ({"measure": "'x'", "unit": f"'{BLANK}'"}, "entry_figure_is_whole"),
            ({"measure": "'x'", "unit": "' '", "currency": "'USD'"}, "entry_figure_is_whole"),
        ],
    )
    def test_of_the_record_are_held_to_the_same(self, as_app, analyst, columns, guard):
        if "measure" in columns:
            reporter = str(making.make_party("Reporter", kind="outlet").pk)
            columns = {**columns, "kind": "'figure'", "value": "1", "reporter_id": reporter}
        with refused(guard):
            as_app.execute(entry(analyst, **columns))

    def test_of_changes_links_and_citations_too(self, as_app, analyst, event, issue):
        older = {"supersedes_id": str(event.pk), "change": "'correction'", "kind": "'event'"}
        with refused("entry_change_has_reason"):
            as_app.execute(entry(analyst, **older, change_reason=f"'{BLANK}'"))
        with refused("citation_text_is_kept"):
            as_app.execute(
                "INSERT INTO issues_citation (entry_id, source_id, quotation, locator, known_on,"
                " by_id) SELECT entry_id, source_id, E'\x01', '', known_on, by_id"
                " FROM issues_citation"
            )

    @pytest.mark.parametrize(("reason", "rule"), [(BLANK, "has_reason"), ("a\x01", "text_is_kept")])
    def test_of_links_and_their_ends(self, as_app, analyst, issue, reason, rule):
        link = making.link(analyst, issue, making.make_issue(analyst))
        with refused(f"link_{rule}"):
            as_app.execute(
                "INSERT INTO issues_link (uid, issue_id, other_id, kind, reason, source_id,"
                " quotation, locator, known_on, known_on_reason, by_id) SELECT gen_random_uuid(),"
                " other_id, issue_id, 'part_of', %s, source_id, '', '', known_on, '', by_id"
                " FROM issues_link",
                [reason],
            )
        with refused(f"link_end_{rule}"):
            as_app.execute(
                "INSERT INTO issues_linkend (link_id, reason, known_on, by_id)"
                " VALUES (%s, %s, '2026-01-01', %s)",
                [link.pk, reason, analyst.pk],
            )

    def test_that_the_record_cannot_hold_are_refused_in_words(self, analyst, issue, event):
        """Whoever goes past the forms reads a sentence, too."""
        with pytest.raises(actions.Refused, match="control characters"):
            making.happen(analyst, issue, body="a\x01b")
        source = making.make_source(analyst)
        with pytest.raises(actions.Refused, match="a control character"):
            actions.cite(
                by=analyst, entry=event, source=source, today=date(2026, 1, 1), quotation="a\x01b"
            )
        with pytest.raises(actions.Refused, match="a control character"):
            making.link(analyst, issue, making.make_issue(analyst), reason="a\x01b")
