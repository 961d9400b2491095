"""Promise 1, tried past Django: the status of any day, as known on any day, equals the record."""

import random
from datetime import date, timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command

from issues import actions
from issues.dates import parse
from issues.lifecycle.knowledge import END_OF_TIME, AsOf
from issues.models import Entry, StatusPeriod
from tests import making
from tracker.database.roles import connect_as

FIRST = date(2025, 7, 1)


def status_on(issue, on: date, known_by: date, recorded_by=END_OF_TIME) -> str | None:
    """What the pages look up; there is never more than one."""
    periods = StatusPeriod.objects.as_of(AsOf(known_by, recorded_by)).filter(
        issue=issue, holds__contains=on
    )
    found = [None, *periods.values_list("status__slug", flat=True)]
    assert len(found) <= 2
    return found[-1]


def replayed(issue, on: date, known_by: date, recorded_by=END_OF_TIME) -> str | None:
    """The same from the decisions alone, one after the other, as a person would do it."""
    recorded = issue.decisions.filter(recorded_at__lte=recorded_by)
    known = list(recorded.filter(known_on__lte=known_by).order_by("id"))
    gone = {entry.supersedes_id for entry in known}
    standing = [e for e in known if e.pk not in gone and e.change != "retraction"]
    due = [e for e in standing if e.first_on <= on]
    if not due:
        return None
    newest = max(due, key=lambda e: (e.first_on, e.origin_id or e.pk))
    return newest.status.slug


def test_a_decision_changes_the_status_from_its_day_on(analyst):
    issue = making.make_issue(analyst)
    making.decide(analyst, issue, "announced", date(2025, 8, 1))
    assert status_on(issue, date(2025, 7, 31), making.TODAY) is None
    assert status_on(issue, date(2025, 8, 1), making.TODAY) == "announced"


def test_a_scheduled_decision_changes_the_page_on_its_day_without_a_write(analyst):
    issue = making.make_issue(analyst)
    making.decide(analyst, issue, "announced", date(2025, 8, 1))
    making.decide(analyst, issue, "stalled", date(2025, 11, 10), known_on=date(2025, 10, 30))
    eve, morning = date(2025, 11, 9), date(2025, 11, 10)
    assert status_on(issue, eve, eve) == "announced"
    assert status_on(issue, morning, morning) == "stalled"


def test_a_fuzzy_decision_holds_from_the_first_day_of_its_range(analyst):
    issue = making.make_issue(analyst)
    making.decide(analyst, issue, "announced", date=parse("August 2025"), known_on=date(2025, 9, 2))
    assert status_on(issue, date(2025, 8, 1), making.TODAY) == "announced"


def test_what_was_not_known_yet_does_not_show(analyst):
    issue = making.make_issue(analyst)
    making.decide(analyst, issue, "announced", date(2025, 8, 1), known_on=date(2025, 8, 20))
    assert status_on(issue, date(2025, 8, 10), date(2025, 8, 10)) is None
    assert status_on(issue, date(2025, 8, 10), date(2025, 8, 20)) == "announced"


def test_a_retraction_gives_back_the_status_before_from_the_day_it_was_made(analyst):
    issue = making.make_issue(analyst)
    making.decide(analyst, issue, "announced", date(2025, 8, 1))
    wrong = making.decide(analyst, issue, "stalled", date(2025, 9, 1))
    actions.retract_entry(
        by=analyst,
        entry=wrong,
        reason="Misread.",
        known_on=date(2025, 9, 5),
        today=making.TODAY,
        made_from=wrong,
    )
    assert status_on(issue, date(2025, 9, 4), date(2025, 9, 4)) == "stalled"
    assert status_on(issue, date(2025, 9, 4), date(2025, 9, 5)) == "announced"


def test_a_corrected_wording_keeps_its_place_among_decisions_of_one_day(analyst):
    issue = making.make_issue(analyst)
    first = making.decide(analyst, issue, "announced", date(2025, 8, 1))
    second = making.decide(analyst, issue, "moving", date(2025, 8, 1))
    actions.correct_entry(
        by=analyst,
        entry=first,
        reason="Typing error.",
        body="Announced, that is.",
        date=first.date,
        citations=[actions.Cite(making.make_source(analyst))],
        known_on=making.TODAY,
        today=making.TODAY,
        wording_only=True,
        status=first.status,
        made_from=second,
    )
    assert status_on(issue, making.TODAY, making.TODAY) == "moving"


@pytest.mark.parametrize("seed", range(12))
def test_periods_equal_a_replay_of_the_decisions(analyst, seed):
    """Random decisions, corrections and retractions; random days; no difference."""
    chance = random.Random(seed)
    issue = making.make_issue(analyst)
    cites = [actions.Cite(making.make_source(analyst))]
    statuses = list(issue.lifecycle.statuses.all())
    newest = None
    known_on = FIRST
    for _ in range(12):
        known_on += timedelta(days=chance.choice([0, 0, 3, 20]))
        on = FIRST + timedelta(days=chance.randint(0, 120))
        standing = list(issue.decisions.filter(superseded_by=None).order_by("id"))
        older = chance.choice(standing) if standing and chance.random() < 0.45 else None
        if older and older.change != "retraction" and chance.random() < 0.5:
            newest = actions.retract_entry(
                by=analyst,
                entry=older,
                reason="Wrong.",
                known_on=known_on,
                today=making.TODAY,
                made_from=newest,
            )
            continue
        newest = Entry.objects.create(
            kind="decision",
            body="So it is.",
            first_on=on,
            last_on=on,
            known_on=known_on,
            author=analyst,
            decided_issue=issue,
            status=chance.choice(statuses),
            made_from=newest,
            supersedes=older,
            change="correction" if older else "",
            change_reason="Better." if older else "",
        )
        newest.concerns.create(issue=issue)
        newest.citations.create(source=cites[0].source, known_on=known_on, by=analyst)
    for _ in range(80):
        on = FIRST + timedelta(days=chance.randint(-5, 160))
        known_by = FIRST + timedelta(days=chance.randint(-5, 200))
        assert status_on(issue, on, known_by) == replayed(issue, on, known_by), (on, known_by)
    for recorded_by in issue.decisions.values_list("recorded_at", flat=True):
        for at in (recorded_by, recorded_by - timedelta(microseconds=1)):
            on = FIRST + timedelta(days=chance.randint(-5, 160))
            known_by = FIRST + timedelta(days=chance.randint(-5, 200))
            asked = (issue, on, known_by, at)
            assert status_on(*asked) == replayed(*asked), asked
    call_command("verify_record")


