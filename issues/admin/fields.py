"""Form fields that the admin adds to those of the pages."""

from django import forms

from issues.forms.fields import LinesField


class AliasesField(LinesField):
    """Other names, one a line, so that a name may have a comma in it; edits a stored list."""

    def __init__(self, **options):
        options.setdefault("required", False)
        options.setdefault("help_text", "Other names, one a line; search finds them.")
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3, "cols": 60}))
        super().__init__(**options)

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: object, data: object) -> bool:
        typed = [" ".join(line.split()) for line in str(data or "").splitlines()]
        return list(initial or []) != [line for line in typed if line]
