"""The calendar: what comes next over all issues, in the months and quarters in which it may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from issues.dates import FuzzyDate, unit, unit_key, words
from issues.lifecycle.knowledge import AsOf
from issues.models import Issue, User
from issues.models.issues import IssueQuerySet
from issues.reads import coming
from issues.reads.coming import Coming
from issues.reads.counts import Options, filter_options
from issues.reads.filters import Filters, filtered
from issues.reads.keyset import Page
from issues.reads.memo import Memory

PAGE = 50
# What a feed holds at most: this many things to come, and half as many that are overdue.
FEED = 400


@dataclass(frozen=True, slots=True)
class Part:
    """A month, a quarter, a half, a year or its years, and what is to come in it and in no part of
    it; soonest first."""

    unit: FuzzyDate
    lines: list[Coming]

    @property
    def name(self) -> str:
        said = words(self.unit)
        return f"{said[0].upper()}{said[1:]}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """A page of what comes next. `newest` is the first one.

    On that stand `overdue`, the last due first, and `any_day`, what has begun and has no end.
    `more_overdue` and `after` are the marks by which the lists go on, "" at their end.
    """

    filters: Filters
    options: Options
    overdue: list[Coming]
    any_day: list[Coming]
    parts: list[Part]
    more_overdue: str
    after: str
    newest: bool

    @property
    def summary(self) -> str:
        """ "3 overdue, 12 to come." """
        coming = len(self.any_day) + sum(len(part.lines) for part in self.parts)
        late = f"{len(self.overdue)} overdue, " if self.overdue else ""
        return f"{late}{coming} to come{' on this page' if self.after else ''}."

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.any_day or self.parts)


def calendar(
    user: User, filters: Filters, at: AsOf, after: str = "", overdue_after: str = ""
) -> Calendar:
    """A page of the calendar of the issues that `user` may see, in at most five queries.

    `after` goes on with what is to come, `overdue_after` with what is overdue.
    """
    memory = Memory(user, at)
    seen = Issue.objects.visible_to(user).begun_by(at)
    issues = filtered(Issue.objects.visible_to(user), filters, user, at, memory)
    newest = not after and not overdue_after
    late = _NONE if after else coming.overdue(issues, seen, at, at.today).page(overdue_after, PAGE)
    begun = coming.any_day(issues, seen, at, at.today).page("", PAGE) if newest else _NONE
    ahead = _NONE if overdue_after else _ahead(issues, seen, at, after, PAGE)
    return Calendar(
        filters=filters,
        options=filter_options(user, at, memory),
        overdue=_made(late, at),
        any_day=_made(begun, at),
        parts=list(_parts(_made(ahead, at))),
        more_overdue=late.after,
        after=ahead.after,
        newest=newest,
    )


_NONE = Page((), "")


def _ahead(issues: IssueQuerySet, seen: IssueQuerySet, at: AsOf, after: str, size: int) -> Page:
    expected = coming.expectations(issues, seen, at, at.today).page(after, size)
    decided = coming.decisions(issues, seen, at).page(after, size)
    return coming.merged((expected, decided), size)


def _made(page: Page, at: AsOf) -> list[Coming]:
    return [coming.made(row, at.today, letters=280) for row in page.rows]


def _parts(lines: Sequence[Coming]) -> Iterable[Part]:
    ordered = sorted(lines, key=lambda line: (*unit_key(unit(line.fuzzy)), line.on, line.pk))
    for of, held in groupby(ordered, key=lambda line: unit(line.fuzzy)):
        yield Part(of, list(held))


def calendar_feed(user: User, filters: Filters, at: AsOf) -> list[Coming]:
    """What is overdue and what is to come for a calendar that others follow, in four queries.

    What has no end has no place in one; of the rest the FEED next, and half as many overdue.
    """
    memory = Memory(user, at)
    seen = Issue.objects.visible_to(user).begun_by(at)
    issues = filtered(Issue.objects.visible_to(user), filters, user, at, memory)
    late = coming.overdue(issues, seen, at, at.today).page("", FEED // 2)
    lines = [*_made(late, at), *_made(_ahead(issues, seen, at, "", FEED), at)]
    return [line for line in lines if line.fuzzy.last]
