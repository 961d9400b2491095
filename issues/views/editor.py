"""A form on its way through HTTP: shown empty, shown again with what was typed, and where to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from issues.actions import newest_version
from issues.forms.fields import RecordForm
from issues.forms.versions import Versions, is_uid
from issues.models import Entry, Issue
from issues.reads.differences import Piece
from issues.reads.editing import known_issue
from issues.views.answering import answer, found_or_404
from issues.views.request import Request


@dataclass(frozen=True, slots=True)
class Part:
    """One field of two versions, side by side."""

    label: str
    mine: list[Piece]
    theirs: list[Piece]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Whose change stands against what was typed. `at` is the instant at which it was recorded.

    `parts` are the fields that both changed, `taken` the labels of those that only they did.
    """

    sentence: str
    by: str
    at: object
    parts: list[Part]
    taken: list[str]


@dataclass(slots=True)
class Editor:
    """What a form's template is given, and how the form is shown.

    `needs` names the versions that the form carries besides its token, `versions` says what they
    are at this moment, and `values` what the record holds in the form's own terms, for comparing
    a conflicting change field by field. `offers` is what only showing the form needs.
    """

    request: Request
    form: RecordForm
    template: str
    title: str
    save: str
    home: str
    versions: Callable[[], Versions]
    needs: tuple[str, ...] = ()
    values: Callable[[Any], Mapping[str, Any]] = lambda current: {}
    context: dict[str, Any] = field(default_factory=dict)
    offers: Callable[[], dict[str, Any]] = dict

    def show(
        self,
        status: int = 200,
        refusal: str = "",
        versions: Versions | None = None,
        conflict: Conflict | None = None,
    ) -> HttpResponse:
        """The form, for a page or for the place in a page that htmx asked for it."""
        context = {
            **self.context,
            **self.offers(),
            "editor": self,
            "form": self.form,
            "versions": (versions or self.versions()).fields(),
            "refusal": refusal,
            "conflict": conflict,
        }
        return answer(self.request, self.template, context, part="form", status=status)

    @property
    def action(self) -> str:
        return self.request.path

    @property
    def back(self) -> str:
        """Where the user came from, if that is a page of ours; else the page of the thing."""
        return came_from(self.request) or self.home

    @property
    def axis(self) -> str:
        """The days that the strips of the list show in which the form stands; "" elsewhere."""
        return self.request.POST.get("axis") or self.request.GET.get("axis") or ""


def came_from(request: Request) -> str:
    """The page of ours from which a form was asked for, "" if it does not say or is not ours."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked.startswith("/") and safe else ""


def typed(request: Request):
    """What a form is bound to: nothing until it is sent."""
    return request.POST if request.method == "POST" else None


def seen_issue(request: Request, reference: str) -> Issue:
    """The issue, if the user may know of it; else 404."""
    return found_or_404(lambda: known_issue(request.user, reference))


def seen_entry(request: Request, uid) -> Entry:
    """The entry, if the user may know of it; else 404."""
    entries = Entry.objects.visible_to(request.user)
    entry = entries.select_related("author", "status", "decided_issue__lifecycle").filter(uid=uid)
    if not (found := entry.first()):
        raise Http404
    return found


def issues_of(request: Request, entry: Entry) -> list[Issue]:
    """The issues that the entry is on, as far as the user may know of them: at least one, if they
    may know of the entry."""
    return list(Issue.objects.visible_to(request.user).filter(entries=entry))


def version_meant(request: Request, uid: UUID) -> Entry:
    """The version that the form was made from; when it is asked for, the newest one."""
    asked = seen_entry(request, uid)
    sent = request.POST.get("supersedes", "")
    if request.method != "POST" or not is_uid(sent):
        return seen_entry(request, newest_version(asked).uid)
    meant = seen_entry(request, UUID(sent))
    if meant.first_version != asked.first_version:
        raise Http404
    return meant


def issue_address(issue: Issue) -> str:
    return reverse("issue", args=[issue.reference])
