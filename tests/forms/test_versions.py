"""The hidden part of a form: read strictly, since a wrong one must never pass for a right one."""

import uuid

import pytest

from issues.forms.versions import NONE, MissingVersion, Versions

UID = "11111111-2222-4333-8444-555555555555"


def test_each_form_has_a_token_of_its_own():
    assert Versions.fresh().uid != Versions.fresh().uid


def test_only_what_is_needed_is_carried():
    fields = dict(Versions.fresh(version=3).fields())
    assert fields.keys() == {"uid", "version"}
    assert fields["version"] == "3"


def test_what_was_sent_is_read():
    data = {"uid": UID, "made_from": UID, "supersedes": UID, "version": "7"}
    sent = Versions.sent(data, ["made_from", "supersedes", "version"])
    assert (str(sent.uid), sent.made_from_uid, sent.version) == (UID, uuid.UUID(UID), 7)


def test_none_says_that_there_was_no_decision():
    sent = Versions.sent({"uid": UID, "made_from": NONE}, ["made_from"])
    assert sent.made_from_uid is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"uid": UID},
        {"uid": "", "version": "1"},
        {"uid": "x", "version": "1"},
        {"uid": UID, "version": ""},
        {"uid": UID, "version": "0"},
        {"uid": UID, "version": "-1"},
        {"uid": UID, "version": "1.0"},
        {"uid": UID, "version": str(2**31)},
    ],
)
def test_what_is_missing_or_malformed_is_refused(sent):
    with pytest.raises(MissingVersion, match="nothing was saved"):
        Versions.sent(sent, ["version"])
