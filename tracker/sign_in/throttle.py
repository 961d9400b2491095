"""How many wrong passwords are taken, from where and for whom (docs/adr/ says why so).

A known browser has a count of its own, and no other count concerns it. From all other browsers
wrong passwords are counted for the place, for the place and the account, and for the account;
the last count alone could be used up by strangers to keep the owner out of a new browser, so it is
wide, and left out for whoever has a second factor.
"""

from collections.abc import Iterator

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from tracker.sign_in.address import client_address, neighbourhood
from tracker.sign_in.known_browsers import mark_of

# How many in how long, always for a key: this names the whole of what is counted.
LIMITS = {
    "known_browser": "10/10m/key",
    "account_from_place": "5/5m/key",
    "place": "30/10m/key",
    "account": "100/1h/key",
}

Taken = list[ratelimit.RateLimitUsage]


def take_guess(request: HttpRequest, account: str) -> Taken | None:
    """Count a password for `account` as wrong until `give_back`; None if there were too many.

    A refused one is not counted, so that waiting always helps.
    """
    taken: Taken = []
    for limit, key in _counts(request, account.casefold()):
        usage = ratelimit.consume(
            request, app="tracker.sign_in", action=limit, config=LIMITS, key=key, limit_get=True
        )
        if usage is None:
            give_back(taken)
            return None
        taken.append(usage)
    return taken


def give_back(taken: Taken) -> None:
    """The password was right after all, or was not tried."""
    for usage in taken:
        usage.rollback()


def _counts(request: HttpRequest, account: str) -> Iterator[tuple[str, str]]:
    mark = mark_of(request, account)
    if mark:
        yield "known_browser", f"{account} {mark}"
        return
    place = neighbourhood(client_address(request))
    yield "account_from_place", f"{account} {place}"
    yield "place", place
    if not _has_second_factor(account):
        yield "account", account


def _has_second_factor(account: str) -> bool:
    return Authenticator.objects.filter(
        user__username__iexact=account, type=Authenticator.Type.TOTP
    ).exists()
