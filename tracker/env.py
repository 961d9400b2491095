"""Reads settings from the environment; a wrong value is refused with a sentence."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}


class SettingError(Exception):
    """Says which environment variable is wrong, why, and what it may be."""


class Env:
    """The environment, read by kind of value. An empty variable counts as not given."""

    def __init__(self, variables: Mapping[str, str]):
        self._variables = variables

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding space."""
        return self._variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        """Refuses anything but 1/0, true/false, yes/no, on/off with `SettingError`."""
        word = self.text(name, "1" if default else "0").lower()
        if word not in _YES | _NO:
            raise SettingError(f"{name} is {word!r}. Set it to 1 (yes) or 0 (no).")
        return word in _YES

    def number(self, name: str, default: int, *, at_least: int, at_most: int) -> int:
        """Refuses what is no whole number, or lies outside the bounds, with `SettingError`."""
        word = self.text(name, str(default))
        if not (word.isascii() and word.isdigit() and at_least <= int(word) <= at_most):
            raise SettingError(
                f"{name} is {word!r}. Set it to a whole number from {at_least} to {at_most}."
            )
        return int(word)

    def names(self, name: str, default: str = "") -> list[str]:
        """The comma-separated values, without empty ones."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of `allowed`, the first by default; refuses others with `SettingError`."""
        word = self.text(name, allowed[0])
        if word not in allowed:
            raise SettingError(f"{name} is {word!r}. Set it to one of: {', '.join(allowed)}.")
        return word

    def time_zone(self, name: str, default: str) -> str:
        """The name of a time zone that this machine knows; refuses others with `SettingError`."""
        word = self.text(name, default)
        try:
            ZoneInfo(word)
        except (OSError, ValueError, KeyError) as error:
            raise SettingError(
                f"{name} is {word!r}, which this machine knows no time zone by. Set it to a name"
                " like Asia/Tokyo or UTC; if that is what it is, install the tzdata package."
            ) from error
        return word
