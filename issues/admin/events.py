"""The tables that the history triggers write, to be read: deleted rows are found here too."""

import pghistory.core
from django.contrib import admin
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from pghistory.models import Context

from issues.admin.history import LABELS, noted_with
from issues.admin.links import link
from issues.admin.reading import ReadOnlyAdmin
from issues.models import User

_NAMES = ("reference", "title", "username", "name", "slug")
_TOLD = ("at", "who", "what", "action", "why")


class WhatFilter(admin.SimpleListFilter):
    title = "what happened"
    parameter_name = "what"

    def lookups(self, request, model_admin):
        return list(LABELS.items())

    def queryset(self, request, queryset):
        return queryset.filter(pgh_label=self.value()) if self.value() else queryset


class EventAdmin(ReadOnlyAdmin):
    """One line for each write of a row, with the row as it was after it."""

    list_filter = (WhatFilter,)
    ordering = ("-pgh_id",)
    sortable_by = ()
    list_display_links = ("at",)

    def get_list_display(self, request):
        return (*_TOLD, *self._names(), "row")

    def get_search_fields(self, request):
        return self._names()

    def get_fields(self, request, obj=None):
        kept = [f.name for f in self.opts.concrete_fields if not f.name.startswith("pgh_")]
        return [*_TOLD, "row", *kept]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def get_queryset(self, request):
        contexts = Context.objects.filter(pk=OuterRef("pgh_context"))
        person = contexts.values(key=Cast(KT("metadata__user"), BigIntegerField()))[:1]
        named = User.objects.filter(pk=OuterRef("by_id")).values("name")[:1]
        events = super().get_queryset(request).select_related("pgh_context")
        return events.annotate(by_id=Subquery(person)).annotate(by_name=Subquery(named))

    def _names(self) -> tuple[str, ...]:
        kept = {field.name for field in self.opts.concrete_fields}
        return tuple(name for name in _NAMES if name in kept)[:2]

    @admin.display(description="when")
    def at(self, event) -> str:
        return event.pgh_created_at.strftime("%-d %B %Y, %H:%M:%S UTC")

    @admin.display(description="who", empty_value="not signed in")
    def who(self, event) -> str | None:
        return event.by_name

    @admin.display(description="what")
    def what(self, event) -> str:
        return LABELS.get(event.pgh_label, event.pgh_label)

    @admin.display(description="action")
    def action(self, event) -> str:
        return noted_with(event).get("action", "-")

    @admin.display(description="why")
    def why(self, event) -> str:
        return noted_with(event).get("reason", "-")

    @admin.display(description="row")
    def row(self, event):
        """The row as it is now, where it has a page of its own; its number where it has none."""
        model = event.pgh_tracked_model
        number = f"no. {event.pgh_obj_id}"
        if model not in self.admin_site._registry:
            return number
        return link(model(pk=event.pgh_obj_id), number)


for model in pghistory.core.event_models():
    admin.site.register(model, EventAdmin)
