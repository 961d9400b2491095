"""What a message says, and the form that takes the change back which it speaks of."""

import json

from django import template

register = template.Library()


@register.filter
def with_undo(message) -> dict:
    """A message of django.contrib.messages as `forms/said.html` wants it."""
    tags = message.extra_tags or ""
    return {"sentence": str(message), "undo": json.loads(tags) if tags.startswith("{") else None}
