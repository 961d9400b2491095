"""Linking one issue to another, and ending a link that no longer holds."""

import datetime
import uuid

from django.db import IntegrityError, transaction

from issues.actions.entering import Cite, check_author, check_kept
from issues.actions.refusals import AlreadySent, Refused, Stale, said_by_database
from issues.lifecycle.knowledge import KnownOnRefused, check_known_on
from issues.lifecycle.links import LinkKind
from issues.lifecycle.texts import says_something
from issues.models import Issue, Link, LinkEnd, User


def link_issues(
    *,
    by: User,
    issue: Issue,
    other: Issue,
    kind: LinkKind,
    reason: str,
    cite: Cite,
    known_on: datetime.date,
    today: datetime.date,
    known_on_reason: str = "",
    uid: uuid.UUID | None = None,
    author: User | None = None,
) -> Link:
    """Record that `issue` looks to `other` in the manner of `kind`, known from `known_on` on.

    The same link sent again under its `uid` is the first one. Raises NotAllowed; Refused for a
    link to itself, one that stands already, one that closes a circle where that says nothing,
    without a reason, or for an impossible known-on day; AlreadySent.
    """
    check_author(by, author)
    link = Link(
        uid=uid or uuid.uuid4(),
        issue=issue,
        other=other,
        kind=kind,
        reason=reason.strip(),
        source=cite.source,
        quotation=cite.quotation,
        locator=cite.locator,
        known_on=known_on,
        known_on_reason=known_on_reason,
        by=author or by,
    )
    if earlier := _sent_before(link):
        return earlier
    _check_whole(link, today)
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError as error:
        if raced := _sent_before(link):
            return raced
        raise _as_refusal(error, link) from error
    return link


def end_link(
    *,
    by: User,
    link: Link,
    reason: str,
    known_on: datetime.date,
    today: datetime.date,
    author: User | None = None,
) -> LinkEnd:
    """Record that `link` no longer holds, known from `known_on` on, and why.

    The same end sent again is the first one. Raises NotAllowed; Refused without a reason, or for a
    day before that of the link or after today; Stale if it was ended otherwise meanwhile.
    """
    check_author(by, author)
    end = LinkEnd(link=link, reason=reason.strip(), known_on=known_on, by=author or by)
    if ended := _ended_before(end):
        return ended
    if not says_something(end.reason):
        raise Refused("Say why the link no longer holds; readers see the reason.", "reason")
    if known_on < link.known_on:
        raise Refused("The end of a link cannot be known before the link.", "known_on")
    _check_known_on(known_on, today, None, "")
    try:
        with transaction.atomic():
            end.save(force_insert=True)
    except IntegrityError as error:
        if ended := _ended_before(end):
            return ended
        raise _as_refusal(error, link) from error
    return end


_CONTENT = (
    *("issue_id", "other_id", "kind", "reason", "source_id", "quotation", "locator"),
    *("known_on", "known_on_reason", "by_id"),
)


def _sent_before(link: Link) -> Link | None:
    earlier = Link.objects.filter(uid=link.uid).first()
    if earlier is None or _content(earlier) == _content(link):
        return earlier
    raise AlreadySent(earlier)


def _content(link: Link) -> list[object]:
    return [getattr(link, name) for name in _CONTENT]


def _ended_before(end: LinkEnd) -> LinkEnd | None:
    earlier = LinkEnd.objects.filter(link=end.link).select_related("by").first()
    if earlier is None or all(
        getattr(earlier, name) == getattr(end, name) for name in ("reason", "known_on", "by_id")
    ):
        return earlier
    raise Stale(f"{earlier.by} has ended this link already: {earlier.reason}", earlier)


def _check_whole(link: Link, today: datetime.date) -> None:
    if link.issue == link.other:
        raise Refused("An issue is linked to another, not to itself.", "other")
    if not says_something(link.reason):
        raise Refused("Say why the two are linked; readers see the reason.", "reason")
    _check_known_on(link.known_on, today, link.source.published_on, link.known_on_reason)


def _check_known_on(
    known_on: datetime.date, today: datetime.date, published: datetime.date | None, reason: str
) -> None:
    check_kept("known_on", known_on)
    try:
        check_known_on(known_on, today, [published], reason)
    except KnownOnRefused as refusal:
        raise Refused(str(refusal), "known_on") from refusal


def _as_refusal(error: IntegrityError, link: Link) -> Exception:
    """What a constraint of the database means in words; an unknown one stays an error."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    match constraint:
        case "link_once":
            return Refused(f"It is recorded already: {link}. End that link first.", "other")
        case "link_in_no_circle":
            way = " → ".join(_way(link.other, link.issue, LinkKind(link.kind)))
            words = LinkKind(link.kind).words
            return Refused(
                f"{link.issue.reference} cannot be linked so: {link.other.reference} {words} it"
                f" already ({way}), and an issue never {words} itself.",
                "other",
            )
        case "link_known_by_recording":
            return Refused("A link cannot be known on a day that is still to come.", "known_on")
    if constraint.startswith("link_"):
        return Refused(said_by_database(error))
    return error


def _way(start: Issue, goal: Issue, kind: LinkKind) -> list[str]:
    """The references along the links of one kind from an issue to another."""
    steps: dict[int, list[tuple[int, str]]] = {}
    standing = Link.objects.filter(kind=kind, end=None).values_list(
        "issue", "other", "other__reference"
    )
    for issue, other, reference in standing:
        steps.setdefault(issue, []).append((other, reference))
    paths = {start.pk: [start.reference]}
    waiting = [start.pk]
    for here in waiting:
        for other, reference in steps.get(here, ()):
            if other not in paths:
                paths[other] = [*paths[here], reference]
                waiting.append(other)
    return paths.get(goal.pk, [start.reference, goal.reference])
