"""Sources, and resting an entry on one more of them."""

from datetime import date

from django.db import IntegrityError, transaction

from issues.actions.adding import add_once, free_slug
from issues.actions.entering import check_author, newest_version, stale_entry
from issues.actions.refusals import Refused, said_by_database
from issues.lifecycle.knowledge import NotPublishedYet, check_published
from issues.lifecycle.texts import says_something
from issues.models import Citation, Entry, Source, SourceKind, TitleBasis, User
from issues.permissions import check_edit_record


def add_source(
    *,
    by: User,
    today: date,
    title: str,
    publisher: str,
    url: str = "",
    published_on: date | None = None,
    kind: SourceKind = SourceKind.NEWS,
    title_basis: TitleBasis = TitleBasis.PAGE,
    stored_text: str = "",
    slug: str = "",
) -> Source:
    """Add a document, or return the one that already has this address, or without an address the
    same title, publisher and day.

    `published_on` is the day that the document shows, None if it shows none. Raises NotAllowed;
    Refused also for a day that is still to come, or an address that the record has under another
    title, publisher or day.
    """
    check_edit_record(by)
    title, publisher = title.strip(), publisher.strip()
    for field, text in (("title", title), ("publisher", publisher)):
        if not says_something(text):
            raise Refused(f"Give the {field} of the source.", field)
    try:
        check_published(published_on, today)
    except NotPublishedYet as refusal:
        raise Refused(str(refusal), "published_on") from refusal
    source = Source(
        slug=slug or free_slug(Source, f"{publisher} {title}", "source"),
        title=title,
        title_basis=title_basis,
        publisher=publisher,
        url=url,
        published_on=published_on,
        kind=kind,
        stored_text=stored_text,
    )
    found = _same(source) or add_once(
        by=by, row=source, what="add source", same=lambda: _same(source)
    )
    if not found.is_told_as(title, publisher, published_on):
        raise Refused(f"The record has this address already, as {found.named}.", "url")
    return found


def _same(source: Source) -> Source | None:
    told_apart = ("url",) if source.url else ("url", "title", "publisher", "published_on")
    like = Source.objects.filter(**{name: getattr(source, name) for name in told_apart})
    return like.defer("stored_text").first()


def cite(
    *,
    by: User,
    entry: Entry,
    source: Source,
    today: date,
    quotation: str = "",
    locator: str = "",
    author: User | None = None,
) -> Citation:
    """Rest an entry on one more source, known from `today` on; the same one cited again by the
    same person on the same day is the first citation. Raises NotAllowed, also for one who is no
    administrator and names another `author`; Refused if the entry already rests on the source in
    the same way; Stale if a newer version of the entry stands.
    """
    check_author(by, author)
    use = {"source": source, "quotation": quotation, "locator": locator, "known_on": today}
    added = entry.citations.filter(**use, by=author or by, recorded_at__gt=entry.recorded_at)
    if cited := added.first():
        return cited
    try:
        with transaction.atomic():
            if newest_version(entry) != entry:
                raise stale_entry(entry)
            return Citation.objects.create(entry=entry, by=author or by, **use)
    except IntegrityError as error:
        if cited := added.first():
            return cited
        raise _citation_refused(entry, error) from error


def _citation_refused(entry: Entry, error: IntegrityError) -> Exception:
    """What a constraint of the database means in words; an unknown one stays an error."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    match constraint:
        case "citation_once":
            return Refused("This entry already cites that source in the same way.", "source")
        case "citation_known_by_recording":
            return Refused("A citation cannot be known on a day that is still to come.", "known_on")
        case "citation_of_last_version":
            return stale_entry(entry)
        case "citation_known_with_entry":
            return Refused(str(error).splitlines()[0], "known_on")
    if constraint.startswith("citation_"):
        return Refused(said_by_database(error))
    return error
