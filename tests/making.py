"""A small record for tests, made through the actions as everybody makes theirs."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count

from issues import actions
from issues.dates import FuzzyDate, day, parse
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.links import LinkKind
from issues.models import (
    Entry,
    Issue,
    Lifecycle,
    Link,
    Move,
    Party,
    PartyKind,
    Source,
    Status,
    User,
)

TODAY = date(2026, 11, 24)
_number = count(1)

# slug, phase, outcome; the moves allow to and fro between the first four.
_STATUSES = [
    ("announced", "announced", ""),
    ("moving", "moving", ""),
    ("stalled", "stalled", ""),
    ("delivered", "settled", "delivered"),
    ("withdrawn", "settled", "withdrawn"),
]
_MOVES = [
    (None, "announced"),
    (None, "moving"),
    ("announced", "moving"),
    ("announced", "stalled"),
    ("moving", "stalled"),
    ("stalled", "moving"),
    ("moving", "delivered"),
    ("stalled", "withdrawn"),
]


def make_lifecycle(slug: str = "pledge") -> Lifecycle:
    """A lifecycle with five statuses, the same one when asked twice for the same slug."""
    lifecycle, new = Lifecycle.objects.get_or_create(
        slug=slug,
        defaults={"name": slug.capitalize(), "description": f"What a {slug} goes through."},
    )
    if new:
        made = Status.objects.bulk_create(
            Status(
                lifecycle=lifecycle,
                slug=name,
                name=name,
                definition=f"It is {name}.",
                phase=phase,
                outcome=outcome,
                position=position,
            )
            for position, (name, phase, outcome) in enumerate(_STATUSES)
        )
        statuses = {status.slug: status for status in made}
        Move.objects.bulk_create(
            Move(lifecycle=lifecycle, source=statuses.get(source or ""), target=statuses[target])
            for source, target in _MOVES
        )
    return lifecycle


def status_of(issue: Issue, slug: str) -> Status:
    return issue.lifecycle.statuses.get(slug=slug)


def make_party(name: str, **fields) -> Party:
    fields.setdefault("slug", f"party-{next(_number)}")
    return Party.objects.create(name=name, **{"kind": PartyKind.COUNTRY, **fields})


def make_source(by: User, published_on: date | None = date(2025, 7, 1), **fields) -> Source:
    """A source of one's own; it goes round the action where nothing is said of it, which is often:
    no row is needed to check against, and tests of the action say what they add."""
    number = next(_number)
    given = bool(fields)
    fields.setdefault("title", f"Report {number}")
    fields.setdefault("publisher", "The Daily Record")
    fields.setdefault("url", f"https://news.example/{number}")
    if not given:
        slug = f"the-daily-record-report-{number}"
        return Source.objects.create(slug=slug, published_on=published_on, **fields)
    return actions.add_source(by=by, today=TODAY, published_on=published_on, **fields)


def make_issue(by: User, reference: str = "", published: bool = True, **fields) -> Issue:
    """An issue without entries; `published` goes round the editor's action, for analysts' tests."""
    fields.setdefault("kind", make_lifecycle())
    fields.setdefault("title", f"Matter {reference or next(_number)}")
    fields.setdefault("opened_on", date(2025, 7, 1))
    issue = actions.open_issue(by=by, reference=reference or f"T{next(_number)}", **fields)
    if published:
        Issue.objects.filter(pk=issue.pk).update(visibility="published")
        issue.refresh_from_db()
    return issue


def decide(
    by: User,
    issue: Issue,
    slug: str,
    on: date = date(2025, 8, 1),
    known_on: date | None = None,
    **fields,
) -> Entry:
    """A decision made from whatever is the newest one."""
    fields.setdefault("reason", f"It is {slug} now.")
    fields.setdefault("citations", [actions.Cite(make_source(by))])
    fields.setdefault("made_from", actions.newest_decision(issue))
    return actions.change_status(
        by=by,
        issue=issue,
        status=status_of(issue, slug),
        date=fields.pop("date", day(on)),
        known_on=known_on or on,
        today=fields.pop("today", TODAY),
        **fields,
    )


def happen(
    by: User,
    issues: Issue | Sequence[Issue],
    body: str = "It happened.",
    on: date = date(2025, 8, 1),
    **fields,
) -> Entry:
    fields.setdefault("known_on", on)
    if "citations" not in fields:
        source = make_source(by, published_on=min(on, fields["known_on"]))
        fields["citations"] = [actions.Cite(source)]
    return actions.record_event(
        by=by,
        issues=[issues] if isinstance(issues, Issue) else issues,
        body=body,
        date=fields.pop("date", day(on)),
        today=fields.pop("today", TODAY),
        **fields,
    )


def note(by: User, issue: Issue, body: str = "For us only.", on: date = date(2025, 8, 1)) -> Entry:
    return actions.add_note(by=by, issues=[issue], body=body, known_on=on, today=TODAY)


def assess(by: User, issue: Issue, body: str = "It moves.", on: date = date(2025, 8, 1)) -> Entry:
    return actions.assess(
        by=by,
        issue=issue,
        body=body,
        citations=[actions.Cite(make_source(by))],
        known_on=on,
        today=TODAY,
    )


def link(
    by: User,
    issue: Issue,
    other: Issue,
    kind: LinkKind = LinkKind.CONDITIONAL_ON,
    known_on: date = date(2025, 8, 1),
    **fields,
) -> Link:
    fields.setdefault("reason", f"{issue.reference} waits for it.")
    fields.setdefault("cite", actions.Cite(make_source(by)))
    return actions.link_issues(
        by=by, issue=issue, other=other, kind=kind, known_on=known_on, today=TODAY, **fields
    )


def expect(
    by: User,
    issues: Issue | Sequence[Issue],
    body: str = "It will come.",
    window: str | FuzzyDate = "by the end of 2026",
    **fields,
) -> Entry:
    """What somebody says will come; `window` as it would be typed, `probability` as a fraction."""
    fields.setdefault("citations", [actions.Cite(make_source(by))])
    fields.setdefault("known_on", date(2025, 8, 1))
    return actions.expect(
        by=by,
        issues=[issues] if isinstance(issues, Issue) else issues,
        body=body,
        window=_window(window),
        expected_by=fields.pop("expected_by", None) or make_party(f"Expecter {next(_number)}"),
        probability=_fraction(fields.pop("probability", None)),
        today=fields.pop("today", TODAY),
        **fields,
    )


def move(by: User, entry: Entry, window: str | FuzzyDate, **fields) -> Entry:
    probability = _fraction(fields.pop("probability", None))
    step = _step(by, entry, fields)
    return actions.move_expectation(window=_window(window), probability=probability, **step)


def revise(by: User, entry: Entry, probability: str | None, **fields) -> Entry:
    step = _step(by, entry, fields)
    return actions.revise_probability(probability=_fraction(probability), **step)


def resolve(by: User, entry: Entry, resolution: Resolution, **fields) -> Entry:
    return actions.resolve_expectation(resolution=resolution, **_step(by, entry, fields))


def _step(by: User, entry: Entry, fields: dict) -> dict:
    """One step of an expectation, known on the day of the one before if nothing else is said."""
    if "citations" not in fields:
        fields["citations"] = [actions.Cite(make_source(by))]
    return {
        "by": by,
        "entry": entry,
        "reason": "So they said.",
        "known_on": entry.known_on,
        "today": TODAY,
        **fields,
    }


def _window(window: str | FuzzyDate) -> FuzzyDate:
    return parse(window) if isinstance(window, str) else window


def _fraction(probability: str | None) -> Decimal | None:
    return None if probability is None else Decimal(probability)
