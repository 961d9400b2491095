"""The sections in which the admin lists its tables, by what one comes for."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from issues.models import (
    Check,
    Citation,
    Concern,
    Entry,
    Issue,
    Lifecycle,
    Link,
    LinkEnd,
    Party,
    Source,
    Status,
    StatusPeriod,
    Topic,
    User,
)

SECTIONS = (
    ("Issues and what they are filed under", (Issue, Party, Topic, Source)),
    ("How issues are judged", (Lifecycle, Status)),
    ("People", (User,)),
    ("The record (to be read)", (Entry, Citation, Concern, Check, Link, LinkEnd, StatusPeriod)),
)
HISTORY = "History of rows (to be read)"


def in_sections(site: AdminSite, request: HttpRequest, app_label: str | None = None) -> list[dict]:
    """The tables that the user may see, in sections; those of history come last."""
    (app,) = AdminSite.get_app_list(site, request, "issues") or [None]
    if app is None or app_label not in (None, "issues"):
        return []
    left = {entry["model"]: entry for entry in app["models"]}
    sections = [
        (name, [left.pop(model) for model in models if model in left]) for name, models in SECTIONS
    ]
    sections.append((HISTORY, list(left.values())))
    return [{**app, "name": name, "models": models} for name, models in sections if models]
