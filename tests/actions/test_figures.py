"""Reporting figures, and correcting them."""

from datetime import date
from decimal import Decimal

import pytest

from issues import actions
from issues.actions.figures import figure_details
from issues.dates import day
from issues.lifecycle.figures import Rung
from issues.models import Entry, Party
from issues.permissions import NotAllowed
from tests.making import TODAY, make_issue, make_party, make_source
from tests.reporting import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "FDI")


@pytest.fixture
def figure(analyst, issue) -> Entry:
    return report(analyst, issue)


def correct(by, entry: Entry, **changes) -> Entry:
    given = {
        name: getattr(entry, name)
        for name in ("measure", "rung", "value", "unit", "currency", "reporter")
    }
    fields = {name: changes.pop(name) for name in list(changes) if name in given}
    return actions.correct_entry(
        by=by,
        entry=entry,
        reason=changes.pop("reason", "They had said otherwise."),
        body=changes.pop("body", entry.body),
        date=changes.pop("date", entry.date),
        citations=[actions.Cite(make_source(by))],
        known_on=TODAY,
        today=TODAY,
        details=figure_details(**given | fields),
        **changes,
    )


def test_is_recorded_as_it_was_said(figure):
    figure.refresh_from_db()
    assert (figure.measure, figure.rung, figure.value) == ("investment", "signed", 36 * 10**9)
    assert (figure.unit, figure.currency, figure.reporter.name) == ("", "USD", "Reuters")
    assert figure.date == day(date(2026, 2, 17))


def test_is_tidied_but_not_changed(analyst, issue):
    figure = report(
        analyst, issue, measure="  host-nation \n support ", currency="jpy", value="0.000001"
    )
    figure.refresh_from_db()
    assert (figure.measure, figure.currency) == ("host-nation support", "JPY")
    assert figure.value == Decimal("0.000001")


def test_the_largest_and_the_longest_value_are_kept_to_the_last_digit(analyst, issue):
    figure = report(analyst, issue, value="999,999,999,999,999,999.999999")
    figure.refresh_from_db()
    assert figure.value == Decimal("999999999999999999.999999")


WRONG = [
    ({"measure": "  "}, "measure"),
    ({"currency": ""}, "unit"),
    ({"currency": "US"}, "currency"),
    ({"currency": "U$D"}, "currency"),
    ({"currency": "ＵＳＤ"}, "currency"),
    ({"value": Decimal("0.0000001")}, "value"),
    ({"value": Decimal(10) ** 18}, "value"),
    ({"value": Decimal("NaN")}, "value"),
    ({"reporter": None}, "value"),
    ({"value": None}, "value"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG)
class TestWhatIsRefused:
    def test_when_it_is_reported(self, analyst, issue, wrong, field):
        before = {"measure": "x", "rung": Rung.SIGNED, "value": Decimal(1), "unit": ""}
        given = before | {"currency": "USD", "reporter": make_party("R")} | wrong
        with pytest.raises(actions.Refused) as refusal:
            actions.report_figure(
                by=analyst,
                issues=[issue],
                as_of=day(date(2026, 2, 17)),
                body="They said so.",
                citations=[actions.Cite(make_source(analyst))],
                known_on=TODAY,
                today=TODAY,
                **given,
            )
        assert refusal.value.field == field

    def test_when_it_is_corrected(self, analyst, figure, wrong, field):
        with pytest.raises(actions.Refused) as refusal:
            correct(analyst, figure, **wrong)
        assert refusal.value.field == field
        assert actions.newest_version(figure) == figure


class TestDaysToCome:
    @pytest.mark.parametrize("rung", [Rung.PLEDGED, Rung.SIGNED, Rung.DELIVERED])
    def test_nothing_has_got_so_far_by_then(self, analyst, issue, rung):
        with pytest.raises(actions.Refused, match="a day to come") as refusal:
            report(analyst, issue, rung=rung, as_of="1 January 2027")
        assert refusal.value.field == "date"

    def test_nor_does_a_correction_say_so(self, analyst, figure):
        with pytest.raises(actions.Refused, match="a day to come"):
            correct(analyst, figure, date=day(date(2027, 1, 1)))

    def test_a_month_or_year_that_has_begun_is_no_day_to_come(self, analyst, issue):
        assert report(analyst, issue, as_of="2026").rung == "signed"

    @pytest.mark.parametrize("rung", [Rung.TARGET, Rung.PLAIN])
    def test_a_target_is_due_and_a_plain_value_may_be_laid_down(self, analyst, issue, rung):
        assert report(analyst, issue, rung=rung, as_of="1 January 2027").rung == rung


class TestCorrecting:
    def test_every_detail_can_be_corrected(self, analyst, figure):
        other = make_party("Jiji")
        newer = correct(
            analyst,
            figure,
            measure="loans",
            rung=Rung.APPROVED,
            value=Decimal(40),
            unit="a year",
            currency="JPY",
            reporter=other,
            date=day(date(2026, 3, 1)),
        )
        newer.refresh_from_db()
        assert (newer.measure, newer.rung, newer.value) == ("loans", "approved", 40)
        assert (newer.unit, newer.currency, newer.reporter) == ("a year", "JPY", other)
        assert newer.change == "correction"

    def test_details_that_are_not_given_stay(self, analyst, figure):
        newer = actions.correct_entry(
            by=analyst,
            entry=figure,
            reason="Said more plainly.",
            body="They gave it on the day.",
            date=figure.date,
            citations=[actions.Cite(make_source(analyst))],
            known_on=TODAY,
            today=TODAY,
        )
        assert newer.value == figure.value
        assert newer.reporter == figure.reporter

    def test_a_number_is_more_than_wording(self, analyst, figure):
        with pytest.raises(actions.Refused, match="More than the wording"):
            correct(analyst, figure, value=Decimal(37 * 10**9), wording_only=True)

    def test_the_text_alone_is_wording(self, analyst, figure):
        newer = correct(analyst, figure, body="They gave the figure.", wording_only=True)
        assert newer.change == "wording"

    def test_a_retracted_one_comes_back_only_whole(self, analyst, figure):
        gone = actions.retract_entry(
            by=analyst, entry=figure, reason="Not so.", known_on=TODAY, today=TODAY
        )
        again = {"body": "They did.", "reporter": figure.reporter, "value": figure.value}
        with pytest.raises(actions.Refused) as refusal:
            correct(analyst, gone, **again)
        assert refusal.value.field == "measure"
        newer = correct(analyst, gone, measure="investment", currency="USD", **again)
        assert Entry.objects.in_force().get() == newer


def test_a_reader_reports_nothing(reader, issue):
    party = Party.objects.create(slug="r", name="R", kind="outlet")
    with pytest.raises(NotAllowed):
        report(reader, issue, reporter=party, citations=[])


def test_a_figure_names_its_source(analyst, issue):
    with pytest.raises(actions.Refused, match="at least one source"):
        report(analyst, issue, citations=[])


def test_the_same_figure_sent_twice_is_one(analyst, issue, figure):
    source = figure.citations.get().source
    cites = [actions.Cite(source)]
    again = report(analyst, issue, uid=figure.uid, citations=cites)
    assert again == figure
    with pytest.raises(actions.AlreadySent):
        report(analyst, issue, uid=figure.uid, citations=cites, value="37 billion")
