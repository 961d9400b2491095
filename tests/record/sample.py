"""A small record that has everything the format can say."""

import copy
import json


def _day(on):
    return {"first": on, "last": on, "precision": "day", "words": ""}


def uid(number):
    return f"00000000-0000-4000-8000-{number:012d}"


_RECORD = {
    "format": "policy-issue-record",
    "version": 1,
    "people": [
        {"username": "ayumi", "name": "Ayumi Sato"},
        {"username": "ben", "name": "Ben Ode"},
    ],
    "lifecycles": [
        {
            "slug": "talks",
            "name": "Talks",
            "description": "Two sides talk.",
            "statuses": [
                {
                    "slug": "open",
                    "name": "open",
                    "definition": "They talk.",
                    "entered_when": "A first meeting is held.",
                    "left_when": "They sign or part.",
                    "phase": "moving",
                    "outcome": None,
                },
                {
                    "slug": "signed",
                    "name": "signed",
                    "definition": "They have signed.",
                    "entered_when": "",
                    "left_when": "",
                    "phase": "settled",
                    "outcome": "delivered",
                },
            ],
            "moves": [
                {"from": None, "to": "open"},
                {"from": "open", "to": "signed"},
                {"from": "signed", "to": "open"},
            ],
        }
    ],
    "parties": [
        {
            "slug": "japan",
            "name": "Japan",
            "local_name": "日本",
            "kind": "country",
            "aliases": ["Nippon", "Nihon"],
        },
        {"slug": "us", "name": "United States", "local_name": "", "kind": "country", "aliases": []},
        {"slug": "weekly", "name": "The Weekly", "local_name": "", "kind": "outlet", "aliases": []},
        {
            "slug": "yearbook",
            "name": "Bureau of the Yearbook",
            "local_name": "",
            "kind": "organisation",
            "aliases": [],
        },
    ],
    "topics": [{"slug": "trade", "name": "Trade"}],
    "sources": [
        {
            "slug": "gazette-12",
            "title": "No. 12",
            "title_basis": "described",
            "publisher": "Gazette",
            "url": "https://gazette.example/12",
            "published_on": "2026-03-02",
            "kind": "official",
            "stored_text": "They met in Nara.\n",
        },
        {
            "slug": "undated",
            "title": "Undated page",
            "title_basis": "page",
            "publisher": "Somebody",
            "url": "",
            "published_on": None,
            "kind": "other",
            "stored_text": "",
        },
    ],
    "issues": [
        {
            "reference": "SECRET",
            "title": "A draft",
            "aliases": [],
            "kind": "talks",
            "parties": [],
            "topics": [],
            "lead": None,
            "success_test": "",
            "visibility": "draft",
            "opened_on": "2026-04-01",
            "checks": [],
        },
        {
            "reference": "TLK",
            "title": "Talks on “trade”",
            "aliases": ["Nara talks"],
            "kind": "talks",
            "parties": ["us", "japan"],
            "topics": ["trade"],
            "lead": "ayumi",
            "success_test": "A signed text.",
            "visibility": "published",
            "opened_on": "2026-03-01",
            "checks": [
                {"on": "2026-04-10", "by": "ben"},
                {"on": "2026-05-10", "by": "ayumi"},
            ],
        },
    ],
    "entries": [],
    "links": [],
}


def _entry(number, kind, **columns):
    entry = {
        "uid": uid(number),
        "kind": kind,
        "issues": ["TLK"],
        "body": f"Body of {number}.",
        "date": _day("2026-03-02"),
        "known_on": "2026-03-02",
        "known_on_reason": "",
        "by": "ayumi",
        "status": None,
        "expectation": None,
        "figure": None,
        "looks_at": None,
        "supersedes": None,
        "change": None,
        "change_reason": "",
        "citations": [_citation()],
    }
    return entry | columns


def _citation(**columns):
    citation = {"source": "gazette-12", "quotation": "", "locator": ""}
    return citation | {"known_on": None, "by": None} | columns


def _expected(**columns):
    """What the Weekly expects, which is party to no issue."""
    expectation = {"expected_by": "weekly", "probability": None, "resolution": None}
    return {"expectation": expectation | {"met_by": None} | columns}


def _figure(**columns):
    figure = {"measure": "investment", "rung": "pledged", "value": "550000000000", "unit": ""}
    return {"figure": figure | {"currency": "USD", "reporter": "yearbook"} | columns}


_SPRING = {
    "first": "2026-03-01",
    "last": "2026-05-31",
    "precision": "range",
    "words": "spring 2026",
}
_RETRACTED = {"body": "", "citations": [], "supersedes": uid(2), "change": "retraction"}

_JUNE = {"first": "2026-06-01", "last": "2026-06-30", "precision": "month", "words": ""}
_END = {"first": None, "last": "2026-12-31", "precision": "range", "words": "by the end of 2026"}
_SIGN = {"body": "They are to sign.", "date": dict(_END)}


def _goes_on(number, older, change, day, **columns):
    """What became of the expectation that they sign."""
    columns = {"change_reason": f"Reason of {number}."} | _SIGN | columns
    columns |= {"supersedes": uid(older), "change": change}
    return _entry(number, "expectation", known_on=day, **columns)


