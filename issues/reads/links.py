"""What issues are linked to, in words both ways, and which of them need a second look."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, F, Func, OuterRef, Q, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, JSONObject

from issues.lifecycle.kinds import Change
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import LinkKind, News, SecondLook, Step, look_sentence, second_looks
from issues.models import Concern, Entry, Link, StatusPeriod, User
from issues.models.links import LinkQuerySet
from issues.reads.days import day_words, fuzzy_words
from issues.reads.entries import SOURCE_COLUMNS, Cited, source_note
from issues.reads.proofs import proof
from issues.reads.strip import look
from issues.wording import among, worded_once


@dataclass(frozen=True, slots=True)
class Told:
    """A status as it is said of an issue, such as "lapsed"."""

    name: str
    look: str
    settled: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as the page of one of its two issues tells it: `words` lead from that one on.

    `status` is that of the issue at the far end, None while it is not rated.
    """

    uid: UUID
    words: str
    reference: str
    title: str
    status: Told | None
    reason: str
    cited: Cited
    known: str
    known_reason: str
    by: str


@dataclass(frozen=True, slots=True)
class LookNeeded:
    """Why an issue needs a second look, with the path, and the decision to look at."""

    sentence: str
    decision: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one issue, those by which it depends first, and the looks that it needs."""

    lines: Sequence[Linked] = ()
    looks: Sequence[LookNeeded] = ()


@dataclass(frozen=True, slots=True)
class Rests:
    """A link as the page of its source tells it."""

    reference: str
    title: str
    words: str
    other_reference: str
    other_title: str
    reason: str
    quotation: str


def links_on(user: User, source: int, at: AsOf) -> list[Rests]:
    """The links in force then that rest on a source, as far as `user` may see them; one query."""
    return [
        Rests(reference, title, LinkKind(kind).words, *other, reason, quotation)
        for reference, title, kind, *other, reason, quotation in _on_source(user, source, at)
    ]


@worded_once
def _on_source(user: User, source: int, at: AsOf):
    return (
        _standing(user, at)
        .filter(source=source)
        .values_list(
            *("issue__reference", "issue__title", "kind", "other__reference", "other__title"),
            *("reason", "quotation"),
        )
    )


def links_of(user: User, issue: int, at: AsOf) -> Links:
    """The links of an issue that `user` may see, as of then, and the looks it needs; one query."""
    rows = [(_Row(*row[:_SHORT]), row[_SHORT:]) for row in _told(user, [issue], at)]
    near = [row for row in rows if issue in (row[0].issue, row[0].other)]
    near.sort(key=lambda row: (row[0].issue != issue, row[0].kind, row[0].pk))
    looks = _looks([issue], [row for row, _ in rows], at).get(issue, [])
    return Links([_linked(issue, row, rest) for row, rest in near], looks)


def looks_needed(user: User, issues: Collection[int], at: AsOf) -> dict[int, list[LookNeeded]]:
    """Of the issues those that need a second look as of then, with what for; one query."""
    rows = [_Row(*row) for row in _reached(user, list(issues), at)]
    return _looks(issues, rows, at)


@dataclass(frozen=True, slots=True)
class _Row:
    """A link. `turns` are the decisions by which the other issue stands or will stand, `seen` the
    looks at decisions on it: both as JSON."""

    pk: int
    issue: int
    other: int
    kind: str
    known_on: date
    recorded_at: datetime
    reference: str
    other_reference: str
    turns: list[str]
    seen: list[str]


_SHORT = len(_Row.__slots__)


@worded_once
def _reached(user: User, issues: list[int], at: AsOf):
    links = _standing(user, at).filter(_in_reach(user, issues, at))
    return _with_turns(links, issues, at).values_list(*_COLUMNS)


@worded_once
def _told(user: User, issues: list[int], at: AsOf):
    here = among("other_id", issues)
    links = _standing(user, at).filter(_in_reach(user, issues, at) | Q(here))
    far = Case(When(here, then="issue_id"), default="other_id")
    status = StatusPeriod.objects.holding(at).filter(issue=OuterRef("far"))
    said = JSONObject(
        name="status__name", phase="status__phase", outcome="status__outcome"
    )  # fmt: skip
    return (
        _with_turns(links, issues, at)
        .annotate(far=far, status=Subquery(status.values(said=said)[:1]), proof=proof())
        .values_list(
            *_COLUMNS,
            *("uid", "issue__title", "other__title", "status", "reason", "known_on_reason"),
            *("by__name", "by__username", "quotation", "locator", "proof"),
            *SOURCE_COLUMNS,
        )
    )


def _standing(user: User, at: AsOf) -> LinkQuerySet:
    return Link.objects.visible_to(user).in_force(at).order_by("pk")


def _in_reach(user: User, issues: list[int], at: AsOf) -> Q:
    """Of links: do the issues, over any number of links that `user` may see, depend on it?"""
    pairs = _standing(user, at).order_by().values("issue_id", "other_id")
    sql, parameters = pairs.query.sql_with_params()
    reached = RawSQL(_REACHED.format(sql), [*parameters, issues])  # noqa: S611
    return Q(
        Func(
            F("issue_id"), reached, template="%(expressions)s", arg_joiner=" = ANY",
            output_field=BooleanField(),
        )
    )  # fmt: skip


_REACHED = """ARRAY(
    WITH RECURSIVE standing (issue_id, other_id) AS ({}), reached (id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT standing.other_id FROM reached JOIN standing ON standing.issue_id = reached.id
    )
    SELECT id FROM reached
)"""


def _with_turns(links: LinkQuerySet, issues: list[int], at: AsOf) -> LinkQuerySet:
    return links.annotate(
        turns=ArraySubquery(_turns(at).filter(issue=OuterRef("other")).values("turn")),
        seen=ArraySubquery(_seen(issues, at).filter(on=OuterRef("other")).values("look")),
    )


def _turns(at: AsOf):
    """The periods that are not over then, each with the version of its decision that was news."""
    not_over = Q(holds__endswith=None) | Q(holds__endswith__gt=at.day)
    place = Coalesce("decision__origin_id", "decision_id")
    versions = Entry.objects.filter(
        Q(pk=OuterRef("place")) | Q(origin=OuterRef("place")), pk__lte=OuterRef("decision")
    )
    news = versions.exclude(change=Change.WORDING).order_by("-pk")[:1]
    turn = JSONObject(
        status="status__name",
        decision="decision_id",
        uid="decision__uid",
        begins="holds__startswith",
        first="decision__first_on",
        last="decision__last_on",
        precision="decision__date_precision",
        words="decision__date_words",
        news=Subquery(
            news.values(each=JSONObject(pk="pk", known_on="known_on", recorded_at="recorded_at"))
        ),
    )
    return StatusPeriod.objects.as_of(at).filter(not_over).alias(place=place).annotate(turn=turn)


def _seen(issues: list[int], at: AsOf):
    """The second looks taken for the issues; `on` is the issue of the decision looked at."""
    looks = Concern.objects.in_force(at).filter(
        among("issue_id", issues), entry__looks_at__isnull=False
    )
    return looks.annotate(
        on=F("entry__looks_at__decided_issue"),
        look=JSONObject(issue="issue_id", decision="entry__looks_at"),
    )


_COLUMNS = (
    "pk",
    "issue_id",
    "other_id",
    "kind",
    "known_on",
    "recorded_at",
    "issue__reference",
    "other__reference",
    "turns",
    "seen",
)


@dataclass(slots=True)
class _Graph:
    """What rows say, for the rule of the second look: each issue and decision once."""

    references: dict[int, str] = field(default_factory=dict)
    turns: dict[int, dict] = field(default_factory=dict)
    news: dict[int, News] = field(default_factory=dict)
    seen: dict[tuple[int, int], int] = field(default_factory=dict)


def _looks(issues: Collection[int], rows: Iterable[_Row], at: AsOf) -> dict[int, list[LookNeeded]]:
    graph, steps = _Graph(), []
    for row in rows:
        steps.append(Step(row.issue, row.other, (row.known_on, row.recorded_at)))
        _add(graph, row)
    found = second_looks(issues, steps, graph.news.values(), graph.seen)
    return {issue: [_needed(graph, one, at) for one in looks] for issue, looks in found.items()}


def _add(graph: _Graph, row: _Row) -> None:
    graph.references |= {row.issue: row.reference, row.other: row.other_reference}
    for turn in map(json.loads, row.turns):
        decision, news = turn["decision"], turn["news"]
        since = date.fromisoformat(news["known_on"]), datetime.fromisoformat(news["recorded_at"])
        graph.turns[decision] = turn
        graph.news[decision] = News(row.other, decision, news["pk"], since)
    for one in map(json.loads, row.seen):
        pair = (one["issue"], row.other)
        graph.seen[pair] = max(one["decision"], graph.seen.get(pair, 0))


def _needed(graph: _Graph, one: SecondLook, at: AsOf) -> LookNeeded:
    turn, path = graph.turns[one.news.decision], [graph.references[issue] for issue in one.path]
    since = fuzzy_words(_day(turn["first"]), _day(turn["last"]), turn["precision"], turn["words"])
    ahead = bool(turn["begins"]) and date.fromisoformat(turn["begins"]) > at.day
    sentence = look_sentence(path, turn["status"], since, ahead)
    return LookNeeded(sentence, UUID(turn["uid"]), path[0])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _linked(issue: int, row: _Row, rest: Sequence) -> Linked:
    uid, title, other_title, status, reason, known_reason, name, username, *cited = rest
    quotation, locator, proved, *source = cited
    kind, forward = LinkKind(row.kind), row.issue == issue
    said = json.loads(status) if status else None
    return Linked(
        uid=uid,
        words=kind.words if forward else kind.words_back,
        reference=row.other_reference if forward else row.reference,
        title=other_title if forward else title,
        status=_status(said) if said else None,
        reason=reason,
        cited=Cited(source_note(*source), quotation, locator, proved),
        known=day_words(row.known_on),
        known_reason=known_reason,
        by=name or username,
    )


def _status(said: dict[str, str]) -> Told:
    shape = look(said["phase"], said["outcome"])
    return Told(said["name"], shape, bool(said["outcome"]))
