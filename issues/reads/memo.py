"""Counts remembered for exactly as long as nothing is written.

PostgreSQL names the state of its transactions in a snapshot; the name is another one as soon as
any transaction commits. So a number stored under it is never older than the page that shows it, in
whichever process it was counted. What is committed while a page is being made may show in its list
and not yet in its counts, as it may where nothing is remembered: they are two queries.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import cast

from django.core.cache import caches
from django.db import connection

from issues.lifecycle.knowledge import AsOf
from issues.models import User
from issues.models.people import is_on_team


class Memory:
    """What was counted for one audience as of one moment. Costs one query when it is made.

    It is made anew for each page, and gives that one answer to one question.
    """

    def __init__(self, user: User, at: AsOf) -> None:
        audience = "team" if is_on_team(user) else "public"
        self._state = state()
        moment = f"{at.day}/{at.today}/{at.recorded_by.timestamp()}/{at.chosen}"
        self._for = f"{self._state}/{moment}/{audience}/"
        self._given: dict[str, object] = {}

    def get[T](self, name: str, work: Callable[[], T]) -> T:
        """The result of `work` under this name, worked out once per state of the database.

        Where that has no name, nothing outlasts the page.
        """
        if name not in self._given:
            self._given[name] = self._kept(name, work) if self._state else work()
        return cast(T, self._given[name])

    def _kept[T](self, name: str, work: Callable[[], T]) -> T:
        # The name may hold what somebody searched for, of any length and in any script.
        key = sha256(f"{self._for}{name}".encode()).hexdigest()
        return cast(T, caches["counts"].get_or_set(key, work))


def state() -> str:
    """The name of what is committed by now, in one query: another one after every write.

    The start of the server is part of it, since another server may count its transactions alike.
    "" inside a transaction: what that one has written itself does not show in the name.
    """
    if connection.in_atomic_block:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat_ws('/', extract(epoch FROM pg_postmaster_start_time()),"
            " pg_current_snapshot())"
        )
        return cursor.fetchone()[0]
