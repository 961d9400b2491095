"""The sentences that open an issue: where it stands, since when, why, and who says so.

Made from the decision in force and from the next scheduled one, so they cannot disagree with them.
And those that say what the record does not know: what came of a day, what happened since.
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


def laid_down_sentence(known: str, when: str, untold: bool) -> str:
    """Of an event recorded for a later day: that it was laid down, not that it happened.

    `untold` once that day has come and no entry since tells of it.
    """
    end = "; nothing recorded since says whether it happened." if untold else "."
    return f"Laid down on {known} {for_day(when)}{end}"


def untold_sentence(when: str, what: str) -> str:
    """The same at the head of an issue, where the event itself does not stand beside it."""
    what = what.rstrip(".")
    return f"Laid down {for_day(when)}: {what}. Nothing recorded since says whether it happened."


def unchecked_sentence(checked: str, changed: str = "") -> str:
    """That nobody has looked for long. `changed` is the day of the newest entry if it is later."""
    if not checked:
        return f"Never checked: what happened after {changed} may not be here."
    if changed:
        return (
            f"Not checked since {checked}; the newest entry is of {changed}."
            " What else happened since may not be here."
        )
    return f"Not checked since {checked}: what happened after that day is not here."


def for_day(when: str) -> str:
    """A fuzzy date in words with its preposition: "for May 2026", "by the end of 2026"."""
    if when.startswith(("by ", "not before ")):
        return when
    ordinal = when.startswith(("first ", "second ", "third ", "fourth "))
    return f"for {'the ' if ordinal else ''}{when}"
