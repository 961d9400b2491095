"""The application as a WSGI server loads it, with a pool of connections."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("TRACKER_POOL_SIZE", "8")

application = get_wsgi_application()
