"""Free text over what the asker may see: issues, their parties under every name, their entries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import NullIf

from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, Issue, IssueParty, Party, User
from issues.models.issues import IssueQuerySet
from issues.reads.memo import Memory
from issues.wording import among

_MOST_TERMS = 8
# In a list of 20,000 it takes as long to look so many up as to come upon a page of them.
_FEW = 1_000
# So many other names are told, of so many parties and so many issues that were looked at.
_MOST_NAMES = 3
_MOST_NAMED = 40
_BETWEEN = " · "
# Words that the text search leaves out; asked for alone they would match nothing.
_TOO_COMMON = frozenset(
    "a an and are as at be but by for from has have if in into is it its no not of on or over"
    " s so such than that the their then there these they this to was were will with".split()
)


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name, and the one under which the record has it."""

    alias: str
    name: str


@dataclass(frozen=True, slots=True)
class _Found:
    """The keys of issues, and with its other names each party and issue that is found by one."""

    keys: list[int]
    names: list[tuple[str, list[str]]]


def matching(
    issues: IssueQuerySet, text: str, user: User, at: AsOf, memory: Memory | None = None
) -> IssueQuerySet:
    """The issues in which every word or "quoted phrase" of the text is found, in any place.

    Words are stemmed and match from their beginning. An entry counts only if `user` may see it
    and it stands as of `at`. What is found is asked in one query, at once, and kept in `memory`.
    """
    wanted = terms(text)
    if not wanted:
        return issues
    found = _found(wanted, user, at) if memory is None else _kept(text, user, at, memory)
    return issues.filter(_is_one_of(found.keys))


def other_names(text: str, user: User, at: AsOf, memory: Memory) -> list[OtherName]:
    """The other names by which a text is read as parties or issues, those it names best first.

    They come with what `matching` finds and keeps. The parties are those of issues that `user` may
    see, begun by then; like all of a party, its names are those of today.
    """
    wanted = [term.casefold() for term in terms(text)]
    if not wanted:
        return []
    ranked = [
        (sum(term in alias.casefold() for term in wanted), OtherName(alias, name))
        for name, aliases in _kept(text, user, at, memory).names
        for alias in aliases
        if any(term in alias.casefold() and term not in name.casefold() for term in wanted)
    ]
    best = max((rank for rank, _ in ranked), default=0)
    return [each for rank, each in ranked if rank == best][:_MOST_NAMES]


def terms(text: str) -> list[str]:
    """The words and quoted phrases of a text that are worth looking for."""
    found = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', text)]
    wanted = [term for term in found if re.search(r"\w", term)]
    return [t for t in wanted if t.casefold() not in _TOO_COMMON][:_MOST_TERMS]


def _kept(text: str, user: User, at: AsOf, memory: Memory) -> _Found:
    return memory.get(f"found/{quote(text)}", lambda: _found(terms(text), user, at))


def _found(wanted: Sequence[str], user: User, at: AsOf) -> _Found:
    """Of each term all places are looked up in their indexes; asked issue by issue whether one of
    them has it, a rare word would have to be looked for in all of them."""
    first, *others = (_places(term, user, at) for term in wanted)
    both = first.intersection(*others).order_by() if others else first
    rows = list(both.union(*_named(wanted, user, at), all=True).order_by())
    named = [(name, others.split(_BETWEEN)) for _, name, others in rows if name]
    return _Found([key for key, name, _ in rows if not name], sorted(named))


def _named(wanted: Sequence[str], user: User, at: AsOf) -> Iterable[QuerySet[Any]]:
    """Parties and issues that have a term in another name, with all of those."""
    seen = Issue.objects.visible_to(user).begun_by(at)
    party = Party.objects.annotate(called=_called("local_name"))
    party = party.filter(Exists(IssueParty.objects.filter(party=OuterRef("pk"), issue__in=seen)))
    issue = seen.annotate(called=_called())
    has = reduce(or_, (Q(called__icontains=term) for term in wanted))
    # The search of an issue has its other names too, and an index.
    indexed = reduce(or_, (Q(search=_words(term)) for term in wanted))
    for named, of in ((party.filter(has), "name"), (issue.filter(indexed).filter(has), "title")):
        yield named.order_by(of).values_list("pk", of, "called")[:_MOST_NAMED]


def _called(*columns: str) -> Func:
    """All other names in one text."""
    aliases = Func(F("aliases"), Value(_BETWEEN), function="array_to_string")
    aliases.output_field = TextField()
    return Func(
        Value(_BETWEEN), *(NullIf(column, Value("")) for column in columns),
        NullIf(aliases, Value("")), function="concat_ws", output_field=TextField(),
    )  # fmt: skip


def _is_one_of(keys: Sequence[int]) -> Func:
    """Is the issue one of these? A few are looked up. Where they are many, the list is read in its
    order and each of its issues held against them, until the page is full: so they are written as
    a condition that no index can answer, for it would begin anew with each issue.
    """
    if len(keys) <= _FEW:
        return among("pk", keys)
    array = f"{{{','.join(map(str, keys))}}}"
    return Func(
        F("pk"), Value(array, output_field=TextField()),
        template="%(expressions)s::bigint[])", arg_joiner=" + 0 = ANY(",
        output_field=BooleanField(),
    )  # fmt: skip


def _places(term: str, user: User, at: AsOf) -> QuerySet[Any]:
    """The keys of the issues that have a term themselves, in their entries, in their parties.

    Each place by itself, so that each has its index. Which of the issues `user` may know of is
    for the list to say that is narrowed to them; here it is what may be known of one that they do.
    """
    words = _words(term)
    own = Issue.objects.filter(search=words)
    named = Issue.objects.filter(reference__startswith=term.upper())
    told = Concern.objects.open_to(user).in_force(at).filter(entry__search=words)
    party = IssueParty.objects.filter(party__in=_parties(term))
    issues = (_keys(each, "pk") for each in (own, named))
    others = (_keys(each, "issue") for each in (told, party))
    return next(issues).union(*issues, *others).order_by()


def _keys(found: QuerySet[Any], column: str) -> QuerySet[Any]:
    """Keys alone, in rows that stand beside those with names."""
    nothing = Value("", output_field=TextField())
    return (
        found.order_by()
        .annotate(no_name=nothing, no_other=nothing)
        .values_list(column, "no_name", "no_other")
    )


def _parties(term: str) -> QuerySet[Party]:
    others = Func(F("aliases"), Value(_BETWEEN), function="array_to_string")
    others.output_field = TextField()
    named = Q(name__icontains=term) | Q(local_name__icontains=term)
    return Party.objects.alias(others=others).filter(named | Q(others__icontains=term)).order_by()


def _words(term: str) -> SearchQuery:
    """One word from its beginning, or the words of a term as a phrase, hyphens read both ways."""
    if re.fullmatch(r"\w+", term):
        return SearchQuery(f"{term}:*", config="english", search_type="raw")
    spellings = {term, re.sub(r"[-‐–/]+", " ", term)}
    queries = [SearchQuery(each, config="english", search_type="phrase") for each in spellings]
    return reduce(or_, queries)
