"""A strip in words: the same facts in a list, for those who do not see it."""

from collections.abc import Iterable, Sequence
from datetime import date

from issues.lifecycle.expectations import Resolution
from issues.reads.days import day_words
from issues.reads.events import Events
from issues.reads.standing import Period, Track
from issues.reads.windows import Expected


def band_lines(track: Track, today: date) -> list[str]:
    """The bands of a strip: each status, from when it holds, and when else that was known."""
    return [_period(period, today) for period in track.periods] or ["Not rated yet."]


def mark_lines(
    track: Track, expected: Sequence[Expected], events: Events, today: date, told: date
) -> list[str]:
    """What a strip shows beside its bands. After `told`, the last day that the record tells of,
    those are lighter."""
    lighter = f"Lighter after {day_words(told)}: nobody has looked since."
    return [
        *([lighter] if track.now and told < today else []),
        *(expected_line(each) for each in expected),
        *([events.sentence] if events.years else []),
    ]


def _period(period: Period, today: date) -> str:
    will = "will be " if period.first and period.first > today else ""
    said = f"{will}{period.status} from {period.since_short}"
    return f"{_capital(said)}{f', known on {period.known_words}' if period.known else ''}."


def expected_line(expected: Expected) -> str:
    """ "Expected in May 2026, overdue; before that in 2025: They name the first projects." """
    ways = "".join(f"; before that {within}" for within in _earlier(expected))
    return f"Expected {expected.within}{_fate(expected)}{ways}: {_sentence(expected.what(110))}"


def _earlier(expected: Expected) -> Iterable[str]:
    return (within for _, within in reversed(expected.earlier))


def _fate(expected: Expected) -> str:
    if expected.overdue:
        return ", overdue"
    return "" if expected.resolution == Resolution.OPEN else f", {expected.resolution.label}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "…", "!", "?")) else f"{text}."


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
