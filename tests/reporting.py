"""Figures for tests, reported through the action and typed as an analyst types them."""

from datetime import date

from issues import actions
from issues.dates import parse
from issues.lifecycle.figures import Rung, parse_value
from issues.models import Entry, Issue, Party, User
from tests.making import TODAY, make_party, make_source


def report(
    by: User,
    issue: Issue,
    measure: str = "investment",
    rung: Rung = Rung.SIGNED,
    value: str = "36 billion",
    as_of: str = "17 February 2026",
    reporter: Party | str = "Reuters",
    **fields,
) -> Entry:
    """That a reporter, found or made by name, gives a value; in US dollars if nothing is said."""
    if isinstance(reporter, str):
        reporter = Party.objects.filter(name=reporter).first() or make_party(reporter)
    fields.setdefault("citations", [actions.Cite(make_source(by))])
    fields.setdefault("currency", "" if fields.get("unit") else "USD")
    return actions.report_figure(
        by=by,
        issues=[issue],
        measure=measure,
        rung=rung,
        value=parse_value(value),
        unit=fields.pop("unit", ""),
        as_of=parse(as_of),
        reporter=reporter,
        body=fields.pop("body", "They gave a figure."),
        known_on=fields.pop("known_on", date(2026, 2, 18)),
        today=fields.pop("today", TODAY),
        **fields,
    )
