"""The two pages that list issues: the dashboard and the compact list."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.phases import Outcome, Phase
from issues.models import Issue, User
from issues.reads.changes import Line, last_changes
from issues.reads.coming import Coming, next_few
from issues.reads.counts import Counts, Options, count_places, filter_options
from issues.reads.filters import Filters, filtered
from issues.reads.memo import Memory
from issues.reads.rows import Rows, issue_rows, issues_after, newest_issues
from issues.reads.search import OtherName, other_names


@dataclass(frozen=True, slots=True)
class Listing:
    """A filtered list of issues: its rows, its counts and what can be asked of it.

    `other_names` are those by which a free text is read as a party or an issue.
    """

    filters: Filters
    rows: Rows
    counts: Counts
    options: Options
    other_names: list[OtherName]

    phases = Phase.choices()
    outcomes = Outcome.choices()

    @property
    def summary(self) -> str:
        """The list in one sentence: "10 issues: 3 moving, 2 stalled." """
        total = self.counts.listed
        noun = "issue" if total == 1 else "issues"
        verb = (" matches" if total == 1 else " match") if self.filters.narrows else ""
        one_place = self.filters.phase or self.filters.outcome
        spread = ", ".join(f"{place.count:,} {place.name}" for place in self.counts.places)
        return f"{total:,} {noun}{verb}{f': {spread}' if total and not one_place else ''}."

    @property
    def more(self) -> str:
        """The query of the next page, "" on the last."""
        if not self.rows.after:
            return ""
        query = self.filters.query()
        return f"{query}{'&' if query else '?'}{urlencode({'after': self.rows.after})}"


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a list without its rows."""

    filters: Filters
    counts: Counts


@dataclass(frozen=True, slots=True)
class Newest:
    """What changed last and what comes next, over all issues."""

    changed: list[Line]
    coming: list[Coming]


@dataclass(frozen=True, slots=True)
class Dashboard(Newest):
    listing: Listing


def listing(
    user: User, filters: Filters, at: AsOf, stale_after: timedelta, after: str = ""
) -> Listing:
    """One page of the compact list in six queries, two of which an unchanged record saves.

    A free text costs one more, which an unchanged record saves as well.
    """
    memory = Memory(user, at)
    return _listing(user, filters, at, stale_after, memory, after, strips=False)


def dashboard(user: User, filters: Filters, at: AsOf, stale_after: timedelta) -> Dashboard:
    """Where every issue stands, what changed last and what comes next, in ten queries."""
    memory = Memory(user, at)
    newest = _newest(user, at, memory)
    return Dashboard(
        newest.changed, newest.coming, _listing(user, filters, at, stale_after, memory)
    )


def newest(user: User, at: AsOf) -> Newest:
    """What the dashboard says beside its rows, in three queries or one."""
    return _newest(user, at, Memory(user, at))


def _newest(user: User, at: AsOf, memory: Memory) -> Newest:
    return Newest(
        memory.get("changed", lambda: last_changes(user, at)),
        memory.get("coming", lambda: next_few(user, at)),
    )


def counted(user: User, filters: Filters, at: AsOf) -> Counted:
    """How many issues a list has and where they stand, in one query or none."""
    return Counted(filters, count_places(filters, user, at, Memory(user, at)))


def _listing(
    user: User,
    filters: Filters,
    at: AsOf,
    stale_after: timedelta,
    memory: Memory,
    after: str = "",
    strips: bool = True,
) -> Listing:
    if filters == Filters() and not after:
        page = newest_issues(user, at)
    else:
        issues = filtered(Issue.objects.visible_to(user), filters, user, at, memory)
        page = issues_after(issues, filters.sort, at, after)
    return Listing(
        filters=filters,
        rows=issue_rows(page, user, at, stale_after, strips=strips),
        counts=count_places(filters, user, at, memory),
        options=filter_options(user, at, memory),
        other_names=other_names(filters.q, user, at, memory),
    )
