"""How a change is taken back: by an ordinary form, filled in already, that records an entry.

Nothing is removed. Undoing a first version, or what took back a retraction, retracts it; undoing
another correction or a retraction corrects it back to what stood before. They say so in their
reason.
"""

from collections.abc import Iterator
from uuid import UUID

from issues.actions import Cite
from issues.forms.correcting import mark, values_of
from issues.lifecycle.kinds import Change
from issues.models import Entry
from issues.reads.editing import newest_uid
from issues.views.saved import Undo

TAKEN_BACK = "Undone at once: it had been saved by mistake."


def undo_entry(entry: Entry, at: str = "") -> Undo:
    """Take back an entry that was recorded just now.

    A decision is taken back only while it is the issue's newest: later it is refused as stale.
    `at` is the place of the page that is looked at, where that is not the entry's own.
    """
    decided = entry.uid if entry.decided_issue_id else None
    given = [*_made_from(entry, decided), *([("at", at)] if at else [])]
    if entry.supersedes is None or entry.supersedes.change == Change.RETRACTION:
        return Undo.by("retract_entry", entry.uid, given)
    return Undo.by("correct_entry", entry.uid, [*given, *_values(entry.supersedes)])


def undo_cite(entry: Entry, use: Cite) -> Undo:
    """A version of the entry without the source that was just cited; its wording stays."""
    without = [
        (name, value)
        for name, value in _values(entry)
        if (name, value) != ("keep", _mark_of(entry, use))
    ]
    newest = newest_uid(entry.decided_issue) if entry.decided_issue else None
    return Undo.by("correct_entry", entry.uid, [*_made_from(entry, newest), *without])


def _made_from(entry: Entry, newest: UUID | None) -> Iterator[tuple[str, object]]:
    """The versions and the knowledge that an undoing carries: those of what it takes back."""
    yield "supersedes", entry.uid
    if newest:
        yield "made_from", newest
    yield "known_on", entry.known_on
    yield "known_on_reason", entry.known_on_reason
    yield "change_reason", TAKEN_BACK


def _values(entry: Entry) -> Iterator[tuple[str, object]]:
    for name, value in values_of(entry).items():
        for one in value if isinstance(value, list) else [value]:
            yield name, one


def _mark_of(entry: Entry, use: Cite) -> str:
    citations = entry.citations.with_sources()
    return mark(citations.get(source=use.source, quotation=use.quotation, locator=use.locator))
