"""The environment is read strictly: a wrong value is a sentence, not a surprise."""

import pytest

from tracker.env import Env, SettingError


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_a_flag_is_yes(word):
    assert Env({"X": word}).flag("X") is True


@pytest.mark.parametrize("word", ["0", "false", "No", "off"])
def test_a_flag_is_no(word):
    assert Env({"X": word}).flag("X", default=True) is False


@pytest.mark.parametrize("variables", [{}, {"X": ""}, {"X": "  "}])
def test_an_empty_variable_counts_as_not_given(variables):
    env = Env(variables)
    assert env.flag("X", default=True) is True
    assert env.text("X", "default") == "default"
    assert env.number("X", 7, at_least=1, at_most=9) == 7
    assert env.names("X", "a,b") == ["a", "b"]
    assert env.choice("X", ("first", "second")) == "first"


def test_a_flag_refuses_other_words():
    with pytest.raises(SettingError, match=r"X is 'maybe'\. Set it to 1 \(yes\) or 0 \(no\)\."):
        Env({"X": "maybe"}).flag("X")


@pytest.mark.parametrize("word", ["0", "10", "-1", "1.5", "seven", "٣"])
def test_a_number_refuses_what_lies_outside(word):
    with pytest.raises(SettingError, match="whole number from 1 to 9"):
        Env({"X": word}).number("X", 5, at_least=1, at_most=9)


def test_names_drop_space_and_empty_ones():
    assert Env({"X": " a.example , ,b.example,"}).names("X") == ["a.example", "b.example"]


def test_a_choice_names_the_allowed_words():
    with pytest.raises(SettingError, match="one of: app, owner"):
        Env({"X": "root"}).choice("X", ("app", "owner"))


@pytest.mark.parametrize("word", ["Mars/Olympus", "../etc/passwd", "Asia"])
def test_a_time_zone_has_to_be_known(word):
    with pytest.raises(SettingError, match="knows no time zone"):
        Env({"X": word}).time_zone("X", "UTC")
    assert Env({"X": "Asia/Tokyo"}).time_zone("X", "UTC") == "Asia/Tokyo"
