"""Fills in the forms of the tracker as a browser would, from their HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """A form: where it is sent to, what it would send untouched, and what may be chosen."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._text: str | None = None  # the name of the text area that is open
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(Form(given.get("action") or given.get("hx-post", "")))
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(self.forms[-1], name, given)
        elif tag == "textarea":
            self.forms[-1].fields[name], self._text = "", name
        elif tag == "select":
            self._select = name
        elif tag == "option":
            self._choice(self.forms[-1], self._select, given.get("value", ""), "selected" in given)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("radio", "checkbox"):
            self._choice(form, name, given.get("value", "on"), "checked" in given)
        elif kind not in ("submit", "button"):
            form.fields[name] = given.get("value", "")

    def _choice(self, form: Form, name: str, value: str, chosen: bool) -> None:
        form.choices.setdefault(name, []).append(value)
        if chosen:
            form.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.forms[-1].fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None


def form_with(html: str, name: str) -> Form:
    """The first form that has a field of this name."""
    parser = _Forms()
    parser.feed(html)
    for form in parser.forms:
        if name in form.fields or name in form.choices:
            return form
    raise SystemExit(f"No form with a field “{name}” in this answer:\n{html[:2000]}")