_EXPECTED = [
    _entry(11, "expectation", body="They are to sign.", date=dict(_JUNE), **_expected()),
    _goes_on(12, 11, "moved", "2026-05-20", **_expected(probability="0.7")),
    _goes_on(13, 12, "revised", "2026-05-21", **_expected(probability="0.125")),
    _goes_on(14, 13, "revised", "2026-05-22", **_expected()),
    _goes_on(
        15, 14, "resolved", "2026-05-23", by="ben", **_expected(resolution="met", met_by=uid(10))
    ),
    _goes_on(
        16, 15, "wording", "2026-05-24", **_expected(resolution="met", met_by=uid(10))
        | {"body": "They will sign in the end."},
    ),
    _goes_on(17, 16, "correction", "2026-05-25", **_expected(resolution="missed")),
    _entry(18, "expectation", body="It ends.", issues=["SECRET", "TLK"], **_expected()),
    _entry(
        19, "expectation", body="It ends.", issues=["SECRET", "TLK"], known_on="2026-05-26",
        supersedes=uid(18), change="resolved", change_reason="Called off.",
        **_expected(resolution="void"),
    ),
    _entry(
        20, "expectation", issues=["SECRET", "TLK"], known_on="2026-05-27",
        **_RETRACTED | {"supersedes": uid(19)}, change_reason="Nobody said so.",
    ),
]  # fmt: skip

_COUNTED = [
    _entry(21, "figure", **_figure()),
    _entry(
        22, "figure", known_on="2026-05-28", supersedes=uid(21), change="correction",
        change_reason="Another sum.", **_figure(rung="signed", value="36050000000.25"),
    ),
    _entry(
        23, "figure", date=dict(_END), by="ben",
        **_figure(measure="defence spending", rung="target", value="3.5", unit="% of GDP",
                  currency="", reporter="japan"),
    ),
    _entry(
        24, "figure",
        **_figure(measure="tariff", rung=None, value="-0.000001", unit="%", currency=""),
    ),
    _entry(25, "figure", **_figure(value="999999999999999999.999999")),
    _entry(
        26, "figure", known_on="2026-05-29", **_RETRACTED | {"supersedes": uid(25)},
        change_reason="Nobody has that much.",
    ),
]  # fmt: skip

_LOOKED = [
    _entry(27, "note", citations=[], looks_at=uid(1)),
    _entry(28, "assessment", looks_at=uid(6)),
    _entry(
        29, "note", citations=[], supersedes=uid(27), change="correction", looks_at=uid(6),
        change_reason="It was the other one.",
    ),
]  # fmt: skip

_RECORD["entries"] = [
    _entry(1, "decision", status="open", body="They *met*."),
    _entry(
        2,
        "event",
        issues=["SECRET", "TLK"],
        date=dict(_SPRING),
        known_on="2026-03-01",
        known_on_reason="A call from the embassy.",
        citations=[
            _citation(quotation="They met in Nara.", locator="p. 1"),
            _citation(source="undated", known_on="2026-04-02", by="ben"),
        ],
    ),
    _entry(3, "assessment", known_on="2026-03-05", date=_day("2026-03-05")),
    _entry(4, "note", issues=["TLK"], body="Hush.", citations=[]),
    _entry(5, "decision", status="signed", date=_day("2026-06-01"), known_on="2026-05-02"),
    _entry(
        6,
        "decision",
        status="signed",
        date=_day("2026-06-02"),
        known_on="2026-05-03",
        by="ben",
        supersedes=uid(5),
        change="correction",
        change_reason="The day was wrong.",
    ),
    _entry(
        7,
        "assessment",
        body="Body of 3, better.",
        date=_day("2026-03-05"),
        known_on="2026-03-06",
        supersedes=uid(3),
        change="wording",
        change_reason="A clearer sentence.",
    ),
    _entry(
        8,
        "event",
        issues=["SECRET", "TLK"],
        date=dict(_SPRING),
        known_on="2026-03-09",
        change_reason="It was another meeting.",
        **_RETRACTED,
    ),
    _entry(
        9,
        "event",
        issues=["SECRET"],
        body="Nobody may know.",
        date={"first": None, "last": "2026-03-01", "precision": "range", "words": ""},
    ),
    _entry(
        10,
        "event",
        issues=["TLK"],
        body="Somebody may know.",
        date={"first": "2026-01-01", "last": "2026-03-31", "precision": "quarter", "words": ""},
        supersedes=uid(9),
        change="correction",
        change_reason="It belongs to the talks.",
    ),
    *_EXPECTED,
    *_COUNTED,
    *_LOOKED,
]


_ENDED = {"reason": "It was taken out.", "known_on": "2026-05-01", "by": "ben"}


def _link(number, **columns):
    link = {
        "uid": uid(number),
        "issue": "TLK",
        "other": "SECRET",
        "kind": "conditional_on",
        "reason": f"Reason of {number}.",
        "source": "gazette-12",
        "quotation": "",
        "locator": "",
        "known_on": "2026-03-02",
        "known_on_reason": "",
        "by": "ayumi",
        "ended": None,
    }
    return link | columns


_RECORD["links"] = [
    _link(41, quotation="They met in Nara.", locator="p. 1", ended=dict(_ENDED)),
    _link(42, known_on="2026-05-01", by="ben"),
    _link(43, issue="SECRET", other="TLK", kind="part_of", source="undated"),
    _link(
        44, kind="in_answer_to", known_on="2026-02-01", known_on_reason="A call from the embassy."
    ),
]


def sample():
    """The record as the data of its JSON file; each call gives a copy of its own."""
    return copy.deepcopy(_RECORD)


def text_of(data):
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
