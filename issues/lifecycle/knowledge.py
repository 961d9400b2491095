"""When something was known and recorded, when it can have been, and how a refusal says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The record as known on `day`, of which the database has what it took by `recorded_by`.

    `day` is a day in the tracker's time zone: what was known on it counts, corrections included.
    `recorded_by` is an instant, for audits; without it all that is there today counts. `reader_day`
    is the calendar day where the reader is, None where that is `day`. `chosen` is a moment that was
    asked for, which is not the present whatever its day.
    """

    day: date
    recorded_by: datetime = END_OF_TIME
    reader_day: date | None = None
    chosen: bool = False

    @property
    def audits(self) -> bool:
        """Is it asked what the database had, and not all that it has now?"""
        return self.recorded_by != END_OF_TIME

    @property
    def today(self) -> date:
        """The day on which something is due, overdue or still ahead for the reader."""
        return self.reader_day or self.day


class StillToCome(ValueError):
    """What is said to have happened begins only after the day on which it is known."""


def check_has_begun(begins: date, known_on: date) -> None:
    """Hold the first day of an event against the day on which it was known. Raises StillToCome."""
    if begins > known_on:
        raise StillToCome(
            f"This begins on {begins:%-d %B %Y}, after the day on which it is known"
            f" ({known_on:%-d %B %Y}). Record an expectation for what is still to come."
        )


class KnownOnRefused(ValueError):
    """The day on which an entry is said to have been known cannot be right as it stands."""


def check_known_on(
    known_on: date, today: date, published: Iterable[date | None], reason: str
) -> None:
    """Hold a known-on day between the first publication of its sources and today.

    `published` are the sources' dates (None where a document shows none). A day before the
    earliest of them needs a `reason`; a day after today is never right. All are days in the
    tracker's time zone. Raises KnownOnRefused.
    """
    if known_on > today:
        raise KnownOnRefused(
            f"“Known on” is {known_on:%-d %B %Y}, which is after today ({today:%-d %B %Y})."
            " Give the day on which the team could have known it."
        )
    earliest = min((day for day in published if day), default=None)
    if earliest and known_on < earliest and not reason.strip():
        raise KnownOnRefused(
            f"“Known on” is {known_on:%-d %B %Y}, before the earliest source was published"
            f" ({earliest:%-d %B %Y}). Change the day, or say why it was known before."
        )
