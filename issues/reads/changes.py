"""What changed: the newest lines of the record over all issues."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery

from issues.lifecycle.kinds import PROGRESS, Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Citation, Concern, Entry, Issue, User
from issues.reads.arrays import Listed
from issues.reads.days import day_words, fuzzy_within, fuzzy_words
from issues.reads.excerpt import excerpt
from issues.reads.expectation_lines import EXPECTATION_COLUMNS, expectation_line, step_line
from issues.reads.figure_lines import FIGURE_COLUMNS, figure_line
from issues.reads.keyset import Keyset, page_of
from issues.reads.strip import look
from issues.reads.taken_back import STATUS_COLUMNS
from issues.wording import among, worded_once

PAGE = 50
FEW = 10


@dataclass(frozen=True, slots=True)
class OnIssue:
    reference: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a line of news: what, when, since when known, on which issues, who says so.

    `text` and `status` of a retraction are what was taken back; `change_reason` says why. That of a
    figure begins with the figure in one line; `gist` is that alone, or the text in few words.
    `expected` is an expectation in one line, `step` what it says of how that went on; each is ""
    for other kinds. `reopened` is one that undoes an end.
    """

    uid: UUID
    kind: str
    change: str
    change_reason: str
    status: str
    look: str
    when: str
    known: str
    known_on: date
    recorded_at: datetime
    text: str
    issues: list[OnIssue]
    publisher: str
    gist: str = ""
    expected: str = ""
    step: str = ""
    reopened: bool = False

    @property
    def retracted(self) -> bool:
        return self.change == Change.RETRACTION

    @property
    def headline(self) -> str:
        """What kind of line it is, in words: "now stalled", "event", "retraction of an event",
        "correction of a decision: stalled", "expected by Japan, by the end of 2025", "moved, now in
        May 2026", "met"."""
        if self.step:
            return self.step
        if self.expected and self.change in _MENDED:
            again = ", open again" if self.reopened else ""
            return f"{_MENDED[Change(self.change)]}{again}: {self.expected}"
        if self.change:
            which = f": {self.status}" if self.status else ""
            return f"{self.change} of {'an' if self.kind[0] in 'ae' else 'a'} {self.kind}{which}"
        return f"now {self.status}" if self.status else self.expected or self.kind

    @property
    def title(self) -> str:
        """The headline, and what it is about where that does not say it: "event: They met"."""
        return self.headline if self.status or self.expected else f"{self.headline}: {self.gist}"

    @property
    def dated(self) -> str:
        """The date, where the headline does not say it."""
        window = self.when.removeprefix("expected ")
        return "" if self.expected and window in self.headline else self.when


# The words for what mends an expectation, which says itself anew; of other kinds the text does.
_MENDED = {Change.CORRECTION: "corrected", Change.WORDING: "reworded"}


@dataclass(frozen=True, slots=True)
class Changes:
    lines: list[Line]
    after: str


def newest_changes(user: User, at: AsOf, after: str = "") -> Changes:
    """A page of the newest entries then that `user` may see, in one query.

    Each step of an expectation is a change of its own; of what was mended only the last version.
    """
    entries = _entries(user, at, notes=True)
    page = entries.page(after, PAGE) if after else page_of(_newest(user, at), PAGE)
    return Changes([_line(row, letters=280) for row in page.rows], page.after)


def last_changes(user: User, at: AsOf) -> list[Line]:
    """The ten newest entries that readers may see of the issues that `user` may see."""
    return [_line(row, letters=160) for row in _last(user, at)[:FEW]]


@worded_once
def _newest(user: User, at: AsOf):
    return _entries(user, at, notes=True).start(PAGE)


@worded_once
def _last(user: User, at: AsOf):
    return _entries(user, at, notes=False).start(FEW)


def _entries(user: User, at: AsOf, notes: bool) -> Keyset:
    entries = Entry.objects.news(user, at)
    entries = (entries if notes else entries.public()).annotate(
        sort_key=F("known_on"), publisher=_publisher(at), on=_seen_issues(user)
    )
    entries = entries.annotate(**EXPECTATION_COLUMNS, **STATUS_COLUMNS, **FIGURE_COLUMNS)
    return Keyset(entries, True, _COLUMNS)


def _seen_issues(user: User) -> ArraySubquery:
    """Reference and title of each issue of an entry that `user` may see, by reference."""
    seen = Concern.objects.filter(
        entry=OuterRef("pk"), issue__in=Issue.objects.visible_to(user)
    ).order_by("issue__reference")
    return ArraySubquery(seen.values(each=Listed("issue__reference", "issue__title")))


def _publisher(at: AsOf) -> Subquery:
    """Who is cited first by an entry."""
    cited = Citation.objects.known(at).filter(entry=OuterRef("pk")).order_by("id")
    return Subquery(cited.values("source__publisher")[:1])


_COLUMNS = (
    "pk",
    "on",
    "uid",
    "kind",
    "change",
    "change_reason",
    "body",
    "supersedes__body",
    "supersedes__resolution",
    *STATUS_COLUMNS,
    "first_on",
    "last_on",
    "date_precision",
    "date_words",
    "recorded_at",
    "publisher",
    *EXPECTATION_COLUMNS,
    *FIGURE_COLUMNS,
)


def _line(row, letters: int) -> Line:
    on, uid, kind, change, why, body, before, end, status, phase, outcome, *rest = row[1:]
    fuzzy, recorded, publisher, (who, chance, ended) = rest[:4], rest[4], rest[5], rest[6:9]
    *of_figure, known = rest[9:]
    said = before if change == Change.RETRACTION and before else body
    text = excerpt(said, letters)
    figure = figure_line(*fuzzy, *of_figure)
    return Line(
        uid=uid,
        kind=EntryKind(kind).label,
        change=change,
        change_reason=why,
        status=status or "",
        look=look(phase, outcome or ""),
        when=_when(kind, *fuzzy),
        known=day_words(known),
        known_on=known,
        recorded_at=recorded,
        text=f"{figure[0].upper()}{figure[1:]}. {text}" if figure else text,
        issues=[OnIssue(*issue) for issue in on],
        publisher=publisher or "",
        gist=figure or excerpt(said, 80),
        expected=expectation_line(*(*fuzzy, who, chance, "" if change in PROGRESS else ended)),
        step=step_line(change, fuzzy_within(*fuzzy), chance, ended),
        reopened=change == Change.CORRECTION and bool(end) and not ended,
    )


def _when(kind: str, first: date | None, last: date | None, precision: str, words: str) -> str:
    """The date; of an expectation when it is expected."""
    if kind == EntryKind.EXPECTATION:
        return f"expected {fuzzy_within(first, last, precision, words)}"
    return fuzzy_words(first, last, precision, words)


def on_issues(entry_ids: Collection[int], user: User) -> Mapping[int, list[OnIssue]]:
    """The issues of each entry that `user` may see, by reference."""
    found: dict[int, list[OnIssue]] = defaultdict(list)
    for entry, *issue in _concerns(list(entry_ids), user):
        found[entry].append(OnIssue(*issue))
    return found


@worded_once
def _concerns(entry_ids: list[int], user: User):
    concerns = Concern.objects.filter(
        among("entry_id", entry_ids), issue__in=Issue.objects.visible_to(user)
    ).order_by("entry_id", "issue__reference")
    return concerns.values_list("entry_id", "issue__reference", "issue__title")
