"""Who works with the record: one role each, and nothing that an entry points to is deleted."""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone

from issues.models.history import KEPT, VERSIONED_BUT_SIGN_IN, kept_history


class Role(StrEnum):
    READER = "reader"
    ANALYST = "analyst"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(role.value, role.value) for role in cls]


TEAM = frozenset({Role.ANALYST, Role.EDITOR, Role.ADMINISTRATOR})


def is_on_team(user) -> bool:
    """Whether `user` (a User or an anonymous visitor) works on the record: sees drafts, notes."""
    return bool(user.is_authenticated and user.is_active and user.role in TEAM)


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(
        self, username: str, password: str | None = None, role: str = Role.READER, **fields
    ) -> "User":
        """Make an account; without a password nobody can sign in to it."""
        user = self.model(username=username, role=role, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        return self.create_user(username, password, role=Role.ADMINISTRATOR, **fields)


@kept_history("an account", "accounts", exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """One person. The role says what they may do; `issues.permissions` is where it is read.

    The history tells that a password was set, by the version, and keeps nothing of it.
    """

    username = models.CharField(
        max_length=150, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(max_length=200, help_text="As shown beside entries.")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=Role.choices(), default=Role.READER)
    is_active = models.BooleanField(
        default=True, help_text="Untick instead of deleting: entries keep their author."
    )
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        triggers = [VERSIONED_BUT_SIGN_IN, *KEPT]
        constraints = [
            models.CheckConstraint(
                name="user_role_known", condition=models.Q(role__in=[r.value for r in Role])
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name

    @property
    def is_staff(self) -> bool:
        return self.is_active and self.role == Role.ADMINISTRATOR

    is_superuser = is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's admin asks this; all of it belongs to administrators."""
        return self.is_staff

    def has_perms(self, perms, obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
