"""Inputs that once went wrong, by kind, and the tests that hold what comes out now.

Each kind stands where its room is tested; this index says where, and fails when one of them is gone.
"""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PINNED = {
    "F0 a folder's name is read as an address": (
        "config/test_folders.py::test_start_keeps_database_secret_and_backup_inside",
        "config/test_folders.py::test_misplaced_database_stops_the_start_with_commands_that_move_it",
    ),
    "F1 one word of a head decides what is pay": (
        "teams/test_card_page.py::test_pay_is_read_from_the_column_that_means_it",
        "teams/test_card_page.py::test_pay_by_day_week_or_month_is_refused_with_the_reason",
        "teams/test_card_page.py::test_two_columns_of_one_kind_are_asked_about_and_nothing_is_kept",
        "teams/test_card_page.py::test_implausible_pay_is_asked_about_and_kept_only_when_confirmed",
    ),
    "F2 a thousandfold by comma or point": (
        "projects/test_written_numbers.py::test_written_number_is_read_asked_back_or_refused",
        "projects/test_asking_back.py::test_number_that_begins_with_a_nought_is_a_fraction",
        "teams/test_card_page.py::test_thousandfold_of_a_rate_is_asked_back",
    ),
    "F3 the format of a cell": (
        "teams/test_card_page.py::test_number_format_that_says_something_else_is_refused",
    ),
    "F4 hidden sheets, rows and columns": (
        "teams/test_card_page.py::test_visible_sheet_is_taken_and_the_hidden_one_named",
        "teams/test_card_page.py::test_open_sheet_is_taken_and_the_other_one_named",
        "teams/test_card_page.py::test_cover_sheet_is_passed_over",
        "teams/test_card_page.py::test_hidden_row_and_column_are_left_out_and_named",
    ),
    "F5 the first line decides where cells end": (
        "teams/test_card_page.py::test_text_is_split_where_the_row_of_heads_is",
        "projects/test_tables.py::test_table_drawn_with_pipes_is_read",
        "projects/test_tables.py::test_open_quotation_mark_is_named_and_swallows_no_other_row",
    ),
    "F6 other alphabets": (
        "teams/test_card_page.py::test_letters_of_other_alphabets_come_out_right",
        "projects/test_encodings.py::test_file_that_may_be_two_texts_is_read_right_or_refused",
    ),
    "F7 half a person becomes half a percent": (
        "projects/test_asking_back.py::test_share_below_two_percent_is_asked_back",
    ),
    "F8 what a currency brings along": (
        "projects/test_written_numbers.py::test_what_a_currency_brings_along_is_understood",
        "teams/test_card_page.py::test_rate_is_read_as_people_write_it",
        "teams/test_card_page.py::test_blank_in_words_keeps_the_row",
        "teams/test_card_page.py::test_level_is_understood_as_people_shorten_it",
    ),
    "F9 a workbook without results": (
        "teams/test_team_workbook.py::test_workbook_keeps_what_every_formula_comes_to",
        "reports/test_workbook.py::test_every_formula_comes_to_what_is_kept_beside_it",
    ),
    "F10 sums and notes become roles": (
        "teams/test_card_page.py::test_sum_or_average_is_no_role",
        "teams/test_card_page.py::test_role_with_what_nobody_sees_is_the_same_role",
    ),
    "F11 two forms of one chip": (
        "estimates/test_pricelists.py::test_name_without_a_form_is_the_other_one_where_the_list_names_both",
        "estimates/test_pricelists.py::test_list_is_read_whatever_stands_between_its_cells",
    ),
    "F12 wide heads and compressed keys": (
        "estimates/test_memory.py::test_cache_of_a_token_counts_the_heads_as_they_are",
    ),
    "F13 pasting beyond the plan": (
        "browser/test_plan_grid.py::test_paste_beyond_the_table_keeps_inside_it_and_says_how_many_were_left_out",
    ),
    "F14 names as bills write them": (
        "estimates/test_api_prices.py::test_name_of_a_bill_is_found_by_the_matching_of_the_package",
        "estimates/test_api_prices.py::test_model_that_is_not_paid_by_text_says_why_it_is_not_listed",
    ),
    "F15 the price of long texts": (
        "estimates/test_api_prices.py::test_long_context_price_is_paid_by_the_draws_that_are_long",
    ),
    "F16 a save that cannot succeed": (
        "browser/test_unreachable.py::test_project_that_cannot_be_reached_says_so_and_offers_the_text",
        "projects/test_unreachable.py::test_two_tabs_of_one_person_are_called_that",
    ),
    "F17 a link with something at its end": (
        "reports/test_untidy_links.py::test_link_with_something_at_its_end_opens",
    ),
    "F18 scripts without a font": (
        "reports/test_unprintable.py::test_script_without_a_font_is_named_beside_the_download",
    ),
    "F19 settings that are wrong": (
        "config/test_environment.py::test_wrong_setting_stops_the_start_with_one_sentence",
    ),
    "F20 a checkout with other line ends": (
        "test_repository.py::test_checkout_with_windows_line_ends_keeps_ours",
    ),
}  # fmt: skip


def test_every_kind_has_its_line():
    assert [kind.split(" ")[0] for kind in PINNED] == [f"F{number}" for number in range(21)]


@pytest.mark.parametrize("place", [place for places in PINNED.values() for place in places])
def test_kind_is_pinned_where_the_index_says(place):
    file, _, name = place.partition("::")
    assert re.search(rf"^(async )?def {name}\(", (TESTS / file).read_text(encoding="utf-8"), re.M)
