#!/usr/bin/env python
"""Django's commands and the tracker's own; `manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

from tracker.database import role_of_command
from tracker.database.embedded import EmbeddedServerError
from tracker.env import SettingError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    os.environ.setdefault("TRACKER_DB_ROLE", role_of_command(sys.argv))
    try:
        execute_from_command_line(sys.argv)
    except (SettingError, EmbeddedServerError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
