"""From the rows of a table to tasks and sections: cut rows, moved text, numbers missing or given twice."""

import io
from collections.abc import Sequence
from typing import Any

import docx
import pytest

from app.errors import Refused
from app.tasks.annex.annex import Annex, FindingKind
from app.tasks.annex.header import Column
from app.tasks.annex.reader import read_annex
from tests.unit.annex_files import HEAD, as_csv, as_docx, as_xlsx


def annex(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> Annex:
    return read_annex(as_csv([head, *rows]), "phu-luc.csv")


def kinds(read: Annex) -> list[FindingKind]:
    return [finding.kind for finding in read.findings]


# --- heads -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        ["TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời gian hoàn thành"],
        ["STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Sản phẩm", "Thời hạn"],
        ["Số TT", "Nội dung công việc", "Chủ trì", "Phối hợp", "Kết quả, sản phẩm", "Thời gian thực hiện"],
        ["SỐ THỨ TỰ", "NỘI DUNG NHIỆM VỤ", "ĐƠN VỊ THỰC HIỆN", "ĐƠN VỊ PHỐI HỢP", "SẢN PHẨM ĐẦU RA", "TIẾN ĐỘ"],
        ["Stt", "Công việc", "Cơ quan thực hiện", "Cơ quan phối hợp thực hiện", "Kết quả đầu ra", "Hạn hoàn thành"],
        ["tt", "ten nhiem vu", "co quan chu tri", "co quan phoi hop", "ket qua", "thoi gian"],
        ["TT", "Nhiệm vụ, giải pháp", "Cơ quan, đơn vị chủ trì thực hiện nhiệm vụ", "Cơ quan, đơn vị phối hợp", "Sản phẩm của nhiệm vụ", "Thời gian hoàn thành nhiệm vụ"],
    ],
)  # fmt: skip
def test_heads_are_recognised_however_they_are_worded(head: list[str]) -> None:
    read = annex(["1", "Lập sổ", "Phòng Kinh tế", "Văn phòng", "Sổ", "6/2026"], head=head)
    row = read.rows[0]
    assert (row.tt, row.content, row.lead_phrase) == ("1", "Lập sổ", "Phòng Kinh tế")
    assert (row.coordinating_phrase, row.outcome_phrase, row.deadline_phrase) == ("Văn phòng", "Sổ", "6/2026")
    assert read.findings == ()


def test_columns_may_stand_in_any_order_and_other_columns_are_kept() -> None:
    read = annex(
        ["6/2026", "Lập sổ", "khẩn", "1", "Phòng Kinh tế"],
        head=["Thời hạn", "Nhiệm vụ", "Ghi chú", "TT", "Đơn vị chủ trì"],
    )
    assert (read.rows[0].tt, read.rows[0].deadline_phrase) == ("1", "6/2026")
    assert read.rows[0].extras == (("Ghi chú", "khẩn"),)
    assert {f.column for f in read.findings if f.kind is FindingKind.MISSING_COLUMN} == {
        Column.COORDINATING,
        Column.OUTCOME,
    }


def test_the_end_of_a_task_is_its_deadline_where_the_beginning_has_a_column_too() -> None:
    head = ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian bắt đầu", "Thời gian hoàn thành"]
    assert (
        annex(["1", "Lập sổ", "Văn phòng", "01/2026", "6/2026"], head=head).rows[0].deadline_phrase
        == "6/2026"
    )


def test_a_head_of_two_lines_is_read_as_one() -> None:
    read = annex(
        ["", "", "Chủ trì", "Phối hợp", "", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["1", "Lập sổ", "Phòng Kinh tế", "Văn phòng", "Sổ", "6/2026"],
        head=["TT", "Nhiệm vụ", "Đơn vị thực hiện", "", "Sản phẩm", "Thời hạn"],
    )
    assert [(r.row_number, r.lead_phrase, r.coordinating_phrase) for r in read.rows] == [
        (4, "Phòng Kinh tế", "Văn phòng")
    ]


def test_a_section_right_below_the_head_is_no_second_line_of_it() -> None:
    read = annex(
        ["", "Lĩnh vực kinh tế", "", "", "", ""], ["1", "Lập sổ", "Phòng Kinh tế", "", "Sổ", "6/2026"]
    )
    assert [s.title for s in read.sections] == ["Lĩnh vực kinh tế"]


def test_a_head_repeated_after_a_page_break_is_passed_over() -> None:
    first, second = (
        ["1", "Lập sổ", "Phòng Kinh tế", "", "Sổ", "6/2026"],
        ["2", "Đóng sổ", "Văn phòng", "", "Sổ", "7/2026"],
    )
    read = annex(first, HEAD, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], second)
    assert [(r.row_number, r.tt) for r in read.rows] == [(2, "1"), (5, "2")]


