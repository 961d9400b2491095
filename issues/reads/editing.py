"""What the forms of one issue offer: the moves, the sources at hand, the issues nearby."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q

from issues.lifecycle.kinds import EntryKind
from issues.models import (
    Citation,
    Concern,
    Entry,
    Issue,
    IssueParty,
    Lifecycle,
    Move,
    Party,
    Source,
    Status,
    User,
)
from issues.models.entries import EntryQuerySet
from issues.reads.days import fuzzy_words
from issues.reads.excerpt import excerpt
from issues.reads.expectation_lines import expectation_line
from issues.reads.figure_lines import figure_line
from issues.reads.strip import look
from issues.wording import columns, made, worded_once

# For how long what came in is taken for what a change of status rests on.
NEWS_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Offered:
    """A status that may follow, with its public definition."""

    slug: str
    name: str
    look: str
    settled: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Moves:
    """Where an issue stands (None: not rated) and where it may go from there."""

    now: Offered | None
    targets: Sequence[Offered]


def known_issue(user: User, reference: str) -> Issue:
    """The issue of this name with its lifecycle, in one query; its text vector is left out.

    Raises Issue.DoesNotExist when there is none, or none that `user` may see.
    """
    for row in _issues(user, reference):
        (issue,) = made(Issue, _ISSUE, [row])
        (issue.lifecycle,) = made(Lifecycle, _LIFECYCLE, [row[len(_ISSUE) :]])
        return issue
    raise Issue.DoesNotExist


@worded_once
def _issues(user: User, reference: str):
    found = Issue.objects.visible_to(user).filter(reference=reference)
    return found.values_list(*_ISSUE, *(f"lifecycle__{name}" for name in _LIFECYCLE))


_ISSUE = columns(Issue, "search")
_LIFECYCLE = columns(Lifecycle)


def moves_from(issue: Issue, today: date) -> Moves:
    """The statuses that the lifecycle allows after the one that holds today; two queries."""
    begun = issue.decisions.in_force().placed().filter(first_on__lte=today)
    decision = begun.select_related("status").order_by("-first_on", "-place").first()
    moves = Move.objects.filter(
        lifecycle=issue.lifecycle_id, source=decision.status_id if decision else None
    ).select_related("target")
    now = decision.status if decision else None
    return Moves(
        offered(now) if now else None,
        [offered(move.target) for move in moves.order_by("target__position", "target")],
    )


def offered(status: Status) -> Offered:
    shape = look(status.phase, status.outcome)
    return Offered(status.slug, status.name, shape, bool(status.outcome), status.definition)


def sources_at_hand(issue: Issue, today: date, most: int = 5) -> tuple[list[Source], str]:
    """The sources known last on the issue, and the slug of the one that is news.

    News came in after the newest decision and was not known before it, and has been known for
    NEWS_FOR at most, nor was it published before: a change of status most likely rests on it, and
    not on what was filled in of earlier years or has been lying there. With nothing new the slug is
    "", and a source has to be named.
    """
    cited = Citation.objects.filter(entry__concerns__issue=issue).order_by().values("source")
    last = cited.annotate(last=Max("id"), entered=Max("entry"), known=Max("known_on"))
    newest = last.order_by("-known", "-last")[:most]
    rows = list(newest.values_list("source", "entered", "known"))
    found = Source.objects.defer("stored_text").in_bulk([pk for pk, *_ in rows])
    sources = [found[pk] for pk, *_ in rows]
    decided = issue.decisions.order_by("-id").values_list("pk", "known_on").first()
    news = bool(rows) and _is_news(rows[0], found[rows[0][0]], decided, today)
    return sources, sources[0].slug if news else ""


def _is_news(
    cited: tuple[int, int, date], source: Source, decided: tuple[int, date] | None, today: date
) -> bool:
    _, entered, known = cited
    if min(known, source.published_on or known) < today - NEWS_FOR:
        return False
    decision, decided_on = decided or (0, known)
    return entered > decision and known >= decided_on


def issues_near(issue: Issue, user: User, most: int = 8) -> list[Issue]:
    """Other issues of the same parties that changed last, as far as `user` sees them."""
    shared = IssueParty.objects.filter(issue=OuterRef("pk"), party__in=issue.parties.all())
    others = Issue.objects.visible_to(user).exclude(pk=issue.pk).filter(Exists(shared))
    return list(others.defer("search").order_by("-activity__last_changed_on", "-pk")[:most])


def sources_found(text: str, most: int = 8) -> list[Source]:
    """The newest sources whose title, publisher or address holds every word of `text`."""
    return list(Source.objects.mentioning(text).newest_first().defer("stored_text")[:most])


def names_at_hand(issue: Issue, most: int = 300) -> list[str]:
    """Who may be named as saying something: the parties of the issue first, then all others."""
    of_issue = Exists(IssueParty.objects.filter(issue=issue, party=OuterRef("pk")))
    parties = Party.objects.annotate(near=of_issue).order_by("-near", "name")
    return list(parties.values_list("name", flat=True)[:most])


def measures_at_hand(issue: Issue, most: int = 100) -> list[str]:
    """What the figures of an issue measure, by name."""
    figures = Entry.objects.in_force().filter(kind=EntryKind.FIGURE, concerns__issue=issue)
    return list(figures.order_by("measure").values_list("measure", flat=True).distinct()[:most])


def events_of(entry: Entry, user: User) -> EntryQuerySet:
    """The events by which an expectation may be met: those that stand on its issues, as far as
    `user` sees them, and the one that it names already."""
    on_them = Concern.objects.filter(entry=OuterRef("pk"), issue__in=entry.issues.all())
    events = Entry.objects.visible_to(user).filter(Exists(on_them), kind=EntryKind.EVENT)
    named = Q(pk=entry.met_by_id) if entry.met_by_id else Q()
    return events.filter(named | Q(pk__in=events.in_force().values("pk")))


@dataclass(frozen=True, slots=True)
class AtStake:
    """An entry in short, as the form shows it that moves, ends or retracts it.

    `status` is that of a decision; `line` says an expectation or a figure, "" for other kinds.
    """

    kind: str
    when: str
    status: Offered | None
    line: str
    text: str


def at_stake(entry: Entry) -> AtStake:
    """What stands before the form changes it; reads who expects or reports it, where one does."""
    fuzzy = (entry.first_on, entry.last_on, entry.date_precision, entry.date_words)
    return AtStake(
        kind=EntryKind(entry.kind).label,
        when=fuzzy_words(*fuzzy),
        status=offered(entry.status) if entry.status else None,
        line=_expectation(entry, fuzzy) or _figure(entry, fuzzy),
        text=excerpt(entry.body, 300),
    )


def _expectation(entry: Entry, fuzzy: tuple[date | None, date | None, str, str]) -> str:
    who = entry.expected_by.name if entry.expected_by else None
    said = expectation_line(*fuzzy, who, entry.probability, entry.resolution)
    given = entry.probability is not None or entry.resolution
    return said if given or not said else f"{said}; no probability given"


def _figure(entry: Entry, fuzzy: tuple[date | None, date | None, str, str]) -> str:
    who = entry.reporter.name if entry.reporter else None
    amount = (entry.value, entry.unit, entry.currency)
    return figure_line(*fuzzy, entry.measure, entry.rung, *amount, who)


def newest_uid(issue: Issue) -> UUID | None:
    """The uid of the issue's newest decision: the version that a change of status is made from."""
    return issue.decisions.order_by("-id").values_list("uid", flat=True).first()


def decision_of(issue: Issue, uid: UUID) -> Entry | None:
    """The decision on the issue that has this uid, in any version; only its key is read."""
    return next(iter(made(Entry, ("id",), _decisions(issue.pk, uid))), None)


@worded_once
def _decisions(issue: int, uid: UUID):
    return Entry.objects.filter(decided_issue=issue, uid=uid).values_list("id")
