"""How statuses are defined: the lifecycles as data, for the pages that publish them."""

from dataclasses import dataclass

from issues.lifecycle.phases import NOT_RATED_DEFINITION, Outcome, Phase
from issues.models import Lifecycle, Status
from issues.reads.strip import look


@dataclass(frozen=True, slots=True)
class Definition:
    """A status with its public definition and the names of the statuses that may follow it."""

    slug: str
    name: str
    look: str
    phase: str
    outcome: str
    definition: str
    entered_when: str
    left_when: str
    follows: list[str]
    leads_to: list[str]


@dataclass(frozen=True, slots=True)
class Kind:
    slug: str
    name: str
    description: str
    statuses: list[Definition]


@dataclass(frozen=True, slots=True)
class Mark:
    """One shape with its words, for the legend."""

    look: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Judging:
    marks: list[Mark]
    kinds: list[Kind]


_MARKS = [
    Mark("none", "not rated", NOT_RATED_DEFINITION),
    Mark("none", "announced", "Said or laid down in public; what is to come of it has not begun."),
    Mark("moving", "moving", "Steps are being taken."),
    Mark("stalled", "stalled", "It was moving or due, and no step is seen."),
    Mark("delivered", "settled: delivered", "What was said has been done."),
    Mark("partly", "settled: partly", "Some of it has been done, and no more is to come."),
    Mark("failed", "settled: failed", "It was not done, it lapsed, or a threat was carried out."),
    Mark("withdrawn", "settled: withdrawn", "It was taken back, given up or struck down."),
]


def how_we_judge() -> Judging:
    """All lifecycles, in five queries."""
    return Judging(_MARKS, _kinds(Lifecycle.objects.all()))


def one_lifecycle(slug: str) -> Kind:
    """One lifecycle; raises Lifecycle.DoesNotExist."""
    kinds = _kinds(Lifecycle.objects.filter(slug=slug))
    if not kinds:
        raise Lifecycle.DoesNotExist(f"There is no lifecycle “{slug}”.")
    return kinds[0]


def _kinds(lifecycles) -> list[Kind]:
    found = lifecycles.prefetch_related("statuses", "moves__source", "moves__target")
    return [_kind(lifecycle) for lifecycle in found]


def _kind(lifecycle: Lifecycle) -> Kind:
    moves = list(lifecycle.moves.all())
    statuses = [
        _definition(
            status,
            [m.source.name if m.source else "not rated" for m in moves if m.target == status],
            [m.target.name for m in moves if m.source == status],
        )
        for status in lifecycle.statuses.all()
    ]
    return Kind(lifecycle.slug, lifecycle.name, lifecycle.description, statuses)


def _definition(status: Status, follows: list[str], leads_to: list[str]) -> Definition:
    return Definition(
        slug=status.slug,
        name=status.name,
        look=look(status.phase, status.outcome),
        phase=Phase(status.phase).label,
        outcome=Outcome(status.outcome).label if status.outcome else "",
        definition=status.definition,
        entered_when=status.entered_when,
        left_when=status.left_when,
        follows=follows,
        leads_to=leads_to,
    )
