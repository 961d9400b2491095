"""The sentence that opens an issue, word for word."""

from issues.lifecycle.sentence import Standing, coming_sentence, standing_sentence


def test_tells_where_it_stands_since_when_why_and_who_says_so():
    standing = Standing("suspended", "10 November 2025", "China put it off.", "MOFCOM, 7 Nov 2025")
    sentence = standing_sentence("Rare-earth exports", standing)
    assert sentence.status == "suspended"
    assert sentence.text == (
        "Rare-earth exports has been suspended since 10 November 2025:"
        " China put it off (MOFCOM, 7 Nov 2025)."
    )
    assert sentence.why == "China put it off (MOFCOM, 7 Nov 2025)."


def test_without_a_decision_it_says_that_nobody_has_judged():
    assert standing_sentence("The deal", None).text == (
        "The deal is not rated yet: nobody has judged it."
    )
    assert standing_sentence("The deal", None).why == "Nobody has judged it yet."


def test_without_a_reason_it_still_names_the_source():
    assert standing_sentence("The deal", Standing("moving", "2025", "", "Jiji")).text == (
        "The deal has been moving since 2025 (Jiji)."
    )


def test_brackets_in_the_name_of_a_source_are_square_inside_the_round_ones():
    said_by = "The Straits Times (Bloomberg), 7 November 2025"
    standing = Standing("moving", "2025", "They met (twice).", said_by)
    assert standing.why == "They met (twice) (The Straits Times [Bloomberg], 7 November 2025)."
    assert Standing("moving", "2025", "", said_by).end == (
        " (The Straits Times [Bloomberg], 7 November 2025)."
    )


def test_without_either_it_ends_after_the_date():
    assert standing_sentence("The deal", Standing("moving", "2025")).text == (
        "The deal has been moving since 2025."
    )


def test_a_decision_for_a_later_day_says_what_will_be():
    coming = Standing("expired", "1 April 2027", "The agreement runs out", "Kyodo")
    assert coming_sentence(coming).text == (
        "From 1 April 2027 it will be expired: The agreement runs out (Kyodo)."
    )
    assert coming_sentence(None) is None
