"""What the machine and Django cost by themselves: one query of 50 rows in a bare template.

No middleware, session, or access rule; served as the tracker is. Figures of pages are read beside
its figure.
"""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from tests.bench.scratch import ROOT
from tracker.database import database_settings
from tracker.env import Env

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": database_settings(Env(os.environ), ROOT / "var")},
    ROOT_URLCONF=__name__,
    SECRET_KEY="only measured, never published",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    USE_TZ=True,
)
django.setup()

_QUERY = "SELECT reference, title, visibility, opened_on FROM issues_issue ORDER BY id LIMIT 50"
_TEMPLATE = engines["django"].from_string(
    "<!DOCTYPE html><title>Fifty rows</title><table>"
    "{% for reference, title, visibility, opened_on in rows %}<tr><td>{{ reference }}</td>"
    "<td><a href='/{{ reference }}/'>{{ title }}</a></td><td>{{ visibility }}</td>"
    "<td>{{ opened_on|date:'j F Y' }}</td></tr>{% endfor %}</table>"
)


def fifty_rows(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(_QUERY)
        rows = cursor.fetchall()
    response = HttpResponse(_TEMPLATE.render({"rows": rows}))
    response["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("", fifty_rows)]
application = get_wsgi_application()
