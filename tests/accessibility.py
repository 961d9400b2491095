"""What a page in the browser breaks of the rules of accessibility, as axe finds it."""

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What passes is not told: to describe it takes axe longer than to find it. Style sheets are fetched
# anew, and sounds played, for two rules of which one is off and the other finds no sound here.
_VIOLATIONS = {"resultTypes": ["violations"], "preload": False}
# Colours that still go over from another scheme are judged as they will be.
_END_TRANSITIONS = """() => {
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    for (const one of moving) one.finish();
}"""


_COLOURS_ALONE = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
WIDTHS = (320, 768, 1440)


def violations_at_each_width(page: Page) -> dict[str, list[str]]:
    """What the page breaks, and by how much it is too wide, for each width where there is any.

    Colours are judged in both schemes, all else in one: no element comes or goes with the scheme.
    """
    broken = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, judged in (("light", {}), ("dark", _COLOURS_ALONE)):
            page.emulate_media(color_scheme=scheme)
            if found := violations(page, **judged) + too_wide(page):
                broken[f"{scheme}, {width} px"] = found
    return broken


def too_wide(page: Page) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{over} px too wide"] if over > 0 else []


def violations(page: Page, **options: object) -> list[str]:
    """Each broken rule, with the element that breaks it; axe is loaded once into each page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(_END_TRANSITIONS)
    found = page.evaluate(f"axe.run({json.dumps(_VIOLATIONS | options)})")["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
