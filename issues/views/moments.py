"""Which moment a page is asked for: the present, or the record as of a day that was chosen.

`?as_of=2025-10-28` shows what was known on that day, `&recorded_by=2026-01-05T12:00Z` only what the
database had by then, for audits. Both stand in the address, which so is a permalink.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import BadRequest
from django.utils import timezone

from issues.lifecycle.knowledge import AsOf, NoSuchMoment, moment_asked
from issues.reads.change_days import days_around
from issues.reads.days import day_words
from issues.views.answering import today
from issues.views.request import Request

AS_OF, RECORDED_BY = "as_of", "recorded_by"
TIME_ZONE = "tz"  # the cookie by which a reader's browser says where its clock stands


class UnreadableMoment(BadRequest):
    """The address asks for a day that cannot be read or is still to come."""


def moment(request: Request) -> AsOf:
    """The moment that a page is asked for. Raises UnreadableMoment, with examples."""
    now = today()
    asked, recorded = request.GET.get(AS_OF, ""), request.GET.get(RECORDED_BY, "")
    if not asked and not recorded:
        return AsOf(now, reader_day=day_of_reader(request, now))
    try:
        return moment_asked(asked, recorded, now, timezone.get_current_timezone())
    except NoSuchMoment as refused:
        raise UnreadableMoment(str(refused)) from refused


def day_of_reader(request: Request, now: date) -> date | None:
    """The calendar day where the reader is, None where it is `now` or nobody has said."""
    name = request.COOKIES.get(TIME_ZONE, "")
    if not name:
        return None
    try:
        there = timezone.localdate(timezone=ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return there if there != now else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of its moment, and how its links keep it.

    `query` begins with "?" and `extra` with "&"; both are "" for the present. `kept` are the other
    fields of the page's own address, `present` is this page today. `earlier` and `later` are its
    addresses on the days on which something changed before and after.

    `only_carried` is for a page that shows the same on each day, such as the definitions: it says
    so, and its links lead back to the moment.
    """

    at: AsOf
    today: str
    query: str = ""
    kept: Sequence[tuple[str, str]] = ()
    earlier: str = ""
    earlier_words: str = ""
    later: str = ""
    later_words: str = ""
    present: str = ""
    only_carried: bool = False

    @property
    def chosen(self) -> bool:
        return self.at.chosen

    @property
    def day(self) -> str:
        return self.at.day.isoformat()

    @property
    def words(self) -> str:
        return day_words(self.at.day)

    @property
    def recorded(self) -> str:
        """Until when the database's own record counts, in UTC; "" when all of it does."""
        if not self.at.audits:
            return ""
        return self.at.recorded_by.astimezone(UTC).strftime("%-d %B %Y, %H:%M:%S UTC")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a form has to send along to stay at this moment."""
        return _fields(self.at)

    @property
    def for_another_day(self) -> list[tuple[str, str]]:
        """What the form that asks for another day has to send along with it."""
        return [*self.kept, *(field for field in self.fields if field[0] != AS_OF)]

    @property
    def extra(self) -> str:
        return f"&{self.query[1:]}" if self.query else ""

    def then(self, address: str) -> str:
        """An address at this moment."""
        return f"{address}{self.extra if '?' in address else self.query}"


def shown(request: Request, at: AsOf, reference: str = "") -> Shown:
    """What the page says of a moment; of one that was chosen, with the days of change around it, of
    all issues or of the one named, in one query."""
    kept = _kept(request)
    now = str(today())
    if not at.chosen:
        return Shown(at, now, kept=kept)

    def on(day: date | None) -> tuple[str, str]:
        if day is None:
            return "", ""
        return _with(request.path, [*kept, *_fields(replace(at, day=day))]), day_words(day)

    before, after = days_around(request.user, at, today(), reference)
    query, present = _with("", _fields(at)), _with(request.path, kept)
    return Shown(at, now, query, kept, *on(before), *on(after), present)


def carried(request: Request) -> Shown:
    """The moment that is asked for, on a page that shows the same on each day; without a query."""
    at = moment(request)
    kept = _kept(request)
    query, present = _with("", _fields(at)), _with(request.path, kept)
    return Shown(at, str(today()), query, kept, present=present, only_carried=True)


def _kept(request: Request) -> list[tuple[str, str]]:
    """The fields of the address that say something beside the moment."""
    given = ((key, str(value)) for key, value in request.GET.items() if key not in _NOT_KEPT)
    return [(key, value) for key, value in given if value]


def _with(path: str, fields: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(fields)}" if fields else path


def at_moment(address: str, at: AsOf) -> str:
    """The address of a page at a moment."""
    query = urlencode(_fields(at))
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address


_NOT_KEPT = {AS_OF, RECORDED_BY, "after"}


def _fields(at: AsOf) -> list[tuple[str, str]]:
    if not at.chosen:
        return []
    given = [(AS_OF, at.day.isoformat())]
    if at.audits:
        given.append((RECORDED_BY, at.recorded_by.astimezone(UTC).isoformat()))
    return given
