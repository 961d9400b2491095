"""Changing a status in a real browser: by keyboard, by mouse, without JavaScript, in a conflict."""

import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from issues import actions
from tests.making import TODAY, decide, happen, make_issue, make_source

REASON = "Nothing was heard for a year."


@pytest.fixture
def issue(transactional_db, analyst):
    """An issue that has been moving; its newest source came in today, after its newest decision."""
    issue = make_issue(analyst, "FDI", title="Investment pledge")
    decide(analyst, issue, "moving", date(2025, 9, 4))
    today = timezone.localdate()
    happen(analyst, issue, "The talks were called off.", today, today=today)
    make_issue(analyst, "HNS", title="Host-nation support")
    return issue


def reword(by, decision, body: str) -> None:
    actions.correct_entry(
        by=by,
        entry=decision,
        reason="Said more plainly.",
        body=body,
        date=decision.date,
        status=decision.status,
        citations=[actions.Cite(one.source) for one in decision.citations.all()],
        made_from=decision,
        known_on=TODAY,
        today=TODAY,
        wording_only=True,
    )


class Keys:
    """Presses keys and counts them; what is typed as text does not count."""

    def __init__(self, page: Page):
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


def open_by_key(page: Page, keys: Keys) -> None:
    page.get_by_role("link", name="Change status of FDI").focus()
    keys.press("Enter")
    expect(page.get_by_role("radio", name="stalled")).to_be_visible()


def test_from_a_row_by_keyboard_alone_takes_four_keys_at_most(
    page: Page, issue, analyst, sign_in_browser
):
    sign_in_browser(analyst)
    page.goto("/issues/")
    keys = Keys(page)
    open_by_key(page, keys)
    expect(page.get_by_role("radio").first).to_be_focused()
    keys.press("1")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.type(REASON)
    keys.press("Control+Enter")
    expect(page.locator("#row-FDI .state")).to_contain_text("stalled")
    assert keys.pressed <= 4
    expect(page.get_by_role("link", name="Change status of FDI")).to_be_focused()
    expect(page.locator(".counts")).to_contain_text("1 stalled")
    expect(page.get_by_role("status")).to_contain_text("FDI: “stalled” from")
    assert issue.decisions.order_by("-id").first().body == REASON


def test_with_no_news_the_source_is_one_key_more(page: Page, issue, analyst, sign_in_browser):
    decide(analyst, issue, "stalled", date(2026, 1, 5))
    sign_in_browser(analyst)
    page.goto("/issues/")
    keys = Keys(page)
    page.get_by_role("link", name="Change status of FDI").focus()
    keys.press("Enter")
    expect(page.get_by_role("radio", name="moving")).to_be_focused()
    keys.press("1")
    expect(page.get_by_role("radio", name="The Daily Record").first).to_be_focused()
    keys.press("1")
    page.keyboard.type(REASON)
    keys.press("Control+Enter")
    expect(page.locator("#row-FDI .state")).to_contain_text("moving")
    assert keys.pressed <= 4


def test_from_a_row_by_mouse_takes_three_clicks(page: Page, issue, analyst, sign_in_browser):
    sign_in_browser(analyst)
    page.goto("/")
    page.get_by_role("link", name="Change status of FDI").click()
    page.locator("form.editor label").filter(has_text="stalled").click()
    page.keyboard.type(REASON)
    page.get_by_role("button", name="Change the status").click()
    expect(page.locator("#row-FDI .state")).to_contain_text("stalled")
    changed = page.get_by_role("region", name="What changed last")
    expect(changed.get_by_role("listitem").first).to_contain_text(REASON)


def test_escape_and_cancel_lead_back_to_the_row(page: Page, issue, analyst, sign_in_browser):
    sign_in_browser(analyst)
    page.goto("/issues/")
    link = page.get_by_role("link", name="Change status of FDI")
    open_by_key(page, Keys(page))
    page.keyboard.press("Escape")
    expect(page.locator("form.editor")).to_have_count(0)
    expect(link).to_be_focused()
    link.click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("form.editor")).to_have_count(0)
    expect(link).to_be_focused()


def test_a_digit_typed_into_the_reason_stays_there(page: Page, issue, analyst, sign_in_browser):
    sign_in_browser(analyst)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Change status").click()
    page.get_by_label("Reason").press_sequentially("2 of 3")
    expect(page.get_by_label("Reason")).to_have_value("2 of 3")
    expect(page.locator("[name=status]:checked")).to_have_count(0)


def test_whoever_goes_to_a_field_at_once_stays_there(page: Page, issue, analyst, sign_in_browser):
    """A form takes the focus as it appears, and never later: the first key would be lost."""
    sign_in_browser(analyst)
    page.goto("/issues/FDI/")
    page.evaluate(
        """() => {
            const soon = (what) => () => setTimeout(what);
            const go = soon(() => document.querySelector("[name=reason]").focus());
            document.addEventListener("htmx:afterSwap", go);
            const tell = soon(() => document.body.setAttribute("data-settled", ""));
            document.addEventListener("htmx:afterSettle", tell);
        }"""
    )
    page.get_by_role("link", name="Change status").click()
    page.locator("[data-settled]").wait_for()
    page.keyboard.type("2 of 3")
    expect(page.get_by_label("Reason")).to_have_value("2 of 3")


