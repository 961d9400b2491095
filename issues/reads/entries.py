"""Entries as a page shows them: in full, with their sources, and all versions of one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.safestring import SafeString

from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.markdown import render
from issues.models import Citation, Entry, TitleBasis, User
from issues.permissions import retract_entry, supersede_entry
from issues.reads.changes import OnIssue, on_issues
from issues.reads.days import day_words, fuzzy_within, fuzzy_words
from issues.reads.excerpt import excerpt
from issues.reads.expectation_lines import expectation_line, step_line
from issues.reads.proofs import NOT_FOUND, proof
from issues.reads.strip import look
from issues.reads.written import Written, written
from issues.wording import among, worded_once


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source as it is named beside what rests on it. `basis` says where its title is from,
    "" if it is the document's own."""

    pk: int
    slug: str
    title: str
    basis: str
    publisher: str
    url: str
    published: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cited:
    """One use of a source. `proof` says what checking the quotation gave, "" without one.

    `number` is that of the source's note on a page that numbers them, else 0.
    """

    source: SourceNote
    quotation: str
    locator: str
    proof: str
    number: int = 0

    @property
    def failed(self) -> bool:
        return self.proof == NOT_FOUND


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in full. Of a retracted one `body` and `status` are what was taken back.

    `expects` is the text of an expectation in one line, for where it stands in full elsewhere.
    `ahead` is what is still to come on the day of the page. `figure` is a figure in one line and
    `expected` an expectation, with how it stands; `step` is what a version says of how it went on.
    Each is "" for other kinds.
    """

    pk: int
    uid: UUID
    kind: str
    when: str
    on: date
    body: SafeString
    figure: str
    expected: str
    expects: str
    step: str
    status: str
    look: str
    change: str
    change_reason: str
    ahead: bool
    known: str
    known_reason: str
    recorded_at: datetime
    author: str
    citations: list[Cited]
    issues: list[OnIssue]
    can_supersede: bool
    can_retract: bool

    @property
    def retracted(self) -> bool:
        return self.change == Change.RETRACTION

    @property
    def corrected(self) -> bool:
        return self.change == Change.CORRECTION

    @property
    def version(self) -> str:
        """What made this version, as a title: "Corrected", "Moved, now in May 2026"."""
        return _capital(self.step) or _VERSIONS[Change(self.change)]

    @property
    def marks(self) -> list[Cited]:
        """One use of each source, for the numbers behind the text."""
        return list({cited.source.pk: cited for cited in self.citations}.values())


_VERSIONS = {
    Change.FIRST: "First version",
    Change.CORRECTION: "Corrected",
    Change.WORDING: "Reworded",
    Change.RETRACTION: "Retracted",
}


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


@dataclass(frozen=True, slots=True)
class History:
    """All versions of one entry, the newest first, and the issues that it is on."""

    versions: list[Line]
    issues: list[OnIssue]

    @property
    def newest(self) -> Line:
        return self.versions[0]

    @property
    def heading(self) -> str:
        """What the entry is and of when: "Event, May 2026"."""
        return f"{self.newest.kind.capitalize()}, {self.newest.when}"


def entry_history(user: User, uid: UUID, at: AsOf) -> History:
    """Every version of the entry that `uid` is one version of, in five queries.

    Raises Entry.DoesNotExist when there is none, or none that `user` may see.
    """
    seen = Entry.objects.told_to(user, at)
    asked = seen.get(uid=uid)
    origin = asked.first_version
    of_it = seen.filter(Q(pk=origin) | Q(origin=origin)).order_by("-id")
    found = written(of_it.values_list("pk", flat=True))
    versions = [found[pk] for pk in sorted(found, reverse=True)]
    newest = versions[0].pk
    issues = on_issues([newest], user)[newest]
    return History(lines(versions, user, at, issues_of={}, own_texts=True), issues)


def lines(
    entries: Iterable[Written],
    user: User,
    at: AsOf,
    issues_of: Mapping[int, list[OnIssue]],
    citations: Mapping[int, list[Cited]] | None = None,
    own_texts: bool = False,
) -> list[Line]:
    """Entries as lines. Without `citations` they are fetched, in one query.

    With `own_texts` a retraction keeps its own text instead of the one that it takes back.
    """
    entries = list(entries)
    cited = citations if citations is not None else citations_of([e.pk for e in entries], at)
    return [
        _line(
            entry,
            user,
            cited.get(entry.pk, []),
            issues_of.get(entry.pk, []),
            own_texts,
            at,
        )
        for entry in entries
    ]


def _line(
    entry: Written,
    user: User,
    cited: list[Cited],
    issues: list[OnIssue],
    own_text: bool,
    at: AsOf,
) -> Line:
    retracted = entry.change == Change.RETRACTION
    status, expects = None if own_text and retracted else entry.status, entry.expects
    fuzzy = (entry.first_on, entry.last_on, entry.date_precision, entry.date_words)
    when = fuzzy_words(*fuzzy)
    shows_day = None if own_text or retracted else at.today
    return Line(
        pk=entry.pk,
        uid=entry.uid,
        kind=EntryKind(entry.kind).label,
        when=when,
        on=entry.on,
        body=render(entry.body if own_text else _text(entry)),
        figure="" if own_text and retracted else entry.figure,
        expected="" if own_text and retracted else expectation_line(*fuzzy, *expects, shows_day),
        expects=excerpt(_text(entry), 160) if expects.who else "",
        step=step_line(entry.change, fuzzy_within(*fuzzy), expects.probability, expects.resolution),
        status=status.name if status else "",
        look=look(status.phase, status.outcome) if status else "",
        change=entry.change,
        change_reason=entry.change_reason,
        ahead=entry.on > at.day and not (retracted or expects.resolution),
        known=_known(entry),
        known_reason=entry.known_on_reason,
        recorded_at=entry.recorded_at,
        author=entry.author,
        citations=cited,
        issues=issues,
        can_supersede=_stands(entry) and supersede_entry(user, entry),
        can_retract=_stands(entry) and retract_entry(user, entry),
    )


def _known(entry: Written) -> str:
    """Said where it is not the day of the entry itself, and always where a reason is given."""
    return (
        ""
        if entry.known_on == entry.on and not entry.known_on_reason
        else day_words(entry.known_on)
    )


def _text(entry: Written) -> str:
    return entry.before if entry.change == Change.RETRACTION and entry.before else entry.body


def _stands(entry: Written) -> bool:
    return entry.change != Change.RETRACTION


def citations_of(entry_ids: Collection[int], at: AsOf) -> Mapping[int, list[Cited]]:
    """What each entry cites, in the order in which it was cited, in one query."""
    cited: dict[int, list[Cited]] = defaultdict(list)
    for entry, quotation, locator, proved, *source in _citations(list(entry_ids), at):
        cited[entry].append(Cited(source_note(*source), quotation, locator, proved))
    return cited


@worded_once
def _citations(entry_ids: list[int], at: AsOf):
    cited = Citation.objects.known(at).filter(among("entry_id", entry_ids))
    return cited.order_by("id").values_list(
        "entry_id", "quotation", "locator", proof(), *SOURCE_COLUMNS
    )


SOURCE_COLUMNS = tuple(
    f"source__{name}"
    for name in ("id", "slug", "title", "title_basis", "publisher", "url", "published_on", "kind")
)

_BASES = {
    TitleBasis.PAGE: "",
    TitleBasis.ADDRESS: "title from its address",
    TitleBasis.DESCRIBED: "described by us",
}


def source_note(pk, slug, title, basis, publisher, url, published_on, kind) -> SourceNote:
    published = day_words(published_on) if published_on else ""
    return SourceNote(pk, slug, title, _BASES[basis], publisher, url, published, kind)
