"""Reads one JSON object key by key, and notes every mistake instead of stopping at the first."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from issues import dates
from issues.lifecycle.texts import is_kept, says_something
from issues.record_format.problems import Place, Problem

UNREADABLE_DAY = date.min
UNREADABLE_UID = UUID(int=0)
UNREADABLE_NUMBER = Decimal(0)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"-?(\d+)(?:\.(\d+))?", re.ASCII)


class Obj:
    """A JSON object at a place. Each reader takes one key and answers a usable value even for a
    mistaken one, so that the rest is read too; `done` reports the keys that nobody asked for."""

    def __init__(self, data: object, place: Place, problems: list[Problem]) -> None:
        self.place = place
        self.problems = problems
        self.asked: list[str] = []
        self.mistaken: set[str] = set()
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.broken = not isinstance(data, dict)
        if self.broken:
            self.problem("", f"Here must stand an object, not {_json_kind(data)}.")

    def problem(
        self, key: str, sentence: str, value: object = None, allowed: Iterable[str] = ()
    ) -> None:
        """Note a problem with a key; one is enough for each."""
        if key in self.mistaken:
            return
        self.mistaken.add(key)
        place = self.place.at(key) if key else self.place
        self.problems.append(Problem(place, sentence, value, tuple(allowed)))

    def text(self, key: str, *, needed: bool = False, longest: int | None = None) -> str:
        """Text without blanks around it; "" where it is missing and not needed."""
        return self.verbatim(key, needed=needed, longest=longest).strip()

    def verbatim(self, key: str, *, needed: bool = False, longest: int | None = None) -> str:
        """Text exactly as it stands."""
        found = self._get(key, str, "text", needed=needed) or ""
        empty = isinstance(self.data.get(key), str) and not says_something(found)
        if needed and empty:
            self.problem(key, "This must not be empty.")
        if "\x00" in found or not is_kept(found):
            self.problem(key, "There is a control character in this text; take it out.")
        if longest and len(found) > longest:
            self.problem(key, f"This is {len(found)} characters long; at most {longest} fit.")
        return found

    def optional(self, key: str) -> str | None:
        """A name or null; an empty text counts as null."""
        return self.text(key) or None

    def choice(self, key: str, allowed: Iterable[str], default: str = "") -> str:
        """One of a few words; `default` where the key is left out, which "" forbids."""
        allowed = tuple(allowed)
        if default and self.data.get(key) is None:
            self.asked.append(key)
            return default
        found = self.text(key, needed=True)
        if found and found not in allowed:
            self.problem(key, "This is not one of the allowed words.", found, allowed)
        return found if found in allowed else (default or allowed[0])

    def member[E: StrEnum](self, key: str, words: type[E], fallback: E) -> E:
        """A member of an enumeration; `fallback` for a mistaken one."""
        allowed = [word.value for word in words if word.value]
        self.choice(key, allowed)
        return words(self.data[key]) if self.data.get(key) in allowed else fallback

    def optional_member[E: StrEnum](self, key: str, words: type[E], fallback: E) -> E | None:
        """The same, or None where the key is left out, null or empty."""
        if self.data.get(key):
            return self.member(key, words, fallback)
        self.asked.append(key)
        return None

    def day(self, key: str) -> date:
        found = self._get(key, str, "a day as text", needed=True)
        return self._as_day(key, found) if found else UNREADABLE_DAY

    def optional_day(self, key: str) -> date | None:
        found = self._get(key, str, "a day as text", needed=False)
        return self._as_day(key, found) if found else None

    def _as_day(self, key: str, text: str) -> date:
        found = None
        if _DAY.fullmatch(text):
            with suppress(ValueError):
                found = date.fromisoformat(text)
        if found is None:
            self.problem(key, "This is not a day; write it as 2026-05-12.", text)
        elif not dates.is_kept(found):
            first, last = dates.FIRST_DAY.year, dates.LAST_DAY.year
            self.problem(key, f"The record holds days from {first} to {last}, no others.", text)
        else:
            return found
        return UNREADABLE_DAY

    def number(self, key: str, *, digits: int, decimals: int) -> Decimal:
        """An exact number, written as text: JSON's own numbers are rounded by many programs."""
        found = self._get(key, str, "a number as text, such as “3.5”", needed=True)
        return self._as_number(key, found, digits, decimals) if found is not None else Decimal(0)

    def optional_number(self, key: str, *, digits: int, decimals: int) -> Decimal | None:
        found = self._get(key, str, "a number as text, such as “0.7”", needed=False)
        return self._as_number(key, found, digits, decimals) if found is not None else None

    def _as_number(self, key: str, text: str, digits: int, decimals: int) -> Decimal:
        parts = _NUMBER.fullmatch(text)
        if parts is None:
            self.problem(key, "This is not a number; write it in digits, as 1234.5.", text)
            return UNREADABLE_NUMBER
        whole, fraction = parts[1].lstrip("0"), (parts[2] or "").rstrip("0")
        if len(whole) > digits or len(fraction) > decimals:
            sentence = f"At most {digits} digits fit, and {decimals} after the point."
            self.problem(key, sentence, text)
            return UNREADABLE_NUMBER
        return Decimal(text)

    def uid(self, key: str) -> UUID:
        found = self._get(key, str, "a UUID as text", needed=True)
        return self._as_uid(key, found) if found else UNREADABLE_UID

    def optional_uid(self, key: str) -> UUID | None:
        found = self._get(key, str, "a UUID as text", needed=False)
        return self._as_uid(key, found) if found else None

    def _as_uid(self, key: str, text: str) -> UUID:
        try:
            return UUID(text)
        except ValueError:
            self.problem(key, "This is not a UUID.", text)
            return UNREADABLE_UID

    def names(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts, none twice."""
        found = self._get(key, list, "a list", needed=needed) or []
        names = [item.strip() for item in found if isinstance(item, str) and item.strip()]
        if len(names) < len(found):
            self.problem(key, "Every item of this list must be a text that is not empty.", found)
        if not all(map(is_kept, names)) or any("\x00" in name for name in names):
            self.problem(key, "There is a control character in this list; take it out.")
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.problem(key, "This stands in the list more than once.", name)
        if needed and key in self.data and not found:
            self.problem(key, "This list must not be empty.")
        return tuple(names)

    def rows[T](self, key: str, read: Callable[[Obj], T]) -> tuple[T, ...]:
        """A list of objects, each read by `read`; those that are no objects are left out."""
        found = self._get(key, list, "a list", needed=False) or []
        place = self.place.at(key)
        objects = [Obj(item, place.item(n), self.problems) for n, item in enumerate(found)]
        return tuple(_whole(each, read) for each in objects if not each.broken)

    def object(self, key: str) -> Obj | None:
        """An object inside this one, or None where there is none."""
        self.asked.append(key)
        if self.data.get(key) is None:
            return None
        return Obj(self.data[key], self.place.at(key), self.problems)

    def done(self) -> None:
        """Report keys that the format has not, with the likeliest one that was meant."""
        for key in self.data.keys() - set(self.asked):
            near = difflib.get_close_matches(str(key), self.asked, 1)
            meant = f" Is “{near[0]}” meant?" if near else ""
            self.problem(str(key), f"The format has no such key here.{meant}", None, self.asked)

    def _get[T](self, key: str, kind: type[T], words: str, *, needed: bool) -> T | None:
        self.asked.append(key)
        found = self.data.get(key)
        if found is None:
            if needed:
                said = "null, but needed" if key in self.data else "missing"
                self.problem(key, f"This is {said}.")
            return None
        if not isinstance(found, kind):
            self.problem(key, f"Here must stand {words}, not {_json_kind(found)}.", found)
            return None
        return found


def _whole[T](each: Obj, read: Callable[[Obj], T]) -> T:
    row = read(each)
    each.done()
    return row


_KINDS = {dict: "an object", list: "a list", str: "text", bool: "true or false"}


def _json_kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), "a number")


def load(text: str) -> object:
    """JSON in which no object has the same key twice. Raises ValueError with a sentence."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise ValueError(f"An object has the key “{twice}” twice")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=once)
