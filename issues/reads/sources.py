"""The documents that the record rests on, as far as the asker may see what rests on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce

from issues.models import Citation, Entry, Source, User
from issues.models.people import is_on_team
from issues.models.sources import UNDATED, SourceQuerySet
from issues.reads.changes import on_issues
from issues.reads.entries import Line, SourceNote, lines, source_note
from issues.reads.keyset import Keyset
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
    """One source and the entries that cite it, the newest first."""

    source: SourceNote
    lines: list[Line]
    after: str


def sources_visible_to(user: User) -> SourceQuerySet:
    """The team knows all sources; readers those that an entry rests on which they may see."""
    if is_on_team(user):
        return Source.objects.all()
    cited = Citation.objects.filter(source=OuterRef("pk"), entry__in=Entry.objects.visible_to(user))
    return Source.objects.filter(Exists(cited))


def source_list(user: User, q: str = "", after: str = "") -> Sources:
    """The sources that mention every word of `q`, all of them without one; two queries."""
    found = sources_visible_to(user).mentioning(q)
    found = found.annotate(sort_key=Coalesce("published_on", Value(UNDATED)))
    page = Keyset(found, True, _COLUMNS).page(after, PAGE)
    uses = _uses([row[0] for row in page.rows], user)
    rows = [SourceRow(source_note(*row[:-1]), uses.get(row[0], 0)) for row in page.rows]
    return Sources(rows, q, page.after)


def _uses(source_ids: Sequence[int], user: User) -> dict[int, int]:
    """How many entries that stand today and that `user` may see rest on each source."""
    entries = Entry.objects.visible_to(user).in_force()
    rows = Citation.objects.filter(source__in=source_ids, entry__in=entries).order_by()
    return dict(rows.values_list("source").annotate(Count("entry", distinct=True)))


def source_page(user: User, slug: str, after: str = "") -> SourcePage:
    """One source with the entries that rest on it, in five queries.

    Raises Source.DoesNotExist when there is none, or none that `user` may know of.
    """
    source = sources_visible_to(user).values_list(*_COLUMNS).get(slug=slug)
    entries = Entry.objects.visible_to(user).filter(
        Exists(Citation.objects.filter(entry=OuterRef("pk"), source=source[0]))
    )
    keyed = entries.in_force().annotate(sort_key=Coalesce(F("first_on"), F("last_on")))
    page = Keyset(keyed, True, ("pk",)).page(after, PAGE)
    order = [row[0] for row in page.rows]
    found = written(order)
    shown = lines([found[pk] for pk in order], user, on_issues(order, user))
    return SourcePage(source_note(*source), shown, page.after)
