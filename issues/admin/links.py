"""Links from one page of the admin to another, and to the pages that readers see."""

from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def link(row: models.Model | None, words: object = "") -> SafeString | str:
    """A link to the admin's page of a row, "-" where there is none."""
    if row is None:
        return "-"
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), words or row)


def page_of_list(model: str, words: str, **filters: object) -> SafeString:
    """A link to a list of the admin, such as "issues_entry", narrowed by `filters`."""
    address = f"{reverse(f'admin:{model}_changelist')}?{urlencode(filters)}"
    return format_html('<a href="{}">{}</a>', address, words)


def joined(links: list[SafeString | str]) -> SafeString | str:
    """Links one after the other, "-" for none."""
    return format_html_join(", ", "{}", ((one,) for one in links)) if links else "-"
