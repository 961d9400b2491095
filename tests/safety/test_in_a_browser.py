"""In a real browser: no page breaks the content policy, and nothing hostile runs."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import making

HOSTILE = """
<script>document.title = 'owned'</script>
<img src=x onerror="document.title = 'owned'">
<a href="javascript:document.title='owned'" id="owned" style="position:fixed" class="button">one</a>
<div hx-get="/admin/" hx-trigger="load" data-hx-post="/x" data-theme-switch>two</div>
<form action="https://evil.example/"><input name="password"></form>
<svg onload="document.title='owned'"><use href="#s-none"/></svg>
<iframe src="/admin/"></iframe><style>* { display: none }</style>
[three](javascript:document.title='owned') ![four](https://evil.example/x.png)
[five](data:text/html,<script>document.title='owned'</script>)

<https://evil.example/"onmouseover="document.title='owned'>
"""
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""
IDLE = "new Promise(done => requestIdleCallback(() => requestIdleCallback(done)))"

PAGES = [
    "/",
    "/issues/",
    "/issues/OPEN/",
    "/changes/",
    "/sources/",
    "/how-we-judge/",
    "/how-we-judge/pledge/",
    "/no-such-page/",
    "/issues/new/",
    "/issues/OPEN/edit/",
    "/issues/OPEN/status/",
    "/issues/OPEN/event/",
    "/issues/OPEN/figure/",
    "/issues/OPEN/publish/",
    "/admin/",
    "/admin/issues/issue/",
    "/admin/issues/issue/add/",
    "/admin/issues/party/add/",
    "/admin/issues/entry/",
    "/admin/issues/lifecycle/",
    "/admin/issues/user/",
    "/admin/issues/user/add/",
    "/accounts/sign-out/",
    "/accounts/password/",
    "/accounts/second-factor/",
    "/accounts/confirm/",
]


@pytest.fixture
def watched(page):
    """A page that notes what its content policy refused and what its scripts complain of."""
    page.add_init_script(WATCH)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            said.type == "error"
            and "status of" not in said.text
            and page.complaints.append(said.text)
        ),
    )
    return page


def test_no_page_breaks_the_content_policy(
    live_server, world, administrator, sign_in_browser, watched
):
    bad = {}
    signed_out = ["/", "/issues/OPEN/", "/accounts/sign-in/", "/no-such-page/"]
    for address in signed_out:
        bad |= _visit(watched, address)
    sign_in_browser(administrator)
    entry = f"/entries/{world.entries['correction of open']}/"
    for address in [*PAGES, entry, f"{entry}correct/", f"/sources/{world.sources['open']}/"]:
        bad |= _visit(watched, address)
    assert bad == {}


def _visit(page, address):
    page.complaints.clear()
    _open(page, address)
    wrong = page.evaluate("window.violations") + page.complaints
    return {address: wrong} if wrong else {}


def _open(page, address):
    """Go there, and wait until its scripts have nothing left to do and htmx asks for nothing."""
    page.goto(address)
    page.evaluate(IDLE)
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_the_picture_of_a_second_factor_is_shown(live_server, analyst, password, watched, page):
    page.goto(reverse("account_login"))
    page.get_by_label("Username").fill(analyst.username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto(reverse("mfa_activate_totp"))
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Go on").click()
    picture = page.get_by_role("img", name="The key below")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.evaluate("window.violations") + page.complaints == []


def test_hostile_text_does_nothing(
    live_server, transactional_db, analyst, sign_in_browser, watched
):
    issue = making.make_issue(analyst, "OPEN", success_test=HOSTILE)
    entry = making.happen(analyst, issue, HOSTILE)
    making.assess(analyst, issue, HOSTILE)
    making.note(analyst, issue, HOSTILE)
    sign_in_browser(analyst)
    elsewhere = []
    watched.on("request", lambda request: elsewhere.append(request.url))
    for address in ("/issues/OPEN/", f"/entries/{entry.uid}/", "/changes/", "/"):
        _open(watched, address)
        assert "owned" not in watched.title()
        assert watched.locator("iframe, [onerror], [onload], [style], #owned").count() == 0
        assert watched.locator("[hx-get='/admin/'], [data-hx-post], main style").count() == 0
        assert watched.locator("a[href^='javascript'], a[href^='data:text']").count() == 0
        assert watched.locator("form[action*='evil'], main script").count() == 0
        assert watched.evaluate("window.violations") == []
    assert not [url for url in elsewhere if "evil.example" in url or "/admin/" in url]
