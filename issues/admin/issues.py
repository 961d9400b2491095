"""Issues: what they are called and filed under. Their status changes by a decision alone."""

from django import forms
from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import OuterRef, Q, Subquery
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from issues import actions
from issues.actions.rows import because
from issues.admin.doors import DoorAdmin, PartInline
from issues.admin.fields import AliasesField
from issues.admin.filters import PhaseFilter
from issues.admin.links import page_of_list
from issues.admin.status_change import ChangesStatus
from issues.admin.versioned import VersionedForm
from issues.lifecycle.knowledge import AsOf
from issues.models import (
    Concern,
    Issue,
    IssueParty,
    IssueTopic,
    Party,
    StatusPeriod,
    Topic,
    User,
    Visibility,
)
from issues.models.people import TEAM


class IssueForm(VersionedForm):
    aliases = AliasesField()

    class Meta:
        widgets = {
            "title": forms.TextInput(attrs={"size": 80}),
            "success_test": forms.Textarea(attrs={"rows": 3, "cols": 70}),
        }


class FiledInline(PartInline, admin.TabularInline):
    """What an issue is filed under; saved with the issue, by the issue's own action."""

    form = forms.ModelForm
    extra = 1
    choices_of: type

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        rows = self.choices_of.objects.values_list("pk", "name")
        field.choices = [("", "choose …"), *rows]  # one query for all lines
        return field


class PartyInline(FiledInline):
    model = IssueParty
    choices_of = Party
    fields = ("party", "position")
    verbose_name = "party"
    verbose_name_plural = "parties, in the order in which the page names them"


class TopicInline(FiledInline):
    model = IssueTopic
    choices_of = Topic
    fields = ("topic",)
    verbose_name = "topic"
    verbose_name_plural = "topics"


@admin.register(Issue)
class IssueAdmin(ChangesStatus, DoorAdmin):
    form = IssueForm
    inlines = (PartyInline, TopicInline)
    history_parts = ((IssueParty, "issue"), (IssueTopic, "issue"))
    readonly_fields = ("status_today", "record")
    fixed_after_adding = ("reference", "opened_on")
    list_display = (
        "reference",
        "title",
        "lifecycle",
        "status_now",
        "visibility",
        "lead",
        "changed",
    )
    list_display_links = ("reference", "title")
    list_select_related = ("lifecycle", "lead", "activity")
    list_filter = ("visibility", "lifecycle", PhaseFilter, "topics")
    search_fields = ("reference", "title")
    search_help_text = "Words of the title, of an alias or of the success test; or a reference."

    def has_delete_permission(self, request, obj=None):
        """An issue is a place in the record: it can be unpublished, not deleted."""
        return False

    def get_fields(self, request, obj=None):
        common = ("title", "aliases", "lifecycle", "lead", "success_test", "opened_on")
        if obj is None:
            return ("reference", *common)
        return ("reference", "status_today", "visibility", *common, "record")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        team = Q(role__in=TEAM, is_active=True)
        leads = User.objects.filter(team | Q(pk=obj.lead_id) if obj else team)
        form.base_fields["lead"].queryset = leads
        return form

    def get_urls(self):
        view = self.admin_site.admin_view(self.status_view)
        return [
            path("<path:object_id>/status/", view, name="issues_issue_status"),
            *super().get_urls(),
        ]

    def view_on_site(self, issue: Issue) -> str:
        return reverse("issue", args=[issue.reference])

    # --- The list

    def get_queryset(self, request):
        today = timezone.localdate()
        holding = StatusPeriod.objects.holding(AsOf(today)).filter(issue=OuterRef("pk"))
        status = Subquery(holding.values("status__name")[:1])
        return super().get_queryset(request).defer("search").annotate(status_name=status)

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        words = SearchQuery(search_term, config="english", search_type="websearch")
        reference = Q(reference__istartswith=search_term.strip())
        return queryset.filter(Q(search=words) | reference), False

    @admin.display(description="status today", empty_value="not rated")
    def status_now(self, issue) -> str | None:
        return issue.status_name

    @admin.display(description="last changed", ordering="activity__last_changed_on")
    def changed(self, issue: Issue):
        return issue.activity.last_changed_on

    # --- The page

    @admin.display(description="status today")
    def status_today(self, issue):
        address = reverse("admin:issues_issue_status", args=[issue.pk])
        words = issue.status_name or "not rated"
        return format_html('{} (<a href="{}">change status</a>)', words, address)

    @admin.display(description="record")
    def record(self, issue: Issue):
        count = Concern.objects.filter(issue=issue.pk).count()
        return page_of_list("issues_entry", f"{count:,} entries", issue=issue.reference)

    # --- The save

    def save_model(self, request, obj, form, change):
        """Nothing yet: an issue is saved together with its parties and topics."""

    def save_related(self, request, form, formsets, change):
        if change and not form.edits and not any(formset.has_changed() for formset in formsets):
            return
        filed = {formset.model: _filed(formset) for formset in formsets}
        common = _common(form, filed[IssueParty], filed[IssueTopic])
        what = "edit issue" if change else "open issue"
        with because(request.user, what, form.cleaned_data["why"]):
            saved = (
                self._edit(request, form, common) if change else self._open(request, form, common)
            )
        form.instance.pk = saved.pk
        form.instance.refresh_from_db()

    def _open(self, request, form, common: dict) -> Issue:
        given = form.cleaned_data
        return actions.open_issue(
            by=request.user,
            reference=given["reference"],
            opened_on=given["opened_on"],
            **common,
        )

    def _edit(self, request, form, common: dict) -> Issue:
        given, by = form.cleaned_data, request.user
        saved = actions.edit_issue(by=by, issue=form.instance, version=given["version"], **common)
        if given["visibility"] == saved.visibility:
            return saved
        publishes = given["visibility"] == Visibility.PUBLISHED
        act = actions.publish_issue if publishes else actions.unpublish_issue
        return act(by=by, issue=saved, version=saved.version)


def _common(form, parties: list[Party], topics: list[Topic]) -> dict:
    given = form.cleaned_data
    return {
        "title": given["title"],
        "kind": given["lifecycle"],
        "parties": parties,
        "topics": topics,
        "aliases": given["aliases"],
        "lead": given["lead"],
        "success_test": given["success_test"],
    }


def _filed(formset) -> list:
    """What the lines of a formset name, in their order, without those ticked for removal."""
    name = "party" if formset.model is IssueParty else "topic"
    lines = [form.cleaned_data for form in formset if form not in formset.deleted_forms]
    named = [line for line in lines if line.get(name)]
    return [line[name] for line in sorted(named, key=lambda line: line.get("position") or 0)]
