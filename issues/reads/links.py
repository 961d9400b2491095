"""What issues are linked to, in words both ways, and which of them need a second look.

The links ride along in the question that asks for the issue: `told_of` and `reach_of` are columns
of an issue, `links_told` and `looks_told` read them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    TextField,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from issues.lifecycle.kinds import Change
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import (
    MOST_LINKS,
    LinkKind,
    News,
    SecondLook,
    Step,
    look_sentence,
    second_looks,
)
from issues.models import Concern, Entry, Link, StatusPeriod, User
from issues.models.links import LinkQuerySet
from issues.reads.days import day_words, fuzzy_words
from issues.reads.entries import SOURCE_COLUMNS, Cited, source_note
from issues.reads.proofs import proof
from issues.reads.strip import look
from issues.wording import worded_once


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
        Rests(reference, title, LinkKind(kind).words, other, other_title, reason, quotation)
        for reference, title, kind, other, other_title, reason, quotation in _on_source(
            user, source, at
        )
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


def reach_of(user: User, at: AsOf) -> ArraySubquery:
    """Of issues: the links by which each depends on others, up to MOST_LINKS in a row, as JSON.

    No link counts that `user` may not see, nor any path through an issue that they may not see.
    """
    return ArraySubquery(_in_reach(user, at, Q()).values(link=_as_json()))


def told_of(user: User, at: AsOf) -> ArraySubquery:
    """As reach_of, with the links by which others depend on the issue and all that a page tells."""
    near = Q(other=OuterRef("pk"))
    far = Case(When(near, then="issue_id"), default="other_id")
    status = StatusPeriod.objects.holding(at).filter(issue=OuterRef("far"))
    said = JSONObject(name="status__name", phase="status__phase", outcome="status__outcome")
    links = _in_reach(user, at, near).annotate(
        far=far, status=Subquery(status.values(said=said)[:1]), proof=proof()
    )
    return ArraySubquery(links.values(link=_as_json(**_LONG)))


def looks_told(issue: int, reach: Iterable[str], at: AsOf) -> Sequence[LookNeeded]:
    """The second looks that an issue needs as of then, the latest first, from its `reach_of`."""
    return _looks(issue, map(json.loads, reach), at)


def links_told(issue: int, told: Iterable[str], at: AsOf) -> Links:
    """The links of an issue as of then, and the looks that it needs, from its `told_of`."""
    rows = [json.loads(row) for row in told]
    near = [row for row in rows if issue in (row["issue"], row["other"])]
    near.sort(key=lambda row: (row["issue"] != issue, row["kind"], row["pk"]))
    return Links([_linked(issue, row) for row in near], _looks(issue, rows, at))


# Made by PostgreSQL, by the names in `_as_json` and `_LONG`.
Row = dict[str, Any]


def _standing(user: User, at: AsOf) -> LinkQuerySet:
    return Link.objects.visible_to(user).in_force(at).order_by("pk")


class _Reached(Func):
    """An array of the numbers of an issue and of those that it depends on over the links given,
    but the furthest: with their own links there are MOST_LINKS in a row."""

    output_field = ArrayField(BigIntegerField())

    def __init__(self, issue: Any, links: LinkQuerySet) -> None:
        super().__init__(issue)
        self.links = links

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        issue, its = compiler.compile(self.source_expressions[0])
        pairs = self.links.order_by().values("issue_id", "other_id")
        standing, parameters = pairs.query.sql_with_params()
        sql = _REACHED.format(standing=standing, issue=issue, most=MOST_LINKS)
        return sql, (*parameters, *its)


_REACHED = """ARRAY(
    WITH RECURSIVE standing (issue_id, other_id) AS ({standing}), reached (id, far) AS (
        SELECT {issue}, 1
        UNION
        SELECT standing.other_id, far + 1
        FROM reached JOIN standing ON standing.issue_id = reached.id
        WHERE far < {most}
    )
    SELECT id FROM reached
)"""


def _in_reach(user: User, at: AsOf, near: Q) -> LinkQuerySet:
    """The links in reach of the issue that they are asked for, with what makes a look needed."""
    reached = _Reached(OuterRef("pk"), _standing(user, at))
    in_reach = Func(
        F("issue_id"), reached, template="%(expressions)s)", arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )  # fmt: skip
    return (
        _standing(user, at)
        .filter(Q(in_reach) | near)
        .annotate(
            turns=ArraySubquery(_turns(at).filter(issue=OuterRef("other")).values("turn")),
            seen=ArraySubquery(_seen(at).filter(on=OuterRef("other")).values("entry__looks_at")),
        )
    )


def _as_json(**more: str) -> Cast:
    each = JSONObject(
        pk="pk",
        issue="issue_id",
        other="other_id",
        kind="kind",
        known_on="known_on",
        recorded_at="recorded_at",
        reference="issue__reference",
        other_reference="other__reference",
        turns="turns",
        seen="seen",
        **more,
    )
    return Cast(each, TextField())


_LONG = {
    "uid": "uid",
    "title": "issue__title",
    "other_title": "other__title",
    "status": "status",
    "reason": "reason",
    "known_on_reason": "known_on_reason",
    "by": "by__name",
    "username": "by__username",
    "quotation": "quotation",
    "locator": "locator",
    "proof": "proof",
    **{column: column for column in SOURCE_COLUMNS},
}


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


def _seen(at: AsOf):
    """The second looks taken for the issue that is asked for; `on` is that of the decision."""
    looks = Concern.objects.in_force(at).filter(issue=OuterRef(OuterRef("pk")))
    return looks.filter(entry__looks_at__isnull=False).annotate(
        on=F("entry__looks_at__decided_issue")
    )


@dataclass(slots=True)
class _Graph:
    """What rows say, for the rule of the second look: each issue and decision once."""

    references: dict[int, str] = field(default_factory=dict)
    turns: dict[int, dict] = field(default_factory=dict)
    news: dict[int, News] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)


def _looks(issue: int, rows: Iterable[Row], at: AsOf) -> list[LookNeeded]:
    graph, steps = _Graph(), []
    for row in rows:
        steps.append(Step(row["issue"], row["other"], _since(row)))
        _add(graph, row)
        if row["seen"]:
            graph.seen[row["other"]] = max(row["seen"])
    found = second_looks(issue, steps, graph.news.values(), graph.seen)
    return [_needed(graph, one, at) for one in found]


def _since(row: Row) -> tuple[date, datetime]:
    return date.fromisoformat(row["known_on"]), datetime.fromisoformat(row["recorded_at"])


def _add(graph: _Graph, row: Row) -> None:
    graph.references[row["issue"]] = row["reference"]
    graph.references[row["other"]] = row["other_reference"]
    for turn in row["turns"]:
        news = turn["news"]
        graph.turns[turn["decision"]] = turn
        graph.news[turn["decision"]] = News(
            row["other"], turn["decision"], news["pk"], _since(news)
        )


def _needed(graph: _Graph, one: SecondLook, at: AsOf) -> LookNeeded:
    turn, path = graph.turns[one.news.decision], [graph.references[issue] for issue in one.path]
    since = fuzzy_words(_day(turn["first"]), _day(turn["last"]), turn["precision"], turn["words"])
    ahead = bool(turn["begins"]) and date.fromisoformat(turn["begins"]) > at.day
    sentence = look_sentence(path, turn["status"], since, ahead)
    return LookNeeded(sentence, UUID(turn["uid"]), path[0])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _linked(issue: int, row: Row) -> Linked:
    kind, forward = LinkKind(row["kind"]), row["issue"] == issue
    source = {column: row[column] for column in SOURCE_COLUMNS}
    source["source__published_on"] = _day(source["source__published_on"])
    return Linked(
        uid=UUID(row["uid"]),
        words=kind.words if forward else kind.words_back,
        reference=row["other_reference" if forward else "reference"],
        title=row["other_title" if forward else "title"],
        status=_status(row["status"]) if row["status"] else None,
        reason=row["reason"],
        cited=Cited(source_note(*source.values()), row["quotation"], row["locator"], row["proof"]),
        known=day_words(date.fromisoformat(row["known_on"])),
        known_reason=row["known_on_reason"],
        by=row["by"] or row["username"],
    )


def _status(said: dict[str, str]) -> Told:
    shape = look(said["phase"], said["outcome"])
    return Told(said["name"], shape, bool(said["outcome"]))
