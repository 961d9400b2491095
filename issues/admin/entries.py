"""Entries, to be read, with their citations and versions and the way to correct them."""

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from issues import dates
from issues.admin.claims import Claims, ResolutionFilter, RungFilter, WhoFilter, fields_of
from issues.admin.filters import EntryReferenceFilter, SupersededFilter
from issues.admin.links import joined, link
from issues.admin.reading import ReadOnlyAdmin
from issues.models import Citation, Entry


@admin.register(Entry)
class EntryAdmin(Claims, ReadOnlyAdmin):
    fields = (
        *("kind", "dated", "text", "on_issues", "decides", "citation_list"),
        *("known_on", "known_on_reason", "author", "recorded_at", "versions_list", "uid"),
    )
    readonly_fields = (
        *("dated", "text", "on_issues", "decides", "citation_list", "versions_list"),
        *Claims.claim_fields,
    )
    list_display = (
        *("excerpt", "kind", "on_issues", "dated", "claim", "author", "recorded_at", "standing"),
    )
    list_select_related = ("author", "superseded_by", "expected_by", "reporter")
    list_filter = (
        *("kind", EntryReferenceFilter, ResolutionFilter, RungFilter, WhoFilter),
        *(SupersededFilter, "change", "author"),
    )
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

    def get_fields(self, request, obj=None):
        """What entries of its kind alone have stands after the text."""
        place = self.fields.index("on_issues")
        return (*self.fields[:place], *fields_of(obj), *self.fields[place:])

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
        citations = entry.citations.with_sources().order_by("id")
        lines = [(link(c.source), _passage(c), link(c, "citation")) for c in citations]
        return _listed("{}{} ({})", lines)

    @admin.display(description="versions")
    def versions_list(self, entry: Entry):
        origin = entry.first_version
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
