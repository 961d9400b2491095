"""Sentences for the synthetic record: invented, and as varied in words as a real record is."""

from random import Random

_WHO = (
    "the ministry",
    "the trade office",
    "the cabinet",
    "a spokesman",
    "the negotiators",
    "the central bank",
    "the customs authority",
    "the joint committee",
    "the legislature",
    "the exporters' association",
    "a senior official",
    "the regulator",
    "the delegation",
    "the auditors",
    "the port operators",
    "the parliamentary committee",
)
_DID = (
    "announced",
    "confirmed",
    "postponed",
    "approved",
    "rejected",
    "published",
    "circulated",
    "signed",
    "reviewed",
    "denied",
    "proposed",
    "withdrew",
    "extended",
    "notified",
    "welcomed",
    "questioned",
    "ratified",
    "suspended",
    "clarified",
    "amended",
)
_KIND = (
    "a revised",
    "the second",
    "an interim",
    "the joint",
    "a binding",
    "the disputed",
    "a limited",
    "the annual",
    "a technical",
    "the promised",
    "an unpublished",
    "the final",
    "a provisional",
    "the earlier",
)
_WHAT = (
    "schedule of duties",
    "licensing rule",
    "investment plan",
    "draft agreement",
    "quota for rare metals",
    "package of loans",
    "list of exempted goods",
    "cost-sharing formula",
    "statement of principles",
    "financing facility",
    "procurement order",
    "export permit",
    "inspection regime",
    "spending target",
    "memorandum on shipyards",
    "tariff on vehicles",
    "review clause",
    "guarantee for energy projects",
    "set of quarterly reports",
    "timetable for the talks",
    "subsidy for batteries",
    "rule of origin",
)
_WHERE = (
    "in Osaka",
    "in Geneva",
    "in Busan",
    "in Ottawa",
    "in Canberra",
    "in Brussels",
    "in Singapore",
    "at the border",
    "before the summit",
    "after two rounds of talks",
    "at the ministerial meeting",
    "in a written answer",
    "at a press conference",
    "on the sidelines of the forum",
)
_HOW = (
    "without naming a date",
    "with effect from the next quarter",
    "against the advice of its own lawyers",
    "subject to parliamentary approval",
    "for a further twelve months",
    "by a narrow majority",
    "pending an audit of the first tranche",
    "as part of a wider settlement",
    "on condition that deliveries resume",
    "while both sides keep their reservations",
    "in exchange for lower charges on steel",
    "until the working group reports",
)

_SEED = 20_000
_POOL = 4_000


def _sentence(chance: Random) -> str:
    who, did, kind = chance.choice(_WHO), chance.choice(_DID), chance.choice(_KIND)
    what, where, how = chance.choice(_WHAT), chance.choice(_WHERE), chance.choice(_HOW)
    amount = f"worth {chance.randrange(2, 900)} million dollars " if chance.random() < 0.2 else ""
    return f"{who[0].upper()}{who[1:]} {did} {kind} {what} {amount}{where}, {how}."


def _pool() -> tuple[str, ...]:
    chance = Random(_SEED)
    return tuple(_sentence(chance) for _ in range(_POOL))


SENTENCES = _pool()


def sentences(chance: Random, least: int, most: int) -> str:
    """A paragraph of `least` to `most` sentences."""
    return " ".join(chance.choices(SENTENCES, k=chance.randint(least, most)))


def title(chance: Random) -> str:
    """What an issue is called: a kind of thing, and what it is about."""
    what, kind = chance.choice(_WHAT), chance.choice(_KIND).split(" ", 1)[1]
    where = chance.choice(_WHERE[:7])
    return f"{kind.capitalize()} {what} agreed {where}"
