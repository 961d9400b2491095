"""Questions that are worded once, with blanks, and then asked of other issues on other days.

To put a question into SQL costs Django more than PostgreSQL needs to answer it, and to plan it
costs PostgreSQL as much again. The querysets stay the vocabulary; what is kept is the text that
they come to, and in each connection its plan.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

import psycopg
import psycopg.sql
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import BigIntegerField, BooleanField, F, Func, Model, QuerySet, Value
from psycopg.types.numeric import Int8

from issues.lifecycle.knowledge import END_OF_TIME, AsOf
from issues.models import Role
from issues.models.people import is_on_team

# No value of the record is one of these, so they are found again among the parameters.
_BLANK_NUMBER = 7 * 10**18
_BLANK_YEAR = 2
_BLANK_TEXT = "\ue000blank"


def worded_once(word: Callable[..., QuerySet[Any]]) -> Callable[..., list[tuple[Any, ...]]]:
    """Let a function that words a question answer it: rows of what its `values_list` names.

    Its arguments are days, numbers, texts, uids, lists of numbers (for `among`), moments of
    knowledge (AsOf) and users. It must use each of them as a value of the query and in no other
    way; a user only to see what is visible; of a moment, if anything, its day, its instant, and
    whether it was chosen or audits.
    Columns come as PostgreSQL's driver makes them, without the conversions of model fields.
    """

    @wraps(word)
    def ask(*values: Any) -> list[tuple[Any, ...]]:
        shape = tuple(map(_shape, values))
        question = _WORDED.get((word, shape))
        if question is None:
            question = _WORDED[word, shape] = _put(word, shape)
        # Audits are rare, and what fits their instant is no plan for another one.
        audits = any(isinstance(value, AsOf) and value.audits for value in values)
        with connection.cursor() if audits else _planned_once() as cursor:
            cursor.execute(question.sql, question.filled(values))
            return cursor.fetchall()

    return ask


# By the function that words them and the kinds of its values.
_WORDED: dict[tuple[Callable[..., QuerySet[Any]], tuple[str, ...]], "_Question"] = {}


def among(column: str, numbers: Sequence[int]) -> Func:
    """Is the column one of the numbers? One parameter however many they are, unlike `__in`."""
    value = Value(list(numbers), output_field=ArrayField(BigIntegerField()))
    return Func(
        F(column), value, template="%(expressions)s)", arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )  # fmt: skip


def columns(model: type[Model], *without: str) -> list[str]:
    """The names of a model's columns in their order, as `made` wants them."""
    names = (field.attname for field in model._meta.concrete_fields)
    return [name for name in names if name not in without]


def made[M: Model](model: type[M], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[M]:
    """The objects of rows whose first columns are those named; what is not named is deferred."""
    return [model.from_db(connection.alias, names, row[: len(names)]) for row in rows]


@dataclass(frozen=True, slots=True)
class _Question:
    """`sources` says which value each blank of the text is.

    The values are the arguments, of moments their day and their instant.
    """

    sql: str
    sources: tuple[int, ...]

    def filled(self, values: Sequence[Any]) -> list[Any]:
        values = _flat(values)
        return [_typed(values[at]) for at in self.sources]


def _put(word: Callable[..., QuerySet[Any]], shape: tuple[str, ...]) -> _Question:
    blanks = [_blank(kind, at) for at, kind in enumerate(shape)]
    sql, parameters = word(*blanks).query.sql_with_params()
    values = _flat(blanks)
    sources = tuple(_source(parameter, values) for parameter in parameters)
    free = {*_flat([blank for blank in blanks if isinstance(blank, AsOf)]), *_AUDIENCES.values()}
    wanted = {at for at, value in enumerate(values) if isinstance(value, list) or value not in free}
    if unused := wanted - set(sources):
        raise TypeError(f"{word.__name__} does not use its values {unused}.")
    blank_or_fixed = zip(parameters, sources, strict=True)
    texts = ["%s" if at is not None else _literal(fixed) for fixed, at in blank_or_fixed]
    return _Question(_with(sql, texts), tuple(at for at in sources if at is not None))


def _with(sql: str, texts: Sequence[str]) -> str:
    """The question with these texts in the places of its parameters."""
    turn = iter(texts)
    return re.sub("%[s%]", lambda found: found[0] if found[0] == "%%" else next(turn), sql)


def _literal(fixed: object) -> str:
    """What stays, written out: a plan that is to serve all values uses an index of some entries
    only where the question itself says that it asks for no others."""
    connection.ensure_connection()
    return psycopg.sql.Literal(fixed).as_string(connection.connection).replace("%", "%%")


def _flat(values: Sequence[object]) -> list[object]:
    """The arguments with a day and an instant in the place of each moment."""
    flat: list[object] = []
    for value in values:
        flat += (value.day, value.recorded_by) if isinstance(value, AsOf) else (value,)
    return flat


def _typed(value: object) -> object:
    """A number as wide as the keys are: of its own width, small and large ones need two plans."""
    return Int8(value) if isinstance(value, int) else value


def _planned_once() -> CursorWrapper:
    """A cursor that leaves the values to PostgreSQL, which then keeps its plan of the question.

    Django's own cursor writes the values into the text, so that each text is a new one.
    """
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cursor)


def _source(parameter: object, blanks: Sequence[object]) -> int | None:
    for at, blank in enumerate(blanks):
        if isinstance(parameter, type(blank)) and parameter == blank:
            return at
    return None


def _shape(value: object) -> str:
    match value:
        case bool():
            raise TypeError("A yes or no changes the question: word two.")
        case AsOf(chosen=chosen, audits=audits):
            return "moment" + " chosen" * chosen + " audit" * audits
        case date():
            return "day"
        case int():
            return "number"
        case str():
            return "text"
        case UUID():
            return "uid"
        case list():
            return "numbers"
    return "team" if is_on_team(value) else "public"


def _blank(kind: str, at: int) -> object:
    match kind:
        case "day":
            return date(_BLANK_YEAR, 1, 1 + at)
        case "number":
            return _BLANK_NUMBER + at
        case "text":
            return f"{_BLANK_TEXT}{at}"
        case "uid":
            return UUID(int=_BLANK_NUMBER + at)
        case "numbers":
            return [_BLANK_NUMBER + at]
    if kind.startswith("moment"):
        instant = datetime(_BLANK_YEAR, 1, 1 + at, tzinfo=UTC)
        return AsOf(
            date(_BLANK_YEAR, 2, 1 + at),
            instant if "audit" in kind else END_OF_TIME,
            chosen="chosen" in kind,
        )
    return _AUDIENCES[kind]


class _Audience:
    """Whoever sees the same. To ask who it is, is an error: the answer would be kept for others."""

    def __init__(self, role: Role, known: bool) -> None:
        self.role = role
        self.is_authenticated = self.is_active = known


_AUDIENCES = {"team": _Audience(Role.ANALYST, True), "public": _Audience(Role.READER, False)}
