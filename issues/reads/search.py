"""Free text over what the asker may see: issues, their parties under every name, their entries."""

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Func, Q, QuerySet, TextField, Value

from issues.models import Concern, Entry, Issue, IssueParty, Party, User
from issues.models.issues import IssueQuerySet
from issues.reads.memo import Memory
from issues.wording import among

_MOST_TERMS = 8
# Words that the text search leaves out; asked for alone they would match nothing.
_TOO_COMMON = frozenset(
    "a an and are as at be but by for from has have if in into is it its no not of on or over"
    " s so such than that the their then there these they this to was were will with".split()
)


def matching(
    issues: IssueQuerySet, text: str, user: User, memory: Memory | None = None
) -> IssueQuerySet:
    """The issues in which every word or "quoted phrase" of the text is found, in any place.

    Words are stemmed and match from their beginning. An entry counts only if `user` may see it
    and it stands today. What is found is asked in one query, at once, and kept in `memory`.
    """
    wanted = terms(text)
    if not wanted:
        return issues
    if memory is None:
        found = _keys(wanted, user)
    else:
        found = memory.get(f"found/{quote(text)}", lambda: _keys(wanted, user))
    return issues.filter(among("pk", found))


def terms(text: str) -> list[str]:
    """The words and quoted phrases of a text that are worth looking for."""
    found = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', text)]
    wanted = [term for term in found if re.search(r"\w", term)]
    return [t for t in wanted if t.casefold() not in _TOO_COMMON][:_MOST_TERMS]


def _keys(wanted: Sequence[str], user: User) -> list[int]:
    """Of each term all places are looked up in their indexes; asked issue by issue whether one of
    them has it, a rare word would have to be looked for in all of them."""
    first, *others = (_places(term, user) for term in wanted)
    both = first.intersection(*others) if others else first
    return [key for (key,) in both.order_by()]


def _places(term: str, user: User) -> QuerySet[Any]:
    """The keys of the issues that have a term themselves, in their entries, in their parties."""
    words = _words(term)
    own = Q(search=words) | Q(reference__istartswith=term)
    entries = Entry.objects.visible_to(user).in_force().filter(search=words)
    found = Issue.objects.visible_to(user).filter(own).order_by().values_list("pk")
    told = Concern.objects.filter(entry__in=entries).order_by().values_list("issue")
    party = IssueParty.objects.filter(party__in=_parties(term)).order_by().values_list("issue")
    return found.union(told, party).order_by()


def _parties(term: str) -> QuerySet[Party]:
    others = Func(F("aliases"), Value(" · "), function="array_to_string")
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
