"""How an entry enters the record, whatever its kind: one transaction, one effect a form."""

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypedDict, cast

from django.db import IntegrityError, transaction

from issues import dates
from issues.actions.refusals import AlreadySent, Refused, Stale, said_by_database
from issues.dates import FuzzyDate
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import PUBLIC_KINDS, Change, EntryKind
from issues.lifecycle.knowledge import (
    KnownOnRefused,
    StillToCome,
    check_has_begun,
    check_known_on,
)
from issues.lifecycle.texts import is_kept, says_something
from issues.models import Citation, Concern, Entry, Issue, Party, Source, Status, User
from issues.permissions import check_administer, check_edit_record
from issues.wording import worded_once


@dataclass(frozen=True, slots=True)
class Cite:
    """What an entry takes from a source: a verbatim quotation and where in it that stands.

    `known_on` is the day from which the entry rests on it, where that is known already; else it is
    that of the entry, or the day on which the source was published, if another was there before.
    """

    source: Source
    quotation: str = ""
    locator: str = ""
    known_on: datetime.date | None = None


class Decision(TypedDict, total=False):
    """What a decision has beside other entries, whose own is empty; a retraction has no status."""

    decided_issue: Issue
    status: Status | None
    made_from: Entry | None


class Details(TypedDict, total=False):
    """What expectations, figures and second looks have beside other entries, whose own is empty.

    An expectation has `expected_by`, and may have the rest up to `met_by`; a figure has what
    follows, `rung`, and `unit` or `currency` but not all of them; a look has `looks_at`.
    """

    expected_by: Party
    probability: Decimal | None
    resolution: Resolution
    met_by: Entry | None
    measure: str
    rung: Rung
    value: Decimal
    unit: str
    currency: str
    reporter: Party
    looks_at: Entry | None


