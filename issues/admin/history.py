"""The history of a row as its triggers wrote it: who, when, what changed, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pghistory.core
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.template.response import TemplateResponse

from issues.models import User

# More than these of one row are not shown; their tables are in the admin to be read.
MOST = 300

LABELS = {"insert": "added", "update": "changed", "delete": "deleted"}
_ASIDE = frozenset({"id", "version", "search"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One write of one row. `at` is the instant of its transaction."""

    at: datetime
    who: str
    label: str
    about: str
    action: str
    why: str
    changes: list[FieldChange]

    @property
    def opens(self) -> bool:
        """Whether its fields are shown at once: all but the many of a row that was added."""
        return self.label != "added" or len(self.changes) <= 3


def event_model(model: type[models.Model]) -> type[models.Model]:
    """The table in which the triggers keep the history of a model."""
    return next(iter(pghistory.core.event_models(tracks_model=model)))


def lines_of(row: models.Model, parts: Iterable[tuple[type[models.Model], str]] = ()):
    """The history of a row, newest first, and of its `parts`: models with the name of their
    foreign key to it. The number of queries does not depend on the length of the history.
    """
    events = _events(type(row), {"pgh_obj_id": row.pk})
    for model, owner in parts:
        events += _events(model, {f"{owner}_id": row.pk})
    events.sort(key=lambda event: (event.pgh_created_at, event.pgh_id), reverse=True)
    return _Lines(events).told()[:MOST]


def newest_line(row: models.Model) -> HistoryLine | None:
    """The last write of a row."""
    return next(iter(_Lines(_events(type(row), {"pgh_obj_id": row.pk}, 2)).told()), None)


def _events(model: type[models.Model], lookup: dict, most: int = MOST) -> list:
    events = event_model(model).objects.filter(**lookup).select_related("pgh_context")
    return list(events.order_by("-pgh_id")[:most])


class _Lines:
    """Tells events, newest first, in words; names are looked up once for all of them."""

    def __init__(self, events: list) -> None:
        self._events = events
        self._before = _each_before(events)
        self._people = self._named(User, {noted_with(e).get("user") for e in events})
        self._names = self._names_of_rows()

    def told(self) -> list[HistoryLine]:
        return [self._line(event) for event in self._events]

    def _line(self, event) -> HistoryLine:
        noted = noted_with(event)
        return HistoryLine(
            at=event.pgh_created_at,
            who=self._people.get(noted.get("user"), "not signed in"),
            label=LABELS.get(event.pgh_label, event.pgh_label),
            about=str(event.pgh_tracked_model._meta.verbose_name),
            action=str(noted.get("action", "")),
            why=str(noted.get("reason", "")),
            changes=list(self._changes(event)),
        )

    def _changes(self, event) -> Iterator[FieldChange]:
        before = None if event.pgh_label == "insert" else self._before.get(event)
        for field in _kept(event):
            after = getattr(event, field.attname)
            was = getattr(before, field.attname) if before else None
            if event.pgh_label == "delete":
                was, after = after, None
            if was != after and not (was in (None, "", []) and after in (None, "", [])):
                label = str(getattr(field, "verbose_name", field.name))
                yield FieldChange(label, self._word(field, was), self._word(field, after))

    def _word(self, field: models.Field, value: object) -> str:
        if value is None:
            return ""
        if field.is_relation:
            return self._names[field.related_model].get(value, f"no. {value}")
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return str(value)

    def _names_of_rows(self) -> dict[type[models.Model], dict[int, str]]:
        wanted: dict[type[models.Model], set] = defaultdict(set)
        for event in self._events:
            for field in _kept(event):
                if field.is_relation:
                    wanted[field.related_model].add(getattr(event, field.attname))
        return {model: self._named(model, keys) for model, keys in wanted.items()}

    def _named(self, model: type[models.Model], keys: set) -> dict[int, str]:
        keys.discard(None)
        return {key: str(row) for key, row in model._base_manager.in_bulk(keys).items()}


def noted_with(event) -> dict:
    """Who wrote, for what action and why, as the history keeps it; empty if it was not said."""
    return (event.pgh_context and event.pgh_context.metadata) or {}


def _kept(event) -> list[models.Field]:
    """The columns of the row itself, without those of the history."""
    fields = event._meta.concrete_fields
    return [f for f in fields if not f.name.startswith("pgh_") and f.name not in _ASIDE]


def _each_before(events: list) -> dict:
    """For each event the one before it of the same row."""
    before, newer = {}, {}
    for event in events:
        row = (type(event), event.pgh_obj_id)
        if row in newer:
            before[newer[row]] = event
        newer[row] = event
    return before


class ShowsHistory:
    """The admin's history page of a row, from the tables that the triggers write."""

    # Models whose rows are parts of this one's, with the name of their key to it.
    history_parts: tuple[tuple[type[models.Model], str], ...] = ()

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {self.opts.verbose_name}",
            "subtitle": str(row),
            "lines": lines_of(row, self.history_parts),
            "most": MOST,
            "module_name": self.opts.verbose_name_plural.capitalize(),
            "object": row,
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/issues/row_history.html", context)
