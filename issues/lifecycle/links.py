"""How one issue can depend on another, and which changes of status ask for a second look."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


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

# Over so many links a change of status asks for a second look; whoever is further away looks when
# those between have looked.
MOST_LINKS = 6

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


def second_looks(
    issue: int, steps: Iterable[Step], news: Iterable[News], seen: Mapping[int, int]
) -> list[SecondLook]:
    """The second looks that an issue needs, the latest news first.

    It needs one for a decision on another issue that it depends on, over at most MOST_LINKS, if
    that became known after each of these links was. `seen` has, for another issue, the highest
    number of a decision on it that was looked at: that one and those before it need no look any
    more. For each other issue the latest decision alone is named, with the shortest path.
    """
    leading: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        leading[step.issue].append(step)
    looks: dict[int, SecondLook] = {}
    for each in sorted(news, key=lambda each: each.number, reverse=True):
        if each.issue not in looks and each.number > seen.get(each.issue, 0):
            path = _path(issue, each, leading)
            if path:
                looks[each.issue] = SecondLook(each, path)
    return list(looks.values())


def _path(issue: int, news: News, leading: Mapping[int, Sequence[Step]]) -> tuple[int, ...]:
    """The shortest path from the issue of the news to this one, over links that were known by
    then; () without one."""
    if issue == news.issue:
        return ()
    paths: dict[int, tuple[int, ...]] = {issue: (issue,)}
    waiting = deque([issue])
    while waiting:
        here = waiting.popleft()
        for step in leading.get(here, ()):
            if step.since >= news.since or step.other in paths:
                continue
            path = paths[step.other] = (step.other, *paths[here])
            if step.other == news.issue:
                return path
            if len(path) <= MOST_LINKS:
                waiting.append(step.other)
    return ()


def look_sentence(references: Sequence[str], status: str, since: str, ahead: bool) -> str:
    """ "HNS → DEF: HNS is now lapsed since 1 April 2026". `since` is the decision's date in words;
    with `ahead` it is still to come: "HNS will be lapsed from 1 April 2026".
    """
    verb = f"will be {status} from" if ahead else f"is now {status} since"
    return f"{' → '.join(references)}: {references[0]} {verb} {since}"
