"""Users and their roles. Nobody is deleted: who leaves is deactivated."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from issues import actions
from issues.actions.people import (
    add_person,
    check_has_lost_factor,
    edit_person,
    remove_second_factor,
    set_password,
)
from issues.admin.doors import DoorAdmin
from issues.admin.held import Held, VersionMissing
from issues.admin.versioned import VersionedForm
from issues.models import User
from issues.permissions import check_administer

_NEW = {"autocomplete": "new-password"}


class PasswordFields(forms.Form):
    """A new password, typed twice."""

    password1 = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs=_NEW),
        help_text="At least 8 characters, not only digits, and no common password.",
    )
    password2 = forms.CharField(
        label="Password again", strip=False, widget=forms.PasswordInput(attrs=_NEW)
    )

    def clean(self):
        cleaned = super().clean()
        first, again = cleaned.get("password1"), cleaned.get("password2")
        if first and again and first != again:
            self.add_error("password2", "The two are not the same. Type both again.")
        return cleaned


class AddUserForm(PasswordFields, VersionedForm):
    pass


class _OnPerson(forms.Form):
    """Does one thing to the account that stood at `version`."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Kept in the history, without the password.",
    )


class SetPasswordForm(PasswordFields, _OnPerson):
    field_order = ("password1", "password2", "why")


class RemoveSecondFactorForm(_OnPerson):
    why = forms.CharField(
        label="Why?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Kept in the history: who asked, and how you know that it was them.",
        error_messages={"required": "Say why; the reason is kept in the history."},
    )


@dataclass(frozen=True, slots=True)
class _Deed:
    """What a page does to one account: its form, and the action that takes what was given."""

    title: str
    template: str
    form: type[_OnPerson]
    do: Callable[[HttpRequest, User, dict], str]
    check: Callable[[User, User], None] = lambda by, person: None


@admin.register(User)
class UserAdmin(DoorAdmin):
    fields = ("username", "name", "email", "role", "is_active", "last_login", "joined_at")
    readonly_fields = ("last_login", "joined_at")
    why_required = True
    list_display = ("username", "name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "name", "email")

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if obj:
            return self.fields
        return ("username", "name", "email", "role", "password1", "password2")

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs.setdefault("form", VersionedForm if obj else AddUserForm)
        return super().get_form(request, obj, change=change, **kwargs)

    def keep(self, request, obj, form, change):
        given, common = form.cleaned_data, {"by": request.user, "person": obj}
        if change:
            edit_person(version=given["version"], reason=given["why"], **common)
        else:
            add_person(password=given["password1"], reason=given["why"], **common)

    def get_urls(self):
        pages = (("password", _PASSWORD), ("second-factor", _SECOND_FACTOR))
        return [*(self._url(name, deed) for name, deed in pages), *super().get_urls()]

    def _url(self, name: str, deed: _Deed):
        view = self.admin_site.admin_view(self.deed_view)
        url_name = f"issues_user_{name.replace('-', '_')}"
        return path(f"<path:object_id>/{name}/", view, {"deed": deed}, name=url_name)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["lost_factor"] = bool(obj) and not _refusal(_SECOND_FACTOR, request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def deed_view(self, request: HttpRequest, object_id: str, deed: _Deed) -> HttpResponse:
        """Ask for what the deed needs, and do it to the account as it was on the screen."""
        check_administer(request.user)
        person = self.get_object(request, unquote(object_id))
        if person is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            if refusal := _refusal(deed, request.user, person):
                messages.error(request, refusal)
                return _to_page_of(person)
            form = deed.form(initial={"version": person.version})
            return self._deed_page(request, person, deed, form)
        form = deed.form(request.POST)
        try:
            if not request.POST.get("version", "").isdigit():
                raise VersionMissing
            if form.is_valid():
                messages.success(request, deed.do(request, person, form.cleaned_data))
                return _to_page_of(person)
        except actions.Refused as refusal:
            return self._deed_refused(request, person, deed, form, Held(refusal))
        return self._deed_page(request, person, deed, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _deed_refused(self, request, person, deed: _Deed, form: forms.Form, held: Held):
        form.is_valid()
        if held.is_conflict:
            form.data = {**form.data.dict(), "version": str(person.version)}
        field = held.refusal.field
        form.add_error(field if field in form.fields else None, str(held.refusal))
        return self._deed_page(request, person, deed, form, held.status)

    def _deed_page(self, request, person: User, deed, form, status: int = HTTPStatus.OK):
        context = {
            **self.admin_site.each_context(request),
            "title": deed.title,
            "subtitle": str(person),
            "person": person,
            "form": form,
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, deed.template, context, status=status)


def _to_page_of(person: User) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:issues_user_change", args=[person.pk]))


def _refusal(deed: _Deed, by: User, person: User) -> str:
    """Why the deed cannot be done to this person by this user, "" if it can."""
    try:
        deed.check(by, person)
    except actions.Refused as refusal:
        return str(refusal)
    return ""


def _set_password(request: HttpRequest, person: User, given: dict) -> str:
    changed = set_password(
        by=request.user,
        person=person,
        version=given["version"],
        password=given["password1"],
        reason=given["why"],
    )
    if changed == request.user:
        update_session_auth_hash(request, changed)
    return f"{changed} has a new password; their sessions have ended."


def _remove_second_factor(request: HttpRequest, person: User, given: dict) -> str:
    remove_second_factor(
        by=request.user, person=person, version=given["version"], reason=given["why"]
    )
    return f"{person} signs in with the password alone now; their sessions have ended."


_PASSWORD = _Deed("Set password", "admin/issues/user/password.html", SetPasswordForm, _set_password)
_SECOND_FACTOR = _Deed(
    "Remove second factor",
    "admin/issues/user/second_factor.html",
    RemoveSecondFactorForm,
    _remove_second_factor,
    check_has_lost_factor,
)
