"""Django's PostgreSQL, which starts the embedded server when a first connection is wanted."""

from django.conf import settings
from django.db.backends.postgresql import base

from tracker.database.embedded import ensure_running


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        ensure_running(settings.TRACKER_HOME)
        return super().get_connection_params()
