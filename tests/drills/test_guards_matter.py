"""Each promise's test is seen to fail once its guard is taken out of the database."""

import os
import subprocess
import sys

import pytest

_APPEND = "tests/database/test_append_only.py"
_GUARDS = "tests/database/test_guards.py"
_PERIODS = "tests/database/test_status_periods.py"
_ENTRIES = "tests/actions/test_entries.py"
_LINKS = "tests/database/test_links.py"
_LOOKS = "tests/database/test_looks.py"
_FIGURES = "tests/database/test_figures.py"
_EXPECTED = "tests/database/test_expectation_guards.py"
_ROOTS = "tests/database/test_roots.py"

CASES = [
    *[
        (f"trigger {table} append_only", f"{_APPEND} -k owner_cannot_change")
        for table in ("issues_entry", "issues_citation", "issues_concern", "issues_check")
    ],
    ("trigger issues_check no_truncate", f"{_APPEND} -k owner_cannot_truncate"),
    ("trigger issues_statusperiod derived_only", f"{_APPEND} -k owner_cannot_write"),
    ("trigger issues_changeday derived_only", f"{_APPEND} -k owner_cannot_write"),
    ("trigger issues_activity derived_only", f"{_APPEND} -k owner_cannot_write"),
    ("trigger issues_issueevent append_only", f"{_APPEND} -k rewrite_the_history"),
    ("grant issues_entry", f"{_APPEND} -k serving_role_has_no_right"),
    ("grant issues_statusperiod", f"{_APPEND} -k serving_role_cannot_write"),
    ("trigger issues_entry entry_enters", f"{_APPEND} -k stamps_recorded_at"),
    ("trigger issues_entry entry_enters", f"{_GUARDS} -k another_lifecycle"),
    ("trigger issues_entry entry_is_whole", f"{_GUARDS} -k without_a_source"),
    ("trigger issues_entry decision_moves_status", f"{_PERIODS} -k changes_the_status"),
    ("trigger issues_concern concern_enters", f"{_GUARDS} -k own_issue_alone"),
    ("trigger issues_concern concern_enters", f"{_GUARDS} -k only_as_it_enters"),
    ("trigger issues_concern concern_enters", f"{_GUARDS} -k by_who_began_before"),
    ("constraint issues_entry entry_in_calendar", f"{_GUARDS} -k malformed_entry"),
    ("constraint issues_issue issue_in_calendar", f"{_GUARDS} -k beyond_the_calendar"),
    ("constraint issues_source source_in_calendar", f"{_GUARDS} -k beyond_the_calendar"),
    ("constraint issues_check check_in_calendar", f"{_GUARDS} -k beyond_the_calendar"),
    ("trigger issues_entry entry_enters", f"{_GUARDS} -k new_wording"),
    ("trigger issues_entry entry_enters", f"{_GUARDS} -k waits_for_its_first_decision"),
    ("trigger issues_citation citation_enters", f"{_GUARDS} -k TestCitations"),
    ("constraint issues_citation citation_known_by_recording", f"{_GUARDS} -k before_they_are"),
    ("trigger issues_check check_enters", f"{_GUARDS} -k check_is_stamped"),
    ("constraint issues_check check_made_by_recording", f"{_GUARDS} -k check_is_stamped"),
    ("constraint issues_source source_url_is_link", f"{_GUARDS} -k address_of_a_source"),
    ("trigger issues_issue issue_keeps_kind", f"{_GUARDS} -k kind_of_a_decided"),
    ("trigger issues_issue issue_keeps_reference", f"{_GUARDS} -k is_for_good"),
    ("trigger issues_status status_keeps_meaning", f"{_GUARDS} -k given_status_means"),
    ("trigger issues_issue next_version", f"{_GUARDS} -k next_version"),
    ("trigger issues_issue update_update", f"{_GUARDS} -k keep_their_history"),
    ("trigger issues_move move_in_lifecycle", f"{_GUARDS} -k stays_in_its_lifecycle"),
    ("constraint issues_statusperiod status_periods_never_overlap", f"{_PERIODS} -k overlap"),
    ("constraint issues_entry decision_made_from_newest", f"{_PERIODS} -k whole_decision"),
    ("constraint issues_entry entry_date_well_formed", f"{_GUARDS} -k malformed_entry"),
    ("constraint issues_entry entry_event_has_begun", f"{_GUARDS} -k begins_after_it_is_known"),
    ("constraint issues_entry entry_says_something", f"{_GUARDS} -k malformed_entry"),
    ("constraint issues_entry entry_known_by_recording", f"{_GUARDS} -k malformed_entry"),
    ("constraint issues_entry issues_entry_supersedes_id_key", f"{_GUARDS} -k superseded_once"),
    ("constraint issues_entry issues_entry_uid_key", f"{_ENTRIES} -k many_times_at_once"),
    *[
        (f"trigger {table} append_only", f"{_LINKS} -k owner_cannot_change")
        for table in ("issues_link", "issues_linkend")
    ],
    ("trigger issues_link link_enters", f"{_LINKS} -k stamps_links"),
    ("trigger issues_link link_enters", f"{_LINKS} -k linked_once"),
    ("trigger issues_link link_enters", f"{_LINKS} -k in_a_circle"),
    ("trigger issues_link link_enters", f"{_LINKS} -k wait_for_each_other"),
    ("trigger issues_linkend link_ends", f"{_LINKS} -k comes_after_its_link"),
    ("constraint issues_link link_to_another", f"{_LINKS} -k linked_to_itself"),
    ("constraint issues_link link_kind_known", f"{_LINKS} -k malformed_link"),
    ("constraint issues_link link_has_reason", f"{_LINKS} -k malformed_link"),
    ("constraint issues_link link_known_by_recording", f"{_LINKS} -k malformed_link"),
    ("constraint issues_linkend link_end_has_reason", f"{_LINKS} -k comes_after_its_link"),
    ("constraint issues_linkend issues_linkend_link_id_key", f"{_LINKS} -k comes_after_its_link"),
    ("constraint issues_linkend link_end_known_by_recording", f"{_LINKS} -k comes_after_its_link"),
    ("constraint issues_entry entry_looks_at_by_note", f"{_LOOKS} -k no_look"),
    ("trigger issues_entry points_to_its_kind", f"{_LOOKS} -k nothing_else"),
    ("constraint issues_status status_outcome_when_settled", f"{_GUARDS} -k paired"),
    *[
        ("constraint issues_entry entry_figure_is_whole", f"{_FIGURES} -k {test}")
        for test in ("half_a_figure", "no_other_kind", "value_is_a_number", "held_to_the_same")
    ],
    ("constraint issues_entry entry_change_has_reason", f"{_GUARDS} -k says_why"),
    ("trigger issues_entry entry_is_whole", f"{_EXPECTED} -k leaves_one_of_its_issues"),
    ("constraint issues_entry entry_rung_known", f"{_FIGURES} -k rung_is_one"),
    ("constraint issues_entry entry_currency_is_a_code", f"{_FIGURES} -k three_capitals"),
    ("trigger issues_entry version_goes_on", f"{_FIGURES} -k new_wording"),
    ("trigger issues_entry version_goes_on", f"{_EXPECTED} -k changes_what_is_expected"),
    ("trigger issues_entry points_to_its_kind", f"{_EXPECTED} -k not_known_before_the_event"),
    ("constraint issues_entry entry_expectation_is_whole", f"{_EXPECTED} -k somebodys"),
    ("constraint issues_entry entry_expectation_is_whole", f"{_EXPECTED} -k by_nobody"),
    ("constraint issues_entry entry_probability_in_bounds", f"{_EXPECTED} -k between_0_and_1"),
    ("constraint issues_entry entry_met_by_an_event", f"{_EXPECTED} -k it_always_has"),
    ("constraint issues_entry entry_progress_of_expectation", f"{_EXPECTED} -k by_a_resolution"),
    *[
        ("trigger issues_entry version_goes_on", f"{_EXPECTED} -k {rule}")
        for rule in (
            "nothing_follows_on_an_end",
            "whose_it_is_stays",
            "gives_another_window",
            "another_probability_and_an_end_none",
            "new_wording",
        )
    ],
    ("trigger issues_entry points_to_its_kind", f"{_EXPECTED} -k met_by_an_event_and"),
    (
        "rule issues_concern concern_enters expectation_stays_on_its_issues",
        f"{_EXPECTED} -k once_it_was_judged",
    ),
    (
        "rule issues_concern concern_enters concern_of_last_version",
        f"{_EXPECTED} -k put_on_no_more_issues",
    ),
    ("grant issues_issue", f"{_ROOTS} -k given_by_the_database"),
    ("grant issues_issue", f"{_ROOTS} -k of_a_deleted_issue"),
    ("rule issues_entry entry_enters entry_follows_on_earlier", f"{_ROOTS} -k higher_than"),
    ("function issues_sees_others", f"{_ROOTS} -k TestSnapshots"),
    (
        "rule issues_citation citation_enters citation_of_what_is_there",
        f"{_ROOTS} -k before_its_citations",
    ),
    (
        "rule issues_concern concern_enters concern_joins_what_is_there",
        f"{_ROOTS} -k before_they_are_joined",
    ),
    ("rule issues_linkend link_ends link_ends_after_it_began", f"{_ROOTS} -k before_its_end"),
    ("rule issues_check check_enters check_of_what_is_there", f"{_ROOTS} -k before_its_checks"),
    ("rule issues_move move_in_lifecycle move_in_lifecycle", f"{_ROOTS} -k before_moves"),
    ("constraint issues_citation citation_in_calendar", f"{_ROOTS} -k no_citation_is_known"),
    ("constraint issues_linkend link_end_in_calendar", f"{_ROOTS} -k no_end_of_a_link"),
    ("bound WELL_FORMED", f"{_ROOTS} -k of_types"),
    ("bound JOINED", f"{_ROOTS} -k are_bound"),
    ("temporary", f"{_ROOTS} -k of_ones_own"),
    ("constraint issues_citation citation_once", f"{_ROOTS} -k long_quotation"),
    ("constraint issues_source source_url_once", f"{_ROOTS} -k long_address"),
    ("constraint issues_source source_by_url", f"{_ROOTS} -k without_reading_all"),
    *[
        (f"constraint issues_{table} {table}_is_{said}", f"{_ROOTS} -k nobody_would_see")
        for table, said in (
            *(("source", "named"), ("issue", "titled"), ("party", "named"), ("topic", "named")),
            *(("lifecycle", "named"), ("status", "named"), ("status", "defined")),
        )
    ],
    *[
        (f"constraint issues_{table} {table}_text_is_kept", f"{_ROOTS} -k no_control_characters")
        for table in ("source", "issue", "party", "topic", "lifecycle", "status")
    ],
    *[
        (f"constraint issues_entry {guard}", f"{_ROOTS} -k held_to_the_same")
        for guard in ("entry_says_something", "entry_text_is_kept", "entry_figure_is_whole")
    ],
    ("constraint issues_entry entry_change_has_reason", f"{_ROOTS} -k of_changes"),
    ("constraint issues_citation citation_text_is_kept", f"{_ROOTS} -k of_changes"),
    *[
        (f"constraint {table}", f"{_ROOTS} -k links_and_their_ends")
        for table in (
            *("issues_link link_has_reason", "issues_link link_text_is_kept"),
            *("issues_linkend link_end_has_reason", "issues_linkend link_end_text_is_kept"),
        )
    ],
]


@pytest.mark.drill
@pytest.mark.parametrize(("guard", "tests"), CASES)
def test_the_test_goes_red_without_its_guard(guard, tests):
    path, *chosen = tests.split(" ")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.drills.without_guard", path, *chosen],
        env={**os.environ, "TRACKER_TEST_WITHOUT": guard},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1, run.stdout[-3000:]
    assert "failed" in run.stdout.splitlines()[-1]
    assert " error" not in run.stdout.splitlines()[-1]
