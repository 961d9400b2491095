"""The addresses of the record. Fixed ones stand before those with a part to fill in."""

from django.urls import URLPattern, URLResolver, path

from issues.views import (
    calendars,
    citing,
    corrections,
    entries,
    expectations,
    expecting,
    feeds,
    figures,
    issue_editing,
    judging,
    links,
    overview,
    record,
    statuses,
)

# What writes. Each shows its form when asked and saves what is sent, through one action.
_EDITING: list[URLPattern | URLResolver] = [
    path("issues/new/", issue_editing.open_issue, name="open_issue"),
    path("issues/<slug:reference>/edit/", issue_editing.edit_issue, name="edit_issue"),
    path("issues/<slug:reference>/publish/", issue_editing.publish_issue, name="publish_issue"),
    path(
        "issues/<slug:reference>/unpublish/", issue_editing.unpublish_issue, name="unpublish_issue"
    ),
    path("issues/<slug:reference>/checked/", issue_editing.mark_checked, name="mark_checked"),
    path("issues/<slug:reference>/status/", statuses.change_status, name="change_status"),
    path("issues/<slug:reference>/event/", entries.record_event, name="record_event"),
    path("issues/<slug:reference>/note/", entries.add_note, name="add_note"),
    path("issues/<slug:reference>/assessment/", entries.assess, name="assess"),
    path("issues/<slug:reference>/expectation/", expectations.expect, name="expect"),
    path("issues/<slug:reference>/figure/", figures.report_figure, name="report_figure"),
    path("entries/<uuid:uid>/move/", expectations.move, name="move_expectation"),
    path("entries/<uuid:uid>/revise/", expectations.revise, name="revise_probability"),
    path("entries/<uuid:uid>/resolve/", expectations.resolve, name="resolve_expectation"),
    path("entries/<uuid:uid>/events/", expectations.find_events, name="find_events"),
    path("entries/<uuid:uid>/correct/", corrections.correct_entry, name="correct_entry"),
    path("entries/<uuid:uid>/retract/", corrections.retract_entry, name="retract_entry"),
    path("entries/<uuid:uid>/cite/", citing.cite, name="cite"),
    path("issues/<slug:reference>/link/", links.link_issues, name="link_issues"),
    path("issues/<slug:reference>/looked/<uuid:uid>/", links.looked, name="looked"),
    path("links/<uuid:uid>/end/", links.end_link, name="end_link"),
    path("sources/find/", citing.find_sources, name="find_sources"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *_EDITING,
    path("", overview.dashboard, name="dashboard"),
    path("issues/", overview.issue_list, name="issue_list"),
    path("issues/counts/", overview.issue_counts, name="issue_counts"),
    path("issues/<slug:reference>/", record.issue, name="issue"),
    path("entries/<uuid:uid>/", record.entry, name="entry"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar.ics", calendars.calendar_feed, name="calendar_feed"),
    path("expectations/", expecting.expectations, name="expectations"),
    path("changes/", record.changes, name="changes"),
    path("changes/feed/", feeds.changes_feed, name="changes_feed"),
    path("sources/", record.sources, name="sources"),
    path("sources/<slug:slug>/", record.source, name="source"),
    path("how-we-judge/", judging.how_we_judge, name="how_we_judge"),
    path("how-we-judge/<slug:slug>/", judging.lifecycle, name="lifecycle"),
]