def test_no_two_periods_of_an_issue_can_overlap(analyst, as_owner):
    issue = making.make_issue(analyst)
    making.decide(analyst, issue, "announced")
    with as_owner.transaction():
        as_owner.execute("ALTER TABLE issues_statusperiod DISABLE TRIGGER USER")
        with pytest.raises(psycopg.errors.ExclusionViolation), as_owner.transaction():
            as_owner.execute(
                "INSERT INTO issues_statusperiod"
                " (issue_id, decision_id, status_id, holds, known, recorded)"
                " SELECT issue_id, decision_id, status_id, holds, known, recorded"
                " FROM issues_statusperiod"
            )
        as_owner.execute("ALTER TABLE issues_statusperiod ENABLE TRIGGER USER")


def test_verify_record_names_a_period_that_does_not_follow(analyst, as_owner, capsys):
    issue = making.make_issue(analyst, "BENT")
    making.decide(analyst, issue, "announced")
    with as_owner.transaction():
        as_owner.execute("ALTER TABLE issues_statusperiod DISABLE TRIGGER USER")
        as_owner.execute("UPDATE issues_statusperiod SET holds = '[2020-01-01,)'")
        as_owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        as_owner.execute("ALTER TABLE issues_statusperiod ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="2 rows of the kind “status period” differ"):
        call_command("verify_record")
    assert "BENT: surplus" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        ("UPDATE issues_activity SET begun_on = '2020-01-01'", "activity"),
        ("UPDATE issues_activity SET last_changed_on = '2030-01-01'", "activity"),
        ("UPDATE issues_activity SET last_checked_on = '2026-01-01'", "activity"),
        ("DELETE FROM issues_activity", "activity"),
        ("UPDATE issues_changeday SET until = NULL", "day of change"),
        ("DELETE FROM issues_changeday WHERE until IS NULL", "day of change"),
    ],
)
def test_what_else_is_derived_is_verified_and_rebuilt(analyst, as_owner, spoil, kind):
    issue = making.make_issue(analyst, "BENT")
    making.decide(analyst, issue, "announced")
    call_command("verify_record")
    _without_triggers(as_owner, spoil.split()[1 if spoil.startswith("UPDATE") else 2], spoil)
    with pytest.raises(CommandError, match=f"of the kind “{kind}” differ"):
        call_command("verify_record")
    connect_as("owner")
    try:
        call_command("verify_record", rebuild=True)
    finally:
        connect_as("app")


def test_a_decision_that_gives_a_status_of_another_lifecycle_is_found(analyst, as_owner, capsys):
    issue = making.make_issue(analyst, "BENT")
    making.decide(analyst, issue, "announced")
    other = making.make_lifecycle("threat")
    change = f"UPDATE issues_issue SET lifecycle_id = {other.pk}"
    _without_triggers(as_owner, "issues_issue", change)
    with pytest.raises(CommandError, match="1 decisions give a status of another lifecycle"):
        call_command("verify_record")
    assert "BENT: decision" in capsys.readouterr().err


def _without_triggers(owner, table: str, statement: str) -> None:
    with owner.transaction():
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(statement)
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_raw_sql_cannot_change_a_status_without_a_whole_decision(analyst, as_owner):
    issue = making.make_issue(analyst)
    making.decide(analyst, issue, "announced")
    moving = making.status_of(issue, "moving")
    columns = (
        "uid, kind, body, first_on, last_on, date_precision, date_words, known_on,"
        " known_on_reason, author_id, change, change_reason, decided_issue_id, status_id,"
        " made_from_id"
    )
    values = (
        "gen_random_uuid(), 'decision', %(body)s, '2025-09-01', '2025-09-01', 'day', '',"
        " '2025-09-01', '', %(author)s, '', '', %(issue)s, %(status)s, %(made_from)s"
    )
    insert = f"INSERT INTO issues_entry ({columns}) VALUES ({values})"
    newest = actions.newest_decision(issue).pk
    good = {
        "body": "So it is.",
        "author": analyst.pk,
        "issue": issue.pk,
        "status": moving.pk,
        "made_from": newest,
    }
    for bad, refusal in [
        ({"body": " "}, psycopg.errors.CheckViolation),
        ({"author": None}, psycopg.errors.NotNullViolation),
        ({"status": None}, psycopg.errors.CheckViolation),
        ({"made_from": None}, psycopg.errors.UniqueViolation),
        ({}, psycopg.errors.CheckViolation),  # whole but for the source: refused at commit
    ]:
        with pytest.raises(refusal):
            as_owner.execute(insert, {**good, **bad})
    assert status_on(issue, making.TODAY, making.TODAY) == "announced"
