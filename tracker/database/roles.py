"""Changes the role in which this process uses its database."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from tracker.database import database_settings
from tracker.env import Env


def settings_of_role(role: str) -> dict:
    """Django's settings of the database for `role` (owner or app), without a pool."""
    env = Env({**os.environ, "TRACKER_DB_ROLE": role, "TRACKER_POOL_SIZE": "0"})
    return database_settings(env, Path(settings.TRACKER_HOME))


def connect_as(role: str) -> None:
    """Let Django's connection be `role` (owner or app) from now on, in the same database."""
    connection.close()
    chosen = settings_of_role(role)
    for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS"):
        connection.settings_dict[key] = chosen.get(key, "")
