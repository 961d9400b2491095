"""The unit of the calendar in which a fuzzy date stands: the smallest that holds all its days."""

from __future__ import annotations

from datetime import date

from issues.dates.fuzzy import ONE_DAY, FuzzyDate, Precision, half, month, quarter, span, year


def unit(fuzzy: FuzzyDate) -> FuzzyDate:
    """The month, quarter, half or year that holds every day of the date, or else its years.

    What is due by a day stands in the month of that day. What has no end stands in no unit: it
    begins in one and may be in any after it, and keeps its own first day.
    """
    if fuzzy.last is None:
        return span(fuzzy.first, None, fuzzy.words)
    last = fuzzy.last
    first = fuzzy.first or last
    if first.year != last.year:
        return span(date(first.year, 1, 1), date(last.year, 12, 31))
    return _within_year(first.year, first.month, last.month)


def _within_year(of_year: int, opening: int, closing: int) -> FuzzyDate:
    if opening == closing:
        return month(of_year, opening)
    for size, whole in ((3, quarter), (6, half)):
        if (opening - 1) // size == (closing - 1) // size:
            return whole(of_year, (opening - 1) // size + 1)
    return year(of_year)


def unit_key(of: FuzzyDate) -> tuple[date, int]:
    """Sorts units by when they are over, of those that end together the shortest first. What has
    no end comes where it begins, before what is over on that day."""
    if of.last is None:
        return of.dated_on, -1
    return of.last, (of.last - of.dated_on).days


def is_exact(fuzzy: FuzzyDate) -> bool:
    """Is it known to the day?"""
    return fuzzy.precision is Precision.DAY


def over_for(fuzzy: FuzzyDate, today: date) -> str:
    """For how long its last day has been over, in the unit in which that day is known: "12 days" of
    a day or of what was due by one, "7 months" of a month or "early 2026", "2 years" of a year.

    Only whole ones count: "" where not even one is over, or where it has no end.
    """
    if fuzzy.last is None or fuzzy.last >= today:
        return ""
    if _ends_on_a_day(fuzzy):
        return _count((today - fuzzy.last).days, "day")
    over, then = today + ONE_DAY, fuzzy.last + ONE_DAY
    months = 12 * (over.year - then.year) + over.month - then.month
    if fuzzy.precision is Precision.YEAR:
        return _count(months // 12, "year")
    return _count(months, "month")


def _ends_on_a_day(fuzzy: FuzzyDate) -> bool:
    """Does it name its last day, or say "by", and not just the months that it lies in?"""
    last = fuzzy.last
    if fuzzy.precision is not Precision.RANGE:
        return is_exact(fuzzy)
    return fuzzy.first is None or last is None or (last + ONE_DAY).day != 1


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