@pytest.mark.parametrize(
    "rows",
    [[["a", "b", "c"], ["1", "2", "3"]], [["TT", "Tên hàng", "Đơn vị tính"]], [["Nhiệm vụ", "Ghi chú", "Sản phẩm"], ["a", "b", "c"]], [["TT"]]],
)  # fmt: skip
def test_a_table_without_such_a_head_is_refused_with_the_columns_looked_for(rows: list[list[str]]) -> None:
    with pytest.raises(Refused) as refused:
        read_annex(as_csv(rows), "bang.csv")
    assert "cơ quan chủ trì" in refused.value.text.vi
    assert "thời gian hoàn thành" in refused.value.text.vi


# --- sections --------------------------------------------------------------------------------------


def test_roman_numerals_letters_and_plain_titles_are_sections_not_tasks() -> None:
    read = annex(
        ["A", "THỂ CHẾ", "", "", "", ""],
        ["I.", "Văn bản", "", "", "", ""],
        ["1", "Lập sổ", "Phòng Kinh tế", "", "Sổ", "6/2026"],
        ["", "Lĩnh vực văn hóa", "", "", "", ""],
        ["2", "Mở lớp", "Phòng Văn hóa - Xã hội", "", "Lớp", "7/2026"],
        ["Phần II", "Hạ tầng", "", "", "", ""],
        ["3", "Lắp máy", "Văn phòng", "", "Máy", "8/2026"],
    )
    assert [str(s) for s in read.sections] == [
        "A. THỂ CHẾ",
        "I. Văn bản",
        "Lĩnh vực văn hóa",
        "Phần II. Hạ tầng",
    ]
    assert [r.section for r in read.rows] == ["I. Văn bản", "Lĩnh vực văn hóa", "Phần II. Hạ tầng"]


def test_a_section_about_cong_tac_is_no_sum_below_the_table() -> None:
    read = annex(
        ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"],
        ["", "Công tác tuyên truyền", "", "", "", ""],
        ["2", "Mở lớp", "Văn phòng", "", "Lớp", "7/2026"],
    )
    assert [s.title for s in read.sections] == ["Công tác tuyên truyền"]


def test_a_roman_row_with_a_lead_or_date_of_its_own_is_a_task() -> None:
    read = annex(
        ["I", "Lập sổ", "Phòng Kinh tế", "", "Sổ", "6/2026"], ["II", "Đóng sổ", "", "", "", "12/2026"]
    )
    assert [r.tt for r in read.rows] == ["I", "II"]
    assert read.sections == ()


def test_a_section_title_repeated_after_a_page_break_counts_once() -> None:
    read = annex(
        ["I", "Thể chế", "", "", "", ""],
        ["1", "Lập sổ", "Phòng Kinh tế", "", "Sổ", "6/2026"],
        ["I", "Thể chế", "", "", "", ""],
        ["2", "Đóng sổ", "Phòng Kinh tế", "", "Sổ", "6/2026"],
    )
    assert len(read.sections) == 1
    assert len(read.rows) == 2


def test_a_number_that_only_heads_others_is_a_section() -> None:
    read = annex(
        ["1", "Hạ tầng số", "", "", "", ""],
        ["1.1", "Lắp camera", "Công an xã", "", "Camera", "6/2026"],
        ["2", "Mở lớp", "Văn phòng", "", "Lớp", "7/2026"],
        ["3", "Cải cách", "", "", "", ""],
        ["a)", "Rà soát", "Văn phòng", "", "Báo cáo", "5/2026"],
    )
    assert [(r.key, r.section) for r in read.rows] == [
        ("1.1", "1. Hạ tầng số"),
        ("2", ""),
        ("3.a", "3. Cải cách"),
    ]


def test_a_numbered_task_that_says_nothing_else_is_still_a_task() -> None:
    read = annex(["1", "Lập sổ", "", "", "", ""], ["2", "Đóng sổ", "Văn phòng", "", "Sổ", "6/2026"])
    assert [r.tt for r in read.rows] == ["1", "2"]


