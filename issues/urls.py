"""The addresses of the record. Fixed ones stand before those with a part to fill in."""

from django.urls import URLPattern, URLResolver, path

from issues.views import feeds, judging, overview, record

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.dashboard, name="dashboard"),
    path("issues/", overview.issue_list, name="issue_list"),
    path("issues/<slug:reference>/", record.issue, name="issue"),
    path("entries/<uuid:uid>/", record.entry, name="entry"),
    path("changes/", record.changes, name="changes"),
    path("changes/feed/", feeds.changes_feed, name="changes_feed"),
    path("sources/", record.sources, name="sources"),
    path("sources/<slug:slug>/", record.source, name="source"),
    path("how-we-judge/", judging.how_we_judge, name="how_we_judge"),
    path("how-we-judge/<slug:slug>/", judging.lifecycle, name="lifecycle"),
]
