"""Nothing that was known after a day is on any page as of that day: 50 secrets, every page.

The pages are compared before and after planting as well: what shows as a number, an order or a
date is a leak too.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from issues import actions
from issues.dates import day, parse
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.knowledge import AsOf
from issues.models import Entry, Issue, User
from issues.reads.export_record import export_record
from issues.record_format import write_record
from tests import making

DAY = date(2026, 3, 1)
NEXT = DAY + timedelta(days=1)  # the base record changes here, so "change after" stays what it is
LATER = DAY + timedelta(days=30)
SECRET = re.compile(r"secret\w+", re.IGNORECASE)
STARTS = (
    "/", "/issues/", "/changes/", "/changes/feed/", "/sources/", "/calendar/", "/calendar.ics",
    "/expectations/", "/issues/counts/", "/issues/ONE/", "/issues/TWO/", "/issues/LATE/",
    "/issues/?sort=next", "/issues/?sort=checked", "/issues/?sort=status", "/issues/?phase=stalled",
    "/issues/?q=secretevent", "/?q=secretdecision", "/sources/?q=secretsource",
)  # fmt: skip


@pytest.fixture
def record(analyst) -> dict[str, Entry]:
    """What is known by the day: an entry of each kind on each of two issues."""
    found = {}
    japan = making.make_party("Japan", slug="japan")
    for name in ("ONE", "TWO"):
        issue = making.make_issue(analyst, name, parties=[japan])
        making.decide(analyst, issue, "announced", date(2025, 8, 1))
        found["event"] = making.happen(analyst, issue, "They met.", date(2025, 9, 1))
        found["assessment"] = making.assess(analyst, issue, "It goes on.", date(2025, 9, 2))
        found["expectation"] = making.expect(
            analyst, issue, window="by the end of 2026", expected_by=japan
        )
        found["figure"] = _report(analyst, issue, "It was promised.", date(2025, 9, 3))
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


def plant(by: User, record: dict[str, Entry]) -> int:
    """Plant what became known later, of every kind and in every way; says how many entries."""
    before = Entry.objects.count()
    one = Issue.objects.get(reference="ONE")
    late = making.make_issue(by, "LATE", title="secrettitle", opened_on=LATER)
    source = making.make_source(
        by, published_on=LATER, title="secretsource", publisher="secretpublisher",
        stored_text="secretstored",
    )  # fmt: skip
    common = _common(by, LATER, source)
    making.decide(
        by, one, "stalled", date(2025, 12, 1), known_on=LATER, reason="secretdecision",
        citations=[actions.Cite(source, quotation="secretquotation")],
    )  # fmt: skip
    making.decide(by, late, "announced", LATER, reason="secretlate")
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
        by=by, entry=retracted, reason="secretretraction", known_on=LATER, today=making.TODAY
    )
    moved = actions.move_expectation(
        entry=record["expectation"], window=parse("2027"), reason="secretmove", **common
    )
    met_by = making.happen(by, one, "secretmet", LATER)
    actions.resolve_expectation(
        entry=moved, resolution=Resolution.MET, met_by=met_by, reason="secretresolution", **common
    )
    actions.cite(by=by, entry=record["figure"], source=source, today=LATER)
    actions.mark_checked(by=by, issue=one, on=LATER, today=making.TODAY)
    party = making.make_party("secretparty", kind="outlet")
    for number in range(14):
        on = LATER + timedelta(days=number)
        back = day(date(2025, 10, 1) + timedelta(days=number))
        both = [one, Issue.objects.get(reference="TWO")]
        actions.record_event(issues=both, body="secretevent", date=back, **_common(by, on, source))
        _report(by, one, "secretfigure", on)
        actions.expect(
            issues=[one], body="secretexpectation", window=parse("April 2026"), expected_by=party,
            **_common(by, on, source),
        )  # fmt: skip
    making.assess(by, one, "secretassessment", LATER)
    return Entry.objects.count() - before


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """Every page as of the day that links lead to which stay at it."""
    seen: set[str] = set()
    waiting = [f"{start}{'&' if '?' in start else '?'}as_of={DAY}" for start in reversed(STARTS)]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code in (200, 404), (address, answer.status_code)
        text = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+"', "", answer.text)
        yield address, text
        waiting += [link for link in _links(address, text) if link not in seen]


def _links(address: str, text: str) -> Iterator[str]:
    for link in re.findall(r'(?:href|hx-get)="([^"#]+)', text):
        parts = urlsplit(urljoin(address, unescape(link)))
        asked = parse_qs(parts.query)
        ours = parts.netloc in ("", "testserver") and asked.get("as_of") == [str(DAY)]
        if ours and not asked.keys() - {"as_of", "after"}:
            yield f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("who", ["anonymous", "analyst"])
def test_no_later_secret_is_on_any_page_and_no_page_moves(record, analyst, signed_in, who):
    client = Client() if who == "anonymous" else signed_in(analyst)
    before = dict(pages(client))
    exported = write_record(export_record(_viewer(who, analyst), AsOf(DAY, chosen=True)))
    assert plant(analyst, record) >= 50
    after = dict(pages(client))
    assert len(after) > 30, "The walk found few pages: do links still stay at the day?"
    leaks = {
        address: sorted(set(SECRET.findall(_without_its_own(address, text))))
        for address, text in after.items()
    }
    assert {address: found for address, found in leaks.items() if found} == {}
    assert {address for address in after if after[address] != before.get(address)} == set()
    again = write_record(export_record(_viewer(who, analyst), AsOf(DAY, chosen=True)))
    assert again == exported


def _viewer(who: str, analyst: User):
    return AnonymousUser() if who == "anonymous" else analyst


def _without_its_own(address: str, text: str) -> str:
    """The text without the word that the address itself put there."""
    for word in re.findall(r"q=(secret\w+)", address):
        text = text.replace(quote(word), "")
    return text


def test_today_shows_them_so_the_walk_looks_where_they_are(record, analyst):
    plant(analyst, record)
    words: set[str] = set()
    for start in STARTS:
        words.update(SECRET.findall(_without_its_own(start, Client().get(start).text)))
    for entry in Entry.objects.all():
        words.update(SECRET.findall(Client().get(f"/entries/{entry.uid}/").text))
    assert words >= {
        "secrettitle", "secretdecision", "secretcorrection", "secretmove", "secretresolution",
        "secretevent", "secretfigure", "secretexpectation", "secretassessment", "secretsource",
    }  # fmt: skip
