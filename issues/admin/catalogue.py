"""Parties, topics and sources."""

from datetime import date

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from issues.admin.doors import DoorAdmin
from issues.admin.fields import AliasesField
from issues.admin.links import page_of_list
from issues.admin.versioned import VersionedForm
from issues.lifecycle.knowledge import NotPublishedYet, check_published
from issues.models import Citation, IssueParty, IssueTopic, Party, Source, Topic


class PartyForm(VersionedForm):
    aliases = AliasesField()


@admin.register(Party)
class PartyAdmin(DoorAdmin):
    form = PartyForm
    fields = ("name", "slug", "local_name", "kind", "aliases", "issues_between")
    readonly_fields = ("issues_between",)
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "local_name", "kind", "other_names")
    list_filter = ("kind",)
    search_fields = ("name", "local_name", "slug", "aliases")

    @admin.display(description="aliases")
    def other_names(self, party: Party) -> str:
        return ", ".join(party.aliases)

    @admin.display(description="issues")
    def issues_between(self, party: Party):
        count = IssueParty.objects.filter(party=party.pk).count()
        return page_of_list("issues_issue", f"{count:,}", parties__id__exact=party.pk)


@admin.register(Topic)
class TopicAdmin(DoorAdmin):
    fields = ("name", "slug", "issues_under")
    readonly_fields = ("issues_under",)
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "slug")
    search_fields = ("name", "slug")

    @admin.display(description="issues")
    def issues_under(self, topic: Topic):
        count = IssueTopic.objects.filter(topic=topic.pk).count()
        return page_of_list("issues_issue", f"{count:,}", topics__id__exact=topic.pk)


class SourceForm(VersionedForm):
    def clean_published_on(self) -> date | None:
        published_on = self.cleaned_data["published_on"]
        try:
            check_published(published_on, timezone.localdate())
        except NotPublishedYet as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return published_on

    class Meta:
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "cols": 60}),
            "stored_text": forms.Textarea(attrs={"rows": 12, "cols": 80}),
        }


@admin.register(Source)
class SourceAdmin(DoorAdmin):
    form = SourceForm
    fields = (
        *("title", "title_basis", "publisher", "slug", "url", "published_on", "kind"),
        *("stored_text", "cited_by"),
    )
    readonly_fields = ("cited_by",)
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("publisher", "title")}
    list_display = ("title", "publisher", "published_on", "kind", "title_basis")
    list_filter = ("kind", "title_basis")
    search_fields = ("title", "publisher", "url", "slug")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("stored_text")

    def view_on_site(self, source: Source) -> str:
        return reverse("source", args=[source.slug])

    @admin.display(description="cited by")
    def cited_by(self, source: Source):
        counts = Citation.objects.filter(source=source.pk).aggregate(
            all=Count("id"), entries=Count("entry", distinct=True)
        )
        words = f"{counts['entries']:,} entries, {counts['all']:,} citations"
        return page_of_list("issues_citation", words, source__id__exact=source.pk)
