"""How statuses are defined, for everyone."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from issues.reads import lifecycles as reads
from issues.views.access import public_page
from issues.views.answering import answer, found_or_404
from issues.views.moments import carried
from issues.views.request import Request


@public_page
@require_safe
def how_we_judge(request: Request) -> HttpResponse:
    context = {"judging": reads.how_we_judge(), "view": "how_we_judge", "moment": carried(request)}
    return answer(request, "lifecycles/all.html", context)


@public_page
@require_safe
def lifecycle(request: Request, slug: str) -> HttpResponse:
    kind = found_or_404(lambda: reads.one_lifecycle(slug))
    context = {"kind": kind, "view": "how_we_judge", "moment": carried(request)}
    return answer(request, "lifecycles/one.html", context)
