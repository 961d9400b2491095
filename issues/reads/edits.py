"""Who edited an issue last, as its history says."""

from datetime import datetime
from typing import Any

import pghistory.core

from issues.models import Issue, User


def last_edit(issue: Issue) -> tuple[str, datetime]:
    """The name of whoever changed last what the issue is called and filed under, and when."""
    (model,) = pghistory.core.event_models(tracks_model=Issue)
    events = model._default_manager.filter(pgh_obj=issue.pk).select_related("pgh_context")
    event: Any = events.latest("pgh_id")
    who = event.pgh_context and event.pgh_context.metadata.get("user")
    return str(User.objects.filter(pk=who).first() or "somebody"), event.pgh_created_at
