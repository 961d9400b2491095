"""Many writers change the same statuses at once over HTTP: none is lost, every loser is told.

The short trial runs in every test run, the long one (8 writers × 1,250 changes) as a drill.
"""

import http.client
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from issues.lifecycle.knowledge import AsOf
from issues.models import Entry, Issue, StatusPeriod, User
from tests import roles
from tests.bench.forms import form_with
from tests.bench.server import serving
from tests.making import happen, make_issue, make_lifecycle

WRITERS = 8
_ACKNOWLEDGED = (200, 302)


@dataclass
class Tally:
    """What the writers were answered."""

    answers: Counter = field(default_factory=Counter)
    saved: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class Writer:
    """One signed-in analyst with a connection of their own, who reads, waits, and writes."""

    def __init__(self, address: str, user: User):
        client = Client()
        client.force_login(user)
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.token = ""
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)

    def read(self, reference: str) -> dict[str, str]:
        """The form as it stands, filled in with one of the statuses that it offers."""
        response, html = self._ask("GET", f"/issues/{reference}/status/")
        assert response.status == 200, html
        self.token = self.token or _cookie(response, settings.CSRF_COOKIE_NAME)
        form = form_with(html, "reason")
        offered, sources = form.choices["status"], form.choices["source"]
        return form.fields | {
            "status": offered[uuid.UUID(form.fields["uid"]).int % len(offered)],
            "source": sources[0],
            "reason": f"As {form.fields['uid']} says.",
        }

    def write(self, reference: str, form: dict[str, str]) -> int:
        response, _ = self._ask("POST", f"/issues/{reference}/status/", urlencode(form))
        return response.status

    def _ask(self, method: str, path: str, body: str | None = None):
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}"
        headers = {
            "Cookie": f"{cookies}; {settings.CSRF_COOKIE_NAME}={self.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return response, response.read().decode()


def _cookie(response: http.client.HTTPResponse, name: str) -> str:
    return response.getheader("Set-Cookie", "").split(f"{name}=")[1].split(";")[0]


@pytest.fixture
def writers(transactional_db) -> list[User]:
    return [User.objects.create_user(f"writer-{n}", role="analyst") for n in range(WRITERS)]


@pytest.fixture
def issues(writers) -> list[Issue]:
    """Two issues, each with a source at hand; their lifecycle lets statuses go to and fro."""
    lifecycle = make_lifecycle("contested")
    statuses = {status.slug: status for status in lifecycle.statuses.all()}
    for one, other in [("moving", "announced"), ("stalled", "announced")]:
        lifecycle.moves.create(source=statuses[one], target=statuses[other])
    lifecycle.moves.filter(target__phase="settled").delete()
    made = [make_issue(writers[0], ref, kind=lifecycle) for ref in ("ONE", "TWO")]
    happen(writers[0], made)
    return made


def compete(address: str, users: list[User], issues: list[Issue], rounds: int) -> Tally:
    """In each round all read the same version of one issue, and all change it at once."""
    tally, lock = Tally(), threading.Lock()
    barrier = threading.Barrier(len(users), timeout=300)
    writers = [Writer(address, user) for user in users]

    def work(writer: Writer) -> None:
        try:
            for turn in range(rounds):
                reference = issues[turn % len(issues)].reference
                form = writer.read(reference)
                barrier.wait()
                begun = time.perf_counter()
                status = writer.write(reference, form)
                took = (time.perf_counter() - begun) * 1000
                with lock:
                    tally.answers[status] += 1
                    tally.milliseconds.append(took)
                    if status in _ACKNOWLEDGED:
                        tally.saved.append(form["uid"])
                barrier.wait()
        except Exception as error:  # noqa: BLE001  told by `check`, in the test's own thread
            tally.broken.append(repr(error))
            barrier.abort()

    threads = [threading.Thread(target=work, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def check(tally: Tally, issues: list[Issue], rounds: int) -> None:
    """Nothing is lost, nothing is written twice, and what stands follows from the record."""
    decisions = Entry.objects.filter(decided_issue__in=issues)
    assert tally.broken == []
    assert set(tally.answers) <= {*_ACKNOWLEDGED, 409}
    assert tally.answers.total() == WRITERS * rounds
    assert {str(uid) for uid in decisions.values_list("uid", flat=True)} == set(tally.saved)
    assert decisions.count() == len(tally.saved)
    assert tally.answers[409] == WRITERS * rounds - len(tally.saved)
    assert len(tally.saved) == rounds  # of those who raced, one won
    for issue in issues:
        _check_chain(issue)


def _check_chain(issue: Issue) -> None:
    """Each decision was made from the one before it, and the last one holds."""
    made = list(issue.decisions.order_by("id").values_list("id", "made_from_id"))
    assert [made_from for _, made_from in made] == [None, *(pk for pk, _ in made[:-1])]
    day = issue.decisions.order_by("-id").first().known_on
    period = StatusPeriod.objects.holding(AsOf(day)).get(issue=issue)
    assert period.decision_id == made[-1][0]


@pytest.mark.long
def test_of_those_who_race_one_wins_and_the_others_are_told(live_server, writers, issues):
    tally = compete(live_server.url, writers, issues, rounds=25)
    check(tally, issues, rounds=25)


@pytest.fixture
def web_server() -> Iterator[str]:
    """The tracker as it is served in production, on the database of this test."""
    given = roles.parameters("app")
    user, name = quote(given.pop("user"), safe=""), given.pop("dbname")
    password = f":{quote(given.pop('password'), safe='')}" if "password" in given else ""
    variables = {
        "DATABASE_URL": f"postgresql://{user}{password}@/{name}?{urlencode(given)}",
        "TRACKER_SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    with serving(variables) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.mark.drill
def test_ten_thousand_conflicting_changes(web_server, writers, issues):
    rounds, begun = 1250, time.perf_counter()
    tally = compete(web_server, writers, issues, rounds)
    seconds = time.perf_counter() - begun
    check(tally, issues, rounds)
    print_figures(tally, seconds)


def print_figures(tally: Tally, seconds: float) -> None:
    took = sorted(tally.milliseconds)
    p50, p95, p99 = (took[int(part * (len(took) - 1))] for part in (0.5, 0.95, 0.99))
    print(
        f"{tally.answers.total():,} changes sent by {WRITERS} writers in {seconds:.0f} s:"
        f" {len(tally.saved):,} acknowledged and recorded, {tally.answers[409]:,} answered 409,"
        f" 0 lost, 0 errors; p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms"
    )
