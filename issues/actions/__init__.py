"""The only door through which anything is written: pages, admin, import and shell all use it.

Every action is keyword-only, takes `by=`, runs in one transaction and returns what it made.
"""

from issues.actions.corrections import correct_entry, retract_entry
from issues.actions.decisions import change_status
from issues.actions.entering import Cite, newest_decision, newest_version
from issues.actions.entries import add_note, assess, record_event
from issues.actions.expectations import (
    expect,
    move_expectation,
    resolve_expectation,
    revise_probability,
)
from issues.actions.figures import report_figure
from issues.actions.issues import (
    edit_issue,
    mark_checked,
    open_issue,
    publish_issue,
    unpublish_issue,
)
from issues.actions.links import end_link, link_issues
from issues.actions.parties import add_party
from issues.actions.refusals import AlreadySent, Refused, Stale
from issues.actions.rows import save_row
from issues.actions.sources import add_source, cite

__all__ = [
    "AlreadySent",
    "Cite",
    "Refused",
    "Stale",
    "add_note",
    "add_party",
    "add_source",
    "assess",
    "change_status",
    "cite",
    "correct_entry",
    "edit_issue",
    "end_link",
    "expect",
    "link_issues",
    "mark_checked",
    "move_expectation",
    "newest_decision",
    "newest_version",
    "open_issue",
    "publish_issue",
    "record_event",
    "report_figure",
    "resolve_expectation",
    "retract_entry",
    "revise_probability",
    "save_row",
    "unpublish_issue",
]
