"""Free text over what the asker may see: issues, their parties under every name, their entries."""

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value

from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, Issue, IssueParty, Party, User
from issues.models.issues import IssueQuerySet
from issues.reads.memo import Memory
from issues.wording import among

_MOST_TERMS = 8
# In a list of 20,000 it takes as long to look so many up as to come upon a page of them.
_FEW = 1_000
# Words that the text search leaves out; asked for alone they would match nothing.
_TOO_COMMON = frozenset(
    "a an and are as at be but by for from has have if in into is it its no not of on or over"
    " s so such than that the their then there these they this to was were will with".split()
)


def matching(
    issues: IssueQuerySet, text: str, user: User, at: AsOf, memory: Memory | None = None
) -> IssueQuerySet:
    """The issues in which every word or "quoted phrase" of the text is found, in any place.

    Words are stemmed and match from their beginning. An entry counts only if `user` may see it
    and it stands today. What is found is asked in one query, at once, and kept in `memory`.
    """
    wanted = terms(text)
    if not wanted:
        return issues
    if memory is None:
        found = _keys(wanted, user, at)
    else:
        found = memory.get(f"found/{quote(text)}", lambda: _keys(wanted, user, at))
    return issues.filter(_is_one_of(found))


def terms(text: str) -> list[str]:
    """The words and quoted phrases of a text that are worth looking for."""
    found = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', text)]
    wanted = [term for term in found if re.search(r"\w", term)]
    return [t for t in wanted if t.casefold() not in _TOO_COMMON][:_MOST_TERMS]


def _keys(wanted: Sequence[str], user: User, at: AsOf) -> list[int]:
    """Of each term all places are looked up in their indexes; asked issue by issue whether one of
    them has it, a rare word would have to be looked for in all of them."""
    first, *others = (_places(term, user, at) for term in wanted)
    both = first.intersection(*others) if others else first
    return [key for (key,) in both.order_by()]


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
    issues = (each.order_by().values_list("pk") for each in (own, named))
    others = (each.order_by().values_list("issue") for each in (told, party))
    return next(issues).union(*issues, *others).order_by()


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
