"""Numbers of the record: how far a promised quantity has got, and how an amount is said.

Nothing here is rounded, added up or converted: what is said of several figures is their range.
"""

import re
from collections.abc import Iterable
from decimal import Context, Decimal
from enum import StrEnum


class Rung(StrEnum):
    """How far a promised quantity has got. PLAIN is a value of which nothing was promised, such as
    a tariff rate in force; TARGET is what is to be reached, by the date of the entry."""

    PLAIN = ""
    TARGET = "target"
    PLEDGED = "pledged"
    SIGNED = "signed"
    APPROVED = "approved"
    DISBURSED = "disbursed"
    DELIVERED = "delivered"

    @property
    def label(self) -> str:
        return self.value or "value"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(each.value, each.label) for each in cls]


# From the first word to the finished thing: the bars of the ladder in their order.
LADDER = (Rung.PLEDGED, Rung.SIGNED, Rung.APPROVED, Rung.DISBURSED, Rung.DELIVERED)

# Names of numbers in the short scale, as English-language sources use it today.
_SCALES = (
    (Decimal(10) ** 12, "trillion", ("trillion", "tn", "trn")),
    (Decimal(10) ** 9, "billion", ("billion", "bn", "b")),
    (Decimal(10) ** 6, "million", ("million", "mn", "m")),
    (Decimal(10) ** 3, "thousand", ("thousand", "k")),
)
_NUMBER = re.compile(r"(-?\d{1,3}(?:,\d{3})+|-?\d+)(\.\d+)? ?([a-z]*)")
_MOST_DIGITS = 18
_LEAST = Decimal("0.000001")
_THOUSANDTH = Decimal("0.001")
_EXACT = Context(prec=60)


class UnreadableValue(ValueError):
    """A text that is no number; the sentence gives examples."""


def parse_value(text: str) -> Decimal:
    """The number that a text means: "550 billion", "1,234.5", "3.6 tn", "-2". Exact.

    Raises UnreadableValue for anything else, and for more than 6 decimals or 18 digits before
    them.
    """
    match = _NUMBER.fullmatch(" ".join(text.casefold().replace("−", "-").split()))
    scale = _scale(match[3]) if match else None
    if match is None or scale is None:
        raise UnreadableValue(
            f"“{text}” cannot be read as a number. Write it as 550 billion, 1,234.5 or 3.6."
        )
    value = _EXACT.multiply(Decimal(match[1].replace(",", "") + (match[2] or "")), scale)
    if not is_kept_exactly(value):
        raise UnreadableValue(f"“{text}” has more digits than are kept: 18, and 6 decimals.")
    return value


def is_kept_exactly(value: Decimal) -> bool:
    """Can the record hold the value without rounding: 18 digits, and 6 decimals?"""
    if not value.is_finite() or value.adjusted() >= _MOST_DIGITS:
        return False
    return value.quantize(_LEAST, context=_EXACT) == value


def _scale(word: str) -> Decimal | None:
    if not word:
        return Decimal(1)
    return next((scale for scale, _, words in _SCALES if word in words), None)


def say_value(value: Decimal) -> str:
    """A number in words that round nothing: "550 billion", "36.05 billion", "1,234,567.5"."""
    for scale, name, _ in _SCALES[:3]:
        scaled = _EXACT.divide(value, scale)
        if abs(scaled) >= 1 and scaled == scaled.quantize(_THOUSANDTH, context=_EXACT):
            return f"{_plain(scaled)} {name}"
    return _plain(value)


def _plain(value: Decimal) -> str:
    text = f"{value or Decimal(0):,f}"  # zero has no sign
    return text.rstrip("0").rstrip(".") if "." in text else text


def say_amount(value: Decimal, unit: str, currency: str) -> str:
    """A value with what it counts: "USD 550 billion", "15%", "3.5% of GDP", "20 tonnes"."""
    return _with_unit(say_value(value), unit, currency)


def say_range(values: Iterable[Decimal], unit: str, currency: str) -> str:
    """What values that differ come to, as a range: "USD 36 billion to 40 billion"."""
    every = sorted(set(values))
    low, high = say_value(every[0]), say_value(every[-1])
    return _with_unit(low if low == high else f"{low} to {high}", unit, currency)


def _with_unit(number: str, unit: str, currency: str) -> str:
    money = f"{currency} {number}" if currency else number
    if not unit:
        return money
    return f"{money}{unit}" if unit.startswith("%") else f"{money} {unit}"
