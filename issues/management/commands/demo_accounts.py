"""Accounts to try the tracker with, in a database in which nobody can sign in yet."""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management.base import BaseCommand
from django.db import transaction

from issues.models import Role, User

_ACCOUNTS = {
    "admin": Role.ADMINISTRATOR,
    "editor": Role.EDITOR,
    "analyst": Role.ANALYST,
}


class Command(BaseCommand):
    help = (
        "Makes the accounts admin, editor and analyst with random passwords, written to"
        " demo-accounts.txt in TRACKER_HOME (mode 600) and shown once. Does nothing when somebody"
        " can sign in already."
    )

    def handle(self, **options):
        if User.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists():
            return
        path = settings.TRACKER_HOME / "demo-accounts.txt"
        with transaction.atomic():
            passwords = {name: _make_account(name, role) for name, role in _ACCOUNTS.items()}
            _write_privately(path, passwords)
        self.stdout.write(f"Accounts to sign in with (kept in {path}):")
        for name, password in passwords.items():
            self.stdout.write(f"    {name:<8} {password}")


def _make_account(username: str, role: Role) -> str:
    password = secrets.token_urlsafe(12)
    account, _ = User.objects.get_or_create(
        username=username, defaults={"name": f"Demo {username}"}
    )
    account.role = role
    account.set_password(password)
    account.save(update_fields=["role", "password"])
    return password


def _write_privately(path: Path, passwords: dict[str, str]) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"{name} {password}\n" for name, password in passwords.items()))
