"""How the record is asked for ledgers, and how its rows become them.

Everything is as it was known then: what was recorded later, a correction included, did not exist.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from issues.lifecycle.expectations import (
    GIVES_PROBABILITY,
    GIVES_WINDOW,
    Resolution,
    Window,
    days_overdue,
    given,
    percent_words,
)
from issues.lifecycle.kinds import Change
from issues.lifecycle.knowledge import AsOf
from issues.models import Citation, Concern, Entry, Issue, User
from issues.models.entries import EntryQuerySet
from issues.reads.arrays import Listed
from issues.reads.changes import OnIssue
from issues.reads.days import day_words, fuzzy_within
from issues.reads.excerpt import excerpt
from issues.reads.ledger import GivenProbability, GivenWindow, Ledger, Met


def with_ledger(entries: EntryQuerySet, user: User, at: AsOf) -> EntryQuerySet:
    """Expectations in force with what `ledger` reads from them, as far as `user` may see it."""
    return entries.annotate(
        told_versions=_versions(user, at), told_met=_met(user, at), told_on=_seen_issues(user)
    )


COLUMNS = (
    "pk",
    "uid",
    "body",
    "expected_by__name",
    "expected_by__slug",
    "resolution",
    "first_on",
    "last_on",
    "known_on",
    "change",
    "change_reason",
    "told_versions",
    "told_met",
    "told_on",
)


class _Version(NamedTuple):
    """One version, each part as text."""

    change: str
    first: str | None
    last: str | None
    precision: str
    words: str
    probability: str | None
    known_on: str
    reason: str
    publisher: str | None
    slug: str | None

    @property
    def window(self) -> tuple[str | None, str | None, str]:
        return self.first, self.last, self.precision


def _versions(user: User, at: AsOf) -> ArraySubquery:
    origin = Coalesce(OuterRef("origin"), OuterRef("pk"))
    seen = Entry.objects.visible_to(user).known(at).filter(Q(pk=origin) | Q(origin=origin))
    cited = Citation.objects.known(at).filter(entry=OuterRef("pk")).order_by("id")
    columns = Listed(
        "change",
        "first_on",
        "last_on",
        "date_precision",
        "date_words",
        "probability",
        "known_on",
        "change_reason",
        Subquery(cited.values("source__publisher")[:1]),
        Subquery(cited.values("source__slug")[:1]),
    )
    return ArraySubquery(seen.order_by("id").values(each=columns))


def _met(user: User, at: AsOf) -> Subquery:
    """The event that an expectation was met by, as it stands then; nothing if it does not."""
    columns = Listed("uid", "first_on", "last_on", "date_precision", "date_words", "body")
    return Subquery(met_events(user, at).values(each=columns)[:1])


def met_events(user: User, at: AsOf) -> EntryQuerySet:
    """Of expectations: the event by which it was met, in the version that stands then."""
    origin = Coalesce(OuterRef("met_by__origin"), OuterRef("met_by"))
    return Entry.objects.visible_to(user).in_force(at).filter(Q(pk=origin) | Q(origin=origin))


def _seen_issues(user: User) -> ArraySubquery:
    seen = Issue.objects.visible_to(user)
    on = Concern.objects.filter(entry=OuterRef("pk"), issue__in=seen).order_by("issue__reference")
    return ArraySubquery(on.values(each=Listed("issue__reference", "issue__title")))


def ledger(row: Sequence[Any], today: date) -> Ledger:
    """A row of COLUMNS as a ledger; `today` is the reader's day."""
    pk, uid, body, who, slug, ended, _, last, known, change, reason, versions, met, on = row[:14]
    every = [_Version(*version) for version in versions]
    resolution, windows = Resolution(ended), [*map(_window, _given(every, "window", GIVES_WINDOW))]
    late = days_overdue(last, resolution, today)
    return Ledger(
        pk=pk,
        uid=uid,
        body=body,
        who=who,
        who_slug=slug,
        resolution=resolution,
        late=late,
        overdue=windows[-1].overdue(today) if late else "",
        windows=windows,
        probabilities=_probabilities(every),
        met=_met_by(met) if met else None,
        end_reason=reason if change == Change.RESOLVED else _reason_of_end(every),
        ended_on=known,
        issues=[OnIssue(*issue) for issue in on],
    )


def _given(versions: Sequence[_Version], what: str, steps: frozenset[Change]) -> list[_Version]:
    return given(versions, lambda one: getattr(one, what), lambda one: Change(one.change), steps)


def _probabilities(versions: Sequence[_Version]) -> list[GivenProbability]:
    """The probabilities given in turn; one that was taken away is said to be."""
    found = _given(versions, "probability", GIVES_PROBABILITY)
    if all(one.probability is None for one in found):
        return []
    return [
        GivenProbability(
            percent_words(float(Decimal(one.probability))) if one.probability else "none",
            day_words(date.fromisoformat(one.known_on)),
        )
        for one in found
    ]


def _window(version: _Version) -> GivenWindow:
    first, last = _day(version.first), _day(version.last)
    moved = version.change == Change.MOVED
    return GivenWindow(
        days=Window(first, last),
        precision=version.precision,
        words=version.words,
        said=date.fromisoformat(version.known_on),
        publisher=version.publisher or "",
        slug=version.slug or "",
        reason=version.reason if moved else "",
    )


def _reason_of_end(versions: Sequence[_Version]) -> str:
    """Why it ended, where the version that says so was corrected since."""
    ends = [one.reason for one in versions if one.change == Change.RESOLVED]
    return ends[-1] if ends else ""


def _met_by(columns: Sequence[str | None]) -> Met:
    uid, first_on, last_on, precision, words, body = columns
    first, last = _day(first_on), _day(last_on)
    when = fuzzy_within(first, last, str(precision), str(words))
    return Met(str(uid), Window(first, last), when, excerpt(str(body), 200))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
