"""Deleting one row, with a reason, when nothing uses it."""

from http import HTTPStatus

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from issues import actions
from issues.actions.catalogue import delete_row, uses_of
from issues.admin.held import Held, VersionMissing


class WhyDelete(forms.Form):
    """The reason, and the version of the row that was on the screen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why?",
        max_length=500,
        help_text="Kept in the history, where what is deleted stays to be read.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        error_messages={"required": "Say why; the reason is kept in the history."},
    )


class DeletesWithReason:
    """The admin's page to delete a row: asks why, and says in a sentence what stands against it."""

    # What goes along with a row, in words.
    deleted_along = ""

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        if request.method != "POST":
            return self._ask(request, obj, WhyDelete(initial={"version": obj.version}))
        form = WhyDelete(request.POST)
        name, pk = str(obj), obj.pk
        try:
            if not request.POST.get("version", "").isdigit():
                raise VersionMissing
            if not form.is_valid():
                return self._ask(request, obj, form, HTTPStatus.UNPROCESSABLE_ENTITY)
            self._delete(request, obj, form.cleaned_data)
        except actions.Refused as refusal:
            return self._refused(request, obj, form, Held(refusal))
        return self.response_delete(request, name, pk)

    def _delete(self, request: HttpRequest, obj, cleaned: dict) -> None:
        delete_row(by=request.user, row=obj, version=cleaned["version"], reason=cleaned["why"])

    def _refused(self, request: HttpRequest, obj, form: WhyDelete, held: Held) -> HttpResponse:
        if held.is_conflict:
            form.data = {**form.data.dict(), "version": str(obj.version)}
        form.add_error(None, str(held.refusal))
        return self._ask(request, obj, form, held.status)

    def _ask(self, request, obj, form: WhyDelete, status: int = HTTPStatus.OK) -> HttpResponse:
        used_by = uses_of(obj)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete {self.opts.verbose_name}",
            "subtitle": str(obj),
            "object": obj,
            "object_name": self.opts.verbose_name,
            "opts": self.opts,
            "app_label": self.opts.app_label,
            "used_by": used_by,
            "along": self.deleted_along,
            "form": form,
            "is_popup": IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET,
            "preserved_filters": self.get_preserved_filters(request),
        }
        response = self.render_delete_form(request, context)
        response.status_code = status
        return response
