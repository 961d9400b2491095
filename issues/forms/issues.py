"""The forms that open an issue and edit what it is called and filed under."""

from django import forms

from issues.forms.fields import LinesField, RecordForm, TextField
from issues.models import Issue, Lifecycle, Party, Topic, User
from issues.models.people import TEAM


class IssueForm(RecordForm):
    field_order = (
        *("reference", "title", "kind", "lead", "success_test", "parties", "topics", "aliases"),
    )

    title = forms.CharField(max_length=200, error_messages={"required": "Give the issue a title."})
    kind = forms.ChoiceField(
        help_text="Decides which statuses it can have.",
        error_messages={"required": "Choose the kind of issue."},
    )
    success_test = TextField(
        required=False,
        rows=3,
        label="What would settle it?",
        help_text="What would have to be seen for this to count as delivered.",
    )
    parties = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    topics = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    lead = forms.ChoiceField(required=False, label="Lead analyst")
    aliases = LinesField(
        required=False, label="Also called", help_text="Other names that search finds, one a line."
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.kinds = {kind.slug: kind for kind in Lifecycle.objects.all()}
        self.all_parties = {party.slug: party for party in Party.objects.all()}
        self.all_topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.leads = {user.username: user for user in _team()}
        self._offer("kind", self.kinds, empty="choose …")
        self._offer("parties", self.all_parties)
        self._offer("topics", self.all_topics)
        self._offer("lead", self.leads, empty="nobody")

    def _offer(self, name: str, things: dict, empty: str = "") -> None:
        choices = [(slug, str(thing)) for slug, thing in things.items()]
        self.let_choose(name, [("", empty), *choices] if empty else choices)

    def clean_kind(self) -> Lifecycle:
        return self.kinds[self.cleaned_data["kind"]]

    def clean_parties(self) -> list[Party]:
        return [self.all_parties[slug] for slug in self.cleaned_data["parties"]]

    def clean_topics(self) -> list[Topic]:
        return [self.all_topics[slug] for slug in self.cleaned_data["topics"]]

    def clean_lead(self) -> User | None:
        return self.leads.get(self.cleaned_data["lead"])


class OpenIssueForm(IssueForm):
    begins_with = "reference"

    reference = forms.CharField(
        max_length=24,
        help_text="Short and never changed: it stands in the address. Such as HNS or FDI-550.",
        error_messages={"required": "Give the issue a reference."},
    )

    def clean_reference(self) -> str:
        return self.cleaned_data["reference"].upper()


class EditIssueForm(IssueForm):
    """The form of an issue that is already open; its present values are its initial ones."""

    begins_with = "title"

    def __init__(self, *args, issue: Issue, **options):
        super().__init__(*args, initial=values_of(issue), **options)
        self._keep_lead(issue.lead)
        self._put_parties_first(self.initial["parties"])
        self.remember()

    def _keep_lead(self, lead: User | None) -> None:
        """Somebody who left the team stays the lead until another one is chosen."""
        if lead and lead.username not in self.leads:
            self.leads[lead.username] = lead
            self._offer("lead", self.leads, empty="nobody")

    def _put_parties_first(self, slugs: list[str]) -> None:
        """In the order in which the page names them, so that saving does not reorder them."""
        self.all_parties = {slug: self.all_parties[slug] for slug in slugs} | self.all_parties
        self._offer("parties", self.all_parties)

    def clean_parties(self) -> list[Party]:
        chosen = set(self.cleaned_data["parties"])
        return [party for slug, party in self.all_parties.items() if slug in chosen]


def values_of(issue: Issue) -> dict[str, object]:
    """An issue as its form holds it."""
    return {
        "title": issue.title,
        "kind": issue.lifecycle.slug,
        "success_test": issue.success_test,
        "parties": [party.slug for party in issue.parties.order_by("issueparty__position")],
        "topics": [topic.slug for topic in issue.topics.order_by("name")],
        "lead": issue.lead.username if issue.lead else "",
        "aliases": "\n".join(issue.aliases),
    }


def _team():
    return User.objects.filter(is_active=True, role__in=TEAM).order_by("name", "username")
