"""Which test holds what: every fault that lines, servers, mail and machines are known for, by the name of its tests.

What Madoguchi does in each case is told in docs/syncing.md and docs/sending.md.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CASES: dict[str, tuple[str, ...]] = {
    "1 UIDVALIDITY changed while offline": (
        "test_case_1_a_folder_made_anew_fetches_no_body_again_and_no_ticket_gains",
        "test_after_a_uidvalidity_change_no_ticket_gains_a_message",
    ),
    "2 UIDVALIDITY changes during a session": (
        "test_case_2_uids_that_begin_anew_while_idling_give_no_ticket_a_message",
        "test_case_2_uids_that_begin_anew_while_the_line_stands_are_noticed",
    ),
    "3 UIDNEXT goes down": (
        "test_a_server_that_counts_backwards_is_read_again_and_nothing_doubles",
        "test_case_3_and_8_a_server_restored_from_a_backup_hides_no_message",
    ),
    "4 SELECT without UIDNEXT": ("test_a_server_that_names_no_uidnext_is_read_just_so",),
    "5 STATUS with HIGHESTMODSEQ is refused": ("test_case_5_modseq_is_asked_for_only_where_the_server_has_it",),
    "6 n:* names the last message": (
        "test_case_6_the_last_message_is_named_again_by_every_search_and_not_fetched_again",
    ),
    "7 VANISHED names too much": ("test_case_7_vanished_may_name_what_was_never_there",),
    "8 modseq missing, 0, or lower than ours": (
        "test_case_30_a_lie_about_numbers_costs_no_message",
        "test_case_3_and_8_a_server_restored_from_a_backup_hides_no_message",
    ),
    "9 expunged between list and fetch": (
        "test_a_message_expunged_between_list_and_fetch_is_skipped",
        "test_case_9_messages_that_vanish_in_the_midst_of_a_fetch_cost_no_other",
    ),
    "10 NO: some no longer exist": ("test_a_batch_that_is_refused_is_fetched_one_by_one",),
    "11 cut anywhere in a fetch": (
        "test_case_11_a_cut_line_goes_on_where_it_was",
        "test_a_line_that_is_cut_again_and_again_brings_everything_once",
        "test_a_line_cut_again_and_again_after_some_hundred_messages_brings_all_once",
    ),
    "12 kill -9 in the first sync": ("test_ten_kills_in_the_first_sync_end_as_an_undisturbed_one",),
    "13 disk full": ("test_case_13_a_disk_that_is_full_is_one_sentence_and_the_sync_goes_on_when_there_is_room",),
    "14 half-open in FETCH": (
        "test_a_line_that_goes_silent_while_fetching_is_noticed",
        "test_case_14_a_server_that_falls_silent_in_the_midst_of_a_row_is_not_waited_for",
    ),
    "15 half-open in IDLE": (
        "test_case_15_mail_that_came_while_the_line_was_dead_is_there_with_the_new_one",
        "test_a_done_that_is_not_answered_means_a_new_connection",
        "test_an_idle_that_is_never_answered_means_a_new_connection",
    ),
    "16 the server goes: BYE, FIN, RST": (
        "test_case_16_a_server_that_goes_while_idling_is_found_again",
        "test_case_16_a_bye_at_any_point_is_said_with_its_words_and_loses_nothing",
        "test_a_bye_in_the_midst_of_a_fetch_keeps_the_messages_before_it",
    ),
    "17 an IDLE line in pieces": (
        "test_an_idle_line_in_pieces_waits_for_its_end",
        "test_an_idle_whose_lines_come_byte_by_byte_works",
    ),
    "18 no IDLE": ("test_without_idle_the_mailbox_is_asked_again_and_again",),
    "19 too many connections": (
        "test_a_strange_greeting_is_explained",
        "test_case_19_a_login_over_the_limit_of_connections_is_no_wrong_password",
        "test_case_19_a_server_that_is_full_is_knocked_at_ten_times_in_ten_minutes_at_most",
    ),
    "20 throttling": (
        "test_a_server_that_asks_for_patience_is_obeyed",
        "test_case_20_an_ok_that_complains_of_throttling_is_an_ok",
        "test_case_20_a_server_that_asks_for_patience_while_we_stay_gets_it",
    ),
    "21 wrong password, revoked token": (
        "test_a_refused_login_is_tried_three_times_and_no_more",
        "test_a_sign_in_that_was_revoked_says_what_to_do",
    ),
    "22 a token ends in the midst": (
        "test_a_token_that_ends_during_a_long_sync_is_renewed_and_the_sync_goes_on",
        "test_case_22_a_watch_renews_its_token_and_ends_where_the_sign_in_was_revoked",
    ),
    "23 authenticated but not connected": (
        "test_case_23_a_user_without_a_mailbox_is_told_apart_from_a_wrong_password",
    ),
    "24 certificates, STARTTLS stripped": (
        "test_an_untrusted_certificate_is_refused_before_the_password",
        "test_case_24_an_expired_certificate_names_the_clock_as_well",
        "test_a_certificate_for_another_name_is_refused",
        "test_starttls_that_is_stripped_is_never_given_up_for_plain",
        "test_case_24_another_certificate_than_the_pinned_one_gets_no_password",
    ),
    "25 no MOVE, no UIDPLUS, no keywords": (
        "test_case_25_without_uidplus_what_others_have_marked_is_not_expunged",
        "test_no_other_module_says_a_word_that_changes_the_server",
    ),
    "26 huge mail": (
        "test_case_26_a_message_of_sixty_megabytes_comes_by_its_beginning_and_memory_stays_small",
        "test_a_message_over_the_cap_comes_by_its_beginning_and_is_listed",
    ),
    "27 poison mail": ("test_case_27_poison_mail_becomes_tickets_and_is_fetched_once",),
    "28 Message-ID double, empty, used again": (
        "test_case_28_a_message_id_that_is_missing_empty_or_used_twice_hides_no_message",
    ),
    "29 folder names": (
        "test_case_29_folders_with_names_beyond_reason_are_listed_and_the_others_read",
        "test_a_broken_folder_name_is_listed_and_never_fatal",
        "test_japanese_folder_names_are_read_by_name",
    ),
    "30 lies": (
        "test_case_30_a_lie_about_numbers_costs_no_message",
        "test_a_row_that_is_malformed_costs_no_other_message",
        "test_a_message_without_a_body_is_set_aside",
        "test_an_answer_for_messages_nobody_asked_for_is_passed_over",
        "test_an_ok_without_data_is_asked_again_and_the_message_is_not_given_up_silently",
        "test_an_answer_that_is_not_imap_is_said_so_and_the_next_sync_is_well",
    ),
    "31 two processes": (
        "test_case_31_the_console_takes_over_from_a_watch_that_is_killed_and_gives_back",
        "test_two_syncs_at_once_bring_each_message_once",
    ),
    "32 sleep and clock": ("test_case_32_a_laptop_that_slept_looks_at_once_and_once",),
    "33 SMTP: lost after the dot": (
        "test_a_line_that_falls_after_the_dot_never_sends_twice",
        "test_an_unknown_reply_found_on_the_server_is_sent",
    ),
    "34 SMTP: refusals": (
        "test_a_no_for_good_is_shown_and_not_tried_again",
        "test_trouble_before_the_answer_is_tried_again_and_sent_once",
        "test_a_refused_recipient_is_named_and_the_others_get_it_once",
        "test_a_mail_over_the_size_limit_is_refused_unsent",
    ),
    "35 the copy in Sent": (
        "test_a_copy_that_cannot_be_filed_resends_nothing",
        "test_the_copy_in_sent_stands_there_once",
    ),
    "36 deleted or moved in webmail": (
        "test_case_36_a_message_deleted_elsewhere_keeps_its_text_and_says_so",
        "test_case_36_a_message_moved_to_another_folder_keeps_its_ticket_and_is_not_gone",
    ),
    "duplicate UIDs": ("test_two_messages_under_one_uid_are_both_kept",),
    "UID order broken": (
        "test_a_search_in_any_order_and_twice_is_read_as_a_set",
        "test_a_message_that_shows_up_late_under_a_uid_below_the_newest_is_fetched",
    ),
    "a literal of 999,999,999 bytes": ("test_a_literal_of_a_gigabyte_is_not_waited_for",),
    "a list without an end": ("test_a_list_of_more_messages_than_fit_anywhere_is_not_believed",),
    "PREAUTH": ("test_a_server_that_lets_everybody_in_gets_neither_a_password_nor_a_question",),
    "STARTTLS injection": ("test_what_is_slipped_in_behind_starttls_is_not_believed",),
    "quota": ("test_a_full_mailbox_is_said_so",),
    "read-only mailbox": ("test_a_mailbox_that_may_only_be_read_is_said_so_and_read",),
    "folder renamed": ("test_a_folder_that_was_renamed_is_named_and_costs_nothing_else",),
}


@pytest.fixture(scope="module")
def there() -> set[str]:
    """The name of every test."""
    texts = (path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"^(?:async )?def (test_\w+)\(", text, re.MULTILINE)}


def test_every_case_has_its_tests(there: set[str]) -> None:
    assert [int(case.split()[0]) for case in CASES if case[0].isdigit()] == list(range(1, 37))
    assert sorted({name for names in CASES.values() for name in names} - there) == []
