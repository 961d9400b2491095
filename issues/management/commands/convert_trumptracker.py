"""Convert the data of a TrumpTracker into the record format, to try the tracker on it."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from issues import dates
from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.phases import Outcome, Phase
from issues.record_format import Record, write_record
from issues.record_format.rows import (
    CitationRow,
    EntryRow,
    IssueRow,
    LifecycleRow,
    MoveRow,
    PersonRow,
    SourceRow,
    StatusRow,
    TopicRow,
)

STATUSES = {
    "Not started": (Phase.ANNOUNCED, None, "Nothing has been seen of it."),
    "In progress": (Phase.MOVING, None, "Steps are being taken."),
    "Achieved": (Phase.SETTLED, Outcome.DELIVERED, "It was done as promised."),
    "Compromised": (Phase.SETTLED, Outcome.PARTLY, "It was done in part."),
    "Broken": (Phase.SETTLED, Outcome.FAILED, "It was not done, or not in time."),
}
EDITOR = "trumptracker"


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Converts SRC_DIR/data.json and SRC_DIR/status_history.csv into a record file."

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", metavar="SRC_DIR")
        parser.add_argument("out", metavar="OUT.json")

    def handle(self, *, folder: str, out: str, **options) -> None:
        try:
            promises = json.loads((Path(folder) / "data.json").read_text())["promises"]
            with (Path(folder) / "status_history.csv").open(newline="") as file:
                history = list(csv.DictReader(file))
            record = converted(promises, history)
        except (OSError, ValueError, KeyError) as error:
            sentence = f"{folder} does not hold the data of a TrumpTracker: {error}."
            raise CommandError(sentence) from error
        Path(out).write_text(write_record(record), encoding="utf-8")
        self.stdout.write(f"{len(record.issues)} issues, {len(record.entries)} entries: {out}")


def converted(promises: list[dict], history: list[dict]) -> Record:
    """The promises as issues, and each status in their history as a decision of its day."""
    changes = defaultdict(list)
    for row in history:
        if row["kind"] in ("first_seen", "status_change"):
            changes[row["title"]].append(row)
    for promise in promises:
        if promise["title"] not in changes:
            raise ValueError(f"“{promise['title']}” is not in the history")
    references = {promise["title"]: f"TT-{n:03d}" for n, promise in enumerate(promises, 1)}
    sources = {url: _source(n, url) for n, url in enumerate(_urls(promises), 1)}
    return Record(
        people=(PersonRow(username=EDITOR, name="TrumpTracker"),),
        lifecycles=(_lifecycle(),),
        topics=tuple(_topic(name) for name in sorted({p["category"] for p in promises})),
        sources=tuple(sources.values()),
        issues=tuple(_issue(references[p["title"]], p, changes[p["title"]]) for p in promises),
        entries=tuple(
            _decision(references[p["title"]], p, row, sources)
            for p in promises
            for row in changes[p["title"]]
        ),
    )


def _lifecycle() -> LifecycleRow:
    slugs = [slugify(name) for name in STATUSES]
    return LifecycleRow(
        slug="campaign-promise",
        name="Campaign promise",
        statuses=tuple(
            StatusRow(slug=slugify(n), name=n.lower(), definition=words, phase=phase, outcome=came)
            for n, (phase, came, words) in STATUSES.items()
        ),
        moves=tuple(
            MoveRow(source=one, target=other)
            for one in (None, *slugs)
            for other in slugs
            if one != other
        ),
    )


def _urls(promises: Iterable[dict]) -> Iterator[str]:
    yield from dict.fromkeys(url for promise in promises for url in promise["sources"])


def _source(number: int, url: str) -> SourceRow:
    """The data has addresses alone: the title says no more than where it leads."""
    host = urlsplit(url[url.rfind("http") :]).hostname  # what an archive keeps, not the archive
    return SourceRow(
        slug=f"tt-source-{number:03d}",
        title=f"Page at {host}",
        title_basis="address",
        publisher=host or "unknown",
        url=url,
    )


def _topic(name: str) -> TopicRow:
    return TopicRow(slug=slugify(name), name=name)


def _issue(reference: str, promise: dict, changes: list[dict]) -> IssueRow:
    title = promise["title"].strip()
    cut = title if len(title) <= 200 else f"{title[:199].rstrip()}…"
    return IssueRow(
        reference=reference,
        title=cut,
        kind="campaign-promise",
        topics=(slugify(promise["category"]),),
        success_test=promise["description"].strip() or (title if cut != title else ""),
        visibility="published",
        opened_on=_day(changes[0]),
    )


def _decision(reference: str, promise: dict, row: dict, sources: dict[str, SourceRow]) -> EntryRow:
    on, old, new = _day(row), row["old_status"], row["new_status"]
    last = new == promise["status"] and promise["status_info"].strip()
    changed = f"TrumpTracker changed it from “{old}” to “{new}”."
    return EntryRow(
        uid=_uid(row),
        kind=EntryKind.DECISION,
        issues=(reference,),
        body=last or (changed if old else f"TrumpTracker first listed it as “{new}”."),
        date=dates.day(on),
        known_on=on,
        by=EDITOR,
        status=slugify(new),
        citations=tuple(
            CitationRow(source=sources[u].slug) for u in dict.fromkeys(promise["sources"])
        ),
    )


def _day(row: dict) -> date:
    return datetime.fromisoformat(row["recorded_at"]).date()


def _uid(row: dict) -> UUID:
    """The same row always gives the same uid, so that a second import adds nothing."""
    return uuid5(NAMESPACE_URL, f"{row['git_commit']} {row['title']} {row['new_status']}")
