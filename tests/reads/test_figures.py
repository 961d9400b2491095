"""The figures of an issue's page: who sees which, as of when, and that the pictures tell what the
tables do."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given

from issues import actions
from issues.actions.entering import details_of
from issues.dates import parse
from issues.lifecycle.figures import Rung, parse_value
from issues.lifecycle.knowledge import AsOf
from issues.reads.figure_ladder import scale_of
from issues.reads.figure_steps import series_of, steps
from issues.reads.figures import MOST, Reported, reported, shown
from issues.reads.measures import measures
from tests.lifecycle.test_figures import DAYS, FIGURES, figure
from tests.making import TODAY, make_issue, make_party, make_source
from tests.reporting import report

ANYONE = AnonymousUser()


def scale_value(label: str, unit: str = "") -> Decimal:
    """What a line of the scale says, without the currency before it and the unit behind it."""
    value = re.sub(r"^[A-Z]{3} ", "", label).removesuffix(unit).removesuffix("%")
    return parse_value(value.strip())


def number(percent: str) -> float:
    return float(percent.removesuffix("%"))


class TestSteps:
    @given(FIGURES.filter(bool), DAYS)
    def test_every_figure_is_drawn_once_where_its_value_is(self, figures, today):
        for measure in measures(figures, today):
            drawn = steps(measure, today)
            (one, other) = drawn.values[0], drawn.values[-1]
            low, high = (scale_value(line.label, measure.unit) for line in (one, other))
            for series, picture in zip(series_of(measure), drawn.drawn, strict=True):
                assert series.key == picture.key
                assert len(series.figures) == len(picture.points)
                for said, point in zip(series.figures, picture.points, strict=True):
                    share = (float(one.at) - float(point.y)) / (float(one.at) - float(other.at))
                    assert float(low) + share * float(high - low) == pytest.approx(
                        float(said.value), abs=float(high - low) / 1000
                    )

    @given(FIGURES.filter(bool), DAYS)
    def test_only_what_is_known_to_the_day_is_drawn_on_a_day(self, figures, today):
        for measure in measures(figures, today):
            drawn = steps(measure, today)
            for series, picture in zip(series_of(measure), drawn.drawn, strict=True):
                for said, point in zip(series.figures, picture.points, strict=True):
                    is_day = said.as_of.first == said.as_of.last
                    due_by = said.rung == Rung.TARGET and said.as_of.first is None
                    assert point.look == ("by" if due_by else "day" if is_day else "span")
                    assert (number(point.width) > 0) is (point.look == "span")
                    places = {s.x1 for s in picture.strokes if s.look == "riser"}
                    assert is_day or point.x not in places or point.x in _days_of(series, picture)

    @given(FIGURES.filter(bool), DAYS)
    def test_later_days_stand_further_right_and_all_is_within_the_picture(self, figures, today):
        for measure in measures(figures, today):
            drawn = steps(measure, today)
            points = [p for one in drawn.drawn for p in one.points]
            assert all(0 <= number(p.x) <= number(p.x) + number(p.width) < 94.01 for p in points)
            assert all(0 <= float(p.y) <= drawn.height for p in points)
            days = sorted(
                (f.as_of.first, number(p.x))
                for series, one in zip(series_of(measure), drawn.drawn, strict=True)
                for f, p in zip(series.figures, one.points, strict=True)
                if f.as_of.first == f.as_of.last
            )
            assert [x for _, x in days] == sorted(x for _, x in days)

    @given(FIGURES.filter(bool), DAYS)
    def test_no_letter_stands_on_another(self, figures, today):
        for measure in measures(figures, today):
            drawn = steps(measure, today)
            places = sorted(float(one.letter_y) for one in drawn.drawn)
            apart = [later - one for one, later in pairwise(places)]
            assert all(gap >= 15.9 for gap in apart)
            assert not places or places[-1] <= drawn.height

    @pytest.mark.parametrize(
        "as_of", [("1 January 0001", "31 December 9999"), ("not before 9999", "by 0001")]
    )
    def test_the_ends_of_time_can_be_drawn(self, as_of):
        for measure in measures([figure(1, when) for when in as_of], TODAY):
            assert len(steps(measure, TODAY).drawn[0].points) == 2

    @pytest.mark.parametrize("values", [("0", "0"), ("-3", "-1"), ("-2", "5"), ("0.000001", "0")])
    def test_any_values_can_be_drawn(self, values):
        (measure,) = measures(
            [figure(value, f"{n + 1} May 2026") for n, value in enumerate(values)], TODAY
        )
        drawn = steps(measure, TODAY)
        assert "USD 0" in [line.label for line in drawn.values]

    @pytest.mark.parametrize(
        ("unit", "currency", "lowest", "highest"),
        [("", "USD", "USD 0", "USD 60 billion"), ("% of GDP", "", "0%", "60 billion% of GDP"),
         ("tonnes", "", "0", "60 billion tonnes")],
    )  # fmt: skip
    def test_the_scale_says_what_it_counts(self, unit, currency, lowest, highest):
        said = [
            figure(value, f"{n + 1} May 2026", unit=unit, currency=currency)
            for n, value in enumerate(("36 billion", "55 billion"))
        ]
        (measure,) = measures(said, TODAY)
        labels = [line.label for line in steps(measure, TODAY).values]
        assert (labels[0], labels[-1]) == (lowest, highest)


def _days_of(series, picture) -> set[str]:
    pairs = zip(series.figures, picture.points, strict=True)
    return {point.x for said, point in pairs if said.as_of.first == said.as_of.last}


class TestLadder:
    @given(FIGURES.filter(bool), DAYS)
    def test_bars_are_as_long_as_their_values_on_one_scale(self, figures, today):
        for measure in measures(figures, today):
            scale = scale_of(measure)
            if scale is None:
                assert len([*measure.rungs, *measure.targets]) < 2
                continue
            unit = 100 / float(scale.high - scale.low)
            for standing in measure.rungs:
                bar = scale.bar(standing)
                assert number(bar.sure.width) == pytest.approx(float(standing.low) * unit, abs=0.01)
                width = float(standing.high - standing.low) * unit
                assert number(bar.unsure.width) == pytest.approx(width, abs=0.01)

    def test_what_stands_alone_has_no_bar(self):
        (alone,) = measures([figure("340 billion")], TODAY)
        assert scale_of(alone) is None
        aimed_at = figure("550 billion", rung=Rung.TARGET)
        (beside_target,) = measures([figure("340 billion"), aimed_at], TODAY)
        assert scale_of(beside_target)

    def test_what_is_below_zero_hangs_left_of_it(self):
        said = [figure("-2"), figure("-1", reporter="Jiji"), figure(4, rung=Rung.PLEDGED)]
        (measure,) = measures(said, TODAY)
        bar = scale_of(measure).bar(measure.standing(Rung.SIGNED))
        assert (bar.sure.x, bar.sure.width, bar.zero) == ("16.667%", "16.667%", "33.333%")
        assert (bar.unsure.x, bar.unsure.width) == ("0.000%", "16.667%")

    def test_of_sources_on_both_sides_of_zero_nothing_is_sure(self):
        (measure,) = measures([figure("-1"), figure("1", reporter="Jiji")], TODAY)
        assert scale_of(measure).bar(measure.rungs[0]).sure.width == "0.000%"


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "FDI", parties=[make_party("Japan")])


pytestmark = pytest.mark.django_db


def known(day: date, **fields) -> AsOf:
    return AsOf(day, **fields)


def amounts(issue, at=None, user=ANYONE) -> list[str]:
    return [one.figure.amount for one in reported(user, issue.pk, at or known(TODAY))]


class TestWhatIsKnown:
    def test_as_of_a_day_has_what_was_known_by_then(self, analyst, issue):
        first = report(
            analyst, issue, value="10", known_on=date(2026, 1, 5), as_of="1 January 2026"
        )
        report(analyst, issue, value="20", known_on=date(2026, 2, 5), as_of="1 January 2026")
        actions.retract_entry(
            by=analyst, entry=first, reason="No.", known_on=date(2026, 3, 1), today=TODAY
        )
        assert amounts(issue, known(date(2026, 1, 4))) == []
        assert amounts(issue, known(date(2026, 1, 5))) == ["USD 10"]
        assert sorted(amounts(issue, known(date(2026, 2, 28)))) == ["USD 10", "USD 20"]
        assert amounts(issue, known(date(2026, 3, 1))) == ["USD 20"]

    def test_as_recorded_by_an_instant_has_what_the_database_had(self, analyst, issue):
        report(analyst, issue)
        assert amounts(issue, known(TODAY, recorded_by=datetime(2020, 1, 1, tzinfo=UTC))) == []

    def test_a_correction_counts_from_its_own_day(self, analyst, issue):
        entry = report(analyst, issue, value="10", known_on=date(2026, 2, 18))
        actions.correct_entry(
            by=analyst,
            entry=entry,
            reason="They said 11.",
            body=entry.body,
            date=entry.date,
            citations=[actions.Cite(make_source(analyst))],
            known_on=date(2026, 4, 1),
            today=TODAY,
            details=details_of(entry) | {"value": Decimal(11)},
        )
        assert amounts(issue, known(date(2026, 3, 31))) == ["USD 10"]
        assert amounts(issue) == ["USD 11"]

    def test_of_many_the_newest_are_shown_and_it_is_said(self, analyst, issue, monkeypatch):
        many = [
            Reported(figure(n, "1 May 2026"), None, "", date(2026, 5, 1)) for n in range(MOST + 1)
        ]
        section = shown(many, {}, known(TODAY))
        assert section.only_newest
        assert sum(len(s.claims) for m in section.measures for s in m.series) == MOST
        assert not shown(many[:MOST], {}, known(TODAY)).only_newest

    def test_a_figure_of_the_trackers_day_stands_for_readers_where_it_is_not_yet_that_day(
        self, analyst, issue
    ):
        report(analyst, issue, as_of=f"{TODAY:%-d %B %Y}", known_on=TODAY)
        at = known(TODAY, reader_day=TODAY - timedelta(days=1))
        (measure,) = shown(reported(ANYONE, issue.pk, at), {}, at).measures
        assert measure.sentence.startswith("Signed USD 36 billion;")

    @pytest.mark.parametrize(("reader_day", "past"), [(TODAY, False), (date(2026, 11, 25), True)])
    def test_whether_the_day_of_a_target_is_past_is_told_by_the_readers_day(
        self, analyst, issue, reader_day, past
    ):
        report(analyst, issue, rung=Rung.TARGET, as_of=f"by {TODAY:%-d %B %Y}")
        at = known(TODAY, reader_day=reader_day)
        (measure,) = shown(reported(ANYONE, issue.pk, at), {}, at).measures
        assert ("target, its day is past" in [row.name for row in measure.rows]) is past


class TestThePage:
    @pytest.fixture
    def page(self, client, analyst, issue, monkeypatch) -> str:
        monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)
        nikkei = make_party("Nikkei", local_name="日本経済新聞")
        report(analyst, issue, rung=Rung.PLEDGED, value="550 billion", as_of="22 July 2025")
        report(analyst, issue, rung=Rung.TARGET, value="500 billion", as_of="by the end of 2028")
        report(analyst, issue, value="20 billion", as_of="December 2025")
        report(analyst, issue, value="36 billion", as_of="17 February 2026")
        report(analyst, issue, value="40.5 billion", as_of="Q1 2026", reporter=nikkei)
        report(analyst, issue, "tariff rate", Rung.PLAIN, "27.5", "7 April 2025", unit="%")
        report(analyst, issue, "tariff rate", Rung.PLAIN, "15", "7 August 2025", unit="%")
        report(analyst, issue, "loans", value="340 billion", currency="JPY")
        return client.get("/issues/FDI/").text

    def test_says_in_words_what_is_pledged_and_what_is_not_delivered(self, page):
        assert (
            "Pledged USD 550 billion, signed USD 36 billion to 40.5 billion (sources in conflict);"
            " no figure in USD for approved, disbursed or delivered." in text_of(page)
        )

    def test_another_currency_of_the_same_measure_may_have_what_this_one_has_not(
        self, client, page, analyst, issue
    ):
        report(analyst, issue, rung=Rung.APPROVED, value="340 billion", currency="JPY")
        section = text_of(section_of(client.get("/issues/FDI/").text))
        assert "no figure in USD for approved, disbursed or delivered." in section
        assert "no figure in USD reported" in section
        assert "Approved JPY 340 billion; no figure in JPY for pledged, signed," in section

    def test_flags_the_conflict_and_names_each_source(self, page):
        row = next(row for row in rows(page) if "sources in conflict" in row)
        assert "USD 36 billion, as of 17 February 2026, says Reuters" in row
        assert "USD 40.5 billion, as of the first quarter of 2026, says Nikkei 日本経済新聞" in row
        assert len(re.findall(r"\[\d+\]", row)) == 2

    def test_every_number_leads_to_its_note(self, page):
        section = section_of(page)
        notes = set(re.findall(r'href="#(note-\d+)"', section))
        assert len(notes) == 8
        assert all(f'id="{note}"' in page for note in notes)

    def test_currencies_and_units_have_measures_of_their_own(self, page):
        titles = re.findall(r'<section class="measure" aria-label="([^"]*)"', page)
        assert titles == ["Investment, USD", "Loans, JPY", "Tariff rate, %"]

    def test_the_bars_are_the_numbers_of_their_rows(self, page):
        (table,) = re.findall(r'<table class="ladder of-rungs">.*?USD 550.*?</table>', page, re.S)
        scale = []
        for row in re.findall(r"<tr>.*?</tr>", table, re.S):
            for svg in re.findall(r'<svg class="bar.*?</svg>', row, re.S):
                said = re.findall(r"USD ([\d.]+)(?: billion)", text_of(row.split('class="who"')[1]))
                said = said or re.findall(r"USD ([\d.]+)", text_of(row))
                drawn = re.findall(r'class="end" x1="([\d.]+)%"', svg)
                assert len(drawn) == len(said)
                scale += [float(x) / float(v) for x, v in zip(drawn, said, strict=True)]
                (due,) = re.findall(r'class="due" x1="([\d.]+)%"', svg)
                scale.append(float(due) / 500)
        assert len(scale) == 5
        assert scale == pytest.approx([100 / 550] * 5, rel=1e-3)

    def test_the_steps_are_the_numbers_of_their_table(self, page):
        charts = re.findall(r'<figure class="steps">.*?</figure>', page, re.S)
        assert len(charts) == 2
        for chart in charts:
            told, drawn = dict(of_table(chart)), dict(of_picture(chart))
            assert told.keys() == drawn.keys()
            for key in told:
                assert len(told[key]) == len(drawn[key]) > 0
                for (value, first, last), (y_value, start, end) in zip(
                    told[key], drawn[key], strict=True
                ):
                    assert y_value == pytest.approx(float(value), rel=0.01)
                    if start is not None and first:
                        assert abs(start - first) <= timedelta(days=2)
                    if end is not None:
                        assert abs(end - last) <= timedelta(days=2)

    def test_a_reader_of_the_second_page_of_the_record_is_not_told_again(self, client, page):
        assert 'id="figures"' in page
        assert 'id="figures"' not in client.get("/issues/FDI/?after=1~2020-01-01").text

    def test_an_issue_without_figures_has_no_such_section(self, client, analyst):
        make_issue(analyst, "NONE")
        assert 'id="figures"' not in client.get("/issues/NONE/").text

    def test_the_record_and_the_changes_tell_it_in_one_line(self, client, page):
        line = "Investment, signed: USD 36 billion as of 17 February 2026, says Reuters."
        assert line in text_of(page)
        for address in ("/changes/", "/changes/feed/"):
            assert line[1:] in text_of(client.get(address).text)

    def test_a_retraction_tells_what_it_takes_back(self, client, analyst, issue):
        entry = report(analyst, issue)
        actions.retract_entry(
            by=analyst, entry=entry, reason="Never said.", known_on=TODAY, today=TODAY
        )
        line = "nvestment, signed: USD 36 billion as of 17 February 2026, says Reuters"
        assert line in text_of(client.get("/issues/FDI/").text)
        assert line in text_of(client.get("/changes/").text)
        assert 'id="figures"' not in client.get("/issues/FDI/").text

    def test_a_target_whose_day_is_past_says_so(self, client, analyst, issue):
        report(analyst, issue, rung=Rung.TARGET, as_of="by the end of 2025")
        assert "target, its day is past" in text_of(client.get("/issues/FDI/").text)


def section_of(page: str) -> str:
    return page.split('<section id="figures"')[1].split('<section id="')[0]


def rows(page: str) -> list[str]:
    return [text_of(row) for row in re.findall(r"<tr>.*?</tr>", section_of(page), re.S)]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html.replace("</li>", " "))).split())


Said = tuple[Decimal, date | None, date]
Drawn = tuple[float, date | None, date | None]


def of_table(chart: str) -> Iterator[tuple[str, list[Said]]]:
    for key, body in re.findall(r'<tbody data-series="(\w+)">(.*?)</tbody>', chart, re.S):
        cells = re.findall(r"<td></td><td>(.*?)</td><td><a [^>]*>(.*?)</a>", body)
        yield key, [_said(when, amount) for when, amount in cells]


def _said(when: str, amount: str) -> Said:
    found = parse(re.sub(r"^(as of|due)( the)? ", "", when))
    value = parse_value(re.sub(r"^[A-Z]{3} |%$", "", amount))
    return value, found.first, found.last or found.dated_on


def of_picture(chart: str) -> Iterator[tuple[str, list[Drawn]]]:
    pictures = re.findall(r"<svg.*?</svg>", chart, re.S)
    plot, axis = (ElementTree.fromstring(svg) for svg in pictures)  # noqa: S314 - our own page
    lines = [
        (float(t.get("y")), float(scale_value(t.text)))
        for t in plot.iter("text")
        if t.get("class") == "value"
    ]
    days = [(number(t.get("x")), parse(t.text).dated_on) for t in axis.iter("text")]
    for group in plot.iter("g"):
        marks = [mark for mark in group if mark.get("class") == "point"]
        yield group.get("data-series"), [_mark(mark, lines, days) for mark in marks]


def _mark(mark: ElementTree.Element, lines, days) -> Drawn:
    match mark.tag:
        case "circle":
            x = end = number(mark.get("cx"))
            y = float(mark.get("cy"))
        case "rect":
            x, y = number(mark.get("x")), float(mark.get("y")) + 4
            end = x + number(mark.get("width"))
        case _:
            x, end = None, number(mark.get("x1"))
            y = (float(mark.get("y1")) + float(mark.get("y2"))) / 2
    (y0, v0), (y1, v1) = lines[0], lines[-1]
    return v0 + (y - y0) / (y1 - y0) * (v1 - v0), x if x is None else _day(x, days), _day(end, days)


def _day(x: float, days) -> date:
    (x0, d0), (x1, d1) = days[0], days[-1]
    return d0 + timedelta(days=round((x - x0) / (x1 - x0) * (d1 - d0).days))