def test_lettered_points_without_a_lead_belong_to_their_task() -> None:
    read = annex(
        ["1", "Kiểm tra", "Văn phòng", "", "", "2026"],
        ["a)", "quý I", "", "", "", ""],
        ["b)", "Quý II", "", "", "", ""],
    )
    assert [r.content for r in read.rows] == ["Kiểm tra\na) quý I\nb) Quý II"]


# --- rows that a page break has cut ----------------------------------------------------------------


def test_a_row_cut_in_two_belongs_to_the_row_above() -> None:
    read = annex(
        ["1", "Xây dựng kế hoạch của", "Bộ Khoa học và", "", "Kế", "12/"],
        ["", "tỉnh", "Công nghệ", "", "hoạch", "2026"],
        ["2", "Đóng sổ", "Văn phòng", "", "Sổ", "6/2026"],
    )
    row = read.rows[0]
    assert (row.content, row.lead_phrase, row.outcome_phrase, row.deadline_phrase) == (
        "Xây dựng kế hoạch của tỉnh",
        "Bộ Khoa học và Công nghệ",
        "Kế hoạch",
        "12/2026",
    )
    assert [(f.kind, f.row_number) for f in read.findings] == [(FindingKind.CUT_ROW_JOINED, 3)]


@pytest.mark.parametrize(
    "rest",
    [
        ["", "năng số cho người dân", "", "", "", ""],
        ["", "", "", "", "báo cáo", ""],
        ["", "", "Phòng Kinh tế", "", "", "7/2026"],
        ["", "Chính phủ số tại xã", "", "", "", "7/2026"],
        ["1", "năng số", "", "", "", ""],
    ],
)
def test_every_half_of_a_cut_row_joins_the_task_above(rest: list[str]) -> None:
    read = annex(
        ["1", "Xây dựng kế hoạch phát triển kỹ", "Phòng Kinh tế,", "", "Kế hoạch,", ""],
        rest,
        ["2", "Đóng sổ", "Văn phòng", "", "Sổ", "6/2026"],
    )
    assert [r.tt for r in read.rows] == ["1", "2"]
    assert FindingKind.CUT_ROW_JOINED in kinds(read)


def test_a_lead_that_came_on_the_next_page_belongs_to_the_task_that_lacked_one() -> None:
    read = annex(
        ["1", "Xây dựng Đề án", "", "", "", ""], ["", "Chính quyền số", "Văn phòng", "", "Đề án", "6/2026"]
    )
    assert [(r.tt, r.lead_phrase, r.deadline_phrase) for r in read.rows] == [("1", "Văn phòng", "6/2026")]


def test_a_full_row_without_a_number_is_a_task_of_its_own() -> None:
    read = annex(
        ["1", "Lập sổ", "Phòng Kinh tế", "", "Sổ", "6/2026"], ["", "Đóng sổ", "Văn phòng", "", "Sổ", "7/2026"]
    )
    assert [r.tt for r in read.rows] == ["1", None]
    assert [(f.kind, f.row_number, f.column) for f in read.findings] == [
        (FindingKind.MISSING_TT, 3, Column.TT)
    ]


def test_text_in_a_section_row_ends_the_cut_cell_of_the_last_task() -> None:
    read = annex(
        ["1", "Kết nối dữ liệu", "Phòng Kinh tế", "", "Kết nối", "2026 và những"],
        ["II", "Nhân lực", "", "", "", "năm tiếp theo"],
        ["2", "Mở lớp", "Văn phòng", "", "Lớp", "6/2026"],
    )
    assert read.rows[0].deadline_phrase == "2026 và những năm tiếp theo"
    assert [str(s) for s in read.sections] == ["II. Nhân lực"]
    assert [(f.kind, f.row_number, f.column) for f in read.findings] == [
        (FindingKind.TEXT_MOVED, 3, Column.DEADLINE)
    ]


def test_text_in_a_section_row_that_the_task_has_already_is_not_written_twice() -> None:
    read = annex(
        ["1", "Kết nối", "Phòng Kinh tế", "", "Kết nối", "2026 và những năm tiếp theo"], ["II", "Nhân lực", "", "", "", "năm tiếp theo"], ["2", "Mở lớp", "Văn phòng", "", "Lớp", "6/2026"]
    )  # fmt: skip
    assert read.rows[0].deadline_phrase == "2026 và những năm tiếp theo"
    assert kinds(read) == [FindingKind.TEXT_MOVED]


