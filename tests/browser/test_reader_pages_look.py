"""The reader pages in a real browser: rules of accessibility, width, light and dark, no script."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from issues import actions
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.links import LinkKind
from tests import making
from tests.accessibility import WIDTHS, violations_at_each_width
from tests.making import TODAY, assess, decide, happen, link, make_issue, make_party, make_source
from tests.reporting import report

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = [
    "/",
    "/?q=nothing+like+this",
    "/issues/",
    "/issues/FDI-550/",
    "/issues/NEW/",
    "/calendar/",
    "/calendar/?party=nobody",
    "/expectations/",
    "/expectations/?by=nobody",
    "/changes/",
    "/sources/",
    "/sources/long/",
    "/how-we-judge/",
    "/how-we-judge/pledge/",
    "/issues/NOWHERE/",
    "/?as_of=2026-02-15",
    "/issues/FDI-550/?as_of=2026-02-15",
    "/how-we-judge/?as_of=2026-02-15",
]
LONG = (
    "A commitment to negotiate Ausfuhrgenehmigungsverfahren-Vereinfachungsabkommen for rare earths"
)


@pytest.fixture(autouse=True)
def record(analyst) -> str:
    """An issue with all that is hard to lay out, and one with nothing; the address of an entry."""
    parties = [
        make_party(
            f"Ministry of Economy, Trade and Industry {n}", local_name="経済産業省経済産業省"
        )
        for n in range(8)
    ]
    issue = make_issue(analyst, "FDI-550", title=LONG, parties=parties, aliases=["対米投資" * 8])
    make_issue(analyst, "NEW", title="Nothing yet")
    other = make_issue(analyst, "REE-1", title="Halted exports of rare earths")
    link(analyst, issue, other, reason=f"{LONG}.\n\nAnd so on.")
    link(analyst, other, issue, LinkKind.IN_ANSWER_TO)
    decide(analyst, other, "moving", date(2026, 4, 1))
    source = make_source(
        analyst,
        slug="long",
        title=LONG,
        url="https://news.example/" + "a-very-long-address-" * 8,
        stored_text="It was signed.",
    )
    cites = [actions.Cite(source, "It was signed."), actions.Cite(source, "It was not.")]
    decide(analyst, issue, "announced", date(2025, 7, 22))
    decide(analyst, issue, "moving", date(2025, 9, 4), citations=cites)
    decide(analyst, issue, "stalled", date(2027, 1, 1), known_on=TODAY)
    assess(analyst, issue, "It moves.\n\n- slowly\n- [but](https://example.org) surely")
    for window in ("May 2026", "not before May 2026", "Q1 2027", "12 January 2027", "2028"):
        making.expect(analyst, issue, f"{LONG}, says {window}.", window, expected_by=parties[0])
    moved = making.expect(analyst, issue, "The first projects are named.", "by the end of 2025")
    making.move(analyst, moved, "February 2027", known_on=TODAY)
    wrong = happen(analyst, issue, "It was wrong.", date(2026, 2, 1), citations=cites)
    actions.retract_entry(
        by=analyst, entry=wrong, reason="Another firm.", known_on=TODAY, today=TODAY
    )
    _expect(analyst, issue, parties[0])
    _figures(analyst, issue, parties)
    return f"/entries/{wrong.uid}/"


def _expect(by, issue, party) -> None:
    """A ledger of each kind: overdue and moved, open, and ended in each way."""
    whose = {"expected_by": party, "probability": "0.7"}
    said = making.expect(by, issue, LONG, "by the end of 2025", **whose)
    moved = making.move(by, said, "by the end of March 2026", known_on=date(2025, 12, 17))
    making.revise(by, moved, "0.4")
    making.expect(by, issue, LONG, "not before 2027", expected_by=party)
    for resolution in (Resolution.MET, Resolution.MISSED, Resolution.VOID):
        met_by = happen(by, issue) if resolution == Resolution.MET else None
        ended = making.expect(by, issue, LONG, "10 November 2025", expected_by=party)
        making.resolve(by, ended, resolution, met_by=met_by, known_on=TODAY)


def _figures(analyst, issue, parties) -> None:
    """Many reporters, those who differ, tiny and huge values, coarse dates, targets, below zero."""
    report(analyst, issue, LONG, Rung.PLEDGED, "999,999,999,999,999,999.999999", "2025", parties[0])
    report(analyst, issue, LONG, Rung.TARGET, "550 billion", "by the end of 2028", parties[1])
    report(analyst, issue, LONG, Rung.DELIVERED, "0.000001", "3 May 2026", parties[1])
    for number, party in enumerate(parties):
        report(analyst, issue, LONG, value=f"{number + 30}.5 billion", reporter=party)
        report(analyst, issue, "rate", Rung.PLAIN, f"{number - 3}", "Q1 2026", party, unit="%")


# In parts, so that no one test takes too long.
@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_no_page_breaks_a_rule_of_accessibility_or_its_width(page, record, part):
    broken = {}
    for address in [*ADDRESSES, record][part::4]:
        page.goto(address)
        if found := violations_at_each_width(page):
            broken[address] = found
    assert broken == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/", "/issues/FDI-550/"])
def test_a_page_of_an_earlier_day_says_so_and_leads_to_other_days(page, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}?as_of=2026-02-15")
    banner = page.get_by_role("region", name="The moment shown")
    expect(banner).to_contain_text("As known on 15 February 2026")
    expect(page.get_by_label("As of", exact=True)).to_have_value("2026-02-15")
    banner.get_by_role("link", name="Change before: 1 February 2026").click()
    expect(page).to_have_url(f"{address}?as_of=2026-02-01")
    expect(page.get_by_label("As of", exact=True)).to_have_value("2026-02-01")
    banner.get_by_role("link", name="Change after: 18 February 2026").click()
    page.get_by_label("As of", exact=True).fill("2025-09-03")
    page.locator("form.day").get_by_role("button", name="Show").click()
    expect(banner).to_contain_text("As known on 3 September 2025")
    banner.get_by_role("link", name="Back to today").click()
    expect(banner).to_have_count(0)
    expect(page).to_have_url(address)


def test_a_filter_swaps_the_results_says_so_and_stays_in_the_address(page):
    page.goto("/")
    page.get_by_label("Phase").select_option("not rated")
    expect(page.locator("[data-issue]")).to_have_count(1)
    expect(page).to_have_url("/?phase=not_rated")
    expect(page.get_by_role("status")).to_contain_text("1 issue matches.")
    page.reload()
    expect(page.get_by_label("Phase")).to_have_value("not_rated")
    expect(page.locator("[data-issue]")).to_have_count(1)


def test_a_filter_goes_along_to_another_day(page):
    page.goto("/issues/?as_of=2026-02-15")
    page.get_by_label("Find").fill("negot")
    expect(page.locator("[data-issue]")).to_have_count(1)
    banner = page.get_by_role("region", name="The moment shown")
    before = banner.get_by_role("link", name="Change before")
    expect(before).to_have_attribute(
        "href", re.compile(r"/issues/\?q=negot&sort=\w+&as_of=2026-02-01")
    )
    page.get_by_label("As of", exact=True).fill("2026-02-14")
    page.locator("form.day").get_by_role("button", name="Show").click()
    expect(banner).to_contain_text("14 February 2026")
    expect(page).to_have_url(re.compile("q=negot"))
    banner.get_by_role("link", name="Back to today").click()
    expect(page).to_have_url(re.compile(r"/issues/\?q=negot"))
    page.get_by_label("Find").fill("exports")
    expect(page.locator("[data-issue='REE-1']")).to_have_count(1)
    page.get_by_label("As of", exact=True).fill("2026-02-14")
    page.locator("form.day").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("q=exports"))


def test_a_day_that_is_being_chosen_is_left_alone_by_a_filter_that_comes_in(page):
    page.goto("/issues/")
    page.get_by_label("Find").fill("negot")
    expect(page.locator("[data-issue]")).to_have_count(1)
    page.get_by_label("As of", exact=True).fill("2026-02-14")
    page.get_by_label("Phase").select_option("not rated")
    expect(page.locator("[data-issue]")).to_have_count(0)
    expect(page.get_by_label("As of", exact=True)).to_have_value("2026-02-14")
    page.locator("form.day").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("as_of=2026-02-14.*q=negot.*phase=not_rated"))


def test_back_undoes_a_filter(page):
    page.goto("/")
    page.get_by_label("Phase").select_option("not rated")
    expect(page.locator("[data-issue]")).to_have_count(1)
    page.go_back()
    expect(page.locator("[data-issue]")).to_have_count(3)


def test_search_answers_while_typing(page):
    page.goto("/issues/")
    page.get_by_label("Find").press_sequentially("elsewhere")
    expect(page.locator("[data-issue]")).to_have_count(0)
    page.get_by_label("Find").fill("negot")
    expect(page.locator("[data-issue]")).to_have_count(1)


def test_without_script_the_filters_work_and_the_pages_follow_the_system(browser, live_server):
    with browser.new_context(java_script_enabled=False, base_url=live_server.url) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Phase").select_option("not rated")
        page.get_by_role("search").get_by_role("button", name="Show").click()
        expect(page.locator("[data-issue]")).to_have_count(1)
        expect(page.get_by_role("button", name="pages")).to_be_hidden()


def test_the_switch_between_light_and_dark_is_remembered(page):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Dark pages").click()
    dark = page.evaluate(ground)
    page.goto("/issues/")
    assert light != dark == page.evaluate(ground)
    expect(page.get_by_role("button", name="Light pages")).to_be_visible()


def test_the_first_tab_skips_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_facts_stay_in_sight_while_the_record_scrolls(page):
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto("/issues/FDI-550/")
    page.mouse.wheel(0, 700)
    facts = page.get_by_role("complementary", name="Facts")
    expect(facts).to_be_in_viewport()
    assert facts.evaluate("box => box.scrollHeight - box.clientHeight") == 0


def test_print_leaves_out_the_controls_and_prints_the_addresses_of_sources(page):
    page.emulate_media(media="print")
    page.goto("/issues/FDI-550/")
    expect(page.get_by_role("navigation", name="Views")).to_be_hidden()
    expect(page.get_by_role("navigation", name="On this page")).to_be_hidden()
    expect(page.get_by_role("link", name="all versions").first).to_be_hidden()
    expect(page.get_by_text("Policy issue tracker: the record as of")).to_be_visible()
    after = "getComputedStyle(document.querySelector('.notes a[href^=http]'), '::after').content"
    assert "https" in page.evaluate(after) or "attr(href)" in page.evaluate(after)


@pytest.mark.parametrize("address", ["/", "/issues/", "/issues/FDI-550/"])
def test_a_cold_page_stays_small(page, address):
    """At most six requests; their bytes are measured compressed in the benchmark."""
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert 0 < len([url for url in requests if not url.startswith("data:")]) <= 6
