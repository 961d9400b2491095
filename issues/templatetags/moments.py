"""Links that stay at the moment of their page."""

from typing import Protocol

from django import template

register = template.Library()


class Moment(Protocol):
    def then(self, address: str) -> str: ...


@register.filter
def then(address: str, moment: Moment | str) -> str:
    """The address with the moment of the page, if that is not the present.

    A page that has no moment (its template has no such variable) leads to the present.
    """
    return address if isinstance(moment, str) else moment.then(address)
