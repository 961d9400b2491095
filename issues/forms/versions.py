"""The hidden part of a form: the token that makes it once only, and what it was made from."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

NONE = "none"


class MissingVersion(ValueError):
    """A form came without (or with an unreadable) token or version. The message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "This form did not say which version it was made from, so nothing was saved. What you"
            " typed is below, on the version of now: look it over and save again."
        )


@dataclass(frozen=True, slots=True)
class Versions:
    """What a form carries hidden.

    `uid` is fresh for every form and becomes the entry's own: sent twice, it has one effect.
    `made_from` is the issue's newest decision as the user saw it ("none": none yet), `supersedes`
    the version of an entry that is corrected, `version` that of a row. None and 0: not needed here.
    """

    uid: uuid.UUID
    made_from: str | None = None
    supersedes: uuid.UUID | None = None
    version: int = 0

    @classmethod
    def fresh(cls, **needed) -> Self:
        return cls(uid=uuid.uuid4(), **needed)

    @classmethod
    def sent(cls, data: Mapping[str, str], needs: Iterable[str]) -> Self:
        """What a form sent: its token, and the versions that it `needs`. Raises MissingVersion."""
        try:
            read: dict[str, Any] = {name: _read(name, data[name]) for name in ("uid", *needs)}
        except (KeyError, ValueError) as missing:
            raise MissingVersion from missing
        return cls(**read)

    def fields(self) -> Iterator[tuple[str, str]]:
        """Names and values of the hidden inputs."""
        names = ("uid", "made_from", "supersedes", "version")
        return ((name, str(getattr(self, name))) for name in names if getattr(self, name))

    @property
    def made_from_uid(self) -> uuid.UUID | None:
        return None if self.made_from in (None, NONE) else uuid.UUID(self.made_from)


def is_uid(text: object) -> bool:
    """Can what was sent name an entry?"""
    try:
        return bool(uuid.UUID(str(text)))
    except ValueError:
        return False


def _read(name: str, text: str) -> object:
    match name:
        case "uid" | "supersedes":
            return uuid.UUID(text)
        case "version":
            return _small_number(text)
    return text if text == NONE else str(uuid.UUID(text))


def _small_number(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number
