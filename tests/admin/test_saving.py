"""What an administrator saves goes through the actions, with a version and a reason."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from issues.actions.people import remove_second_factor
from issues.admin.history import event_model, lines_of
from issues.models import (
    Entry,
    Issue,
    IssueParty,
    Lifecycle,
    Move,
    Party,
    Source,
    Status,
    Topic,
    User,
)
from issues.permissions import NotAllowed
from tests import making
from tests.admin.filling import filled


def page(row, name: str = "change") -> str:
    return f"/admin/issues/{row._meta.model_name}/{row.pk}/{name}/"


def change(client, row, **changes):
    return client.post(page(row), filled(client, page(row), **changes))


def newest_event(row):
    model = event_model(type(row))
    return model.objects.filter(pgh_obj_id=row.pk).select_related("pgh_context").last()


# --- Parties, topics, sources


def test_a_party_is_added_with_aliases_that_hold_commas(client, administrator):
    sent = filled(
        client,
        "/admin/issues/party/add/",
        name="Ford Motor Company",
        slug="ford",
        kind="company",
        aliases="Ford\r\nFord Motor, the\r\n\r\n",
        why="It is in the talks.",
    )
    assert client.post("/admin/issues/party/add/", sent).status_code == 302
    ford = Party.objects.get(slug="ford")
    assert ford.aliases == ["Ford", "Ford Motor, the"]
    said = newest_event(ford).pgh_context.metadata
    assert said == {
        "user": administrator.pk,
        "action": "add party",
        "reason": "It is in the talks.",
    }


def test_a_change_makes_the_next_version_and_keeps_the_reason(client, record):
    assert change(client, record.topic, name="Commerce", why="Clearer.").status_code == 302
    record.topic.refresh_from_db()
    assert (record.topic.name, record.topic.version) == ("Commerce", 2)
    assert newest_event(record.topic).pgh_context.metadata["reason"] == "Clearer."


def test_saving_without_a_change_writes_nothing(client, record):
    for row in (record.topic, record.issue, record.party, record.source, record.issue.lifecycle):
        before = type(row).objects.get(pk=row.pk).version
        assert change(client, row, why="Just looking.").status_code == 302
        row.refresh_from_db()
        assert row.version == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "China"}, "already exists"),
        ({"aliases": "x" * 201}, "longer than 200 characters"),
        ({"kind": "planet"}, "Select a valid choice"),
    ],
)
def test_what_a_field_refuses_is_422_and_keeps_what_was_typed(client, record, changes, sentence):
    making.make_party("China")
    answer = change(client, record.party, local_name="typed", **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="typed"' in answer.text


def test_a_source_is_not_published_on_a_day_to_come(client, record):
    later = making.TODAY.replace(year=making.TODAY.year + 100)
    answer = change(client, record.source, published_on=later)
    assert answer.status_code == 422
    assert "which is after today" in answer.text


def test_the_slug_stays_as_it_was_added(client, record):
    change(client, record.party, slug="elsewhere", name="Japan (country)")
    assert Party.objects.get(pk=record.party.pk).slug == record.party.slug


# --- Versions


@pytest.mark.parametrize("thing", ["topic", "party", "source", "issue"])
def test_a_stale_form_answers_409_with_both_versions(client, record, thing):
    row = getattr(record, thing)
    field = "name" if hasattr(row, "name") else "title"
    sent = filled(client, page(row), **{field: "What I typed"})
    type(row).objects.filter(pk=row.pk).update(**{field: "What a colleague saved"})
    answer = client.post(page(row), sent)
    assert answer.status_code == 409
    assert "was changed after you opened the form" in answer.text
    assert "What a colleague saved" in answer.text
    assert "What I typed" not in str(answer.context["original"])
    assert 'value="What I typed"' in answer.text or ">\nWhat I typed</textarea>" in answer.text
    assert getattr(type(row).objects.get(pk=row.pk), field) == "What a colleague saved"


def test_after_comparing_the_typed_text_can_be_saved(client, record):
    sent = filled(client, page(record.topic), name="Mine")
    Topic.objects.filter(pk=record.topic.pk).update(name="Theirs")
    shown = client.post(page(record.topic), sent).context["adminform"].form
    again = sent | {"version": shown["version"].value()}
    assert client.post(page(record.topic), again).status_code == 302
    assert Topic.objects.get(pk=record.topic.pk).name == "Mine"


@pytest.mark.parametrize("thing", ["topic", "party", "source", "issue"])
@pytest.mark.parametrize("version", [None, "", "x"])
def test_a_form_without_version_answers_428_and_saves_nothing(client, record, thing, version):
    row = getattr(record, thing)
    field = "name" if hasattr(row, "name") else "title"
    answer = change(client, row, version=version, **{field: "Typed blindly"})
    assert answer.status_code == 428
    assert "Typed blindly" in answer.text
    assert getattr(type(row).objects.get(pk=row.pk), field) != "Typed blindly"


# --- Deleting


def test_what_nothing_uses_is_deleted_with_a_reason(client, record):
    unused = making.make_party("Atlantis")
    answer = client.post(page(unused, "delete"), {"version": 1, "why": "It sank."})
    assert answer.status_code == 302
    assert not Party.objects.filter(pk=unused.pk).exists()
    event = newest_event(unused)
    assert event.pgh_label == "delete"
    assert event.pgh_context.metadata["reason"] == "It sank."


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"version": 1}, 422), ({"why": "x"}, 428), ({"version": 7, "why": "x"}, 409)],
)
def test_deleting_needs_a_reason_and_the_version(client, record, sent, status):
    unused = making.make_party("Atlantis")
    assert client.post(page(unused, "delete"), sent).status_code == status
    assert Party.objects.filter(pk=unused.pk).exists()


def test_what_is_in_use_is_kept_and_a_sentence_says_by_what(client, record):
    used = [record.party, record.topic, record.source, record.issue.lifecycle]
    used.append(record.decision.status)
    for row in used:
        assert "it is used by" in client.get(page(row, "delete")).text
        answer = client.post(page(row, "delete"), {"version": row.version, "why": "x"})
        assert answer.status_code == 422
        assert "cannot be deleted: it is used by" in " ".join(
            answer.context["form"].non_field_errors()
        )
        assert type(row).objects.filter(pk=row.pk).exists()
    assert "1 issue" in client.get(page(record.party, "delete")).text


def test_issues_and_people_cannot_be_deleted(client, record, analyst):
    for row in (record.issue, analyst):
        assert client.post(page(row, "delete"), {"version": 1, "why": "x"}).status_code == 403


def test_a_lifecycle_that_no_issue_has_goes_with_its_parts(client, record):
    spare = making.make_lifecycle("spare")
    answer = client.post(page(spare, "delete"), {"version": spare.version, "why": "Unused."})
    assert answer.status_code == 302
    assert not Lifecycle.objects.filter(pk=spare.pk).exists()
    assert not Status.objects.filter(lifecycle_id=spare.pk).exists()


# --- Lifecycles


@pytest.fixture
def lifecycle(record) -> Lifecycle:
    return record.issue.lifecycle


def parts_of(context, model) -> list:
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    return next(formset for formset in formsets if formset.model is model).forms


def test_a_status_is_redefined_on_the_page_of_its_lifecycle(client, lifecycle):
    answer = change(
        client, lifecycle, **{"statuses-0-definition": "It was said.", "why": "Clearer."}
    )
    assert answer.status_code == 302
    status = lifecycle.statuses.first()
    assert (status.definition, status.version) == ("It was said.", 2)
    assert newest_event(status).pgh_context.metadata["reason"] == "Clearer."
    lifecycle.refresh_from_db()
    assert lifecycle.version == 2


def test_a_change_of_a_lifecycle_needs_a_reason(client, lifecycle):
    answer = change(client, lifecycle, description="Else.")
    assert answer.status_code == 422
    assert "Say why" in answer.text


def test_a_status_is_added_and_then_joined(client, lifecycle):
    added = {
        "statuses-TOTAL_FORMS": 6,
        "statuses-5-id": "",
        "statuses-5-lifecycle": lifecycle.pk,
        "statuses-5-name": "frozen",
        "statuses-5-slug": "frozen",
        "statuses-5-position": 9,
        "statuses-5-phase": "stalled",
        "statuses-5-outcome": "",
        "statuses-5-definition": "Nothing moves by agreement.",
        "why": "It was needed.",
    }
    assert change(client, lifecycle, **added).status_code == 302
    frozen = lifecycle.statuses.get(slug="frozen")
    new = f"moves-{lifecycle.moves.count()}"
    source = lifecycle.statuses.get(slug="moving")
    joined = {f"{new}-source": source.pk, f"{new}-target": frozen.pk, "why": "It can freeze."}
    assert change(client, lifecycle, **joined).status_code == 302
    assert lifecycle.moves.filter(source=source, target=frozen).exists()


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [("moving", "moving", "A move leads to another status."), ("moving", "stalled", "already")],
)
def test_a_move_that_cannot_be_is_refused_where_it_stands(
    client, lifecycle, source, target, sentence
):
    ends = {slug: lifecycle.statuses.get(slug=slug).pk for slug in (source, target)}
    new = f"moves-{lifecycle.moves.count()}"
    sent = {f"{new}-source": ends[source], f"{new}-target": ends[target], "why": "x"}
    answer = change(client, lifecycle, **sent)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_move_to_a_status_of_another_lifecycle_is_refused(client, lifecycle):
    other = making.make_lifecycle("other").statuses.first()
    new = f"moves-{lifecycle.moves.count()}"
    answer = change(client, lifecycle, **{f"{new}-target": other.pk, "why": "x"})
    assert answer.status_code == 422
    assert not Move.objects.filter(lifecycle=lifecycle, target=other).exists()


def test_two_people_who_change_the_moves_at_once_are_told(client, lifecycle):
    statuses = {status.slug: status.pk for status in lifecycle.statuses.all()}
    before = lifecycle.moves.count()
    new = f"moves-{before}"
    sent = [
        filled(client, page(lifecycle), why="It can.", **{
            f"{new}-source": statuses["delivered"], f"{new}-target": statuses[target],
        })
        for target in ("moving", "stalled")
    ]  # fmt: skip
    assert client.post(page(lifecycle), sent[0]).status_code == 302
    assert client.post(page(lifecycle), sent[1]).status_code == 409
    assert lifecycle.moves.count() == before + 1


def test_a_status_that_a_decision_uses_is_not_removed_and_nothing_else_is_saved(client, lifecycle):
    sent = {"statuses-0-DELETE": "on", "description": "Half saved?", "why": "Tidy."}
    answer = change(client, lifecycle, **sent)
    assert answer.status_code == 422
    assert "it is used by 1 decision" in answer.text
    lifecycle.refresh_from_db()
    assert lifecycle.description != "Half saved?"
    assert lifecycle.statuses.filter(slug="announced").exists()


def test_a_status_that_nothing_uses_is_removed_with_its_moves(client, lifecycle):
    place = [s.slug for s in lifecycle.statuses.all()].index("withdrawn")
    sent = {f"statuses-{place}-DELETE": "on", "why": "Never used."}
    assert change(client, lifecycle, **sent).status_code == 302
    assert not lifecycle.statuses.filter(slug="withdrawn").exists()


def test_a_status_changed_elsewhere_makes_its_line_stale(client, lifecycle):
    sent = filled(client, page(lifecycle), **{"statuses-0-definition": "Mine.", "why": "x"})
    Status.objects.filter(lifecycle=lifecycle, position=0).update(definition="Theirs.")
    answer = client.post(page(lifecycle), sent)
    assert answer.status_code == 409
    assert "Theirs." in answer.text
    assert "Mine." in answer.text
    part = parts_of(answer.context, Status)[0]
    again = sent | {
        "version": answer.context["adminform"].form["version"].value(),
        part["seen_version"].html_name: part["seen_version"].value(),
    }
    assert client.post(page(lifecycle), again).status_code == 302
    assert lifecycle.statuses.first().definition == "Mine."


def test_a_line_without_its_version_answers_428(client, lifecycle):
    sent = {"statuses-0-definition": "Blind.", "statuses-0-seen_version": None, "why": "x"}
    assert change(client, lifecycle, **sent).status_code == 428
    assert lifecycle.statuses.first().definition != "Blind."


def test_a_status_stays_in_its_lifecycle(client, record):
    other = making.make_lifecycle("other")
    status = record.decision.status
    change(client, status, lifecycle=other.pk, name="said", why="x")
    status.refresh_from_db()
    assert (status.lifecycle_id, status.name) == (record.issue.lifecycle_id, "said")


def test_an_outcome_belongs_to_settled_statuses_alone(client, record):
    answer = change(client, record.decision.status, outcome="failed", why="x")
    assert answer.status_code == 422
    assert "A settled status needs an outcome" in answer.text


# --- Issues


def test_an_issue_is_opened_as_a_draft_with_its_parties_in_order(client, record):
    china = making.make_party("China")
    address = "/admin/issues/issue/add/"
    sent = filled(
        client,
        address,
        reference="RARE",
        title="Rare earths",
        lifecycle=record.issue.lifecycle_id,
        opened_on="2025-10-09",
        **{
            "issueparty_set-TOTAL_FORMS": 2,
            "issueparty_set-0-party": record.party.pk,
            "issueparty_set-0-position": 2,
            "issueparty_set-1-party": china.pk,
            "issueparty_set-1-position": 1,
            "issuetopic_set-0-topic": record.topic.pk,
        },
    )
    assert client.post(address, sent).status_code == 302
    issue = Issue.objects.get(reference="RARE")
    parties = IssueParty.objects.filter(issue=issue).order_by("position")
    assert [line.party for line in parties] == [china, record.party]
    assert list(issue.topics.all()) == [record.topic]
    assert issue.visibility == "draft"


def test_an_issue_is_edited_and_unpublished_in_one_save(client, record):
    sent = {"title": "Else", "visibility": "draft", "aliases": "Pledge", "why": "Not ready."}
    assert change(client, record.issue, **sent).status_code == 302
    issue = Issue.objects.get(pk=record.issue.pk)
    assert (issue.title, issue.visibility, issue.aliases) == ("Else", "draft", ["Pledge"])
    assert newest_event(issue).pgh_context.metadata["reason"] == "Not ready."


def test_a_party_is_taken_off_an_issue(client, record):
    assert change(client, record.issue, **{"issueparty_set-0-DELETE": "on"}).status_code == 302
    assert not record.issue.parties.exists()
    assert Issue.objects.get(pk=record.issue.pk).version > record.issue.version


def test_the_reference_is_shown_for_good_once_an_issue_is_open(client, record):
    assert 'name="reference"' not in client.get(page(record.issue)).text
    assert "never changed" in client.get(page(record.issue)).text
    assert change(client, record.issue, reference="ELSE", title="Else").status_code == 302
    issue = Issue.objects.get(pk=record.issue.pk)
    assert (issue.reference, issue.title) == ("ONE", "Else")


def test_the_kind_of_a_decided_issue_stays(client, record):
    other = making.make_lifecycle("other")
    answer = change(client, record.issue, lifecycle=other.pk)
    assert answer.status_code == 422
    assert "cannot change once a decision was made" in answer.text


# --- People


def person_form(client, **changes) -> dict:
    given = {
        "username": "newcomer",
        "name": "New Comer",
        "role": "analyst",
        "password1": "a-long-winded-phrase",
        "password2": "a-long-winded-phrase",
    }
    return filled(client, "/admin/issues/user/add/", **(given | changes))


def test_a_user_is_added_and_can_sign_in(client, record):
    assert client.post("/admin/issues/user/add/", person_form(client)).status_code == 302
    user = User.objects.get(username="newcomer")
    assert user.role == "analyst"
    assert user.check_password("a-long-winded-phrase")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password2": "another-phrase"}, "not the same"),
        ({"password1": "12345678", "password2": "12345678"}, "too common"),
        ({"username": "analyst"}, "already exists"),
    ],
)
def test_a_user_who_cannot_be_is_refused(client, record, changes, sentence):
    answer = client.post("/admin/issues/user/add/", person_form(client, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_role_is_changed_with_a_reason_and_kept_in_history(client, record, analyst):
    sent = {"role": "editor", "why": "Promoted."}
    assert change(client, analyst, **sent).status_code == 302
    analyst.refresh_from_db()
    assert analyst.role == "editor"
    text = client.get(page(analyst, "history")).text
    assert "Promoted." in text
    assert "editor" in text


def test_who_leaves_is_deactivated(client, record, analyst, signed_in):
    theirs = signed_in(analyst)
    assert change(client, analyst, is_active=None, why="Left.").status_code == 302
    assert not User.objects.get(pk=analyst.pk).is_active
    assert theirs.get("/admin/").status_code in (302, 403)


def test_somebody_always_administers(client, administrator, record):
    for sent in ({"role": "reader"}, {"is_active": None}):
        answer = change(client, administrator, why="Tired.", **sent)
        assert answer.status_code == 422
        assert "Nobody would be left to administer" in answer.text
    assert User.objects.get(pk=administrator.pk).is_staff


def test_signing_in_makes_no_form_stale(client, record, analyst, signed_in):
    sent = filled(client, page(analyst), name="Ann Alyst", why="Married.")
    signed_in(analyst)
    assert client.post(page(analyst), sent).status_code == 302


def test_a_password_is_set_and_ends_sessions(client, record, analyst, signed_in):
    theirs = signed_in(analyst)
    address = page(analyst, "password")
    phrase = "quite-another-phrase"
    sent = filled(client, address, password1=phrase, password2=phrase, why="Forgotten.")
    assert client.post(address, sent).status_code == 302
    analyst.refresh_from_db()
    assert analyst.check_password(phrase)
    assert "_auth_user_id" not in theirs.get("/").wsgi_request.session
    (line, *_) = lines_of(analyst)
    assert (line.action, line.why) == ("set password", "Forgotten.")
    assert phrase not in client.get(page(analyst, "history")).text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"version": None}, 428),
        ({"version": 99}, 409),
        ({"password2": "different"}, 422),
        ({"password1": "password", "password2": "password"}, 422),
    ],
)
def test_a_password_that_cannot_be_set(client, record, analyst, changes, status):
    phrase = "quite-another-phrase"
    address = page(analyst, "password")
    sent = filled(client, address, password1=phrase, password2=phrase)
    sent = {name: value for name, value in (sent | changes).items() if value is not None}
    assert client.post(address, sent).status_code == status
    analyst.refresh_from_db()
    assert not analyst.check_password(phrase)


@pytest.fixture
def second_factor(analyst):
    TOTP.activate(analyst, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(analyst)


def factors(person) -> int:
    return Authenticator.objects.filter(user=person).count()


def removing(client, person, **changes) -> dict:
    address = page(person, "second-factor")
    return filled(client, address, **({"why": "The phone was stolen."} | changes))


def test_a_lost_second_factor_is_removed_and_ends_sessions(
    client, record, analyst, editor, second_factor, signed_in
):
    TOTP.activate(editor, "JBSWY3DPEHPK3PXP")
    theirs, of_another = signed_in(analyst), signed_in(editor)
    assert page(analyst, "second-factor") in client.get(page(analyst)).text
    answer = client.post(page(analyst, "second-factor"), removing(client, analyst), follow=True)
    assert "signs in with the password alone now" in answer.text
    assert (factors(analyst), factors(editor)) == (0, 1)
    assert "_auth_user_id" not in theirs.get("/").wsgi_request.session
    assert "_auth_user_id" in of_another.get("/").wsgi_request.session
    (line, *_) = lines_of(analyst)
    assert (line.action, line.why) == ("remove second factor", "The phone was stolen.")
    assert page(analyst, "second-factor") not in answer.text


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"version": None}, 428, "without the version"),
        ({"version": 99}, 409, "changed after you opened"),
        ({"why": ""}, 422, "Say why"),
        ({"why": " "}, 422, "Say why"),
    ],
)
def test_a_second_factor_stays_when_it_is_not_rightly_asked_for(
    client, record, analyst, second_factor, changes, status, sentence
):
    sent = removing(client, analyst, **changes)
    answer = client.post(page(analyst, "second-factor"), sent)
    assert (answer.status_code, factors(analyst)) == (status, 2)
    assert sentence in answer.text


def test_nobody_removes_their_own_second_factor_here(client, record, administrator):
    TOTP.activate(administrator, "JBSWY3DPEHPK3PXP")
    own = page(administrator, "second-factor")
    assert own not in client.get(page(administrator)).text
    assert "Nobody removes their own" in client.get(own, follow=True).text
    answer = client.post(own, {"version": administrator.version, "why": "Lost."})
    assert (answer.status_code, factors(administrator)) == (422, 1)
    assert "Nobody removes their own" in answer.text


def test_where_there_is_no_second_factor_none_is_removed(client, record, analyst):
    assert page(analyst, "second-factor") not in client.get(page(analyst)).text
    given = {"version": analyst.version, "why": "Lost."}
    answer = client.post(page(analyst, "second-factor"), given)
    assert answer.status_code == 422
    assert "has no second factor" in answer.text


def test_only_an_administrator_removes_a_second_factor(record, analyst, editor, second_factor):
    with pytest.raises(NotAllowed):
        remove_second_factor(by=editor, person=analyst, version=analyst.version, reason="Lost.")
    assert factors(analyst) == 2


# --- The record is only read


def test_no_page_of_the_admin_writes_the_record(client, record):
    before = Entry.objects.count()
    for row in (record.decision, record.event):
        assert client.post(page(row), {"body": "Rewritten."}).status_code == 403
        assert client.post(page(row, "delete"), {"post": "yes"}).status_code == 403
    assert client.post("/admin/issues/entry/add/", {"body": "x"}).status_code == 403
    assert Entry.objects.count() == before
    assert Source.objects.filter(pk=record.source.pk).exists()
