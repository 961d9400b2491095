"""Every page of every table of the admin: it answers an administrator, and nobody else."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
ADMINS = {model: admin.site._registry[model] for model in MODELS}


def name_of(model) -> str:
    return model._meta.model_name


def address(model, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


every_model = pytest.mark.parametrize("model", MODELS, ids=name_of)


def pages_of(model) -> list[str]:
    """Every address that the admin has for a model, filled in with a row of it."""
    row = model._base_manager.first()
    assert row is not None, f"the record has no {name_of(model)}"
    names = [pattern.name for pattern in ADMINS[model].urls if pattern.name]
    prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
    takes_none = ("changelist", "add")
    return [
        reverse(f"admin:{name}", args=() if name.removeprefix(prefix) in takes_none else [row.pk])
        for name in names
    ]


def test_every_table_of_the_record_is_there():
    ours = set(apps.get_app_config("issues").get_models())
    inline = {"move", "issueparty", "issuetopic", "activity", "changeday"}
    assert {name_of(model) for model in ours - set(MODELS)} == inline


def test_nothing_of_others_is_there():
    assert {model._meta.app_label for model in MODELS} == {"issues"}


@every_model
def test_every_page_answers(client, record, model):
    may_add = ADMINS[model].has_add_permission(client.get("/admin/").wsgi_request)
    for page in pages_of(model):
        wanted = {200}
        if page.endswith("/add/") and not may_add:
            wanted = {403}
        if page.endswith("/delete/"):
            wanted = {200, 403}
        if page.endswith("/second-factor/"):
            wanted = {302}  # away from one's own account
        assert client.get(page).status_code in wanted, page


@every_model
def test_a_row_is_called_by_what_it_is(client, record, model):
    row = model._base_manager.first()
    page = client.get(address(model, "change", row.pk), follow=True)
    assert f"{model.__name__} object" not in page.text
    assert str(page.context.get("subtitle") or row) == str(row)


@every_model
def test_search_and_every_filter_answer(client, record, model):
    page = address(model, "changelist")
    assert client.get(page, {"q": "japan"}).status_code == 200
    assert client.get(page, {"q": 'it\'s "100 %" \\_ -'}).status_code == 200
    assert client.get(page, {"q": "a\x00b"}).status_code in (200, 400)
    listed = client.get(page).context["cl"]
    for spec in listed.filter_specs:
        for choice in spec.choices(listed):
            if "query_string" in choice:
                answer = client.get(page + choice["query_string"])
                assert answer.status_code == 200, choice


@every_model
def test_nobody_else_enters(reader, analyst, editor, deactivated, signed_in, record, model):
    visitors = [signed_in(user) for user in (reader, analyst, editor, deactivated)]
    for visitor in (*visitors, Client()):
        for page in pages_of(model):
            for answer in (visitor.get(page), visitor.post(page, {"post": "yes"})):
                assert answer.status_code in (302, 403, 404), page
                assert "/login" in answer.headers.get("Location", "/login"), page


@pytest.mark.parametrize("page", ["/admin/", "/admin/issues/", "/admin/password_change/"])
def test_pages_of_the_site_answer(client, record, page):
    assert client.get(page, follow=True).status_code == 200


def test_the_index_lists_every_table_once(client, record):
    sections = client.get("/admin/").context["app_list"]
    listed = [entry["model"] for section in sections for entry in section["models"]]
    assert sorted(listed, key=lambda model: model._meta.label) == MODELS


def test_no_table_is_called_one_of_events_which_are_entries(client, record):
    sections = client.get("/admin/").context["app_list"]
    names = {entry["name"] for section in sections for entry in section["models"]}
    assert {"Issues of entries", "Versions of issues", "Versions of accounts"} <= names
    assert [name for name in names if "event" in name.lower()] == []


@every_model
def test_no_list_offers_to_change_many_rows_at_once(client, record, model):
    answer = client.get(address(model, "changelist"))
    assert answer.context["action_form"] is None
    deleted = client.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": model._base_manager.first().pk},
    )
    assert deleted.status_code in (200, 302, 403)
    assert model._base_manager.exists()
