"""The phases that all lifecycles share, and the outcomes of a settled issue."""

from enum import StrEnum


class Phase(StrEnum):
    """How far a matter has got, whatever its kind."""

    NOT_RATED = "not_rated"
    ANNOUNCED = "announced"
    MOVING = "moving"
    STALLED = "stalled"
    SETTLED = "settled"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(phase.value, phase.label) for phase in cls]


class Outcome(StrEnum):
    """What came of a matter that is settled."""

    DELIVERED = "delivered"
    PARTLY = "partly"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return self.value

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(outcome.value, outcome.label) for outcome in cls]


# "Not rated" must never read as a finding, so these words stand beside it wherever it is explained.
NOT_RATED_DEFINITION = "We have not judged this issue yet. That says nothing about the issue."
