"""The kinds of entry and of change, and what each one owes the record."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What one line of the record is."""

    DECISION = "decision"
    EVENT = "event"
    EXPECTATION = "expectation"
    FIGURE = "figure"
    ASSESSMENT = "assessment"
    NOTE = "note"

    @property
    def label(self) -> str:
        return self.value

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(kind.value, kind.label) for kind in cls]


# Readers see these; a note is for the team alone.
PUBLIC_KINDS = (
    EntryKind.DECISION,
    EntryKind.EVENT,
    EntryKind.EXPECTATION,
    EntryKind.FIGURE,
    EntryKind.ASSESSMENT,
)


class Change(StrEnum):
    """Why an entry supersedes an older one; FIRST is an entry that supersedes nothing.

    The last three tell how an expectation went on: it got another window, another probability, or
    an end. The others say that what stood there was not right.
    """

    FIRST = ""
    CORRECTION = "correction"
    WORDING = "wording"
    RETRACTION = "retraction"
    MOVED = "moved"
    REVISED = "revised"
    RESOLVED = "resolved"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(change.value, change.value or "first version") for change in cls]


# What happens to an expectation, as against what was wrong about an entry.
PROGRESS = (Change.MOVED, Change.REVISED, Change.RESOLVED)
