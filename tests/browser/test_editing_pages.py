"""The forms in a real browser: rules of accessibility and width, and the tasks beside statuses."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from issues.models import Issue
from tests import making
from tests.accessibility import violations_at_each_width
from tests.making import decide, happen, link, make_issue, make_party

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "A ministerial statement about the Ausfuhrgenehmigungsverfahren-Vereinfachungsabkommen"


@pytest.fixture
def issue(analyst) -> Issue:
    japan = make_party("Japan")
    issue = make_issue(analyst, "FDI", title="Investment pledge", parties=[japan])
    make_issue(analyst, "HNS", title=LONG, parties=[japan])
    decide(analyst, issue, "moving", date(2025, 9, 4), reason="A text was signed.")
    happen(analyst, issue, LONG, date(2025, 12, 1))
    return issue


def opened_in_row(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Change status of FDI").click()
    expect(page.get_by_role("radio").first).to_be_visible()


def refused_in_row(page: Page) -> None:
    opened_in_row(page)
    page.get_by_role("button", name="Change the status").click()
    expect(page.get_by_role("alert")).to_be_focused()


def event_with_everything_open(page: Page) -> None:
    page.goto("/issues/FDI/event/")
    for summary in page.locator("form.editor summary").all():
        summary.click()
    page.get_by_role("button", name="Record the event").click()
    expect(page.get_by_role("alert")).to_be_visible()


def figure_with_everything_open(page: Page) -> None:
    page.goto("/issues/FDI/figure/")
    for summary in page.locator("form.editor summary").all():
        summary.click()
    page.get_by_role("button", name="Record the figure").click()
    expect(page.get_by_role("alert")).to_be_visible()


def correction_in_place(page: Page) -> None:
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Edit this event").first.click()
    expect(page.get_by_label("Why it changes")).to_be_visible()


def issue_form(page: Page) -> None:
    page.goto("/issues/new/")


def conflict(page: Page) -> None:
    opened_in_row(page)
    page.get_by_role("radio", name="stalled").check()
    page.get_by_label("Reason").fill("Nothing was heard of the text that was signed.")
    page.locator("input[name=source]").first.check()
    issue = Issue.objects.get(reference="FDI")
    decide(issue.decisions.get().author, issue, "delivered", date(2026, 1, 5), reason="Was paid.")
    page.get_by_role("button", name="Change the status").click()
    expect(page.get_by_role("alert")).to_contain_text("Was paid.")


def saved_in_row(page: Page) -> None:
    opened_in_row(page)
    page.get_by_role("radio", name="stalled").check()
    page.get_by_label("Reason").fill("Nothing was heard.")
    page.locator("input[name=source]").first.check()
    page.get_by_role("button", name="Change the status").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def looked_in_place(page: Page) -> None:
    issue = Issue.objects.get(reference="FDI")
    by, other = issue.decisions.get().author, Issue.objects.get(reference="HNS")
    link(by, issue, other, reason=LONG)
    decide(by, other, "moving", date(2026, 4, 1), reason=LONG)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Say that you looked at HNS").click()
    expect(page.get_by_label("What it means here")).to_be_focused()


def link_with_everything_open(page: Page) -> None:
    page.goto("/issues/FDI/link/")
    for summary in page.locator("form.editor summary").all():
        summary.click()
    page.get_by_role("button", name="Link it").click()
    expect(page.get_by_role("alert")).to_be_visible()


def end_of_a_link(page: Page) -> None:
    issue = Issue.objects.get(reference="FDI")
    link(issue.decisions.get().author, issue, Issue.objects.get(reference="HNS"), reason=LONG)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="End this link").click()
    expect(page.get_by_label("Why it no longer holds")).to_be_focused()


STATES = [
    opened_in_row,
    refused_in_row,
    event_with_everything_open,
    figure_with_everything_open,
    correction_in_place,
    issue_form,
    conflict,
    saved_in_row,
    looked_in_place,
    link_with_everything_open,
    end_of_a_link,
]


@pytest.mark.long
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_form_breaks_a_rule_of_accessibility_or_its_width(
    page: Page, issue, analyst, sign_in_browser, state: Callable[[Page], None]
):
    sign_in_browser(analyst)
    page.set_viewport_size({"width": 320, "height": 900})
    state(page)
    assert violations_at_each_width(page) == {}


def test_a_figure_is_reported_and_corrected_where_it_is_read(
    page: Page, issue, analyst, sign_in_browser
):
    sign_in_browser(analyst)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Report a figure").click()
    expect(page.get_by_label("What it measures")).to_be_focused()
    page.keyboard.type("investment")
    page.get_by_label("How far it has got").select_option("signed")
    page.get_by_label("Value").fill("36 billion")
    page.get_by_label("Currency").fill("USD")
    page.get_by_role("textbox", name="As of", exact=True).last.fill("17 February 2026")
    page.get_by_label("Who reports it").fill("Reuters")
    page.get_by_role("textbox", name="In words").fill("The first projects.")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Record the figure").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what they are")
    page.get_by_label("What they are").select_option("outlet")
    page.get_by_role("button", name="Record the figure").click()
    expect(page.locator(".ladder")).to_contain_text("USD 36 billion")
    expect(page.get_by_role("status")).to_contain_text("The figure that Reuters gives is recorded.")
    page.get_by_role("link", name="Edit this figure").click()
    page.get_by_label("Value").fill("36.5 billion")
    page.get_by_label("Why it changes").fill("A slip.")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".ladder")).to_contain_text("USD 36.5 billion")


def test_an_event_is_recorded_on_two_issues_where_the_record_is_read(
    page: Page, issue, analyst, sign_in_browser
):
    sign_in_browser(analyst)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Record an event").click()
    expect(page.get_by_label("What happened")).to_be_focused()
    page.keyboard.type("They met in Seoul.")
    page.get_by_label("Date").fill("October 2025")
    page.get_by_role("checkbox", name=f"HNS {LONG}").check()
    page.get_by_role("radio", name="The Daily Record").first.check()
    page.get_by_role("button", name="Record the event").click()
    entry = page.locator(".entry.event").filter(has_text="They met in Seoul.")
    expect(entry).to_contain_text("October 2025")
    expect(entry.locator(".said")).to_contain_text("recorded on FDI, HNS")
    expect(entry.locator(".said")).to_be_focused()
    page.keyboard.press("Tab")
    expect(entry.get_by_role("button", name="Undo")).to_be_focused()
    page.goto("/issues/HNS/")
    expect(page.locator(".entry.event")).to_contain_text("They met in Seoul.")


def test_an_expectation_is_met_by_any_of_many_events(page: Page, issue, analyst, sign_in_browser):
    making.expect(analyst, issue, "A first project is named.")
    for number in range(20):
        happen(analyst, issue, f"Round {number} of the talks was held.", date(2025, 9, 5))
    sign_in_browser(analyst)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Say how it ended").click()
    form = page.get_by_role("form", name="Say how this expectation ended")
    form.get_by_label("met: it came").check()
    expect(form.get_by_label("Round 7 of")).to_have_count(0)
    form.get_by_label("Find another event of the issue").fill("round 7 of")
    found = form.locator("datalist option[value*='Round 7 of']")
    expect(found).to_have_count(1)
    form.get_by_label("Find another event of the issue").fill(found.get_attribute("value"))
    form.get_by_label("Why", exact=True).fill("It was held.")
    form.get_by_role("radio", name="The Daily Record").first.check()
    assert violations_at_each_width(page) == {}
    form.get_by_role("button", name="Record the end").click()
    expect(page.locator("#expected")).to_contain_text("Round 7 of the talks was held.")


def test_an_entry_is_corrected_where_it_stands_and_put_back(
    page: Page, issue, analyst, sign_in_browser
):
    sign_in_browser(analyst)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Edit this event").click()
    page.get_by_label("Text", exact=True).fill("It was called off.")
    page.get_by_label("Why it changes").fill("The wrong word.")
    page.keyboard.press("Control+Enter")
    entry = page.locator(".entry.event")
    expect(entry.locator(".body").first).to_have_text("It was called off.")
    entry.get_by_role("button", name="Undo").click()
    expect(entry.locator(".body").first).to_have_text(LONG)
    expect(page.get_by_role("status")).to_contain_text("corrected")


def test_two_people_edit_one_issue_and_neither_loses_a_word(
    page: Page, issue, analyst, other_analyst, sign_in_browser, browser: Browser, live_server
):
    sign_in_browser(analyst)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Edit issue").click()
    page.get_by_label("Title").fill("Mine to keep")
    theirs = _signed_in_page(browser, live_server, other_analyst)
    theirs.goto("/issues/FDI/edit/")
    theirs.get_by_label("Title").fill("Theirs to keep")
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Theirs to keep")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Colleague Person")
    expect(page.get_by_label("Title")).to_have_value("Mine to keep")
    page.get_by_label("Title").fill("Both of ours")
    page.get_by_role("button", name="Save the merged text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Both of ours")
    theirs.context.close()


def _signed_in_page(browser: Browser, live_server, user) -> Page:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
    return context.new_page()


def test_a_reader_sees_no_control(page: Page, issue, reader, sign_in_browser):
    sign_in_browser(reader)
    for address in ("/", "/issues/", "/issues/FDI/"):
        page.goto(address)
        expect(page.locator(".do, .host, [href$='/status/']")).to_have_count(0)


class TestWithoutJavaScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_an_issue_is_opened_judged_published_and_checked(
        self, page: Page, issue, editor, sign_in_browser
    ):
        sign_in_browser(editor)
        page.goto("/issues/")
        page.get_by_role("link", name="Open a new issue").click()
        page.get_by_label("Reference").fill("ree")
        page.get_by_label("Title").fill("Rare earths")
        page.get_by_label("Kind").select_option(label="Pledge")
        page.get_by_role("button", name="Open it as a draft").click()
        expect(page.locator("#notice")).to_contain_text("REE is open as a draft.")
        page.get_by_role("link", name="Change status").click()
        page.get_by_role("radio", name="announced").check()
        page.get_by_label("Reason").fill("A minister said so.")
        page.get_by_text("Add a new source").click()
        page.get_by_label("Title").fill("Statement")
        page.get_by_label("Publisher").fill("The ministry")
        page.get_by_role("button", name="Change the status").click()
        expect(page.locator("#status .lede").first).to_contain_text("announced")
        page.get_by_role("link", name="Publish").click()
        page.get_by_role("button", name="Publish it").click()
        expect(page.locator("#notice")).to_contain_text("Readers now see REE.")
        page.get_by_role("button", name=re.compile("checked today")).click()
        expect(page.locator("#facts")).not_to_contain_text("never")

    def test_a_stale_correction_keeps_what_was_typed(
        self, page: Page, issue, analyst, editor, sign_in_browser
    ):
        sign_in_browser(analyst)
        page.goto("/issues/FDI/")
        page.get_by_role("link", name="Edit this decision").click()
        page.get_by_label("Reason").fill("Mine.")
        page.get_by_label("Why it changes").fill("A better word.")
        decide(editor, issue, "stalled", date(2026, 1, 5), reason="Theirs.")
        page.get_by_role("button", name="Save the correction").click()
        expect(page.get_by_role("alert")).to_contain_text("Theirs.")
        expect(page.get_by_label("Reason", exact=True)).to_have_value("Mine.")
        page.get_by_role("button", name="Keep mine").click()
        expect(page.locator(".entry.decision").filter(has_text="Mine.")).to_have_count(1)
