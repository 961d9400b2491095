"""Whether a quotation stands in the stored text of its source, as PostgreSQL finds it."""

from django.db.models import Case, Func, IntegerField, TextField, Value, When
from django.db.models.lookups import GreaterThan

VERIFIED = "verified"
NOT_FOUND = "not found in the stored text"
UNCHECKED = "no stored text to check it against"


class _Squeezed(Func):
    """A text with every run of white space as one space, as quotations are compared."""

    template = r"btrim(regexp_replace(%(expressions)s, '\s+', ' ', 'g'))"
    output_field = TextField()


class _Position(Func):
    function = "strpos"
    output_field = IntegerField()


def proof() -> Case:
    """Of what has a `quotation` and a `source`: what checking it gave, "" without a quotation."""
    found_at = _Position(_Squeezed("source__stored_text"), _Squeezed("quotation"))
    return Case(
        When(quotation="", then=Value("")),
        When(source__stored_text="", then=Value(UNCHECKED)),
        When(GreaterThan(found_at, 0), then=Value(VERIFIED)),
        default=Value(NOT_FOUND),
    )
