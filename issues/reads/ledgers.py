"""The ledgers of one issue: what is overdue, what is to come and what has ended."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Func, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Entry, User
from issues.reads.ledger import Ledger
from issues.reads.ledger_rows import COLUMNS, ledger, with_ledger
from issues.reads.strip import Days
from issues.reads.windows import Expected, due_for, due_on
from issues.wording import worded_once

# The page of an issue has room for so many of each.
MOST = 12


def ledgers_of(issue_id: int, user: User, at: AsOf) -> list[Ledger]:
    """What is expected on an issue that `user` may see, in one query: what is overdue first, then
    what is to come, then what has ended; of each the nearest to today first, and at most MOST."""
    return [ledger(row, at.today) for row in _of_issue(issue_id, user, at, at.today)]


def as_expected(ledgers: Iterable[Ledger], today: date) -> list[Expected]:
    """The same expectations as the strip and the outlook of their issue want them."""
    found = [_as_expected(ledger, today) for ledger in ledgers]
    return sorted(found, key=lambda one: (one.days.first or one.days.last or today, one.pk))


def _as_expected(ledger: Ledger, today: date) -> Expected:
    *earlier, stands = ledger.windows
    return Expected(
        pk=ledger.pk,
        due=due_on(stands.days.first, stands.days.last, today),
        days=Days(stands.days.first, stands.days.last),
        precision=stands.precision,
        words=stands.words,
        body=ledger.body,
        resolution=ledger.resolution,
        overdue=bool(ledger.late),
        earlier=tuple((Days(one.days.first, one.days.last), one.within) for one in earlier),
    )


@worded_once
def _of_issue(issue_id: int, user: User, at: AsOf, today: date):
    # The kind of its place on the issue too: an index holds those of expectations alone.
    expected = Entry.objects.in_force(at).filter(
        concerns__issue=issue_id,
        concerns__kind=EntryKind.EXPECTATION,
        kind=EntryKind.EXPECTATION,
    )
    ended = ~Q(resolution=Resolution.OPEN)
    rank = Case(When(ended, then=2), When(last_on__lt=today, then=0), default=1)
    far = Func(
        due_for(today), Value(today), template="abs(%(expressions)s)", arg_joiner=" - ",
        output_field=IntegerField(),
    )  # fmt: skip
    placed = with_ledger(expected, user, at).annotate(rank=rank, far=far)
    place = Window(RowNumber(), partition_by="rank", order_by=["far", "-id"])
    shown = placed.annotate(place=place).filter(place__lte=MOST)
    return shown.order_by("rank", "place").values_list(*COLUMNS)
