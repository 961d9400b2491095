"""Questions worded once: asked again with other values they answer for those."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from issues.models import Issue
from issues.reads.wording import among, worded_once
from tests.making import make_issue

pytestmark = pytest.mark.django_db


@worded_once
def _opened(user, references, since):
    seen = Issue.objects.visible_to(user).filter(among("id", references), opened_on__gte=since)
    return seen.order_by("id").values_list("reference")


def test_the_same_question_is_answered_for_each_value(analyst):
    one, two, three = (make_issue(analyst, name) for name in ("ONE", "TWO", "THREE"))
    day = date(2020, 1, 1)
    assert _opened(analyst, [one.pk, three.pk], day) == [("ONE",), ("THREE",)]
    assert _opened(analyst, [two.pk], day) == [("TWO",)]
    assert _opened(analyst, [], day) == []
    assert _opened(analyst, [one.pk], date(2999, 1, 1)) == []


def test_it_is_worded_anew_for_readers(analyst):
    draft = make_issue(analyst, "DRAFT", published=False)
    day = date(2020, 1, 1)
    assert _opened(analyst, [draft.pk], day) == [("DRAFT",)]
    assert _opened(AnonymousUser(), [draft.pk], day) == []


def test_a_question_cannot_ask_who_the_user_is(analyst):
    @worded_once
    def led_by(user):
        return Issue.objects.filter(lead=user.pk).values_list("id")

    with pytest.raises(AttributeError, match="pk"):
        led_by(analyst)


def test_a_value_that_is_no_parameter_of_the_query_is_refused():
    @worded_once
    def first(most):
        return Issue.objects.filter(title="x" * (most > 3)).values_list("id")

    with pytest.raises(TypeError, match="first does not use"):
        first(5)


def test_a_yes_or_no_is_refused():
    @worded_once
    def drafts(wanted):
        return Issue.objects.filter(visibility=wanted).values_list("id")

    with pytest.raises(TypeError, match="word two"):
        drafts(True)
