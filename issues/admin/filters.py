"""Filters of the record's lists that stay usable where a list of all issues would not."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.phases import Phase
from issues.models import Entry, StatusPeriod
from issues.models.issues import IssueQuerySet


class PhaseFilter(admin.SimpleListFilter):
    """The phase in which an issue is today, as known today; without a decision it is not rated."""

    title = "phase today"
    parameter_name = "phase"

    def lookups(self, request, model_admin):
        return Phase.choices()

    def queryset(self, request, queryset: IssueQuerySet):
        if self.value() is None:
            return queryset
        today = timezone.localdate()
        holding = StatusPeriod.objects.holding(AsOf(today)).filter(issue=OuterRef("pk"))
        if self.value() == Phase.NOT_RATED:
            rated = holding.exclude(status__phase=Phase.NOT_RATED)
            return queryset.filter(~Exists(rated))
        return queryset.filter(Exists(holding.filter(status__phase=self.value())))


class ReferenceFilter(admin.SimpleListFilter):
    """One issue, by its reference: a box to type it, as there are too many to list.

    `field` is the way from the listed model to the reference.
    """

    title = "issue"
    parameter_name = "issue"
    template = "admin/issues/reference_filter.html"
    label = "Reference"
    all_words = "All issues"
    field = "issue__reference"

    def lookups(self, request, model_admin):
        return [("", "")]  # the box is there whatever was typed

    def queryset(self, request, queryset):
        typed = (self.value() or "").strip().upper()
        return queryset.filter(**{self.field: typed}) if typed else queryset

    def choices(self, changelist):
        others = changelist.get_filters_params()
        yield {
            "name": self.parameter_name,
            "value": self.value() or "",
            "all": changelist.get_query_string(remove=[self.parameter_name]),
            "others": [
                (name, value)
                for name, values in others.items()
                for value in values
                if name != self.parameter_name
            ],
            "search": changelist.query,
            "label": self.label,
            "all_words": self.all_words,
        }


class EntryReferenceFilter(ReferenceFilter):
    field = "issues__reference"


class DecisionFilter(ReferenceFilter):
    field = "entry__issues__reference"


class SupersededFilter(admin.SimpleListFilter):
    """Whether a newer version of the entry stands in its place."""

    title = "superseded"
    parameter_name = "superseded"

    def lookups(self, request, model_admin):
        return [("no", "no: it is the newest version"), ("yes", "yes")]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        # Few entries are superseded: their numbers are looked up once, not joined to each row.
        older = Entry.objects.filter(supersedes__isnull=False).values("supersedes")
        return (
            queryset.filter(pk__in=older)
            if self.value() == "yes"
            else queryset.exclude(pk__in=older)
        )
