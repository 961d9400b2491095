"""The Django admin, for administrators: what they change here goes through the actions.

Whatever other applications would put here is taken out again: it would write past the actions.
"""

from importlib import import_module
from types import MethodType

from django.contrib import admin

_OTHERS = ("django.contrib.auth", "allauth.account", "allauth.mfa", "pghistory")

for _other in _OTHERS:
    import_module(f"{_other}.admin")
for _model in list(admin.site._registry):
    admin.site.unregister(_model)

from issues.admin import (  # noqa: E402
    catalogue,
    entries,
    events,
    issues,
    lifecycles,
    people,
    record,
    sections,
)

__all__ = ["catalogue", "entries", "events", "issues", "lifecycles", "people", "record", "sections"]

admin.site.site_header = "Policy issue tracker: administration"
admin.site.site_title = "Policy issue tracker"
admin.site.index_title = "Administration"
admin.site.site_url = "/"
admin.site.empty_value_display = "-"
admin.site.get_app_list = MethodType(sections.in_sections, admin.site)
