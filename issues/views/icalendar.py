"""What comes next as iCalendar (RFC 5545): whole days, and never a day that nobody gave.

What is known to the day is an event of that day. Everything else is an event over all the days in
which it may be, which says so in its name: "expected in May 2026".
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.urls import reverse
from icalendar import Calendar, Event

from issues.dates import is_exact, within
from issues.reads.coming import Coming

CONTENT_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Policy issue tracker//What comes next//EN"
_ONE_DAY = timedelta(days=1)


def as_icalendar(lines: Iterable[Coming], name: str, absolute: Callable[[str], str]) -> bytes:
    """A calendar of this name; `absolute` makes a whole address of a path."""
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    for line in lines:
        made.add_component(_event(line, absolute))
    return made.to_ical()


def _event(line: Coming, absolute: Callable[[str], str]) -> Event:
    first, last = _days(line)
    event = Event()
    event.add("uid", f"urn:uuid:{line.origin}")
    event.add("dtstamp", line.recorded_at)
    event.add("dtstart", first)
    event.add("dtend", last + _ONE_DAY)
    event.add("summary", _summary(line))
    event.add("description", _description(line))
    event.add("url", absolute(reverse("entry", args=[line.uid])))
    event.add("transp", "TRANSPARENT")
    return event


def _days(line: Coming) -> tuple[date, date]:
    """All the days in which it may be. What is due by a day may be from when that was said on, or
    where it was learnt only later, in the month up to that day."""
    last = line.fuzzy.last or line.on
    if line.fuzzy.first:
        return line.fuzzy.first, last
    before = last - _ONE_DAY
    return line.known_on if line.known_on <= before else before.replace(day=1), last


def _summary(line: Coming) -> str:
    references = ", ".join(issue.reference for issue in line.issues)
    said = [] if is_exact(line.fuzzy) else [f"{_verb(line)} {within(line.fuzzy)}"]
    said += ["overdue"] if line.overdue else []
    return f"{references}: {line.what}{f' ({", ".join(said)})' if said else ''}"


def _description(line: Coming) -> str:
    by = f", {line.by} says" if line.by else ""
    end = " Overdue: the record does not say what came of it." if line.overdue else ""
    titles = "; ".join(issue.title for issue in line.issues)
    return f"{titles}. {_verb(line).capitalize()} {within(line.fuzzy)}{by}.{end}"


def _verb(line: Coming) -> str:
    return "takes effect" if line.look else "expected"
