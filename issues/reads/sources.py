"""The documents that the record rests on, as far as the asker may see what rests on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce

from issues.lifecycle.knowledge import AsOf
from issues.models import Citation, Entry, Link, Source, User
from issues.models.people import is_on_team
from issues.models.sources import UNDATED, SourceQuerySet
from issues.reads.changes import on_issues
from issues.reads.entries import Line, SourceNote, lines, source_note
from issues.reads.keyset import Keyset
from issues.reads.links import Rests, links_on
from issues.reads.written import written

PAGE = 50
_COLUMNS = ("pk", "slug", "title", "title_basis", "publisher", "url", "published_on", "kind")


@dataclass(frozen=True, slots=True)
class SourceRow:
    source: SourceNote
    entries: int


@dataclass(frozen=True, slots=True)
class Sources:
    """A page of sources, the last published first; those without a date stand last."""

    rows: Sequence[SourceRow]
    q: str
    after: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source, the entries that cite it, the newest first, and the links that rest on it."""

    source: SourceNote
    lines: list[Line]
    links: list[Rests]
    after: str


def sources_visible_to(user: User, at: AsOf) -> SourceQuerySet:
    """Readers know the sources that an entry or a link rests on which they may see, the team knows
    all; as of an earlier day the team too knows only those that something then known rested on.
    """
    if is_on_team(user) and not at.chosen:
        return Source.objects.all()
    entries = Entry.objects.told_to(user, at)
    cited = Citation.objects.known(at).filter(source=OuterRef("pk"), entry__in=entries)
    linking = Link.objects.visible_to(user).known(at).filter(source=OuterRef("pk"))
    return Source.objects.filter(Exists(cited) | Exists(linking))


def source_list(user: User, at: AsOf, q: str = "", after: str = "") -> Sources:
    """The sources that mention every word of `q`, all of them without one; two queries."""
    found = sources_visible_to(user, at).mentioning(q)
    found = found.annotate(sort_key=Coalesce("published_on", Value(UNDATED)))
    page = Keyset(found, True, _COLUMNS).page(after, PAGE)
    uses = _uses([row[0] for row in page.rows], user, at)
    rows = [SourceRow(source_note(*row[:-1]), uses.get(row[0], 0)) for row in page.rows]
    return Sources(rows, q, page.after)


def _uses(source_ids: Sequence[int], user: User, at: AsOf) -> dict[int, int]:
    """How many entries that stand today and that `user` may see rest on each source."""
    entries = Entry.objects.visible_to(user).in_force(at)
    rows = Citation.objects.known(at).filter(source__in=source_ids, entry__in=entries).order_by()
    return dict(rows.values_list("source").annotate(Count("entry", distinct=True)))


def source_page(user: User, slug: str, at: AsOf, after: str = "") -> SourcePage:
    """One source with the entries and links that rest on it, in six queries.

    Raises Source.DoesNotExist when there is none, or none that `user` may know of.
    """
    source = sources_visible_to(user, at).values_list(*_COLUMNS).get(slug=slug)
    entries = Entry.objects.visible_to(user).filter(
        Exists(Citation.objects.known(at).filter(entry=OuterRef("pk"), source=source[0]))
    )
    keyed = entries.in_force(at).annotate(sort_key=Coalesce(F("first_on"), F("last_on")))
    page = Keyset(keyed, True, ("pk",)).page(after, PAGE)
    order = [row[0] for row in page.rows]
    found = written(order)
    shown = lines([found[pk] for pk in order], user, at, on_issues(order, user))
    links = links_on(user, source[0], at)
    return SourcePage(source_note(*source), shown, links, page.after)
