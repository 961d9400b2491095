"""When something can have been known, and how a refusal says so."""

from collections.abc import Iterable
from datetime import date


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