def test_the_rest_of_a_lead_in_a_section_row_does_not_make_it_a_task() -> None:
    read = annex(["1", "Kết nối", "Bộ Khoa học và", "", "Kết nối", "2026"], ["II", "Nhân lực", "Công nghệ", "", "", ""], ["2", "Mở lớp", "Văn phòng", "", "Lớp", "6/2026"])  # fmt: skip
    assert [r.lead_phrase for r in read.rows] == ["Bộ Khoa học và Công nghệ", "Văn phòng"]
    assert len(read.sections) == 1


def test_text_in_a_section_row_before_any_task_is_named_as_left_out() -> None:
    read = annex(
        ["I", "Thể chế", "", "", "", "năm tiếp theo"], ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"]
    )
    assert kinds(read) == [FindingKind.TEXT_WITHOUT_TASK]


def test_a_section_title_cut_in_two_is_joined() -> None:
    read = annex(
        ["I", "Nâng cao nhận thức và", "", "", "", ""],
        ["", "trách nhiệm", "", "", "", ""],
        ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"],
    )
    assert [s.title for s in read.sections] == ["Nâng cao nhận thức và trách nhiệm"]


# --- numbers ---------------------------------------------------------------------------------------


def test_a_number_given_twice_is_found_and_both_rows_are_kept() -> None:
    read = annex(
        ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"], ["1", "Đóng sổ", "Văn phòng", "", "Sổ", "7/2026"]
    )
    assert [r.tt for r in read.rows] == ["1", "1"]
    assert len({r.key for r in read.rows}) == 2
    assert [(f.kind, f.row_number) for f in read.findings] == [(FindingKind.DUPLICATE_TT, 3)]


def test_numbers_that_start_again_in_every_section_are_no_duplicates() -> None:
    read = annex(
        ["I", "Một", "", "", "", ""],
        ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"],
        ["II", "Hai", "", "", "", ""],
        ["1", "Đóng sổ", "Văn phòng", "", "Sổ", "7/2026"],
    )
    assert [r.key for r in read.rows] == ["I/1", "II/1"]
    assert read.findings == ()


def test_sections_within_parts_keep_the_keys_apart() -> None:
    parts = [
        ["A", "Phần A"],
        ["I", "Một"],
        ["1", "a", "Văn phòng"],
        ["B", "Phần B"],
        ["I", "Một"],
        ["1", "b", "Văn phòng"],
    ]
    assert [r.key for r in annex(*[row + [""] * (6 - len(row)) for row in parts]).rows] == ["A/I/1", "B/I/1"]


def test_an_annex_without_numbers_is_read_row_by_row() -> None:
    read = read_annex(
        as_csv(
            [
                ["Nội dung", "Đơn vị thực hiện", "Thời gian", "Sản phẩm"],
                ["I. CÔNG TÁC CHUNG", "", "", ""],
                ["Rà soát quy chế", "Văn phòng", "30/6/2026", "Quy chế"],
                ["Tổ chức hội nghị", "Các phòng, ban", "Quý III/2026", ""],
                ["3. Lập báo cáo", "Phòng Kinh tế", "hằng quý", "Báo cáo"],
            ]
        ),
        "phu-luc.csv",
    )
    assert [(r.tt, r.content) for r in read.rows] == [
        (None, "Rà soát quy chế"),
        (None, "Tổ chức hội nghị"),
        ("3", "Lập báo cáo"),
    ]
    assert len({r.key for r in read.rows}) == 3
    assert len(read.sections) == 1


def test_a_row_with_nothing_but_its_number_is_left_out_and_named() -> None:
    read = annex(["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"], ["2", "", "", "", "", ""])
    assert len(read.rows) == 1
    assert [(f.kind, f.row_number) for f in read.findings] == [(FindingKind.EMPTY_ROW, 3)]


# --- other faults ----------------------------------------------------------------------------------


def test_ditto_marks_take_the_words_above() -> None:
    read = annex(
        ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"], ["2", "Đóng sổ", "nt", "", '"', "Như trên"]
    )
    assert (read.rows[1].lead_phrase, read.rows[1].outcome_phrase, read.rows[1].deadline_phrase) == (
        "Văn phòng",
        "Sổ",
        "6/2026",
    )
    assert kinds(read) == [FindingKind.SAME_AS_ABOVE] * 3


