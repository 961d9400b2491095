"""Which issues need a second look, because the status of one that they depend on has changed.

What issues depend on, over however many links, rides along in the question for their tracks
(`reads.standing`): `web_of` asks for it, a row an issue and each issue once, and `Web` reads it.
"""

import json
from collections.abc import Sequence
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
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import (
    News,
    SecondLook,
    Since,
    Step,
    look_at,
    look_sentence,
    news_for,
)
from issues.models import Concern, Entry, Issue, Link, StatusPeriod, User
from issues.models.links import LinkQuerySet
from issues.reads.days import fuzzy_phrase
from issues.wording import among

# Of the issues that a page shows and those that they depend on, so many are asked for, the nearest
# first: a bound to what one page costs, which no record that people link by hand comes near.
MOST_ISSUES = 500


@dataclass(frozen=True, slots=True)
class LookNeeded:
    """Why an issue needs a second look, with the path, and the decision to look at."""

    sentence: str
    decision: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class Looks:
    """The second looks that an issue needs: the latest are told, `more` are not."""

    told: Sequence[LookNeeded] = ()
    more: int = 0


NO_LOOKS = Looks()

# Made by PostgreSQL, by the names in `web_of` and `_turns`.
Node = dict[str, Any]


@dataclass(slots=True)
class Web:
    """Issues and what they depend on, as of a moment."""

    at: AsOf
    nodes: dict[int, Node] = field(default_factory=dict)
    steps: dict[int, list[Step]] = field(default_factory=dict)
    news: dict[int, list[News]] = field(default_factory=dict)
    turns: dict[int, dict] = field(default_factory=dict)

    def add(self, issue: int, told: str) -> None:
        """What `web_of` says of an issue."""
        self.nodes[issue] = node = json.loads(told)
        self.steps[issue] = [Step(issue, step["to"], _since(step)) for step in node["steps"]]
        self.news[issue] = [_news(issue, turn) for turn in node["turns"]]
        self.turns |= {turn["decision"]: turn for turn in node["turns"]}

    def looks(self, issue: int, most: int) -> Looks:
        """The second looks that an issue needs; of `most` of them it is said why."""
        if not self.steps.get(issue):
            return NO_LOOKS
        seen: dict[int, int] = {}
        for look in self.nodes[issue]["seen"] or ():
            seen[look["on"]] = max(look["decision"], seen.get(look["on"], 0))
        found = news_for(issue, self.steps, self.news, seen)
        told = (look_at(issue, news, self.steps) for news in found[:most])
        return Looks([self._needed(look) for look in told], len(found[most:]))

    def _needed(self, look: SecondLook) -> LookNeeded:
        turn = self.turns[look.news.decision]
        path = [self.nodes[issue]["reference"] for issue in look.path]
        days = _day(turn["first"]), _day(turn["last"])
        since = fuzzy_phrase(*days, turn["precision"], turn["words"])
        ahead = bool(turn["begins"]) and date.fromisoformat(turn["begins"]) > self.at.day
        sentence = look_sentence(path, turn["status"], since, ahead)
        return LookNeeded(sentence, UUID(turn["uid"]), path[0])


def _since(told: dict[str, str]) -> Since:
    return date.fromisoformat(told["known_on"]), datetime.fromisoformat(told["recorded_at"])


def _news(issue: int, turn: dict[str, Any]) -> News:
    return News(issue, turn["decision"], turn["news"]["pk"], _since(turn["news"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def web_of(issue_ids: list[int], user: User, at: AsOf) -> QuerySet:
    """Those of the issues that depend on others, and these, each with what is `told` of it as
    JSON: its links, what its status is and will be, and, of the issues asked for, the looks taken.

    No link counts that `user` may not see, nor any path through an issue that they may not see.
    """
    asked = among("pk", issue_ids)
    told = JSONObject(
        reference="reference",
        steps=ArraySubquery(_steps(user, at).filter(issue=OuterRef("pk")).values("step")),
        turns=ArraySubquery(_turns(at).filter(issue=OuterRef("pk")).values("turn")),
        seen=Case(When(asked, then=ArraySubquery(_seen(at).values("look"))), default=None),
    )
    return Issue.objects.filter(_Reached(issue_ids, _standing(user, at))).annotate(
        told=Cast(told, TextField())
    )


def _standing(user: User, at: AsOf) -> LinkQuerySet:
    return Link.objects.visible_to(user).in_force(at)


class _Reached(Func):
    """Is it one of the issues given that depend on others over the links, or one of the others?"""

    output_field = BooleanField()

    def __init__(self, issue_ids: list[int], links: LinkQuerySet) -> None:
        super().__init__(F("pk"), Value(issue_ids, output_field=ArrayField(BigIntegerField())))
        self.links = links

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        (issue, its), (asked, ids) = map(compiler.compile, self.source_expressions)
        pairs = self.links.order_by().values("issue_id", "other_id")
        standing, parameters = pairs.query.sql_with_params()
        sql = _REACHED.format(standing=standing, asked=asked, issue=issue, most=MOST_ISSUES)
        return sql, (*its, *parameters, *ids)


# UNION keeps each issue once, so circles end; an issue is found in as many steps as the shortest
# path to it has, so that those left out are the furthest.
# OFFSET 0 has the links asked for issue by issue: joined, they would all be read in each step.
_REACHED = """{issue} = ANY(ARRAY(
    WITH RECURSIVE standing (issue_id, other_id) AS NOT MATERIALIZED ({standing}), reached (id) AS (
        SELECT issue_id FROM standing WHERE issue_id = ANY({asked})
        UNION
        SELECT other_id FROM reached CROSS JOIN LATERAL (
            SELECT other_id FROM standing WHERE standing.issue_id = reached.id OFFSET 0
        ) its
    )
    SELECT id FROM reached LIMIT {most}
))"""


def _steps(user: User, at: AsOf):
    step = JSONObject(to="other_id", known_on="known_on", recorded_at="recorded_at")
    return _standing(user, at).order_by("pk").annotate(step=step)


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
    """The second looks taken for an issue, each with the issue that it was `on`."""
    kinds = [EntryKind.NOTE, EntryKind.ASSESSMENT]
    looks = Concern.objects.in_force(at).filter(issue=OuterRef("pk"), kind__in=kinds)
    look = JSONObject(on="entry__looks_at__decided_issue", decision="entry__looks_at")
    return looks.filter(entry__looks_at__isnull=False).annotate(look=look)
