"""Nothing that was known after a day is on any page as of that day: 50 secrets, every page.

Nor is what was recorded after an instant in an audit, though it was known before. The pages are
compared before and after planting as well: what shows as a number, an order or a date is a leak
too.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client

from issues import actions
from issues.dates import day, parse
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import LinkKind
from issues.models import Entry, Issue, Link, Source, User
from issues.reads.export_record import export_record
from issues.record_format import write_record
from tests import making

DAY = date(2026, 3, 1)
NEXT = DAY + timedelta(days=1)  # the base record changes here, so "change after" stays what it is
LATER = DAY + timedelta(days=30)
EARLIER = DAY - timedelta(days=30)
SECRET = re.compile(r"secret\w+", re.IGNORECASE)
STARTS = (
    "/", "/issues/", "/changes/", "/changes/feed/", "/sources/", "/calendar/", "/calendar.ics",
    "/expectations/", "/issues/counts/", "/issues/ONE/", "/issues/TWO/", "/issues/LATE/",
    "/issues/THREE/", "/how-we-judge/",
    "/issues/?sort=next", "/issues/?sort=checked", "/issues/?sort=status", "/issues/?phase=stalled",
    "/issues/?q=secretevent", "/?q=secretdecision", "/sources/?q=secretsource",
)  # fmt: skip


@pytest.fixture
def record(analyst) -> dict[str, Entry]:
    """What is known by the day: an entry of each kind on each of three issues, two links, and a
    second look that TWO needs since then."""
    found = {}
    japan = making.make_party("Japan", slug="japan")
    for name in ("THREE", "ONE", "TWO"):
        issue = making.make_issue(analyst, name, parties=[japan])
        making.decide(analyst, issue, "announced", date(2025, 8, 1))
        found["event"] = making.happen(analyst, issue, "They met.", date(2025, 9, 1))
        found["assessment"] = making.assess(analyst, issue, "It goes on.", date(2025, 9, 2))
        found["expectation"] = making.expect(
            analyst, issue, window="by the end of 2026", expected_by=japan, probability="0.4"
        )
        found["figure"] = _report(analyst, issue, "It was promised.", date(2025, 9, 3))
    one, two, three = (Issue.objects.get(reference=name) for name in ("ONE", "TWO", "THREE"))
    making.link(analyst, two, one, known_on=date(2025, 9, 5))
    making.link(analyst, two, three, known_on=date(2025, 9, 5))
    found["look"] = making.decide(analyst, one, "moving", date(2025, 10, 1))
    making.happen(analyst, list(Issue.objects.order_by("id")), "They met again.", NEXT)
    return found


def _report(by: User, issue: Issue, body: str, on: date) -> Entry:
    return actions.report_figure(
        issues=[issue], measure="investment", rung=Rung.PLEDGED, value=Decimal(5), unit="",
        currency="USD", as_of=day(on), reporter=issue.parties.get(), body=body, **_common(by, on),
    )  # fmt: skip


def _common(by: User, known_on: date, source=None) -> dict:
    cites = [actions.Cite(source or making.make_source(by, published_on=None))]
    return {"by": by, "citations": cites, "known_on": known_on, "today": making.TODAY}


def plant(by: User, record: dict[str, Entry], first: date = LATER) -> int:
    """Plant what became known from `first` on, of every kind and in every way; says how many
    entries."""
    before = Entry.objects.count()
    one = Issue.objects.get(reference="ONE")
    late = making.make_issue(by, "LATE", title="secrettitle", opened_on=first)
    source = making.make_source(
        by, published_on=first, title="secretsource", publisher="secretpublisher",
        stored_text="secretstored",
    )  # fmt: skip
    common = _common(by, first, source)
    making.decide(
        by, one, "stalled", date(2025, 12, 1), known_on=first, reason="secretdecision",
        citations=[actions.Cite(source, quotation="secretquotation")],
    )  # fmt: skip
    making.decide(by, late, "announced", first, reason="secretlate")
    corrected = record["event"]
    actions.correct_entry(
        entry=corrected,
        reason="secretreason",
        body="secretcorrection",
        date=corrected.date,
        **common,
    )
    retracted = record["assessment"]
    actions.retract_entry(
        by=by, entry=retracted, reason="secretretraction", known_on=first, today=making.TODAY
    )
    moved = actions.move_expectation(
        entry=record["expectation"], window=parse("2027"), reason="secretmove", **common
    )
    met_by = making.happen(by, one, "secretmet", first)
    actions.resolve_expectation(
        entry=moved, resolution=Resolution.MET, met_by=met_by, reason="secretresolution", **common
    )
    actions.cite(by=by, entry=record["figure"], source=source, today=first)
    actions.mark_checked(by=by, issue=one, on=first, today=making.TODAY)
    party = making.make_party("secretparty", kind="outlet")
    for number in range(14):
        on = first + timedelta(days=number)
        back = day(date(2025, 10, 1) + timedelta(days=number))
        both = [one, Issue.objects.get(reference="TWO")]
        actions.record_event(issues=both, body="secretevent", date=back, **_common(by, on, source))
        _report(by, one, "secretfigure", on)
        actions.expect(
            issues=[one], body="secretexpectation", window=parse("April 2026"), expected_by=party,
            **_common(by, on, source),
        )  # fmt: skip
    making.assess(by, one, "secretassessment", first)
    _plant_links(by, record, source, first)
    return Entry.objects.count() - before


def _plant_links(by: User, record: dict[str, Entry], source: Source, first: date) -> None:
    """Links, an end, a probability, and what answers the second look that was needed."""
    names = ("ONE", "TWO", "THREE", "LATE")
    one, two, three, late = (Issue.objects.get(reference=name) for name in names)
    cite = actions.Cite(source, quotation="secretproof")
    making.link(by, one, three, reason="secretlink", known_on=first, cite=cite)
    making.link(by, one, late, reason="secretlate", known_on=first, cite=cite)
    making.link(by, late, two, LinkKind.PART_OF, reason="secretpart", known_on=first, cite=cite)
    ended = Link.objects.get(issue=two, other=three)
    actions.end_link(by=by, link=ended, reason="secretend", known_on=first, today=making.TODAY)
    revised = Entry.objects.get(kind="expectation", concerns__issue=three)
    actions.revise_probability(
        entry=revised, probability=Decimal("0.9"), reason="secretrevision",
        **_common(by, first, source),
    )  # fmt: skip
    making.note(by, one, "secretnote", first)
    looks = {"by": by, "looks_at": record["look"], "known_on": first, "today": making.TODAY}
    actions.add_note(issues=[two], body="secretlooked", **looks)
    actions.assess(issue=two, body="secretlook", citations=[actions.Cite(source)], **looks)


def pages(client: Client, moment: str) -> Iterator[tuple[str, str]]:
    """Every page at the moment that links lead to which stay at it."""
    seen: set[str] = set()
    waiting = [f"{start}{'&' if '?' in start else '?'}{moment}" for start in reversed(STARTS)]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code in (200, 404), (address, answer.status_code)
        text = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+"', "", answer.text)
        yield address, text
        waiting += [link for link in _links(address, text, moment) if link not in seen]


def _links(address: str, text: str, moment: str) -> Iterator[str]:
    wanted = parse_qs(moment)
    for link in re.findall(r'(?:href|hx-get)="([^"#]+)', text):
        parts = urlsplit(urljoin(address, unescape(link)))
        asked = parse_qs(parts.query)
        more = {name: value for name, value in asked.items() if name not in wanted}
        stays = asked == wanted | more and not more.keys() - {"after"}
        if stays and parts.netloc in ("", "testserver"):
            yield f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("who", ["anonymous", "analyst"])
def test_no_later_secret_is_on_any_page_and_no_page_moves(record, analyst, signed_in, who):
    _compare(record, analyst, who, AsOf(DAY, chosen=True), LATER, signed_in)


@pytest.mark.parametrize("who", ["anonymous", "analyst"])
@pytest.mark.django_db(transaction=True)
def test_an_audit_shows_nothing_that_was_recorded_later_though_it_was_known(
    record, analyst, signed_in, who
):
    _compare(record, analyst, who, AsOf(DAY, _clock(), chosen=True), EARLIER, signed_in)


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def _compare(record, analyst, who: str, at: AsOf, first: date, signed_in) -> None:
    client = Client() if who == "anonymous" else signed_in(analyst)
    asked = {"as_of": str(DAY)} | ({"recorded_by": at.recorded_by.isoformat()} if at.audits else {})
    before = dict(pages(client, urlencode(asked)))
    exported = write_record(export_record(_viewer(who, analyst), at))
    assert plant(analyst, record, first) >= 50
    after = dict(pages(client, urlencode(asked)))
    assert len(after) > 30, "The walk found few pages: do links still stay at the day?"
    leaks = {
        address: sorted(set(SECRET.findall(_without_its_own(address, text))))
        for address, text in after.items()
    }
    assert {address: found for address, found in leaks.items() if found} == {}
    assert {address for address in after if after[address] != before.get(address)} == set()
    again = write_record(export_record(_viewer(who, analyst), at))
    assert again == exported


def _viewer(who: str, analyst: User):
    return AnonymousUser() if who == "anonymous" else analyst


def _without_its_own(address: str, text: str) -> str:
    """The text without the word that the address itself put there."""
    for word in re.findall(r"q=(secret\w+)", address):
        text = text.replace(quote(word), "")
    return text


def test_today_shows_them_so_the_walk_looks_where_they_are(record, analyst, signed_in):
    plant(analyst, record)
    client = signed_in(analyst)
    words: set[str] = set()
    for start in STARTS:
        words.update(SECRET.findall(_without_its_own(start, client.get(start).text)))
    for entry in Entry.objects.all():
        words.update(SECRET.findall(client.get(f"/entries/{entry.uid}/").text))
    assert words >= {
        "secrettitle", "secretdecision", "secretcorrection", "secretmove", "secretresolution",
        "secretevent", "secretfigure", "secretexpectation", "secretassessment", "secretsource",
        "secretlink", "secretpart", "secretproof", "secretrevision", "secretnote", "secretlooked",
        "secretlook",
    }  # fmt: skip