def test_remarks_and_signatures_below_the_table_are_no_tasks() -> None:
    read = annex(
        ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"],
        ["Ghi chú: số liệu tạm tính", "", "", "", "", ""],
        ["", "Danh mục gồm 01 nhiệm vụ", "", "", "", ""],
        ["", "", "", "", "TM. ỦY BAN NHÂN DÂN", ""],
        ["", "", "", "", "CHỦ TỊCH", ""],
    )
    assert [(r.lead_phrase, r.outcome_phrase) for r in read.rows] == [("Văn phòng", "Sổ")]
    assert read.sections == ()
    assert {f.row_number for f in read.findings if f.kind is FindingKind.ROW_NOT_READ} == {3, 4, 5, 6}


def test_long_cells_and_texts_that_break_off_are_named() -> None:
    read = annex(
        ["1", "Rà soát " * 300, "Văn phòng", "", "", "6/2026"],
        ["2", "Phổ cập kiến thức, kỹ", "Văn phòng", "", "", "2026"],
    )
    assert [(f.kind, f.row_number) for f in read.findings] == [
        (FindingKind.LONG_CELL, 2),
        (FindingKind.BROKEN_OFF, 3),
    ]


def test_row_numbers_are_those_of_the_file_with_empty_rows_counted() -> None:
    content = as_csv([["PHỤ LỤC"], [], HEAD, [], ["1", "Lập sổ", "Văn phòng", "", "Sổ", "6/2026"]])
    assert [r.row_number for r in read_annex(content, "a.csv").rows] == [5]


# --- cells merged downwards, Word's pages and numbers ------------------------------------------------

MERGED = [HEAD, ["1", "Một", "Văn phòng", "", "Sổ", "6/2026"], ["2", "Hai", "", "", "Bảng", "7/2026"], ["3", "Ba", "Phòng Kinh tế", "", "Kế hoạch", "8/2026"], ["", "", "", "", "Báo cáo", "9/2026"]]  # fmt: skip
PLACES = [(1, 2, 2, 2), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2)]


@pytest.mark.parametrize("content", [as_xlsx(MERGED, PLACES), as_docx(MERGED, PLACES)], ids=["xlsx", "docx"])
def test_a_lead_merged_over_rows_counts_for_each_and_a_merged_number_joins_them(content: bytes) -> None:
    rows = read_annex(content, "phu-luc").rows
    assert [(r.tt, r.lead_phrase) for r in rows] == [
        ("1", "Văn phòng"),
        ("2", "Văn phòng"),
        ("3", "Phòng Kinh tế"),
    ]
    assert (rows[2].content, rows[2].outcome_phrase, rows[2].deadline_phrase) == (
        "Ba",
        "Kế hoạch\nBáo cáo",
        "8/2026\n9/2026",
    )


def test_tables_of_a_word_file_that_go_on_are_one_annex() -> None:
    one, two, three = (["1", "Một", "Văn phòng", "", "Sổ", "6/2026"], ["2", "Hai", "Văn phòng", "", "Sổ", "6/2026"], ["3", "Ba", "Văn phòng", "", "Sổ", "6/2026"])  # fmt: skip
    read = read_annex(as_docx([HEAD, one], extra=[[two], [HEAD, three], [["a", "b"]]]), "a.docx")
    assert [(r.row_number, r.tt) for r in read.rows] == [(2, "1"), (3, "2"), (5, "3")]
    assert read.findings == ()


def test_tables_under_titles_of_their_own_are_sections_of_one_annex() -> None:
    document = docx.Document()
    for title, rows in (("I. THỂ CHẾ", ["1", "2"]), ("II. HẠ TẦNG", ["1"])):
        document.add_paragraph(title)
        table = document.add_table(rows=1 + len(rows), cols=6)
        for r, cells in enumerate([HEAD, *([n, f"Việc {n}", "Văn phòng", "", "Sổ", "6/2026"] for n in rows)]):
            for c, text in enumerate(cells):
                table.cell(r, c).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    read = read_annex(buffer.getvalue(), "a.docx")
    assert [str(s) for s in read.sections] == ["I. THỂ CHẾ", "II. HẠ TẦNG"]
    assert [(r.row_number, r.key) for r in read.rows] == [(2, "I/1"), (3, "I/2"), (5, "II/1")]
    assert read.findings == ()


def test_another_annex_in_the_same_file_is_named_as_not_read() -> None:
    rows = [[str(n), f"Việc {n}", "Văn phòng", "", "Sổ", "6/2026"] for n in range(1, 4)]
    read = read_annex(as_docx([HEAD, *rows], extra=[[HEAD, rows[0]]]), "a.docx")
    assert len(read.rows) == 3
    assert kinds(read) == [FindingKind.TABLE_NOT_READ]
