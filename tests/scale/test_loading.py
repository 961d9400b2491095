"""The synthetic record is loaded as the tracker writes: each change of a row with its reason."""

from datetime import UTC, datetime

import pghistory

from tests.bench.loading import load
from tests.bench.record import matter


def test_the_history_of_what_was_loaded_says_why(as_owner):
    today = datetime.now(UTC).date()
    load(as_owner, [matter(number, today) for number in range(10)])

    kept = {model.__name__: model.objects for model in pghistory.core.event_models()}
    assert kept["IssueEvent"].count() == 10
    unsaid = {name: rows.filter(pgh_context=None).count() for name, rows in kept.items()}
    assert {name: count for name, count in unsaid.items() if count} == {}
