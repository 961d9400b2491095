"""Holds what became of an expectation against what it was before."""

from __future__ import annotations

from collections.abc import Iterator

from issues.lifecycle.kinds import Change
from issues.record_format.problems import Problem
from issues.record_format.rows import EntryRow, ExpectationRow, as_data


def going_on_problems(entry: EntryRow, now: ExpectationRow, older: EntryRow) -> Iterator[Problem]:
    """An expectation goes on as it was but for what its change says, and only until it ends.

    `entry` moves, revises or resolves `older`, and `now` is what it has of an expectation.
    """
    before = older.expectation
    if before is None or before.resolution is not None:
        sentence = "What this supersedes has ended; a correction may change how."
        yield Problem(entry.at.at("supersedes"), sentence, str(older.uid))
        return
    if entry.body != older.body:
        sentence = "The text stays as it was; what is new is said in change_reason."
        yield Problem(entry.at.at("body"), sentence, entry.body)
    if set(entry.issues) != set(older.issues):
        place, found = entry.at.at("issues"), ", ".join(entry.issues)
        yield Problem(place, "It stays on its issues.", found, older.issues)
    if now.expected_by != before.expected_by:
        place, sentence = now.at.at("expected_by"), "Whose expectation it is stays."
        yield Problem(place, sentence, now.expected_by, (before.expected_by,))
    yield from _window_problems(entry, older)
    yield from _probability_problems(entry.change, now, before)


def _window_problems(entry: EntryRow, older: EntryRow) -> Iterator[Problem]:
    place = entry.at.at("date")
    if entry.change == Change.MOVED and _span(entry) == _span(older):
        yield Problem(place, "This is the window that it had; give the new one.")
    if entry.change != Change.MOVED and as_data(entry.date) != as_data(older.date):
        yield Problem(place, "Only what was moved has another window.")


def _span(entry: EntryRow) -> object:
    """The days of an entry's date, whatever the words for them."""
    return entry.date and (entry.date.first, entry.date.last, entry.date.precision)


def _probability_problems(
    change: Change | None, now: ExpectationRow, before: ExpectationRow
) -> Iterator[Problem]:
    place, found = now.at.at("probability"), as_data(now.probability)
    same = now.probability == before.probability
    if change == Change.REVISED and same:
        yield Problem(place, "This is the probability that it had.", found)
    if change == Change.RESOLVED and not same:
        had = as_data(before.probability) or "null"
        yield Problem(place, "An end gives no other probability.", found, (had,))
