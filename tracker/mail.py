"""Where mail goes: to the server that TRACKER_SMTP_URL names, or into the log."""

from urllib.parse import unquote, urlsplit

from tracker.env import Env, SettingError


def mailers(env: Env) -> dict:
    """Django's MAILERS. Refuses an unreadable TRACKER_SMTP_URL with `SettingError`."""
    url = env.text("TRACKER_SMTP_URL")
    if not url:
        return {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("smtp", "smtps"):
        raise SettingError(
            "TRACKER_SMTP_URL cannot be read. Write it as smtp://user:password@host:587"
            " (with STARTTLS) or smtps://user:password@host:465."
        )
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": host,
                "port": port or (465 if parts.scheme == "smtps" else 587),
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_ssl": parts.scheme == "smtps",
                "use_tls": parts.scheme == "smtp" and bool(parts.username),
            },
        }
    }
