"""The filters of the admin's lists mean what those of the pages mean."""

import pytest
from django.urls import reverse

from tests import making

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("phase", "found"), [("announced", "ONE"), ("not_rated", "TWO")])
def test_an_issue_without_a_decision_is_not_rated(client, record, analyst, phase, found):
    making.make_issue(analyst, "TWO", kind=record.issue.lifecycle)
    response = client.get(reverse("admin:issues_issue_changelist"), {"phase": phase})
    assert [issue.reference for issue in response.context["cl"].result_list] == [found]
