"""Which directive a file says it belongs to, and the keys of its rows."""

from dataclasses import replace
from datetime import date

import pytest

from app.tasks.annex.annex import AnnexRow, DirectiveGuess
from app.tasks.annex.directive import guess_directive
from app.tasks.annex.keys import content_hash, own_keys, row_key
from app.tasks.annex.outcomes import states_outcome


@pytest.mark.parametrize(
    ("line", "guess"),
    [
        (
            "(Kèm theo Nghị quyết số 03/NQ-CP ngày 09 tháng 01 năm 2025 của Chính phủ)",
            DirectiveGuess("Nghị quyết", "03/NQ-CP", date(2025, 1, 9), "Chính phủ"),
        ),
        (
            "(Ban hành kèm theo Kế hoạch số: 15/KH-UBND ngày 20/01/2026 của Ủy ban nhân dân phường Hoa Sen)",
            DirectiveGuess("Kế hoạch", "15/KH-UBND", date(2026, 1, 20), "Ủy ban nhân dân phường Hoa Sen"),
        ),
        (
            "Kèm theo Quyết định số 12/2026/QĐ-UBND ngày 5-3-2026 của UBND tỉnh Sông Lam",
            DirectiveGuess("Quyết định", "12/2026/QĐ-UBND", date(2026, 3, 5), "UBND tỉnh Sông Lam"),
        ),
        (
            "(Kèm theo Quyết định số      /QĐ-UBND ngày   /  /2026 của Chủ tịch UBND xã)",
            DirectiveGuess("Quyết định", None, None, "Chủ tịch UBND xã"),
        ),
        (
            "(Kèm theo Công văn số 88/UBND-VP ngày 31/02/2026)",
            DirectiveGuess("Công văn", "88/UBND-VP", None, None),
        ),
    ],
)
def test_the_line_kem_theo_names_the_directive(line: str, guess: DirectiveGuess) -> None:
    assert guess_directive(["PHỤ LỤC", "NHIỆM VỤ NĂM 2026", line]) == guess


def test_a_line_broken_in_two_is_read_as_one() -> None:
    guess = guess_directive(["(Kèm theo Nghị quyết số 03/NQ-CP", "ngày 09 tháng 01 năm 2025 của Chính phủ)"])
    assert guess is not None
    assert guess.issued_on == date(2025, 1, 9)


def test_a_letterhead_says_number_and_date() -> None:
    guess = guess_directive(
        ["ỦY BAN NHÂN DÂN", "Số: 15/KH-UBND", "Hoa Sen, ngày 05 tháng 8 năm 2026", "KẾ HOẠCH"]
    )
    assert guess == DirectiveGuess(None, "15/KH-UBND", date(2026, 8, 5), None)


@pytest.mark.parametrize(
    "lines", [[], ["PHỤ LỤC II", "DANH MỤC NHIỆM VỤ THỰC HIỆN NGHỊ QUYẾT SỐ 57-NQ/TW"], ["kèm theo"]]
)
def test_where_nothing_is_said_nothing_is_guessed(lines: list[str]) -> None:
    assert guess_directive(lines) is None


ROW = AnnexRow(5, "1", "1", "I. Thể chế", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026")


def test_a_row_key_is_the_directive_and_the_number_however_it_is_written() -> None:
    assert row_key("QĐ 12", "1") == row_key("QĐ 12", "01.") == "QĐ 12#1"
    assert row_key("QĐ 12", "1") != row_key("QĐ 13", "1")


def test_the_content_hash_sees_words_not_spaces_case_or_place() -> None:
    assert content_hash(ROW) == content_hash(replace(ROW, row_number=9, content="LẬP  SỔ", section=""))
    assert content_hash(ROW) != content_hash(replace(ROW, deadline_phrase="7/2026"))


def test_a_number_given_twice_by_mistake_changes_no_other_key() -> None:
    right = own_keys([("1", "I", "a"), ("2", "I", "b"), ("3", "II", "c"), ("4", "II", "d")])
    wrong = own_keys([("1", "I", "a"), ("2", "I", "b"), ("2", "II", "c"), ("4", "II", "d")])
    assert [right[0], right[1], right[3]] == [wrong[0], wrong[1], wrong[3]]
    assert len(set(wrong)) == 4


def test_the_key_of_a_row_without_a_number_is_its_content() -> None:
    rows = [("1", "I", "a"), (None, "I", "Lập sổ"), (None, "I", "Đóng sổ")]
    assert own_keys(rows)[1:] == own_keys(rows[1:])
    assert (
        own_keys([(None, "", "Lập sổ"), (None, "", "Lập sổ")])[0]
        != own_keys([(None, "", "Lập sổ"), (None, "", "Lập sổ")])[1]
    )


@pytest.mark.parametrize("phrase", ["", " ", "-", "…", "...", "Không", "không có", "x", "N/A"])
def test_placeholders_name_no_outcome(phrase: str) -> None:
    assert not states_outcome(phrase)


@pytest.mark.parametrize("phrase", ["Quyết định", "Báo cáo", "Đề án/thỏa thuận hợp tác", "45"])
def test_words_name_an_outcome(phrase: str) -> None:
    assert states_outcome(phrase)
