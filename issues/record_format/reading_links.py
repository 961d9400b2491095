"""Reads one link of a record."""

from __future__ import annotations

from issues.lifecycle.links import LinkKind
from issues.record_format.objects import Obj
from issues.record_format.rows import EndRow, LinkRow


def read_link(obj: Obj) -> LinkRow:
    """The link that stands in `obj`; what is wrong with it is noted there."""
    row = LinkRow(
        at=obj.place,
        uid=obj.uid("uid"),
        issue=obj.text("issue", needed=True),
        other=obj.text("other", needed=True),
        kind=obj.member("kind", LinkKind, LinkKind.IN_ANSWER_TO),
        reason=obj.verbatim("reason").strip(),
        source=obj.text("source", needed=True),
        quotation=obj.verbatim("quotation"),
        locator=obj.text("locator", longest=200),
        known_on=obj.day("known_on"),
        known_on_reason=obj.text("known_on_reason", longest=300),
        by=obj.text("by", needed=True),
        ended=_end(obj.object("ended")),
    )
    if row.issue and row.issue.upper() == row.other.upper():
        obj.problem("other", "An issue is linked to another, not to itself.", row.other)
    if not row.reason:
        obj.problem("reason", "Say why the two are linked.")
    if row.ended and row.ended.known_on < row.known_on:
        sentence = "The end of a link cannot be known before the link."
        obj.problem("ended", sentence, str(row.ended.known_on))
    return row


def _end(obj: Obj | None) -> EndRow | None:
    if obj is None:
        return None
    row = EndRow(
        at=obj.place,
        reason=obj.verbatim("reason").strip(),
        known_on=obj.day("known_on"),
        by=obj.text("by", needed=True),
    )
    if not row.reason:
        obj.problem("reason", "Say why the link no longer holds.")
    obj.done()
    return row
