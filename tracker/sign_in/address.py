"""Where a request comes from, as far as it can be believed."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
_HOUSEHOLD = 64  # bits of an IPv6 address that one subscriber has; the others are free to choose


def client_address(request: HttpRequest) -> str:
    """The client's address as the outermost of our own proxies saw it; "unknown" if none did.

    Each proxy adds one address at the end of X-Forwarded-For, so with N proxies of ours the Nth
    from the end is the first that was not the client's to write. With none the header is not read.
    """
    proxies = settings.TRUSTED_PROXIES
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(told) >= proxies:
        return _read(told[-proxies])
    return _read(request.META.get("REMOTE_ADDR", ""))


def neighbourhood(address: str) -> str:
    """What counts as one place: an IPv4 address, or the network of one IPv6 subscriber."""
    if address == UNKNOWN or not isinstance(ip_address(address), IPv6Address):
        return address
    return str(IPv6Network(f"{address}/{_HOUSEHOLD}", strict=False).network_address)


def _read(word: str) -> str:
    word = word.strip()
    if word.count(":") == 1:  # IPv4 with a port
        word = word.partition(":")[0]
    if word.startswith("["):  # IPv6 with a port
        word = word[1:].partition("]")[0]
    try:
        found = ip_address(word)
    except ValueError:
        return UNKNOWN
    return str(getattr(found, "ipv4_mapped", None) or found)
