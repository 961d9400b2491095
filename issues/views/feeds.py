"""Changes as a feed. It is public: whoever asks is shown what a visitor may see."""

from datetime import datetime
from typing import NamedTuple, cast

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.texts import tidied
from issues.reads.changes import Line, newest_changes
from issues.views.access import public_page
from issues.views.moments import at_moment, moment
from issues.views.request import Request, visitor


class _Item(NamedTuple):
    """A line, and the moment at which the feed is read: its addresses stay there."""

    at: AsOf
    line: Line


class _ChangesFeed(Feed):
    feed_type = Atom1Feed
    title = "Policy issue tracker: changes"
    subtitle = "The newest lines of the record, each with its source."

    def link(self, at: AsOf) -> str:
        return at_moment(reverse("changes"), at)

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> AsOf:
        return moment(cast(Request, request))

    def items(self, at: AsOf) -> list[_Item]:
        return [_Item(at, line) for line in newest_changes(visitor(), at).lines]

    def item_title(self, item: _Item) -> str:
        line = item.line
        references = ", ".join(issue.reference for issue in line.issues)
        return tidied(f"{references}: {line.title}")

    def item_description(self, item: _Item) -> str:
        line = item.line
        said_by = f" ({line.publisher})" if line.publisher else ""
        return tidied(f"{line.when}: {line.text}{said_by}")

    def item_link(self, item: _Item) -> str:
        return at_moment(reverse("entry", args=[item.line.uid]), item.at)

    def item_guid(self, item: _Item) -> str:
        return f"urn:uuid:{item.line.uid}"

    def item_pubdate(self, item: _Item) -> datetime:
        return item.line.recorded_at

    item_updateddate = item_pubdate


_FEED = _ChangesFeed()


@public_page
@require_safe
def changes_feed(request: Request) -> HttpResponse:
    return _FEED(request)
