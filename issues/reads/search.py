"""Free text over what the asker may see: issues, their parties under every name, their entries."""

import re
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value

from issues.models import Concern, Entry, IssueParty, User
from issues.models.issues import IssueQuerySet

_MOST_TERMS = 8
# Words that the text search leaves out; asked for alone they would match nothing.
_TOO_COMMON = frozenset(
    "a an and are as at be but by for from has have if in into is it its no not of on or over"
    " s so such than that the their then there these they this to was were will with".split()
)


def matching(issues: IssueQuerySet, text: str, user: User) -> IssueQuerySet:
    """The issues in which every word or "quoted phrase" of the text is found, in any place.

    Words are stemmed and match from their beginning. An entry counts only if `user` may see it
    and it stands today.
    """
    for term in terms(text):
        issues = issues.filter(_found(term, user))
    return issues


def terms(text: str) -> list[str]:
    """The words and quoted phrases of a text that are worth looking for."""
    found = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', text)]
    wanted = [term for term in found if re.search(r"\w", term)]
    return [t for t in wanted if t.casefold() not in _TOO_COMMON][:_MOST_TERMS]


def _found(term: str, user: User) -> Q:
    words = _words(term)
    entries = Concern.objects.filter(
        issue=OuterRef("pk"),
        entry__in=Entry.objects.visible_to(user).in_force().filter(search=words),
    )
    return Q(search=words) | Q(reference__istartswith=term) | Q(_party(term)) | Q(Exists(entries))


def _party(term: str) -> Exists:
    named = Q(party__name__icontains=term) | Q(party__local_name__icontains=term)
    others = Func(F("party__aliases"), Value(" · "), function="array_to_string")
    of_issue = IssueParty.objects.filter(issue=OuterRef("pk"))
    others.output_field = TextField()
    return Exists(of_issue.alias(others=others).filter(named | Q(others__icontains=term)))


def _words(term: str) -> SearchQuery:
    """One word from its beginning, or the words of a term as a phrase, hyphens read both ways."""
    if re.fullmatch(r"\w+", term):
        return SearchQuery(f"{term}:*", config="english", search_type="raw")
    spellings = {term, re.sub(r"[-‐–/]+", " ", term)}
    queries = [SearchQuery(each, config="english", search_type="phrase") for each in spellings]
    return reduce(or_, queries)
