"""The demo as of two days, five apart: before and after Busan, each told by what was known then."""

import re
from datetime import date, timedelta
from html import unescape

from django.core.management import call_command
from django.test import TestCase

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.knowledge import AsOf
from issues.models import Entry, Issue, Status, User
from tests.demo.test_demo_in_the_tracker import ACCOUNTS
from tests.demo.test_demo_record import STOOD
from tests.demo.test_expectations_and_figures import (
    CALLED_OFF,
    EXPECTATIONS,
    FACTS,
    OUTCOMES,
)

BEFORE, AFTER = date(2025, 10, 28), date(2025, 11, 2)
# What happened on a day was in the papers by then; see the sources of the facts.
NEWS_TAKES = timedelta(days=3)


class TestTheTwoDays(TestCase):
    @classmethod
    def setUpTestData(cls):
        for username, role in ACCOUNTS.items():
            User.objects.create_user(username, role=role, name=f"Demo {username}")
        call_command("load_demo", verbosity=0)

    def text(self, path):
        answer = self.client.get(path)
        assert answer.status_code == 200
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())

    def rows(self, day):
        html = self.client.get(f"/?as_of={day}").text
        cells = re.findall(r'data-issue="([^"]+)".*?<td class="state">(.*?)</td>', html, re.DOTALL)
        return {
            reference: " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for reference, cell in cells
        }

    def test_each_issue_stands_where_the_facts_of_that_day_put_it(self):
        for day in (BEFORE, AFTER):
            rows = self.rows(day)
            assert rows.keys() == STOOD[day].keys()
            for reference, slug in STOOD[day].items():
                kind = Issue.objects.get(reference=reference).lifecycle
                name = Status.objects.get(lifecycle=kind, slug=slug).name
                assert rows[reference].startswith(f"{name} since "), (day, reference)

    def test_the_two_days_differ_where_something_happened_between_them(self):
        before, after = self.rows(BEFORE), self.rows(AFTER)
        moved = {reference for reference in before if before[reference] != after[reference]}
        assert moved == {"REE", "T100", "USCN", "APEC"}

    def test_what_was_expected_is_open_until_the_facts_say_how_it_ended(self):
        seen = dict.fromkeys((BEFORE, AFTER), 0)
        for day in seen:
            standing = Entry.objects.filter(kind="expectation").in_force(AsOf(day, chosen=True))
            found = {entry.origin_id or entry.pk: entry for entry in standing}
            for fact_id, uids in EXPECTATIONS.items():
                fact = FACTS[fact_id]
                ended = fact["outcome_on"] and date.fromisoformat(_full(fact["outcome_on"]))
                # The first carries the outcome of the fact; others are what it says besides.
                for version in Entry.objects.filter(uid=uids[0]):
                    entry = found.get(version.origin_id or version.pk)
                    if entry is None:
                        assert version.known_on > day, fact_id
                        continue
                    seen[day] += 1
                    if entry.resolution != Resolution.OPEN:
                        assert ended, fact_id
                        void = fact_id in CALLED_OFF
                        outcome = Resolution.VOID if void else OUTCOMES[fact["outcome"]]
                        assert entry.resolution == outcome, fact_id
                        assert ended <= day, fact_id
                    elif ended and OUTCOMES[fact["outcome"]] != Resolution.OPEN:
                        assert ended > day - NEWS_TAKES, fact_id
        assert min(seen.values()) >= 8, seen

    def test_the_hundred_percent_tariff_is_due_and_then_called_off(self):
        before = self.text(f"/issues/T100/?as_of={BEFORE}")
        after = self.text(f"/issues/T100/?as_of={AFTER}")
        assert "1 November 2025" in before
        assert "has been set aside since" in before
        assert "called off" not in before.split("The record")[0]
        assert "has been called off since" in after

    def test_nothing_dated_after_the_day_is_told_on_it(self):
        for day in (BEFORE, AFTER):
            told = Entry.objects.in_force(AsOf(day, chosen=True))
            assert not told.filter(kind="event", first_on__gt=day).exists()
            for reference in STOOD[day]:
                text = self.text(f"/issues/{reference}/?as_of={day}")
                assert f"As known on {day:%-d %B %Y}" in text
                later = Entry.objects.filter(issues__reference=reference, known_on__gt=day)
                for entry in later.exclude(body="")[:40]:
                    if not Entry.objects.known(AsOf(day)).filter(body=entry.body).exists():
                        assert entry.body.split("\n")[0][:60] not in text, (reference, entry.uid)


def _full(day: str) -> str:
    return f"{day}-01" if len(day) == 7 else day
