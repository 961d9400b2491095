"""What stands beside entries, to be read: citations, issues, checks, links, status periods."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from issues.admin.filters import (
    DecisionFilter,
    ReferenceFilter,
)
from issues.admin.links import link
from issues.admin.reading import ReadOnlyAdmin
from issues.models import Check, Citation, Concern, Link, LinkEnd, StatusPeriod


@admin.register(Citation)
class CitationAdmin(ReadOnlyAdmin):
    list_display = ("source", "passage", "of_entry", "known_on", "by")
    list_select_related = ("source", "entry", "by")
    list_filter = (DecisionFilter, "source__kind")
    fields = ("source_link", "of_entry", "quotation", "locator", "known_on", "by", "recorded_at")
    readonly_fields = ("source_link", "of_entry")
    search_fields = ("quotation", "source__title", "source__publisher")
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request):
        return super().get_queryset(request).defer("source__stored_text", "entry__search")

    @admin.display(description="source")
    def source_link(self, citation: Citation):
        return link(citation.source)

    @admin.display(description="entry")
    def of_entry(self, citation: Citation):
        return link(citation.entry, Truncator(citation.entry.body).words(8) or citation.entry)

    @admin.display(description="quotation")
    def passage(self, citation: Citation) -> str:
        return Truncator(citation.quotation).words(16) or "-"


@admin.register(Concern)
class ConcernAdmin(ReadOnlyAdmin):
    """Which issues an entry is on."""

    list_display = ("on_issue", "of_entry", "kind", "dated_on", "known_on")
    list_display_links = None
    list_select_related = ("issue", "entry")
    list_filter = (ReferenceFilter, "kind")
    fields = ("on_issue", "of_entry", "kind", "dated_on", "known_on")
    readonly_fields = ("on_issue", "of_entry")
    search_fields = ("=issue__reference",)
    search_help_text = "The reference of an issue, whole."
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request):
        return super().get_queryset(request).defer("issue__search", "entry__search")

    @admin.display(description="issue")
    def on_issue(self, concern: Concern):
        return link(concern.issue)

    @admin.display(description="entry")
    def of_entry(self, concern: Concern):
        return link(concern.entry, Truncator(concern.entry.body).words(10) or concern.entry)


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    """Who looked at an issue on which day and found its record true."""

    list_display = ("checked_on", "on_issue", "by", "recorded_at")
    list_select_related = ("issue", "by")
    list_filter = (ReferenceFilter, "by")
    fields = ("on_issue", "checked_on", "by", "recorded_at")
    readonly_fields = ("on_issue",)
    search_fields = ("=issue__reference",)
    search_help_text = "The reference of an issue, whole."
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request):
        return super().get_queryset(request).defer("issue__search")

    @admin.display(description="issue")
    def on_issue(self, check: Check):
        return link(check.issue)


class LinkReferenceFilter(ReferenceFilter):
    """Links of one issue, from whichever side."""

    def queryset(self, request, queryset):
        typed = (self.value() or "").strip().upper()
        either = Q(issue__reference=typed) | Q(other__reference=typed)
        return queryset.filter(either) if typed else queryset


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    """Which issue looks to which, how and why; links are made and ended on the site's own pages."""

    list_display = ("from_issue", "kind", "to_issue", "reason", "known_on", "by", "ended")
    list_display_links = ("kind",)
    list_select_related = ("issue", "other", "by", "end")
    list_filter = (LinkReferenceFilter, "kind")
    fields = (
        *("from_issue", "kind", "to_issue", "reason", "source_link", "quotation", "locator"),
        *("known_on", "known_on_reason", "by", "recorded_at", "ended", "uid"),
    )
    readonly_fields = ("from_issue", "to_issue", "source_link", "ended")
    search_fields = ("=issue__reference", "=other__reference", "reason")
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request):
        return super().get_queryset(request).defer("issue__search", "other__search")

    @admin.display(description="issue")
    def from_issue(self, row: Link):
        return link(row.issue)

    @admin.display(description="other")
    def to_issue(self, row: Link):
        return link(row.other)

    @admin.display(description="source")
    def source_link(self, row: Link):
        return link(row.source)

    @admin.display(description="ended")
    def ended(self, row: Link):
        end = getattr(row, "end", None)
        return link(end, f"{end.known_on:%-d %B %Y}") if end else "-"


@admin.register(LinkEnd)
class LinkEndAdmin(ReadOnlyAdmin):
    """Which links no longer hold, since when and why."""

    list_display = ("of_link", "reason", "known_on", "by")
    list_display_links = ("reason",)
    list_select_related = ("link__issue", "link__other", "by")
    list_filter = ("link__kind",)
    fields = ("of_link", "reason", "known_on", "by", "recorded_at")
    readonly_fields = ("of_link",)
    search_fields = ("=link__issue__reference", "=link__other__reference", "reason")
    ordering = ("-id",)
    sortable_by = ()

    @admin.display(description="link")
    def of_link(self, end: LinkEnd):
        return link(end.link)


@admin.register(StatusPeriod)
class StatusPeriodAdmin(ReadOnlyAdmin):
    """Derived by the database from the decisions: which status holds when, known when."""

    list_display = ("on_issue", "status", "held", "was_known", "by_decision")
    list_display_links = None
    list_select_related = ("issue", "status")
    list_filter = (ReferenceFilter, "status__phase", "status__lifecycle")
    fields = ("on_issue", "status", "held", "was_known", "by_decision")
    readonly_fields = ("on_issue", "held", "was_known", "by_decision")
    search_fields = ("=issue__reference",)
    search_help_text = "The reference of an issue, whole."
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request):
        return super().get_queryset(request).defer("issue__search")

    @admin.display(description="issue")
    def on_issue(self, period: StatusPeriod):
        return link(period.issue)

    @admin.display(description="holds")
    def held(self, period: StatusPeriod) -> str:
        return _days(period.holds)

    @admin.display(description="known")
    def was_known(self, period: StatusPeriod) -> str:
        return _days(period.known)

    @admin.display(description="decision")
    def by_decision(self, period: StatusPeriod):
        address = reverse("admin:issues_entry_change", args=[period.decision_id])
        return format_html('<a href="{}">decision</a>', address)


def _days(span) -> str:
    until = f"until {span.upper:%-d %B %Y} (not on it)" if span.upper else "on"
    return f"from {span.lower:%-d %B %Y} {until}" if span.lower else until
