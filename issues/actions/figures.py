"""Recording a number that somebody reports."""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from issues.actions.entering import Cite, Details, Draft, enter
from issues.actions.refusals import Refused
from issues.dates import FuzzyDate
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import EntryKind
from issues.models import Entry, Issue, Party, User


def report_figure(
    *,
    by: User,
    issues: Sequence[Issue],
    measure: str,
    rung: Rung,
    value: Decimal,
    unit: str,
    currency: str,
    as_of: FuzzyDate,
    reporter: Party,
    body: str,
    citations: Sequence[Cite],
    known_on: date,
    today: date,
    known_on_reason: str = "",
    uid: uuid.UUID | None = None,
    author: User | None = None,
) -> Entry:
    """Record that `reporter` says that `measure` stood at `value` as of a day.

    `value` is exact, at most 18 digits and 6 decimals, in `currency` (a code of ISO 4217, "" for
    what is no money) and `unit` ("% of GDP", "" for plain money). Nothing is ever converted. Of a
    target, `as_of` is the day by which it is due. Raises NotAllowed; Refused without measure,
    unit, text, issue or source, or for an impossible known-on day; AlreadySent.
    """
    draft = Draft(
        kind=EntryKind.FIGURE,
        issues=issues,
        body=body,
        date=as_of,
        known_on=known_on,
        today=today,
        citations=citations,
        known_on_reason=known_on_reason,
        uid=uid or uuid.uuid4(),
        by=by,
        author=author,
        details=Details(
            measure=" ".join(measure.split()),
            rung=rung,
            value=value,
            unit=unit.strip(),
            currency=currency.strip().upper(),
            reporter=reporter,
        ),
    )

    def check() -> None:
        check_figure(draft.details)

    return enter(draft, check)


def check_figure(details: Details) -> None:
    """What a figure owes the record beside its source. Raises Refused."""
    if not details["measure"]:
        raise Refused("Say what the figure measures.", "measure")
    if not details["unit"] and not details["currency"]:
        raise Refused("Give the unit or the currency: a bare number says nothing.", "unit")
    code = details["currency"]
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise Refused("Give the currency by its code of three letters, such as USD.", "currency")
