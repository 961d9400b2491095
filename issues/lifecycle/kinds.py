"""The kinds of entry and of change, and what each one owes the record."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What one line of the record is. Expectations and figures have their place among these."""

    DECISION = "decision"
    EVENT = "event"
    ASSESSMENT = "assessment"
    NOTE = "note"

    @property
    def label(self) -> str:
        return self.value

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(kind.value, kind.label) for kind in cls]


# Readers see these; a note is for the team alone.
PUBLIC_KINDS = (EntryKind.DECISION, EntryKind.EVENT, EntryKind.ASSESSMENT)


class Change(StrEnum):
    """Why an entry supersedes an older one; FIRST is an entry that supersedes nothing."""

    FIRST = ""
    CORRECTION = "correction"
    WORDING = "wording"
    RETRACTION = "retraction"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(change.value, change.value or "first version") for change in cls]
