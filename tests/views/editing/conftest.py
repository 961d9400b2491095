"""An issue to work on, and forms as a browser would send them."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from issues.models import Entry, Issue
from tests import making
from tests.making import decide, make_issue, make_source


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """The tracker's day is the one that the record is made for."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: making.TODAY)


@pytest.fixture
def issue(analyst) -> Issue:
    """A published issue that has been “moving” since 4 September 2025."""
    issue = make_issue(analyst, "FDI", title="Investment pledge")
    decide(analyst, issue, "announced", date(2025, 7, 22))
    decide(analyst, issue, "moving", date(2025, 9, 4), reason="A text was signed.")
    return issue


@pytest.fixture
def source(analyst):
    return make_source(analyst, title="The text", publisher="The ministry")


@pytest.fixture
def newest(issue) -> Callable[[], Entry]:
    """`newest()` is the issue's newest decision."""
    return lambda: issue.decisions.order_by("-id").first()


@pytest.fixture
def work(signed_in, analyst) -> Client:
    """The analyst at work."""
    return signed_in(analyst)


@pytest.fixture
def at_list() -> dict:
    return {"HX-Request": "true", "HX-Current-URL": "http://testserver/issues/?kind=pledge"}


@pytest.fixture
def at_issue() -> dict:
    return {"HX-Request": "true", "HX-Current-URL": "http://testserver/issues/FDI/"}


@pytest.fixture
def status_form(newest, source) -> Callable[..., dict]:
    """A change of status to “stalled”, as typed now."""

    def form(**changes) -> dict:
        return {
            "uid": str(uuid.uuid4()),
            "made_from": str(newest().uid),
            "status": "stalled",
            "date": "1 November 2026",
            "reason": "Nothing was heard for a year.",
            "find": source.slug,
            **changes,
        }

    return form


def url(name: str, *args) -> str:
    return reverse(name, args=args)
