"""Which PostgreSQL the tracker uses, and as which role.

With DATABASE_URL it is that server; without, an embedded one under TRACKER_HOME. Two roles keep
the promises apart: the owner migrates, the serving role can neither change tables nor switch
triggers off.
"""

from pathlib import Path

from tracker.database.embedded import APP_ROLE, DATABASE, OWNER_ROLE, socket_folder
from tracker.database.url import connection_from_url
from tracker.env import Env, SettingError

# Commands of manage.py that change tables or grants, and so connect as the owner.
OWNER_COMMANDS = frozenset(
    {
        "createcachetable",
        "grant_serving_role",
        "makemigrations",
        "migrate",
        "optimizemigration",
        "pgtrigger",
        "prepare",
        "serve",
        "showmigrations",
        "sqlmigrate",
        "squashmigrations",
    }
)


# A question whose values are sent apart from its text is planned once for each connection, from its
# second asking on, for whatever values. Left to itself PostgreSQL plans the next five anew, to
# compare; a plan of ours takes longer to make than to carry out.
PREPARE_AFTER = 1
_ONE_PLAN_FOR_ALL_VALUES = "-c plan_cache_mode=force_generic_plan"


def role_of_command(arguments: list[str]) -> str:
    """`owner` or `app`: as whom `manage.py` with these arguments connects by itself."""
    return "owner" if OWNER_COMMANDS.intersection(arguments[1:2]) else "app"


def database_settings(env: Env, home: Path) -> dict:
    """Django's settings of the database for TRACKER_DB_ROLE (`app` unless it says `owner`).

    Refuses an unreadable address, or an owner's address alone, with `SettingError`.
    """
    role = env.choice("TRACKER_DB_ROLE", ("app", "owner"))
    connection = _external(env, role) if env.text("DATABASE_URL") else _embedded(env, home, role)
    options = connection.setdefault("OPTIONS", {})
    options["application_name"] = f"tracker-{role}"
    options["prepare_threshold"] = PREPARE_AFTER
    if role == "app":
        options["options"] = f"{options.get('options', '')} {_ONE_PLAN_FOR_ALL_VALUES}".lstrip()
    pool_size = env.number("TRACKER_POOL_SIZE", 0, at_least=0, at_most=100)
    if pool_size and role == "app":
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 5}
        connection["CONN_HEALTH_CHECKS"] = True
    return connection


def serving_role(env: Env) -> str:
    """The PostgreSQL role that serves: the one to which grants are made."""
    if not env.text("DATABASE_URL"):
        return APP_ROLE
    return connection_from_url("DATABASE_URL", env.text("DATABASE_URL"))["USER"]


def _external(env: Env, role: str) -> dict:
    if role == "owner" and env.text("DATABASE_OWNER_URL"):
        return connection_from_url("DATABASE_OWNER_URL", env.text("DATABASE_OWNER_URL"))
    return connection_from_url("DATABASE_URL", env.text("DATABASE_URL"))


def _embedded(env: Env, home: Path, role: str) -> dict:
    if env.text("DATABASE_OWNER_URL"):
        raise SettingError(
            "DATABASE_OWNER_URL is given without DATABASE_URL. Give both to use your own"
            " PostgreSQL, or neither to use the embedded one."
        )
    return {
        "ENGINE": "tracker.database.backend",
        "NAME": DATABASE,
        "USER": OWNER_ROLE if role == "owner" else APP_ROLE,
        "HOST": str(socket_folder(home)),
    }
