"""Recording a number that somebody reports."""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from issues.actions.entering import Cite, Details, Draft, enter
from issues.actions.refusals import Refused
from issues.dates import FuzzyDate, is_coming
from issues.lifecycle.figures import LADDER, Rung, is_kept_exactly
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
    unit, text, issue or source, for an impossible known-on day, and for a rung said to be reached
    on a day to come; AlreadySent.
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
        details=figure_details(
            measure=measure,
            rung=rung,
            value=value,
            unit=unit,
            currency=currency,
            reporter=reporter,
        ),
    )

    return enter(draft, lambda: check_figure(draft))


def figure_details(
    *, measure: str, rung: Rung, value: Decimal, unit: str, currency: str, reporter: Party
) -> Details:
    """What a figure has beside other entries, tidied as it goes into the record."""
    return Details(
        measure=" ".join(measure.split()),
        rung=rung,
        value=value,
        unit=unit.strip(),
        currency=currency.strip().upper(),
        reporter=reporter,
    )


def check_figure(draft: Draft) -> None:
    """What a figure owes the record beside its source, a corrected one too. Raises Refused."""
    details = draft.details
    if not details.get("measure"):
        raise Refused("Say what the figure measures.", "measure")
    if details.get("value") is None or details.get("reporter") is None:
        raise Refused("Give the value and who reports it.", "value")
    if not is_kept_exactly(details["value"]):
        raise Refused("A value has at most 18 digits and 6 decimals: it is not rounded.", "value")
    _check_unit(details.get("unit", ""), details.get("currency", ""))
    if _is_ahead(draft):
        raise Refused(
            "Nothing can have got so far on a day to come. Give it as a target, or the day as of"
            " which it is said.",
            "date",
        )


def _check_unit(unit: str, currency: str) -> None:
    if not unit and not currency:
        raise Refused("Give the unit or the currency: a bare number says nothing.", "unit")
    code = len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()
    if currency and not code:
        raise Refused("Give the currency by its code of three letters, such as USD.", "currency")


def _is_ahead(draft: Draft) -> bool:
    """A target lies ahead, and a plain value may be laid down; what was got so far may not be."""
    return draft.details.get("rung", Rung.PLAIN) in LADDER and is_coming(draft.date, draft.today)
