"""Filling in a form of the admin as a browser would: everything as it stands, but what is said."""

from django.forms import BaseForm
from django.test import Client


def filled(client: Client, address: str, **changes: object) -> dict[str, object]:
    """What a browser would send from the page, with `changes`; a change to None leaves out."""
    context = client.get(address).context
    forms = [context["adminform"].form] if "adminform" in context else [context["form"]]
    sent: dict[str, object] = {}
    for inline in context.get("inline_admin_formsets") or []:
        forms += [inline.formset.management_form, *inline.formset.forms]
    if "versions" in context:
        sent.update(context["versions"].fields())
    for form in forms:
        sent.update(_values(form))
    sent.update(changes)
    return {name: value for name, value in sent.items() if value is not None}


def _values(form: BaseForm) -> dict[str, object]:
    values = {bound.html_name: bound.value() for bound in form}
    shown = {name: _text(value) for name, value in values.items()}
    return {name: value for name, value in shown.items() if value is not False}


def _text(value: object) -> object:
    if value is None:
        return ""
    return "on" if value is True else value
