"""The one way in which a status changes in the admin: a decision, by the same action and form."""

from dataclasses import asdict
from http import HTTPStatus

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from issues import actions, dates
from issues.forms import MissingVersion, NewSource, StatusForm, Versions
from issues.forms.versions import NONE
from issues.models import Entry, Issue
from issues.reads.editing import Moves, decision_of, moves_from, newest_uid, sources_at_hand

_OFFERED = 12
_GROUPS = (
    ("Decision", ("status", "date", "reason")),
    ("Source", ("source", "find", "quotation", "locator")),
    (
        "A source that is new",
        ("new_title", "new_publisher", "new_url", "new_published_on", "new_kind"),
    ),
    ("When it was known", ("known_on", "known_on_reason")),
)


class ChangesStatus:
    """The page `issues/issue/<id>/status/`: what StatusForm asks, to `actions.change_status`.

    Answers 409 when another decision came in, with that one and the typed text; 428 when the form
    does not say which decision it was made from; 422 to what is refused.
    """

    def status_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        issue = self.get_object(request, unquote(object_id))
        if issue is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, issue):
            raise PermissionDenied
        form = _form(request, issue)
        versions = _fresh(issue)
        if request.method != "POST":
            return self._status_page(request, issue, form, versions)
        return self._decide(request, issue, form, versions)

    def _decide(self, request, issue, form: StatusForm, fresh: Versions) -> HttpResponse:
        try:
            sent = Versions.sent(request.POST, ["made_from"])
            if not form.is_valid():
                return self._status_page(
                    request, issue, form, sent, HTTPStatus.UNPROCESSABLE_ENTITY
                )
            decision = _change(request, issue, form, sent)
        except MissingVersion as missing:
            form.add_refusal(None, str(missing))
            return self._status_page(request, issue, form, fresh, HTTPStatus.PRECONDITION_REQUIRED)
        except (actions.Stale, actions.AlreadySent) as conflict:
            other = getattr(conflict, "current", None) or conflict.entry
            form.add_refusal(None, str(conflict))
            return self._status_page(
                request, issue, form, _fresh(issue), HTTPStatus.CONFLICT, other
            )
        except actions.Refused as refusal:
            form.add_refusal(refusal.field, str(refusal))
            return self._status_page(request, issue, form, sent, HTTPStatus.UNPROCESSABLE_ENTITY)
        since = dates.phrase(decision.date)
        messages.success(request, f"{issue.reference}: “{decision.status}” from {since}.")
        return HttpResponseRedirect(reverse("admin:issues_issue_change", args=[issue.pk]))

    def _status_page(self, request, issue, form, versions, status=HTTPStatus.OK, other=None):
        moves = moves_from(issue, form.today)
        _offer(form, moves)
        context = {
            **self.admin_site.each_context(request),
            "title": "Change status",
            "subtitle": str(issue),
            "issue": issue,
            "form": form,
            "groups": [(name, [form[field] for field in fields]) for name, fields in _GROUPS],
            "versions": versions,
            "other": other and _told(other),
            "status_today": moves.now.name if moves.now else "not rated",
            "allowed": [target.name for target in moves.targets],
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name
        page = "admin/issues/issue/status.html"
        return TemplateResponse(request, page, context, status=status)


def _form(request: HttpRequest, issue: Issue) -> StatusForm:
    data = request.POST if request.method == "POST" else None
    day = timezone.localdate()
    return StatusForm(
        data, issue=issue, today=day, at_hand=lambda: sources_at_hand(issue, day, _OFFERED)
    )


def _offer(form: StatusForm, moves: Moves) -> None:
    """Show the allowed statuses alone, and the one that was chosen before."""
    chosen = form.statuses.get(form["status"].value() or "")
    offers = {target.slug: target.name for target in moves.targets}
    if chosen:
        offers.setdefault(chosen.slug, chosen.name)
    form.fields["status"].widget.choices = list(offers.items())


def _fresh(issue: Issue) -> Versions:
    return Versions.fresh(made_from=str(newest_uid(issue) or NONE))


@transaction.atomic
def _change(request: HttpRequest, issue: Issue, form: StatusForm, sent: Versions) -> Entry:
    given = form.cleaned_data
    return actions.change_status(
        by=request.user,
        issue=issue,
        status=given["status"],
        reason=given["reason"],
        date=given["date"],
        citations=[_cite(request, form)],
        made_from=_made_from(issue, sent),
        known_on=given["known_on"],
        known_on_reason=given["known_on_reason"],
        today=form.today,
        uid=sent.uid,
    )


def _made_from(issue: Issue, sent: Versions) -> Entry | None:
    if sent.made_from_uid is None:
        return None
    decision = decision_of(issue, sent.made_from_uid)
    if decision is None:
        raise MissingVersion
    return decision


def _cite(request: HttpRequest, form: StatusForm) -> actions.Cite:
    given = form.cleaned_data
    source = given["cited"]
    if isinstance(source, NewSource):
        source = actions.add_source(by=request.user, today=form.today, **asdict(source))
    return actions.Cite(source, given["quotation"], given["locator"])


def _told(entry: Entry) -> dict[str, str]:
    return {
        "status": str(entry.status or "retracted"),
        "since": dates.phrase(entry.date),
        "reason": entry.body or entry.change_reason,
        "author": str(entry.author),
        "recorded_at": entry.recorded_at,
    }
