"""What a page in the browser breaks of the rules of accessibility, as axe finds it."""

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What passes is not told: to describe it takes axe longer than to find it.
_VIOLATIONS = {"resultTypes": ["violations"]}
# Colours that still go over from another scheme are judged as they will be.
_END_TRANSITIONS = """() => {
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    for (const one of moving) one.finish();
}"""


def violations(page: Page, **options: object) -> list[str]:
    """Each broken rule, with the element that breaks it; axe is loaded once into each page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(_END_TRANSITIONS)
    found = page.evaluate(f"axe.run({json.dumps(_VIOLATIONS | options)})")["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
