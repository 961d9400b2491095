"""Lifecycles with their statuses and moves, edited on one page; and each status on its own."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from issues import actions
from issues.actions.catalogue import delete_row, keep_row, uses_of
from issues.admin.doors import DoorAdmin, PartInline
from issues.admin.held import Held
from issues.admin.links import link
from issues.admin.versioned import PartForm, VersionedForm
from issues.models import Lifecycle, Move, Status

_TEXTS = {
    name: forms.Textarea(attrs={"rows": 2, "cols": 70})
    for name in ("definition", "entered_when", "left_when")
}
_STORED_PART = re.compile(r"^(statuses-\d+)-id$")


class StatusPartForm(PartForm):
    class Meta:
        widgets = _TEXTS


class MovePartForm(forms.ModelForm):
    """A move has no version of its own: it changes under that of its lifecycle."""

    held: Held | None = None

    def clean(self):
        cleaned = super().clean()
        if self.held and self.held.prefix == self.prefix:
            self.add_error(None, str(self.held.refusal))
        return cleaned


class StatusInline(PartInline, admin.StackedInline):
    model = Status
    form = StatusPartForm
    fields = (
        ("name", "slug", "position"),
        ("phase", "outcome"),
        *("definition", "entered_when", "left_when", "seen_version"),
    )
    show_change_link = True


class MoveInline(PartInline, admin.TabularInline):
    model = Move
    form = MovePartForm
    fields = ("source", "target")
    extra = 1
    verbose_name_plural = "moves (save a new status first, then join it to others)"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "target")

    def get_formset(self, request, obj=None, **kwargs):
        request.lifecycle = obj
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """One query for the choices of all rows, which are the statuses of the lifecycle."""
        statuses = Status.objects.filter(lifecycle=request.lifecycle)
        field = super().formfield_for_foreignkey(db_field, request, queryset=statuses, **kwargs)
        start = "the start (not rated yet)" if field.label == "Source" else "choose …"
        field.choices = [("", start), *((status.pk, status.name) for status in statuses)]
        return field


class LifecycleForm(VersionedForm):
    class Meta:
        widgets = {"description": forms.Textarea(attrs={"rows": 3, "cols": 70})}


@admin.register(Lifecycle)
class LifecycleAdmin(DoorAdmin):
    form = LifecycleForm
    fields = ("name", "slug", "description")
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    why_required = True
    list_display = ("name", "slug", "description")
    search_fields = ("name", "slug", "description")
    inlines = (StatusInline, MoveInline)
    history_parts = ((Status, "lifecycle"), (Move, "lifecycle"))
    deleted_along = "Its statuses and moves are deleted with it."

    def get_inlines(self, request, obj):
        """A new lifecycle is saved before it gets statuses, and those before they are joined."""
        return self.inlines if obj else ()

    def view_on_site(self, lifecycle: Lifecycle) -> str:
        return reverse("lifecycle", args=[lifecycle.slug])

    def versions_of_parts(self, request: HttpRequest) -> Iterable[str]:
        stored = filter(None, map(_STORED_PART.match, request.POST))
        return [f"{part[1]}-seen_version" for part in stored if request.POST[part[0]]]

    def save_related(self, request, form, formsets, change):
        """Removes what was ticked, moves first; then saves statuses; then moves, which need them.

        Whatever part changes, the lifecycle gets its next version: two people who edit its moves
        at once are told.
        """
        changed = [formset for formset in formsets if formset.has_changed()]
        if changed and not form.edits:
            self.keep(request, form.instance, form, change)
        for formset in reversed(changed):
            for part in formset.deleted_forms:
                self._delete_part(request, form, part)
        for formset in changed:
            for part in _kept(formset):
                self._keep_part(request, form, part)

    def _delete_part(self, request, form, part) -> None:
        if not part.instance.pk:
            return
        with _about(part):
            version = part.cleaned_data.get("seen_version")
            why = form.cleaned_data["why"]
            delete_row(by=request.user, row=part.instance, version=version, reason=why)

    def _keep_part(self, request, form, part) -> None:
        part.instance.lifecycle = form.instance
        stored = part.instance.pk is not None
        with _about(part):
            keep_row(
                by=request.user,
                row=part.instance,
                version=part.cleaned_data.get("seen_version") if stored else None,
                what="change lifecycle",
                reason=form.cleaned_data["why"],
            )


def _kept(formset) -> list:
    gone = formset.deleted_forms
    return [form for form in formset if form.has_changed() and form not in gone]


@contextmanager
def _about(part: forms.BaseForm) -> Iterator[None]:
    """A refusal inside is shown at that part of the form."""
    try:
        yield
    except actions.Refused as refusal:
        raise Held(refusal, part.prefix) from refusal


class StatusForm(VersionedForm):
    class Meta:
        widgets = _TEXTS


@admin.register(Status)
class StatusAdmin(DoorAdmin):
    form = StatusForm
    fields = (
        *("lifecycle", "name", "slug", "position", "phase", "outcome"),
        *("definition", "entered_when", "left_when", "joined_by", "used_by"),
    )
    readonly_fields = ("joined_by", "used_by")
    fixed_after_adding = ("lifecycle",)
    prepopulated_fields = {"slug": ("name",)}
    why_required = True
    list_display = ("name", "lifecycle", "phase", "outcome", "definition")
    list_select_related = ("lifecycle",)
    list_filter = ("lifecycle", "phase", "outcome")
    search_fields = ("name", "slug", "definition")
    deleted_along = "The moves from and to it are deleted with it."

    @admin.display(description="moves")
    def joined_by(self, status: Status):
        if not status.pk:
            return "Join it to other statuses on the page of its lifecycle."
        moves = Move.objects.filter(lifecycle=status.lifecycle_id).select_related(
            "source", "target"
        )
        ours = [str(move) for move in moves if status.pk in (move.source_id, move.target_id)]
        return link(status.lifecycle, "; ".join(ours) or "none yet")

    @admin.display(description="used by")
    def used_by(self, status: Status) -> str:
        return (status.pk and uses_of(status)) or "nothing yet"
