"""The one place in which a refusal becomes an answer; what was typed is always shown again.

missing version  428   the form again, on the version of now
wrong input      422   the form again, the errors beside their fields
not allowed      403   the sentence, and what was typed
stale            409   both versions, and what was typed on the version of now
sent before      409   likewise, against what was recorded then
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from django import forms
from django.http import HttpResponse

from issues import dates
from issues.actions import AlreadySent, Refused, Stale
from issues.dates import FuzzyDate
from issues.forms.citing import CitingForm, cited_words
from issues.forms.fields import RecordForm
from issues.forms.versions import MissingVersion, Versions
from issues.models import Citation, Entry, Issue, Link, LinkEnd
from issues.permissions import NotAllowed
from issues.reads.differences import compare
from issues.reads.edits import last_edit
from issues.views.editor import Conflict, Editor, Part
from issues.views.errors import refuse


def submit(editor: Editor, act: Callable[[Versions], HttpResponse]) -> HttpResponse:
    """Show a form that is asked for; send one that was filled in through `act`.

    `act` calls the action with the form's cleaned values and answers; it is called only with
    valid values and a version. Whatever it refuses is answered here.
    """
    if editor.request.method != "POST":
        return editor.show()
    valid = editor.form.is_valid()
    try:
        sent = Versions.sent(editor.request.POST, editor.needs)
        return act(sent) if valid else editor.show(422, versions=sent)
    except MissingVersion as missing:
        return editor.show(428, refusal=str(missing))
    except NotAllowed as refusal:
        if editor.request.htmx:  # the form stays on the page; the sentence goes to the notice
            return refuse(editor.request, 403, "Not allowed", str(refusal))
        return editor.show(403, refusal=str(refusal), versions=sent)
    except AlreadySent as refusal:
        return editor.show(409, conflict=_conflict(editor, refusal, refusal.entry))
    except Stale as refusal:
        return editor.show(409, conflict=_conflict(editor, refusal, refusal.current))
    except Refused as refusal:
        editor.form.add_refusal(refusal.field, str(refusal))
        return editor.show(422, versions=sent)


def _conflict(editor: Editor, refusal: Refused, current: object) -> Conflict:
    by, at = _last_change(current)
    theirs = dict(editor.values(current))
    taken, own = editor.form.merge(theirs) if _is_edited(editor, current) else ([], [])
    clashing = {name: value for name, value in theirs.items() if name not in (*taken, *own)}
    if isinstance(editor.form, CitingForm) and editor.form.rests_on not in (*taken, *own):
        clashing[editor.form.rests_on] = sources_of(current)
    parts = differences(editor.form, clashing)
    labels = [str(editor.form[name].label) for name in taken]
    return Conflict(str(refusal), by, at, parts, labels)


def _is_edited(editor: Editor, current: object) -> bool:
    """Whether what stands against the form is a version of what it edits, not another decision."""
    entry = editor.context.get("entry")
    if not isinstance(current, Entry):
        return entry is None
    return entry is not None and current.first_version == entry.first_version


def _last_change(current: object) -> tuple[str, object]:
    if isinstance(current, Entry):
        return str(current.author), current.recorded_at
    if isinstance(current, Link | LinkEnd):
        return str(current.by), current.recorded_at
    if isinstance(current, Issue):
        return last_edit(current)
    raise TypeError(f"Nobody is known to have changed {current!r}.")


def sources_of(current: object) -> list[str]:
    """What a version rests on, each citation in the words of the forms."""
    cited: Iterable[Citation | Link] = []
    if isinstance(current, Entry):
        cited = current.citations.with_sources()
    if isinstance(current, Link):
        cited = [current]
    return [cited_words(one.source, one.quotation, one.locator) for one in cited]


def differences(form: RecordForm, theirs: Mapping[str, Any]) -> list[Part]:
    """The fields in which what was typed and what was recorded are not the same."""
    both = [
        (str(form[name].label), said(form, name), said(form, name, value))
        for name, value in theirs.items()
        if name in form.fields
    ]
    return [Part(label, *compare(mine, other)) for label, mine, other in both if mine != other]


_TYPED = object()


def said(form: RecordForm, name: str, value: Any = _TYPED) -> str:
    """A value of a field in words: the names of what was chosen, a date as it is said."""
    field = form.fields[name]
    if isinstance(form, CitingForm) and name == form.rests_on:
        return "\n".join(sorted(form.cited_words if value is _TYPED else value))
    typed = form[name].value() if value is _TYPED else value
    if isinstance(field, forms.ChoiceField):
        chosen = typed if isinstance(typed, list | tuple) else [typed]
        offered = cast("Iterable[tuple[object, object]]", field.choices)
        names = {str(key): str(label) for key, label in offered}
        return "\n".join(sorted(names.get(str(one), str(one)) for one in chosen if one))
    cleaned = form.cleaned_data.get(name) if value is _TYPED else value
    if isinstance(cleaned, FuzzyDate):
        return dates.words(cleaned)
    return str(typed or "").replace("\r\n", "\n").strip()
