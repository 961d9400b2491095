"""When something was known and recorded, when it can have been, and how a refusal says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
# Axes and ages are counted back from a day, so it must not be one of the first that there are.
EARLIEST = date(1900, 1, 1)


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


class NoSuchMoment(ValueError):
    """A day or an instant that was asked for cannot be read, or is still to come."""


def moment_asked(as_of: str, recorded_by: str, today: date, zone: tzinfo) -> AsOf:
    """The moment that is asked for in words: a day, an instant for audits, or both.

    A day alone as the instant means its end in `zone`, the tracker's. Raises NoSuchMoment, with
    examples.
    """
    day = _day(as_of) if as_of else today
    if day > today:
        raise NoSuchMoment(
            f"“{as_of}” is still to come, and what will be known then nobody knows. The last day"
            f" to ask for is today, {today}."
        )
    return AsOf(day, _instant(recorded_by, zone) if recorded_by else END_OF_TIME, chosen=True)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NoSuchMoment(f"“{text}” cannot be read as a day. Write it as 2025-10-28.") from error
    if day < EARLIEST:
        raise NoSuchMoment(f"No record goes back to {text}. The first day is {EARLIEST}.")
    return day


def _instant(text: str, zone: tzinfo) -> datetime:
    try:
        if len(text) == len("2026-01-05"):
            found = datetime.combine(date.fromisoformat(text), time.max)
        else:
            found = datetime.fromisoformat(text.replace(" ", "+"))
        found = found if found.tzinfo else found.replace(tzinfo=zone)
        return min(found.astimezone(UTC), END_OF_TIME)
    except (ValueError, OverflowError) as error:
        raise NoSuchMoment(
            f"“{text}” cannot be read as an instant. Write it as 2026-01-05 or 2026-01-05T12:00Z."
        ) from error


class StillToCome(ValueError):
    """What is said to have happened begins only after the day on which it is known."""


def check_has_begun(begins: date, known_on: date) -> None:
    """Hold the first day of an event against the day on which it was known. Raises StillToCome."""
    if begins > known_on:
        raise StillToCome(
            f"This begins on {begins:%-d %B %Y}, after the day on which it is known"
            f" ({known_on:%-d %B %Y}). Record an expectation for what is still to come."
        )


class NotPublishedYet(ValueError):
    """A source cannot have been published on a day that is still to come."""


def check_published(published_on: date | None, today: date) -> None:
    """Hold the day that a document shows against today. Raises NotPublishedYet."""
    if published_on and published_on > today:
        raise NotPublishedYet(
            f"This is said to be published on {published_on:%-d %B %Y}, which is after today"
            f" ({today:%-d %B %Y}). Give the day that the document shows."
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


def check_correction_known_on(known_on: date, today: date, recorded_on: date) -> None:
    """Hold the day from which a correction is known against that on which the version that it
    corrects entered the record. All are days in the tracker's time zone.

    What a page of an earlier day shows stays as it stood on that day. What entered the record
    today, for whichever day, stood on none before. Raises KnownOnRefused.
    """
    if known_on < today and recorded_on < today:
        raise KnownOnRefused(
            f"The version that this corrects has stood since {recorded_on:%-d %B %Y}, and a page of"
            f" an earlier day shows what stood on it. A correction is known from today"
            f" ({today:%-d %B %Y}) on."
        )
