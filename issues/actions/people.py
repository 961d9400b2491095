"""Accounts: who may sign in, and as what. People are deactivated, never deleted."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from issues.actions.refusals import Refused
from issues.actions.rows import because, claim_version, save_row
from issues.models import Role, User
from issues.permissions import check_administer


@transaction.atomic
def add_person(*, by: User, person: User, password: str, reason: str = "") -> User:
    """Make an account that can sign in with `password`. Raises NotAllowed for all but
    administrators; Refused for a name in use or a weak password.
    """
    check_administer(by)
    _check_password(password, person)
    person.set_password(password)
    save_row(by=by, row=person, version=None, what="add user", reason=reason)
    return person


@transaction.atomic
def edit_person(*, by: User, person: User, version: int, reason: str = "") -> User:
    """Save what is changed on `person`: name, role, whether they may sign in.

    Raises NotAllowed for all but administrators; Refused when nobody would be left to
    administer; Stale.
    """
    check_administer(by)
    _check_somebody_administers(person)
    save_row(by=by, row=person, version=version, what="change user", reason=reason)
    return person


@transaction.atomic
def set_password(*, by: User, person: User, version: int, password: str, reason: str = "") -> User:
    """Give a person a new password; all their sessions end. Raises NotAllowed for all but
    administrators, Refused for a weak password, Stale.
    """
    check_administer(by)
    fresh = claim_version(person, version)
    _check_password(password, fresh)
    fresh.set_password(password)
    with because(by, "set password", reason):
        fresh.save(update_fields=["password"])
    fresh.refresh_from_db()
    return fresh


@transaction.atomic
def remove_second_factor(*, by: User, person: User, version: int, reason: str) -> User:
    """Take away the second factor that a person has lost, with its recovery codes; all their
    sessions end. Raises NotAllowed for all but administrators; Refused for one's own account,
    where there is no second factor, and without a reason; Stale.
    """
    check_administer(by)
    fresh = claim_version(person, version)
    check_has_lost_factor(by, fresh)
    if not reason.strip():
        raise Refused("Say why; the reason is kept in the history.", "why")
    Authenticator.objects.filter(user=fresh).delete()
    with because(by, "remove second factor", reason):
        # Nothing else of the account changes: the new version is what the history can tell.
        User.objects.filter(pk=fresh.pk).update(version=F("version") + 1)
    _end_sessions(fresh)
    fresh.refresh_from_db()
    return fresh


def check_has_lost_factor(by: User, person: User) -> None:
    """Whether there is a second factor of somebody else to remove. Raises Refused."""
    if person == by:
        raise Refused(
            "Nobody removes their own second factor here: switch it off under your name, or ask"
            " another administrator."
        )
    if not Authenticator.objects.filter(user=person).exists():
        raise Refused(f"{person} has no second factor. Their password alone signs them in.")


def _end_sessions(person: User) -> None:
    """Sessions say only inside whose they are, so each one that still counts is looked into."""
    of_person = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(pk__in=of_person).delete()


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "password1") from error


def _check_somebody_administers(person: User) -> None:
    if person.is_staff:
        return
    # Locked, so that two administrators cannot take the role from each other at once.
    administrators = User.objects.select_for_update().filter(
        role=Role.ADMINISTRATOR, is_active=True
    )
    if not [user for user in administrators.order_by("pk") if user.pk != person.pk]:
        raise Refused("Nobody would be left to administer. Make somebody else one first.", "role")
