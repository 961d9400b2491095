"""Reads the address of a PostgreSQL server into Django's settings."""

from urllib.parse import parse_qsl, unquote, urlsplit

from tracker.env import SettingError

_FORM = "postgresql://role:password@host:5432/database"


def connection_from_url(name: str, url: str) -> dict:
    """Django's settings for the address `url`, which the variable `name` holds.

    Parameters after `?` go to libpq as they stand (sslmode, target_session_attrs, …); a `host`
    among them may be the folder of a socket. Several hosts are written with commas, as libpq has
    them. Refuses another scheme, or no role or database, with `SettingError`; the sentence never
    repeats the password.
    """
    try:
        parts = urlsplit(url)
        parameters = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise SettingError(f"{name} cannot be read. Write it as {_FORM}.") from error
    if parts.scheme not in ("postgres", "postgresql"):
        raise SettingError(
            f"{name} is no address of a PostgreSQL server, the only database that the tracker"
            f" runs on. Write it as {_FORM}."
        )
    login, _, place = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    host, port = _hosts_and_ports(place)
    database = unquote(parts.path.removeprefix("/"))
    if not (user and database):
        missing = "database" if user else "role"
        raise SettingError(f"{name} names no {missing}. Write it as {_FORM}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": parameters.pop("host", host),
        "PORT": parameters.pop("port", port),
        "OPTIONS": parameters,
    }


def _hosts_and_ports(place: str) -> tuple[str, str]:
    hosts, ports = [], []
    for one in filter(None, place.split(",")):
        bracketed, _, rest = one.rpartition("]")
        host, _, port = rest.partition(":") if bracketed else one.partition(":")
        hosts.append(unquote(bracketed.removeprefix("[") or host))
        ports.append(port)
    return ",".join(hosts), ",".join(ports) if any(ports) else ""
