"""The sentences that open an issue: where it stands, since when, why, and who says so.

Made from the decision in force and from the next scheduled one, so they cannot disagree with them.
And those that say what it does not know: what came of what was expected, what happened since.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """One decision in words: `since`, its date as exactly as it is known; `said_by`, its source."""

    status: str
    since: str
    reason: str = ""
    said_by: str = ""

    @property
    def why(self) -> str:
        """The reason and who says so, as a sentence; "" without a reason."""
        reason = self.reason.strip().rstrip(".").rstrip()
        return f"{reason}{self._source}." if reason else ""

    @property
    def end(self) -> str:
        """How a sentence about the status goes on after it, the full stop included."""
        return f": {self.why}" if self.why else f"{self._source}."

    @property
    def _source(self) -> str:
        """In brackets; those of a publisher's own name are square ones inside them."""
        said_by = self.said_by.replace("(", "[").replace(")", "]")
        return f" ({said_by})" if said_by else ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in three parts, so that a page can set the status apart.

    `why` is what it says last, once more by itself: a list has issue, status and since in columns.
    """

    before: str
    status: str
    after: str
    why: str

    @property
    def text(self) -> str:
        return f"{self.before}{self.status}{self.after}"


def standing_sentence(title: str, standing: Standing | None) -> Sentence:
    """Where an issue stands today; without a decision in force it says that nobody has judged."""
    if standing is None:
        return Sentence(f"{title} is ", "not rated", " yet: nobody has judged it.", _UNJUDGED)
    after = f" since {standing.since}{standing.end}"
    return Sentence(f"{title} has been ", standing.status, after, standing.why)


_UNJUDGED = "Nobody has judged it yet."


def coming_sentence(scheduled: Standing | None) -> Sentence | None:
    """What a decision that is already taken will make of the issue on a later day."""
    if scheduled is None:
        return None
    before = f"From {scheduled.since} it will be "
    return Sentence(before, scheduled.status, scheduled.end, scheduled.why)


def overdue_sentence(within: str, what: str) -> str:
    """Of what was said to come by a day that is over; `within` is when, with its preposition."""
    what = what.rstrip(".")
    return f"Expected {within}: {what}. Overdue: the record does not say what came of it."


def unchecked_sentence(checked: str, changed: str = "") -> str:
    """That nobody has looked for long. `changed` is the day of the newest entry if it is later."""
    if not checked:
        return f"Never checked: what became known after {changed} may not be here."
    if changed:
        return (
            f"Not checked since {checked}; the newest entry is of {changed}."
            " What else became known since may not be here."
        )
    return f"Not checked since {checked}: what became known after that day is not here."
