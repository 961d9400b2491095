"""The Django admin, for administrators: what they change here goes through the actions.

Whatever other applications would put here is taken out again: it would write past the actions.
"""

from importlib import import_module
from types import MethodType

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

_OTHERS = ("django.contrib.auth", "allauth.account", "allauth.mfa", "pghistory")

for _other in _OTHERS:
    import_module(f"{_other}.admin")
for _model in list(admin.site._registry):
    admin.site.unregister(_model)

from issues.admin import (  # noqa: E402
    catalogue,
    events,
    issues,
    lifecycles,
    people,
    record,
    sections,
)

__all__ = ["catalogue", "events", "issues", "lifecycles", "people", "record", "sections"]

admin.site.site_header = "Policy issue tracker: administration"
admin.site.site_title = "Policy issue tracker"
admin.site.index_title = "Administration"
admin.site.site_url = "/"
admin.site.empty_value_display = "-"
admin.site.get_app_list = MethodType(sections.in_sections, admin.site)


def _own_password(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """One's own password is changed where everybody changes theirs."""
    return redirect("account_change_password")


admin.site.password_change = _own_password
