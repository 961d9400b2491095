"""How the links of an import enter, and how those that are there already end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from issues.actions.entering import Cite
from issues.actions.links import end_link, link_issues
from issues.models import Link
from issues.record_format.rows import LinkRow

if TYPE_CHECKING:
    from issues.actions.importing import Importing


class LinkImport:
    """In the order of the file: what ended makes room for what was linked anew."""

    def __init__(self, importing: Importing) -> None:
        self.its = importing

    def enter(self, links: Iterable[LinkRow]) -> None:
        for row in links:
            link = self.its.links.get(row.uid) or self._link(row)
            if link and row.ended:
                self._end(link, row)

    def _link(self, row: LinkRow) -> Link | None:
        its = self.its
        with its.noting(row):
            return link_issues(
                by=its.by,
                author=its.people[row.by],
                issue=its.issues[row.issue],
                other=its.issues[row.other],
                kind=row.kind,
                reason=row.reason,
                cite=Cite(its.sources[row.source], row.quotation, row.locator),
                known_on=row.known_on,
                known_on_reason=row.known_on_reason,
                today=its.today,
                uid=row.uid,
            )
        return None

    def _end(self, link: Link, row: LinkRow) -> None:
        if row.ended is None:
            return
        with self.its.noting(row.ended):
            end_link(
                by=self.its.by,
                author=self.its.people[row.ended.by],
                link=link,
                reason=row.ended.reason,
                known_on=row.ended.known_on,
                today=self.its.today,
            )
