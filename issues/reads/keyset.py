"""Pages that begin after the last row of the page before: page 400 costs what page 1 does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as tuples; `after` names the last of them if there are more, else it is ""."""

    rows: Sequence[tuple[Any, ...]]
    after: str


@dataclass(frozen=True, slots=True)
class Keyset:
    """A queryset with a `sort_key` that is never null, ordered by it and then by `pk`.

    `columns` are what a row holds; the first of them is the primary key.
    """

    queryset: QuerySet[Any]
    falling: bool
    columns: tuple[str, ...]

    def page(self, after: str, size: int) -> Page:
        """The rows that follow `after` (a mark of an earlier page; "" or nonsense: the start)."""
        mark = self._read(after)
        beyond = [] if mark is None else [self._beyond(*mark)]
        return page_of(list(self._ordered(size, *beyond)), size)

    def start(self, size: int) -> QuerySet[Any]:
        """The rows of which `page_of` makes the first page."""
        return self._ordered(size)

    def _ordered(self, size: int, *beyond: Q) -> QuerySet[Any]:
        sign = "-" if self.falling else ""
        found = self.queryset.filter(*beyond).order_by(f"{sign}sort_key", f"{sign}pk")
        return found.values_list(*self.columns, "sort_key")[: size + 1]

    def _beyond(self, key: Any, pk: int) -> Q:
        step = "lt" if self.falling else "gt"
        # The first condition says nothing new; it is the one that an index can begin from.
        return Q(**{f"sort_key__{step}e": key}) & (
            Q(**{f"sort_key__{step}": key}) | Q(**{f"pk__{step}": pk})
        )

    def _read(self, after: str) -> tuple[Any, int] | None:
        pk, _, key = after.partition("~")
        if not pk.isdigit() or len(pk) > 18:
            return None
        field = self.queryset.query.annotations["sort_key"].output_field
        try:
            return field.to_python(key), int(pk)
        except (ValidationError, ValueError, ArithmeticError):
            return None


def page_of(rows: Sequence[tuple[Any, ...]], size: int) -> Page:
    """A page of `size` rows, made of one row more if there are more pages."""
    more = len(rows) > size
    return Page(rows[:size], write_mark(rows[size - 1]) if more else "")


def write_mark(row: tuple[Any, ...]) -> str:
    """The mark of a row: its key and its sort key."""
    key = row[-1]
    return f"{row[0]}~{key.isoformat() if isinstance(key, date | datetime) else key}"
