"""Changes as a feed. It is public: whoever asks is shown what a visitor may see."""

from datetime import datetime
from typing import cast

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from issues.lifecycle.knowledge import AsOf
from issues.reads.changes import Line, newest_changes
from issues.views.access import public_page
from issues.views.moments import moment
from issues.views.request import Request, visitor


class _ChangesFeed(Feed):
    feed_type = Atom1Feed
    title = "Policy issue tracker: changes"
    subtitle = "The newest lines of the record, each with its source."

    def link(self) -> str:
        return reverse("changes")

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> AsOf:
        return moment(cast(Request, request))

    def items(self, at: AsOf) -> list[Line]:
        return newest_changes(visitor(), at).lines

    def item_title(self, line: Line) -> str:
        references = ", ".join(issue.reference for issue in line.issues)
        return f"{references}: {line.headline}"

    def item_description(self, line: Line) -> str:
        said_by = f" ({line.publisher})" if line.publisher else ""
        return f"{line.when}: {line.text}{said_by}"

    def item_link(self, line: Line) -> str:
        return reverse("entry", args=[line.uid])

    def item_guid(self, line: Line) -> str:
        return f"urn:uuid:{line.uid}"

    def item_pubdate(self, line: Line) -> datetime:
        return line.recorded_at

    item_updateddate = item_pubdate


_FEED = _ChangesFeed()


@public_page
@require_safe
def changes_feed(request: Request) -> HttpResponse:
    return _FEED(request)
