"""What is measured: the pages that readers open, and the change of a status by an analyst."""

from collections.abc import Iterator, Sequence
from itertools import count

from tests.bench.client import Client
from tests.bench.forms import Form, form_with
from tests.bench.loading import ANALYST, PASSWORD
from tests.bench.measuring import Subject
from tests.bench.record import Matter
from tests.bench.server import Server

_HTMX = {"HX-Request": "true"}


def one_page(name: str, path: str, **options) -> Subject:
    """The same page again and again."""
    return Subject(name, lambda client, n: [client.request("GET", path)] * n, **options)


def issue_pages(name: str, issues: Sequence[Matter]) -> Subject:
    """The pages of many issues, none of them twice before all were asked for."""
    published = [issue.reference for issue in issues if not issue.draft]
    turn = count()

    def requests(client: Client, n: int) -> list[bytes]:
        references = [published[next(turn) * 7919 % len(published)] for _ in range(n)]
        return [client.request("GET", f"/issues/{reference}/") for reference in references]

    return Subject(name, requests)


class Analyst:
    """Somebody signed in, who changes the status of one issue after the other."""

    def __init__(self, server: Server, issues: Sequence[Matter]) -> None:
        self.cookies = _sign_in(Client(server.port))
        self._issues: Iterator[Matter] = iter(issues)

    def signed_in(self, subject: Subject, name: str) -> Subject:
        """The same requests, sent by the analyst."""

        def requests(client: Client, n: int) -> Sequence[bytes]:
            client.cookies = dict(self.cookies)
            return subject.requests(client, n)

        return Subject(name, requests)

    def status_changes(self, name: str) -> Subject:
        """Each from a form that was opened before, as htmx sends it from the issue's page."""

        def requests(client: Client, n: int) -> list[bytes]:
            client.cookies = dict(self.cookies)
            return [self._change(client) for _ in range(n)]

        return Subject(name, requests)

    def _change(self, client: Client) -> bytes:
        """The change of the next issue whose lifecycle has a move left."""
        for issue in self._issues:
            path = f"/issues/{issue.reference}/"
            here = {**_HTMX, "HX-Current-URL": f"http://127.0.0.1:{client.port}{path}"}
            form = form_with(client.get(f"{path}status/", here).text, "reason")
            if "status" in form.choices:
                return client.request("POST", form.action, {**form.fields, **_typed(form)}, here)
        raise SystemExit("Every issue was changed already. Load more, or measure fewer rounds.")


def _typed(form: Form) -> dict[str, str]:
    return {
        "status": form.choices["status"][0],
        "source": form.choices["source"][0],
        "reason": "The ministry has published the schedule that it had promised.",
    }


def _sign_in(client: Client) -> dict[str, str]:
    form = form_with(client.get("/accounts/sign-in/").text, "password")
    fields = {**form.fields, "login": ANALYST, "password": PASSWORD}
    answer = client.post("/accounts/sign-in/", fields)
    if answer.status != 302:
        raise SystemExit(f"Signing in was answered {answer.status}:\n{answer.text[:2000]}")
    client.close()
    return client.cookies
