"""The command writes the record as of a day, and as the database had it by an instant."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.making import decide, happen, make_issue, note

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def between(analyst) -> str:
    """An instant; before it and after it something was recorded of the same days."""
    issue = make_issue(analyst, "FDI")
    decide(analyst, issue, "moving", date(2025, 8, 1))
    happen(analyst, issue, "Known early.", date(2025, 9, 1))
    happen(analyst, issue, "Known late.", date(2026, 2, 1))
    note(analyst, issue, "Known to us.", date(2025, 9, 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant = cursor.fetchone()[0].astimezone(UTC)
    happen(analyst, issue, "Recorded later.", date(2025, 9, 2))
    make_issue(analyst, "NEW", opened_on=date(2025, 7, 1))
    return instant.isoformat()


def exported(capsys, *options: str) -> tuple[list[str], list[str]]:
    """The issues, and what is told of events and in notes."""
    capsys.readouterr()
    call_command("export_record", *options)
    record = json.loads(capsys.readouterr().out)
    told = [entry["body"] for entry in record["entries"] if entry["kind"] != "decision"]
    return [issue["reference"] for issue in record["issues"]], told


def test_a_day_and_an_instant_leave_out_what_came_later(between, capsys):
    asked = {
        (): (["FDI", "NEW"], ["Known early.", "Known late.", "Recorded later."]),
        ("--as-of", "2025-10-28"): (["FDI", "NEW"], ["Known early.", "Recorded later."]),
        ("--recorded-by", between): (["FDI"], ["Known early.", "Known late."]),
        ("--as-of", "2025-10-28", "--recorded-by", between): (["FDI"], ["Known early."]),
        ("--all", "--as-of", "2025-10-28", "--recorded-by", between): (
            ["FDI"],
            ["Known early.", "Known to us."],
        ),
    }
    for options, (issues, told) in asked.items():
        found = exported(capsys, *options)
        assert (sorted(found[0]), found[1]) == (issues, told), options


def test_a_day_alone_is_an_instant_at_its_end(between, capsys):
    today = datetime.now(UTC).date()
    later = exported(capsys, "--recorded-by", f"{today + timedelta(days=1)}")
    assert "Recorded later." in later[1]
    assert exported(capsys, "--recorded-by", f"{today - timedelta(days=1)}") == ([], [])
    assert "Recorded later." in exported(capsys, "--recorded-by", f"{today}")[1]


@pytest.mark.parametrize(
    ("option", "asked", "sentence"),
    [
        ("--as-of", "2999-01-01", "“2999-01-01” is still to come"),
        ("--as-of", "1899-12-31", "No record goes back to 1899-12-31."),
        ("--as-of", "May", "“May” cannot be read as a day. Write it as 2025-10-28."),
        ("--recorded-by", "May", "“May” cannot be read as an instant."),
    ],
)
def test_a_moment_that_is_none_is_refused_as_on_pages(option, asked, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_record", option, asked)