def test_the_result_is_seen_soon_and_can_be_undone(page: Page, issue, analyst, sign_in_browser):
    sign_in_browser(analyst)
    page.goto("/issues/FDI/")
    page.get_by_role("link", name="Change status").click()
    page.get_by_role("radio", name="stalled").check()
    page.get_by_label("Reason").fill(REASON)
    page.evaluate(
        """() => {
            const form = document.querySelector("form.editor");
            form.addEventListener("submit", () => { window.sentAt = performance.now(); });
            document.addEventListener("htmx:afterSettle", () => {
                window.took ??= performance.now() - window.sentAt;
            });
        }"""
    )
    page.get_by_role("button", name="Change the status").click()
    expect(page.locator("#status .lede").first).to_contain_text("stalled")
    took = page.evaluate("window.took")
    print(f"the result was seen after {took:.0f} ms")
    assert took < 3000
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#status .lede").first).to_contain_text("moving")
    expect(page.get_by_role("status")).to_contain_text("retracted")
    assert issue.decisions.order_by("-id").first().change == "retraction"


def test_a_source_is_found_while_its_title_is_typed(page: Page, issue, analyst, sign_in_browser):
    make_source(analyst, title="Protocol of the second meeting", publisher="The ministry")
    sign_in_browser(analyst)
    page.goto("/issues/FDI/status/")
    page.get_by_label("Find another source").press_sequentially("second protocol")
    option = page.locator("datalist option")
    expect(option).to_have_attribute("value", re.compile("^Protocol of the second meeting"))
    page.get_by_label("Find another source").fill(option.get_attribute("value"))
    page.get_by_role("radio", name="stalled").check()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Change the status").click()
    expect(page.locator("#content")).to_contain_text("on the word of The ministry")


class TestWithoutJavaScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_from_a_row_and_back_to_the_list(self, page: Page, issue, analyst, sign_in_browser):
        sign_in_browser(analyst)
        page.goto("/issues/?kind=pledge")
        page.get_by_role("link", name="Change status of FDI").click()
        page.get_by_role("radio", name="stalled").check()
        page.get_by_label("Reason").fill(REASON)
        page.get_by_role("button", name="Change the status").click()
        assert page.url.endswith("/issues/?kind=pledge")
        expect(page.locator("#row-FDI .state")).to_contain_text("stalled")
        expect(page.locator("#notice")).to_contain_text("FDI: “stalled” from")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#status .lede").first).to_contain_text("moving")

    def test_errors_stand_beside_their_fields(self, page: Page, issue, analyst, sign_in_browser):
        sign_in_browser(analyst)
        page.goto("/issues/FDI/status/")
        page.get_by_label("Reason").fill(REASON)
        page.get_by_role("button", name="Change the status").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose the new status.")
        expect(page.get_by_label("Reason")).to_have_value(REASON)


def test_a_colleagues_save_is_not_overwritten_and_nothing_typed_is_lost(
    page: Page, issue, analyst, other_analyst, sign_in_browser
):
    sign_in_browser(analyst)
    page.goto("/issues/")
    page.get_by_role("link", name="Change status of FDI").click()
    page.get_by_role("radio", name="stalled").check()
    page.get_by_label("Reason").fill(REASON)
    decide(other_analyst, issue, "delivered", date(2026, 1, 5), reason="All of it was paid.")
    page.get_by_role("button", name="Change the status").click()
    conflict = page.get_by_role("alert")
    expect(conflict).to_contain_text("Colleague Person")
    expect(conflict).to_contain_text("All of it was paid.")
    expect(conflict).to_be_focused()
    expect(page.get_by_label("Reason")).to_have_value(REASON)
    page.get_by_role("link", name="Take theirs").click()
    expect(page.locator("#status .lede").first).to_contain_text("delivered")


def test_mine_can_be_kept_on_top_of_theirs(page: Page, issue, analyst, editor, sign_in_browser):
    sign_in_browser(analyst)
    page.goto("/issues/")
    page.get_by_role("link", name="Change status of FDI").click()
    page.get_by_role("radio", name="stalled").check()
    page.get_by_label("Reason").fill(REASON)
    reword(editor, issue.decisions.get(), "It moves, they say.")
    page.get_by_role("button", name="Change the status").click()
    expect(page.get_by_role("alert")).to_contain_text("It moves, they say.")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#row-FDI .state")).to_contain_text("stalled")
    assert issue.decisions.count() == 3


def test_after_the_session_ran_out_the_text_is_kept_and_saved_after_signing_in(
    page: Page, issue, analyst, sign_in_browser, password
):
    sign_in_browser(analyst)
    page.goto("/issues/")
    page.get_by_role("link", name="Change status of FDI").click()
    page.get_by_role("radio", name="stalled").check()
    page.get_by_label("Reason").fill(REASON)
    Session.objects.all().delete()
    page.get_by_role("button", name="Change the status").click()
    expect(page.locator("#notice")).to_contain_text("You are no longer signed in")
    expect(page.locator("#notice .notice")).to_be_in_viewport()
    expect(page.get_by_role("textbox", name="Reason")).to_have_value(REASON)
    with page.context.expect_page() as opened:
        page.locator("#notice").get_by_role("link", name=re.compile("[Ss]ign in")).click()
    tab = opened.value
    tab.get_by_label("Username").fill(analyst.username)
    tab.get_by_label("Password").fill(password)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url(re.compile("/issues/"))
    page.bring_to_front()
    page.get_by_role("button", name="Change the status").click()
    expect(page.locator("#notice")).to_contain_text("older than your last sign-in")
    page.locator("#notice").get_by_role("button").click()
    expect(page.locator("#content")).to_contain_text("FDI: “stalled” from")
    assert issue.decisions.order_by("-id").first().body == REASON