def details_of(entry: Entry) -> Details:
    """The details of an entry, for its next version. Whose are empty has none."""
    found = {name: getattr(entry, name) for name in Details.__annotations__}
    return cast(Details, {name: value for name, value in found.items() if value not in (None, "")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before it enters. `today` is the tracker's day, against which known-on is held."""

    kind: EntryKind
    issues: Sequence[Issue]
    body: str
    date: FuzzyDate
    known_on: datetime.date
    today: datetime.date
    citations: Sequence[Cite] = ()
    known_on_reason: str = ""
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    by: User
    author: User | None = None
    supersedes: Entry | None = None
    change: Change = Change.FIRST
    change_reason: str = ""
    decision: Decision = field(default_factory=Decision)
    details: Details = field(default_factory=Details)


def enter(draft: Draft, check: Callable[[], None] = lambda: None) -> Entry:
    """Record a draft and return the entry; the same draft sent again returns the first one.

    `check` runs inside the transaction, before the insert, for rules of one kind of entry.
    Raises NotAllowed, Refused, Stale (what it supersedes, or was made from, is no longer the
    newest) or AlreadySent (its uid was used for something else).
    """
    check_author(draft.by, draft.author)
    earlier = _sent_before(draft)
    if earlier:
        return earlier
    try:
        with transaction.atomic():
            check()
            _check_whole(draft)
            return _insert(draft)
    except (IntegrityError, Refused) as error:
        raced = _sent_before(draft)
        if raced:
            return raced
        if isinstance(error, Refused):
            raise
        raise _as_refusal(error, draft) from error


def check_author(by: User, author: User | None) -> None:
    """Only administrators record what somebody else wrote, as an import does. Raises NotAllowed."""
    check_edit_record(by)
    if author and author != by:
        check_administer(by)


def _sent_before(draft: Draft) -> Entry | None:
    if not _recorded(draft.uid):
        return None
    earlier = Entry.objects.select_related("status").get(uid=draft.uid)
    if _same(earlier, draft):
        return earlier
    raise AlreadySent(earlier)


@worded_once
def _recorded(uid: uuid.UUID):
    return Entry.objects.filter(uid=uid).values_list("pk")


def _same(entry: Entry, draft: Draft) -> bool:
    status = draft.decision.get("status")
    return (
        entry.kind == draft.kind
        and entry.author_id == (draft.author or draft.by).pk
        and entry.body == draft.body
        and entry.date == draft.date
        and entry.known_on == draft.known_on
        and entry.known_on_reason == draft.known_on_reason
        and entry.status_id == (status.pk if status else None)
        and entry.supersedes_id == (draft.supersedes.pk if draft.supersedes else None)
        and entry.change == draft.change
        and entry.change_reason == draft.change_reason
        and details_of(entry) == given(draft.details)
        and _issue_ids(entry) == {issue.pk for issue in draft.issues}
        and _came_with(entry, {(c.source.pk, c.quotation, c.locator) for c in draft.citations})
    )


def given(details: Details) -> dict[str, object]:
    """The details without the empty ones, as `details_of` has them."""
    return {name: value for name, value in details.items() if value not in (None, "")}


def _issue_ids(entry: Entry) -> set[int]:
    return set(entry.concerns.values_list("issue_id", flat=True))


def _came_with(entry: Entry, cited: set[tuple[int, str, str]]) -> bool:
    """Did an entry come with these, whatever others or a later day rested it on?"""
    theirs = entry.citations.filter(by=entry.author_id)
    columns = ("source_id", "quotation", "locator")
    at_once = theirs.filter(known_on=entry.known_on)
    return set(at_once.values_list(*columns)) <= cited <= set(theirs.values_list(*columns))


def _check_whole(draft: Draft) -> None:
    retracts = draft.change == Change.RETRACTION
    if not draft.issues:
        raise Refused("Name at least one issue that this is on.", "issues")
    if not says_something(draft.body) and not retracts:
        raise Refused("Say what is to be recorded; the text is empty.", "body")
    for name, text in _texts(draft):
        if not is_kept(text):
            raise Refused("This text has control characters in it; take them out.", name)
    if draft.kind in PUBLIC_KINDS and not draft.citations and not retracts:
        raise Refused("Name at least one source: every public entry rests on one.", "source")
    check_kept("date", draft.date.first, draft.date.last)
    check_kept("known_on", draft.known_on)
    rests_from = [_rests_from(cite, draft) for cite in draft.citations]
    if rests_from and min(rests_from) > draft.known_on and draft.kind in PUBLIC_KINDS:
        sentence = "None of its sources was known on that day. Give a later one."
        raise Refused(sentence, "known_on")
    published = [cite.source.published_on for cite in draft.citations]
    try:
        check_known_on(draft.known_on, draft.today, published, draft.known_on_reason)
    except KnownOnRefused as refusal:
        raise Refused(str(refusal), "known_on") from refusal
    if draft.kind == EntryKind.EVENT:
        try:
            check_has_begun(draft.date.dated_on, draft.known_on)
        except StillToCome as refusal:
            raise Refused(str(refusal), "date") from refusal


def check_kept(field: str, *days: datetime.date | None) -> None:
    """Raises Refused for a day that the record cannot hold."""
    if not all(map(dates.is_kept, days)):
        first, last = dates.FIRST_DAY.year, dates.LAST_DAY.year
        raise Refused(f"Give days from {first} to {last}; the record holds no others.", field)


def _texts(draft: Draft) -> Iterator[tuple[str, str]]:
    """What a draft says in words, by the fields that it comes from."""
    yield "body", draft.body
    yield "date", draft.date.words
    yield "change_reason", draft.change_reason
    yield "known_on_reason", draft.known_on_reason
    yield "measure", draft.details.get("measure", "")
    yield "unit", draft.details.get("unit", "")
    for cite in draft.citations:
        yield "quotation", cite.quotation
        yield "locator", cite.locator


def _insert(draft: Draft) -> Entry:
    author = draft.author or draft.by
    entry = Entry.objects.create(
        uid=draft.uid,
        kind=draft.kind,
        body=draft.body,
        first_on=draft.date.first,
        last_on=draft.date.last,
        date_precision=draft.date.precision,
        date_words=draft.date.words,
        known_on=draft.known_on,
        known_on_reason=draft.known_on_reason,
        author=author,
        supersedes=draft.supersedes,
        origin_id=draft.supersedes.first_version if draft.supersedes else None,
        change=draft.change,
        change_reason=draft.change_reason,
        **draft.decision,
        **draft.details,
    )
    Concern.objects.bulk_create(Concern(entry=entry, issue=issue) for issue in draft.issues)
    Citation.objects.bulk_create(_citations(entry, draft, author))
    return entry


def _citations(entry: Entry, draft: Draft, by: User) -> list[Citation]:
    return [
        Citation(
            entry=entry,
            source=cite.source,
            quotation=cite.quotation,
            locator=cite.locator,
            known_on=_rests_from(cite, draft),
            by=by,
        )
        for cite in draft.citations
    ]


def _rests_from(cite: Cite, draft: Draft) -> datetime.date:
    """From which day an entry rests on a source: no source is told before it was published, as
    long as the entry has another one by then."""
    if cite.known_on:
        return max(cite.known_on, draft.known_on)
    published = [c.source.published_on or draft.known_on for c in draft.citations]
    if min(published) > draft.known_on:
        return draft.known_on
    return min(max(cite.source.published_on or draft.known_on, draft.known_on), draft.today)


def _as_refusal(error: IntegrityError, draft: Draft) -> Exception:
    """What a constraint of the database means in words; an unknown one stays an error."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if constraint == "decision_made_from_newest":
        return stale_decision(draft.issues[0])
    if draft.supersedes and constraint.startswith("issues_entry_supersedes"):
        return stale_entry(draft.supersedes)
    if constraint == "citation_once":
        return Refused("The same source is cited twice in the same way.", "source")
    guards = ("entry_", "decision_", "concern_", "citation_", "expectation_", "look_")
    if constraint.startswith(guards):
        return Refused(said_by_database(error))
    return error


def newest_decision(issue: Issue) -> Entry | None:
    """The version of an issue's status: its decision recorded last, corrections included."""
    return issue.decisions.select_related("status", "author").order_by("-id").first()


def stale_decision(issue: Issue) -> Stale:
    newest = newest_decision(issue)
    who = f" by {newest.author}" if newest else ""
    return Stale(
        f"A decision on {issue.reference} was recorded{who} after you opened the form."
        " Compare it with yours and choose.",
        newest,
    )


def stale_entry(entry: Entry) -> Stale:
    newest = newest_version(entry)
    return Stale(
        f"This entry was changed by {newest.author} after you opened the form."
        " Compare it with yours and choose.",
        newest,
    )


def newest_version(entry: Entry) -> Entry:
    """The last version of an entry, itself if nothing supersedes it."""
    versions = Entry.objects.filter(origin_id=entry.first_version).select_related(
        "author", "status"
    )
    return versions.order_by("-id").first() or entry
