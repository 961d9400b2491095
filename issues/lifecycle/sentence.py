"""The sentence that opens an issue: where it stands, since when, why, and who says so.

Made from the decision in force and from the next scheduled one, so it cannot disagree with them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """One decision in words: `since`, its date as exactly as it is known; `said_by`, its source."""

    status: str
    since: str
    reason: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in three parts, so that a page can set the status apart."""

    before: str
    status: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.before}{self.status}{self.after}"


def standing_sentence(title: str, standing: Standing | None) -> Sentence:
    """Where an issue stands today; without a decision in force it says that nobody has judged."""
    if standing is None:
        return Sentence(f"{title} is ", "not rated", " yet: nobody has judged it.")
    after = f" since {standing.since}{_why(standing)}"
    return Sentence(f"{title} has been ", standing.status, after)


def coming_sentence(scheduled: Standing | None) -> Sentence | None:
    """What a decision that is already taken will make of the issue on a later day."""
    if scheduled is None:
        return None
    return Sentence(f"From {scheduled.since} it will be ", scheduled.status, _why(scheduled))


def _why(standing: Standing) -> str:
    reason = standing.reason.strip().rstrip(".").rstrip()
    if not reason:
        return f" ({standing.said_by})." if standing.said_by else "."
    said_by = f" ({standing.said_by})" if standing.said_by else ""
    return f": {reason}{said_by}."
