"""Questions worded once: asked again with other values they answer for those."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from issues.lifecycle.knowledge import AsOf
from issues.models import Entry, Issue
from issues.wording import among, columns, made, worded_once
from tests.making import make_issue, note

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


def test_an_object_is_made_of_the_columns_that_were_asked_for(analyst):
    names = columns(Issue, "search", "success_test")

    @worded_once
    def named(reference):
        return Issue.objects.filter(reference=reference).values_list(*names, "lifecycle__name")

    kept = make_issue(analyst, "ONE")
    (issue,) = made(Issue, names, named("ONE"))
    assert issue == kept
    assert issue.aliases == kept.aliases
    assert issue.get_deferred_fields() == {"search", "success_test"}
    assert made(Issue, names, named("TWO")) == []


def test_a_uid_is_a_value_of_its_own(analyst):
    @worded_once
    def recorded(uid):
        return Entry.objects.filter(uid=uid).values_list("uid")

    issue = make_issue(analyst, "ONE")
    first, second = (note(analyst, issue) for _ in range(2))
    assert recorded(first.uid) == [(first.uid,)]
    assert recorded(second.uid) == [(second.uid,)]


def test_postgresql_plans_a_question_once(analyst):
    @worded_once
    def held(number, reference):
        found = Issue.objects.filter(pk=number, reference=reference)
        return found.values_list("reference", "success_test")

    issue = make_issue(analyst, "ONE")
    for number in (issue.pk, 7, 70_000, 7 * 10**12):
        held(number, "ONE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parameter_types::text[], generic_plans, custom_plans"
            " FROM pg_prepared_statements WHERE statement LIKE %s",
            ['SELECT "issues_issue"."reference" AS "reference", "issues_issue"."success_test"%'],
        )
        assert cursor.fetchall() == [(["bigint", "text"], 3, 0)]


def test_what_stays_is_written_into_the_question(analyst):
    body = "100 % of 'it', \\n or %s"

    @worded_once
    def said(issue):
        return Entry.objects.filter(concerns__issue=issue, body=body).values_list("body")

    issue = make_issue(analyst, "ONE")
    note(analyst, issue, body)
    note(analyst, issue, "Another.")
    assert said(issue.pk) == said(issue.pk) == [(body,)]


def test_an_audit_is_planned_for_its_own_instant(analyst):
    @worded_once
    def recorded(at):
        return Entry.objects.known(at).values_list("uid")

    at = AsOf(date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), chosen=True)
    assert [recorded(at) for _ in range(3)] == [[]] * 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'recorded_at'"
        )
        assert cursor.fetchone() == (0,)


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
