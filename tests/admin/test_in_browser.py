"""The admin in a real browser: no breach of the content security policy, no page too wide."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import Page, expect

from issues.models import Topic
from tests.accessibility import too_wide, violations
from tests.admin.conftest import make_record

pytestmark = pytest.mark.django_db(transaction=True)

# The rules of WCAG 2.2 AA; the stock tables break two of axe's further customs.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(autouse=True)
def record(analyst, administrator, sign_in_browser):
    made = make_record(analyst)
    TOTP.activate(analyst, "JBSWY3DPEHPK3PXP")
    sign_in_browser(administrator)
    return made


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console and the page's scripts complain of."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


PAGES = (
    "/admin/",
    "/admin/issues/issue/",
    "/admin/issues/issue/{issue}/change/",
    "/admin/issues/issue/{issue}/status/",
    "/admin/issues/issue/{issue}/history/",
    "/admin/issues/issue/add/",
    "/admin/issues/party/{party}/delete/",
    "/admin/issues/lifecycle/{lifecycle}/change/",
    "/admin/issues/lifecycle/{lifecycle}/history/",
    "/admin/issues/user/",
    "/admin/issues/user/{user}/change/",
    "/admin/issues/user/{user}/password/",
    "/admin/issues/user/{user}/second-factor/",
    "/admin/issues/entry/?q=rare",
    "/admin/issues/entry/{entry}/change/",
    "/admin/issues/entry/{entry}/history/",
    "/admin/issues/statusperiod/",
    "/admin/issues/issueevent/",
)


def addresses(record) -> list[str]:
    keys = {
        "issue": record.issue.pk,
        "party": record.party.pk,
        "lifecycle": record.issue.lifecycle_id,
        "user": record.event.author_id,
        "entry": record.event.pk,
    }
    return [page.format(**keys) for page in PAGES]


# In parts, so that no one test takes too long.
@pytest.mark.long
@pytest.mark.parametrize("part", range(3))
def test_no_page_breaks_a_rule_of_safety_accessibility_or_width(page, record, complaints, part):
    broken = {}
    for address in addresses(record)[part::3]:
        assert page.goto(address).status == 200
        for scheme, width in [("light", 320), ("dark", 768), ("light", 1440)]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            if found := violations(page, runOnly=RULES) + too_wide(page):
                broken[address, scheme, width] = found[:5]
    assert broken == {}
    assert complaints == []


def test_a_colleagues_save_is_shown_beside_what_was_typed(page, record, complaints):
    page.goto(f"/admin/issues/topic/{record.topic.pk}/change/")
    page.get_by_label("Name").fill("Mine")
    Topic.objects.filter(pk=record.topic.pk).update(name="Theirs")
    page.get_by_role("button", name="Save", exact=True).click()
    compared = page.get_by_role("region", name="Compare the two")
    expect(compared).to_contain_text("Theirs")
    expect(page.get_by_label("Name")).to_have_value("Mine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="was changed")).to_be_visible()
    assert Topic.objects.get(pk=record.topic.pk).name == "Mine"
    assert [said for said in complaints if "409" not in said] == []


def test_a_move_is_added_in_a_line_that_the_script_makes(page, record, complaints):
    lifecycle = record.issue.lifecycle
    before = lifecycle.moves.count()
    page.goto(f"/admin/issues/lifecycle/{lifecycle.pk}/change/")
    page.get_by_role("button", name="Add another Move").click()
    line = f"moves-{before + 1}"
    page.locator(f"[name={line}-source]").select_option("delivered")
    page.locator(f"[name={line}-target]").select_option("withdrawn")
    page.get_by_label("Why?").fill("It can be undone.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert lifecycle.moves.count() == before + 1
    assert complaints == []


def test_a_status_is_changed_without_script(browser, live_server, context, record):
    cookies = context.cookies()
    with browser.new_context(java_script_enabled=False, base_url=live_server.url) as plain:
        plain.add_cookies(cookies)
        page = plain.new_page()
        page.goto(f"/admin/issues/issue/{record.issue.pk}/change/")
        page.get_by_role("link", name="change status", exact=True).click()
        page.get_by_label("moving").check()
        page.get_by_label("Reason").fill("Talks began.")
        page.get_by_label(record.source.title).check()
        page.get_by_role("button", name="Change status").click()
        expect(page.get_by_text("ONE: “moving” from")).to_be_visible()
    assert record.issue.decisions.count() == 2
