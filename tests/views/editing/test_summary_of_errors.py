"""Above a form that was refused stands what is to be mended, in the order of the form."""

import re
import uuid
from datetime import date

import pytest

from tests.making import expect, happen
from tests.reporting import report

pytestmark = pytest.mark.django_db

LONG = "x" * 1001
WRONG = {"known_on": "soon", "find": LONG, "on_others": "NOWHERE", "who": "Nobody", "new_url": "?"}


@pytest.fixture
def addresses(analyst, issue, newest):
    said = expect(analyst, issue)
    entries = (newest(), said, happen(analyst, issue, on=date(2025, 9, 1)), report(analyst, issue))
    of_issue = ("status", "event", "expectation", "figure", "assessment", "note", "link")
    return [
        "/issues/new/",
        *(f"/issues/FDI/{what}/" for what in of_issue),
        *(f"/entries/{said.uid}/{what}/" for what in ("move", "revise", "resolve")),
        *(f"/entries/{entry.uid}/{what}/" for entry in entries for what in ("correct", "retract")),
    ]


@pytest.mark.parametrize("sent", [{}, WRONG])
def test_names_the_fields_in_the_order_of_the_form(work, addresses, sent):
    for address in addresses:
        versions = dict(work.get(address).context["editor"].versions().fields())
        typed = {"uid": str(uuid.uuid4()), "date": "someday", "probability": "often", **sent}
        page = work.post(address, typed | versions).text
        summary, form = page.split("Mend this first")[1].split("</ul>", 1)
        named = re.findall(r'href="#([^"]+)"', summary)
        assert named, address
        places = [form.index(f'id="{one}"') for one in named]
        assert places == sorted(places), (address, named)
