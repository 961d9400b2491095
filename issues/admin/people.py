"""Users and their roles. Nobody is deleted: who leaves is deactivated."""

from http import HTTPStatus

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from issues import actions
from issues.actions.people import add_person, edit_person, set_password
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


class SetPasswordForm(PasswordFields):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Kept in the history, without the password.",
    )


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
        view = self.admin_site.admin_view(self.password_view)
        return [
            path("<path:object_id>/password/", view, name="issues_user_password"),
            *super().get_urls(),
        ]

    def password_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give somebody a new password; it is checked like any other and ends their sessions."""
        check_administer(request.user)
        person = self.get_object(request, unquote(object_id))
        if person is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            form = SetPasswordForm(initial={"version": person.version})
            return self._password_page(request, person, form)
        form = SetPasswordForm(request.POST)
        try:
            if not request.POST.get("version", "").isdigit():
                raise VersionMissing
            if form.is_valid():
                return self._set_password(request, person, form.cleaned_data)
        except actions.Refused as refusal:
            return self._password_refused(request, person, form, Held(refusal))
        return self._password_page(request, person, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _set_password(self, request, person: User, given: dict) -> HttpResponse:
        changed = set_password(
            by=request.user,
            person=person,
            version=given["version"],
            password=given["password1"],
            reason=given["why"],
        )
        if changed == request.user:
            update_session_auth_hash(request, changed)
        messages.success(request, f"{changed} has a new password; their sessions have ended.")
        return HttpResponseRedirect(reverse("admin:issues_user_change", args=[changed.pk]))

    def _password_refused(self, request, person, form: SetPasswordForm, held: Held):
        form.is_valid()
        if held.is_conflict:
            form.data = {**form.data.dict(), "version": str(person.version)}
        field = held.refusal.field
        form.add_error(field if field in form.fields else None, str(held.refusal))
        return self._password_page(request, person, form, held.status)

    def _password_page(self, request, person: User, form, status: int = HTTPStatus.OK):
        context = {
            **self.admin_site.each_context(request),
            "title": "Set password",
            "subtitle": str(person),
            "person": person,
            "form": form,
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name
        page = "admin/issues/user/password.html"
        return TemplateResponse(request, page, context, status=status)
