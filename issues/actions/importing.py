"""How the rows of an import enter, section by section; what is refused is noted with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from issues.actions.importing_entries import EntryImport
from issues.actions.importing_links import LinkImport
from issues.actions.issues import mark_checked, open_issue, publish_issue
from issues.actions.refusals import Refused
from issues.actions.rows import because
from issues.models import (
    Entry,
    Issue,
    Lifecycle,
    Link,
    Move,
    Party,
    Source,
    Status,
    Topic,
    User,
    Visibility,
)
from issues.record_format.naming import names_in
from issues.record_format.problems import Problem, RecordRefused
from issues.record_format.rows import IssueRow, LifecycleRow, Record, Row, StatusRow


class Importing:
    """One import. Call `enter` inside a transaction; it raises RecordRefused at the end of the
    first section in which something was refused."""

    def __init__(self, by: User, today: date, record: Record) -> None:
        self.by, self.today = by, today
        self.problems: list[Problem] = []
        names = names_in(record)
        self.record = record
        self.people = _by("username", User.objects.filter(username__in=names.people))
        self.lifecycles = _by("slug", Lifecycle.objects.all())
        self.parties = _by("slug", Party.objects.filter(slug__in=names.parties))
        self.topics = _by("slug", Topic.objects.filter(slug__in=names.topics))
        self.sources = _by("slug", Source.objects.filter(slug__in=names.sources))
        self.issues = _by("reference", Issue.objects.filter(reference__in=names.issues))
        self.entries = _by("uid", Entry.objects.filter(uid__in=names.entries))
        self.links = _by("uid", Link.objects.filter(uid__in=names.links))

    def enter(self, fresh: Record) -> None:
        """Enter the rows of `fresh`, all of which are new."""
        self._add_catalogue(fresh)
        for issue in fresh.issues:
            with self.noting(issue):
                self.issues[issue.reference] = self._open(issue)
        self._refuse_if_wrong()
        opened = [self.issues[row.reference] for row in fresh.issues]
        EntryImport(self, opened).enter(fresh.entries)
        for issue in self.record.issues:
            self._mark_checks(issue)
        LinkImport(self).enter(self.record.links)
        self._refuse_if_wrong()

    @contextmanager
    def noting(self, row: Row) -> Iterator[None]:
        """Note what is refused inside, at the field of `row` that it is about."""
        try:
            yield
        except Refused as refusal:
            self.note(row, str(refusal), refusal.field)

    def note(self, row: Row, sentence: str, column: str | None = None) -> None:
        if column and not hasattr(row, column):
            column = COLUMNS.get(column, column)
        value = getattr(row, column, None) if column else None
        place = row.at.at(column) if column and hasattr(row, column) else row.at
        shown = value if isinstance(value, str) else None
        self.problems.append(Problem(place, sentence, shown))

    def _refuse_if_wrong(self) -> None:
        if self.problems:
            raise RecordRefused(self.problems)

    def _add_catalogue(self, fresh: Record) -> None:
        """People, lifecycles, parties, topics and sources: a statement for each table."""
        self.people |= self._add(User, fresh.people, _account, "username")
        self.lifecycles |= self._add(Lifecycle, fresh.lifecycles, _lifecycle)
        self.parties |= self._add(Party, fresh.parties, lambda row: Party(**_columns(row)))
        self.topics |= self._add(Topic, fresh.topics, lambda row: Topic(**_columns(row)))
        self.sources |= self._add(Source, fresh.sources, lambda row: Source(**_columns(row)))
        self._refuse_if_wrong()
        for row in fresh.lifecycles:
            self._add_statuses(row, self.lifecycles[row.slug])
        self._refuse_if_wrong()

    def _add[M: models.Model, R: Row](
        self, model: type[M], rows: Iterable[R], made_of: Callable[[R], M], key: str = "slug"
    ) -> dict[str, M]:
        """Validate each row by its model, then add those of one table in one statement."""
        made = {getattr(row, key): self._valid(row, made_of(row)) for row in rows}
        if made and not self.problems:
            with because(self.by, "import record"):
                model._default_manager.bulk_create(made.values())
        return made

    def _valid[M: models.Model](self, row: Row, made: M) -> M:
        try:
            made.clean_fields()
        except ValidationError as error:
            for column, messages in error.message_dict.items():
                self.note(row, " ".join(messages), column)
        return made

    def _add_statuses(self, row: LifecycleRow, lifecycle: Lifecycle) -> None:
        order = {status.slug: position for position, status in enumerate(row.statuses)}

        def status(given: StatusRow) -> Status:
            columns = _columns(given)
            columns["outcome"] = columns["outcome"] or ""
            return Status(lifecycle=lifecycle, position=order[given.slug], **columns)

        made = self._add(Status, row.statuses, status)
        if self.problems:
            return
        with because(self.by, "import record"):
            Move.objects.bulk_create(
                Move(
                    lifecycle=lifecycle,
                    source=made[move.source] if move.source else None,
                    target=made[move.target],
                )
                for move in row.moves
            )

    def _open(self, row: IssueRow) -> Issue:
        issue = open_issue(
            by=self.by,
            reference=row.reference,
            title=row.title,
            kind=self.lifecycles[row.kind],
            opened_on=row.opened_on,
            parties=[self.parties[slug] for slug in row.parties],
            topics=[self.topics[slug] for slug in row.topics],
            aliases=row.aliases,
            lead=self.people[row.lead] if row.lead else None,
            success_test=row.success_test,
        )
        if row.visibility == Visibility.PUBLISHED:
            issue = publish_issue(by=self.by, issue=issue, version=issue.version)
        return issue

    def _mark_checks(self, row: IssueRow) -> None:
        issue = self.issues[row.reference]
        for check in row.checks:
            with self.noting(check):
                author = self.people[check.by]
                mark_checked(by=self.by, issue=issue, on=check.on, today=self.today, author=author)


# The names by which actions and models speak of what the format calls otherwise.
COLUMNS = {"source": "citations", "reason": "change_reason", "lifecycle": "kind"}


def _by[M: models.Model](key: str, rows: Iterable[M]) -> dict[Any, M]:
    return {getattr(row, key): row for row in rows}


def _account(row: Row) -> User:
    columns = _columns(row)
    user = User(**columns | {"name": columns["name"] or columns["username"]})
    user.set_unusable_password()
    return user


def _lifecycle(row: Row) -> Lifecycle:
    columns = _columns(row)
    return Lifecycle(**{key: columns[key] for key in ("slug", "name", "description")})


def _columns(row: Row) -> dict[str, Any]:
    columns = {each.name: getattr(row, each.name) for each in fields(row) if each.name != "at"}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in columns.items()
    }
