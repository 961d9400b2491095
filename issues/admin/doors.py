"""Rows that administrators change: every save goes through an action, compared with its version."""

from collections.abc import Iterable
from http import HTTPStatus

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from issues import actions
from issues.actions.catalogue import keep_row
from issues.admin.deleting import DeletesWithReason
from issues.admin.held import Held, VersionMissing, differences, held_back, hold
from issues.admin.history import ShowsHistory, newest_line
from issues.admin.versioned import PartForm, VersionedForm


class Quick:
    """Lists whose cost does not grow with the table: one page, one count, no second one."""

    actions = None
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter


class PlainChoices:
    """Rows are chosen from a list, not added or changed in a window on top of the form."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        widget = field and field.widget
        if isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
            field.widget.choices = widget.choices
        return field


class DoorAdmin(PlainChoices, Quick, ShowsHistory, DeletesWithReason, admin.ModelAdmin):
    """A page that changes rows of one model, by `keep_row` if it has no action of its own.

    Answers 409 to a form made from an older version and 428 to one that does not say, both with
    the typed text and a comparison; 422 to what an action or a field refuses.
    """

    form = VersionedForm
    # Changes that the public sees need a reason.
    why_required = False
    fixed_after_adding: tuple[str, ...] = ()

    # --- The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        extras = {"held": held_back(request), "why_required": self.why_required and change}
        return type(form.__name__, (form,), extras)

    def get_readonly_fields(self, request, obj=None):
        fixed = self.fixed_after_adding if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    # --- The answer

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            if object_id and not self._says_versions(request):
                raise VersionMissing
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except actions.Refused as refusal:
            return self._once_more(request, object_id, Held(refusal))
        except Held as held:
            return self._once_more(request, object_id, held)
        return _unprocessable(response)

    def _says_versions(self, request: HttpRequest) -> bool:
        wanted = ["version", *self.versions_of_parts(request)]
        return all(request.POST.get(name, "").strip().isdigit() for name in wanted)

    def versions_of_parts(self, request: HttpRequest) -> Iterable[str]:
        """The names of further fields that must say a version, for rows within the form."""
        return ()

    def _once_more(self, request, object_id, held: Held) -> HttpResponse:
        hold(request, held)
        response = super().changeform_view(request, object_id)
        response.status_code = held.status
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        held = held_back(request)
        if held and obj:
            # What is typed stands in the form alone; the page is about the row as it is.
            context["original"] = self.get_object(request, str(obj.pk))
            context["subtitle"] = str(context["original"])
        if held and held.is_conflict and obj:
            forms = [context["adminform"].form, *_forms_in(context, held)]
            context["conflict"] = {
                "sentence": str(held.refusal),
                "newest": newest_line(held.refusal.current if _has_row(held) else obj),
                "differences": [line for form in forms for line in differences(form)],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- The save

    def save_model(self, request, obj, form, change):
        if form.edits or not change:
            self.keep(request, obj, form, change)

    def keep(self, request: HttpRequest, obj: models.Model, form: VersionedForm, change: bool):
        """Save the row through its action."""
        keep_row(
            by=request.user,
            row=obj,
            version=form.cleaned_data["version"] if change else None,
            what=f"{'change' if change else 'add'} {self.opts.verbose_name}",
            reason=form.cleaned_data["why"],
        )

    # The history of the rows themselves tells what happened; a second log could only disagree.

    def log_addition(self, request, obj, message):
        return None

    def log_change(self, request, obj, message):
        return None

    def construct_change_message(self, request, form, formsets, add=False):
        return []


class LabelledLines(BaseInlineFormSet):
    """Lines whose boxes say what they are for to a screen reader as well."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            of = f" {form.instance}" if form.instance.pk else ""
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Remove{of}"


class PartInline(PlainChoices):
    """Rows within the form of another: refusals come back to the row that they are about."""

    form = PartForm
    formset = LabelledLines
    extra = 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs.setdefault("aria-label", str(field.label or db_field.verbose_name))
        return field

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        # Whether a row may go is the action's answer; the stock one reads everything that uses it.
        extras = {"held": held_back(request), "hand_clean_DELETE": lambda form: None}
        formset.form = type(formset.form.__name__, (formset.form,), extras)
        return formset


def _has_row(held: Held) -> bool:
    return isinstance(getattr(held.refusal, "current", None), models.Model)


def _forms_in(context: dict, held: Held) -> list:
    formsets = (inline.formset for inline in context["inline_admin_formsets"])
    return [form for formset in formsets for form in formset if form.prefix == held.prefix]


def _unprocessable(response: HttpResponse) -> HttpResponse:
    if isinstance(response, TemplateResponse) and response.context_data.get("errors"):
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response
