"""The record, to be read: entries, their citations and issues, checks, status periods."""

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from issues import dates
from issues.admin.doors import Quick
from issues.admin.filters import (
    DecisionFilter,
    EntryReferenceFilter,
    ReferenceFilter,
    SupersededFilter,
)
from issues.admin.links import joined, link
from issues.models import Check, Citation, Concern, Entry, StatusPeriod


class ReadOnlyAdmin(Quick, admin.ModelAdmin):
    """Lists and shows rows; nobody adds, changes or deletes one here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    fields = (
        *("kind", "dated", "text", "on_issues", "decides", "citation_list"),
        *("known_on", "known_on_reason", "author", "recorded_at", "versions_list", "uid"),
    )
    readonly_fields = ("dated", "text", "on_issues", "decides", "citation_list", "versions_list")
    list_display = ("excerpt", "kind", "on_issues", "dated", "author", "recorded_at", "standing")
    list_select_related = ("author", "superseded_by")
    list_filter = ("kind", EntryReferenceFilter, SupersededFilter, "change", "author")
    ordering = ("-id",)
    sortable_by = ("recorded_at",)
    search_fields = ("body",)
    search_help_text = "Words of the text, as in “rare earths” -tariff; or an entry's uid."

    def get_queryset(self, request):
        return super().get_queryset(request).defer("search").prefetch_related("issues")

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        words = SearchQuery(search_term, config="english", search_type="websearch")
        wanted = Q(search=words)
        if len(search_term.strip()) == 36:
            wanted |= Q(pk__in=_with_uid(search_term.strip()))
        return queryset.filter(wanted), False

    def view_on_site(self, entry: Entry) -> str:
        return reverse("entry", args=[entry.uid])

    def render_change_form(self, request, context, *args, **kwargs):
        context["doors"] = _doors(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        """An entry has no history but its versions, which stand on its page."""
        entry = self.get_object(request, object_id)
        extra = {"versions": self.versions_list(entry) if entry else ""}
        return super().history_view(request, object_id, extra)

    object_history_template = "admin/issues/entry/history.html"

    @admin.display(description="text")
    def excerpt(self, entry: Entry) -> str:
        return Truncator(entry.body or entry.change_reason).words(14)

    @admin.display(description="text")
    def text(self, entry: Entry) -> SafeString:
        return SafeString(linebreaks(entry.body, autoescape=True))

    @admin.display(description="date", ordering="first_on")
    def dated(self, entry: Entry) -> str:
        return dates.words(entry.date)

    @admin.display(description="issues")
    def on_issues(self, entry: Entry):
        return joined([link(issue, issue.reference) for issue in entry.issues.all()])

    @admin.display(description="stands")
    def standing(self, entry: Entry) -> str:
        if entry.change == "retraction":
            return "retraction"
        newer = getattr(entry, "superseded_by", None)
        return f"superseded ({newer.change})" if newer else "newest version"

    @admin.display(description="decides")
    def decides(self, entry: Entry):
        if entry.decided_issue is None:
            return "-"
        made_from = (
            link(entry.made_from, "the decision before it") if entry.made_from else "the first"
        )
        status = link(entry.status) if entry.status else "no status: retracted"
        return format_html("{}: {} (made from: {})", link(entry.decided_issue), status, made_from)

    @admin.display(description="citations")
    def citation_list(self, entry: Entry):
        citations = entry.citations.select_related("source").order_by("id")
        lines = [(link(c.source), _passage(c), link(c, "citation")) for c in citations]
        return _listed("{}{} ({})", lines)

    @admin.display(description="versions")
    def versions_list(self, entry: Entry):
        origin = entry.origin_id or entry.pk
        versions = Entry.objects.filter(Q(pk=origin) | Q(origin=origin)).select_related("author")
        lines = [_version(entry, version) for version in versions.order_by("-id")]
        return _listed("{}: {}, recorded {} by {}{}", lines)


def _with_uid(text: str):
    try:
        return Entry.objects.filter(uid=text).values("pk")
    except (ValueError, TypeError):
        return Entry.objects.none().values("pk")


def _doors(entry: Entry | None) -> list[tuple[str, str]]:
    """Where the newest version of an entry is corrected and retracted: on the site's own pages."""
    if entry is None or hasattr(entry, "superseded_by"):
        return []
    pages = (("Correct", "correct_entry"), ("Retract", "retract_entry"))
    return [(words, reverse(name, args=[entry.uid])) for words, name in pages]


def _passage(citation: Citation) -> str:
    where = f", {citation.locator}" if citation.locator else ""
    return f"{where}: “{citation.quotation}”" if citation.quotation else where


def _version(shown: Entry, version: Entry) -> tuple:
    what = version.change or "first version"
    words = Truncator(version.body).words(10) or "(taken back)"
    place = "this one" if version.pk == shown.pk else link(version, words)
    why = f": {version.change_reason}" if version.change_reason else ""
    recorded = version.recorded_at.strftime("%-d %B %Y, %H:%M UTC")
    return (what, place, recorded, version.author, why)


def _listed(shape: str, lines: list[tuple]) -> SafeString | str:
    if not lines:
        return "-"
    return format_html("<ul>{}</ul>", format_html_join("", f"<li>{shape}</li>", lines))


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
