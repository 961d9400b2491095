"""Sources, and resting an entry on one more of them."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from issues.actions.entering import check_author, newest_version, stale_entry
from issues.actions.refusals import Refused
from issues.actions.rows import save_row
from issues.models import Citation, Entry, Source, SourceKind, TitleBasis, User
from issues.permissions import check_edit_record


def add_source(
    *,
    by: User,
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

    `published_on` is the day that the document shows, None if it shows none. Raises NotAllowed,
    Refused.
    """
    check_edit_record(by)
    title, publisher = title.strip(), publisher.strip()
    same = {"title": title, "publisher": publisher, "published_on": published_on}
    known = Source.objects.filter(url=url, **({} if url else same)).first()
    if known:
        return known
    source = Source(
        slug=slug or _free_slug(publisher, title),
        title=title,
        title_basis=title_basis,
        publisher=publisher,
        url=url,
        published_on=published_on,
        kind=kind,
        stored_text=stored_text,
    )
    return _save_once(by, source)


def _save_once(by: User, source: Source) -> Source:
    """Save a new source, or return the same one that came in at the same moment."""
    try:
        with transaction.atomic():
            return save_row(by=by, row=source, version=None, what="add source")
    except (IntegrityError, Refused) as error:
        told_apart = ("url",) if source.url else ("url", "title", "publisher", "published_on")
        same = Source.objects.filter(**{name: getattr(source, name) for name in told_apart})
        if found := same.first():
            return found
        if isinstance(error, Refused):
            raise
        sentence = "A source of this title was added at the same moment. Save again."
        raise Refused(sentence, "source") from error


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
    return error


def _free_slug(publisher: str, title: str) -> str:
    stem = slugify(f"{publisher} {title}")[:70].strip("-") or "source"
    taken = set(Source.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 2))
    return next(slug for slug in [stem, *numbered] if slug not in taken)
