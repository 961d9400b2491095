"""Columns of related rows as arrays, so that they ride along in the question for the row itself."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField


class Listed(Func):
    """Columns as an array of texts."""

    template = "ARRAY[%(expressions)s::text]"
    arg_joiner = "::text, "
    output_field = ArrayField(TextField())
