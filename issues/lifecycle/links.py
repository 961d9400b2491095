"""How one issue can depend on another, and which changes of status ask for a second look."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from heapq import heapify, heappop, heappush


class LinkKind(StrEnum):
    """What an issue is to the one that it looks to."""

    CONDITIONAL_ON = "conditional_on"
    IN_ANSWER_TO = "in_answer_to"
    PART_OF = "part_of"
    SUPERSEDES = "supersedes"
    EXPIRES_WITH = "expires_with"

    @property
    def words(self) -> str:
        """What the issue that depends says of the other: "is conditional on"."""
        return _WORDS[self][0]

    @property
    def words_back(self) -> str:
        """What the other says of the issue that depends: "is a condition of"."""
        return _WORDS[self][1]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(kind.value, kind.words) for kind in cls]


_WORDS = {
    LinkKind.CONDITIONAL_ON: ("is conditional on", "is a condition of"),
    LinkKind.IN_ANSWER_TO: ("is in answer to", "is answered by"),
    LinkKind.PART_OF: ("is part of", "includes"),
    LinkKind.SUPERSEDES: ("supersedes", "is superseded by"),
    LinkKind.EXPIRES_WITH: ("expires with", "sets the expiry of"),
}

# A circle of these says nothing: no issue is a part of itself, or takes its own place, or ends
# when it ends. Two that are each other's condition, or answer each other, there are.
NEVER_IN_A_CIRCLE = (LinkKind.PART_OF, LinkKind.SUPERSEDES, LinkKind.EXPIRES_WITH)

# When something was known and recorded: of two of one day the later recorded is news to the other.
Since = tuple[date, datetime]


@dataclass(frozen=True, slots=True)
class Step:
    """A link in force: the issue that depends, the other, and since when it is known."""

    issue: int
    other: int
    since: Since


@dataclass(frozen=True, slots=True)
class News:
    """A decision in force that gives an issue its status of today or of a day ahead.

    `number` and `since` are those of the version that said so first: new wording is no news.
    """

    issue: int
    decision: int
    number: int
    since: Since


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A look that an issue needs. `path` leads from the issue of the news to it, both included."""

    news: News
    path: tuple[int, ...]


# From each issue the links by which it depends on others.
Leading = Mapping[int, Sequence[Step]]


def news_for(
    issue: int, leading: Leading, told: Mapping[int, Sequence[News]], seen: Mapping[int, int]
) -> list[News]:
    """The news for which an issue needs a second look, the latest first.

    It needs one for a decision on another issue that it depends on, over however many links, if
    that became known after each of these links was. `told` has the decisions of each issue, and
    `seen` the highest number of one that was looked at: that one and those before it need no look
    any more. Of each other issue the latest decision alone counts.
    """
    unseen = {
        other: [each for each in its if each.number > seen.get(other, 0)]
        for other, its in told.items()
    }
    latest = max((each.since for its in unseen.values() for each in its), default=None)
    found = []
    for other, since in _depended_on(issue, leading, latest).items():
        if news := [each for each in unseen.get(other, ()) if each.since > since]:
            found.append(max(news, key=lambda each: each.number))
    return sorted(found, key=lambda each: each.number, reverse=True)


def _depended_on(issue: int, leading: Leading, before: Since | None) -> dict[int, Since]:
    """The others that an issue depends on, each with when it was first known over a whole path,
    if that was before a moment."""
    found: dict[int, Since] = {}
    waiting = [(step.since, step.other) for step in leading.get(issue, ())]
    heapify(waiting)
    while waiting and before:
        since, here = heappop(waiting)
        if since >= before:
            break
        if here in found or here == issue:
            continue
        found[here] = since
        for step in leading.get(here, ()):
            if step.other not in found:
                heappush(waiting, (max(since, step.since), step.other))
    return found


def look_at(issue: int, news: News, leading: Leading) -> SecondLook:
    """The look that an issue needs for one of its news, with the shortest path that was known by
    then."""
    paths: dict[int, tuple[int, ...]] = {issue: (issue,)}
    waiting = deque([issue])
    while waiting and news.issue not in paths:
        here = waiting.popleft()
        for step in leading.get(here, ()):
            if step.since < news.since and step.other not in paths:
                paths[step.other] = (step.other, *paths[here])
                waiting.append(step.other)
    return SecondLook(news, paths[news.issue])


def look_sentence(references: Sequence[str], status: str, since: str, ahead: bool) -> str:
    """ "HNS → DEF: HNS is now lapsed since 1 April 2026". `since` is the decision's date in words;
    with `ahead` it is still to come: "HNS will be lapsed from 1 April 2026".
    """
    verb = f"will be {status} from" if ahead else f"is now {status} since"
    return f"{' → '.join(references)}: {references[0]} {verb} {since}"
