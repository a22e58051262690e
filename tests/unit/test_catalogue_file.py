"""A work catalogue in an .xlsx file: the real one comes out whole, and every planted fault is found."""

import io
import os
import zipfile
from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest
import xlsxwriter

from app.errors import Refused
from app.evaluation.catalogue_file import (
    CatalogueFile,
    Severity,
    SheetKind,
    parse_workbook,
    read_catalogue,
)
from app.evaluation.catalogue_workbook import MergedArea, SheetCells

REAL = Path(__file__).parents[3] / "shared" / "data" / "work-catalogue-283.xlsx"
HEADER = (
    "STT",
    "Mã CV",
    "Nhiệm vụ",
    "Công việc chi tiết",
    "Sản phẩm đầu ra",
    "Nhóm",
    "Khung điểm",
    "Điểm chấm",
    "Hệ số quy đổi",
    "Ghi chú",
)
PLACES = dict(
    zip(
        ("number", "code", "task", "detail", "product", "group", "band", "points", "factor", "note"),
        range(10),
        strict=True,
    )
)
BANDS = {"N1": "1-10", "N2": "11-50", "N3": "51-100"}


def row(number: int, points: float = 30, group: str = "N2", **changes) -> tuple:
    """An invented item of a catalogue, with some cells changed."""
    cells = [float(number), f"TH.{number:02}", f"Soạn văn bản loại {number}", "Dự thảo, trình ký"]
    cells += ["Công văn", group, BANDS.get(group, "101-200"), float(points), points / 5, ""]
    return changed(tuple(cells), **changes)


def changed(cells: tuple, **changes) -> tuple:
    """The row with some cells changed, by the name of the column."""
    return tuple(changes.get(name, cell) for name, cell in zip(PLACES, cells, strict=True))


ROWS = (row(1, 5, "N1"), row(2), row(3, 25), row(4, 60, "N3"))


def sheet(
    *rows: tuple, header: tuple = HEADER, above: tuple = (), name: str = "Danh mục", **more
) -> SheetCells:
    return SheetCells(name, (*above, header, *rows), **more)


def found(*rows: tuple, **more) -> CatalogueFile:
    return read_catalogue([sheet(*rows, **more)])


def faults(*rows: tuple, **more) -> list[tuple[int | None, str]]:
    """Row and column of every fault."""
    return [(fault.row, fault.column) for fault in found(*rows, **more).faults]


@pytest.fixture(scope="module")
def real() -> CatalogueFile:
    if not REAL.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared is absent: no catalogue of decision 283")
        pytest.skip("../shared is absent: no catalogue of decision 283")
    return read_catalogue(parse_workbook(REAL.read_bytes()))


# --- the real catalogue -----------------------------------------------------------------------------


def test_the_real_catalogue_has_371_items_and_no_fault(real):
    assert len(real.items) == 371
    assert real.faults == ()
    assert real.skipped == ()


def test_the_codes_of_the_real_catalogue_are_unique(real):
    assert len({item.code for item in real.items}) == 371


def test_every_factor_of_the_real_catalogue_is_its_points_over_five(real):
    assert real.standard_points == 5
    assert all(F(item.factor_milli, 1000) == item.points / 5 for item in real.items)


def test_the_groups_of_the_real_catalogue(real):
    assert real.groups == {"N1": 16, "N2": 159, "N3": 178, "N4": 18}


def test_the_sheet_of_general_criteria_is_no_catalogue(real):
    assert [entry.kind for entry in real.sheets] == [SheetKind.GENERAL_CRITERIA, *[SheetKind.CATALOGUE] * 3]
    assert [entry.item_rows for entry in real.sheets] == [0, 18, 62, 291]
    assert [notice.sheet for notice in real.findings] == ["PL I - Tieu chi chung"]


def test_the_decision_and_the_title_are_guessed(real):
    assert (real.decision.number, real.decision.issued_on) == ("283/QĐ-UBND", date(2026, 5, 31))
    assert real.decision.label.startswith("Quyết định số 283/QĐ-UBND ngày 31/05/2026 của UBND xã")
    assert "DANH MỤC" in real.title


def test_an_item_keeps_its_words_and_its_row_in_the_file(real):
    by_code = {item.code: item for item in real.items}
    first = by_code["VP.01"]
    assert (first.sheet, first.row_number) == ("PL IV - Rieng phong", 6)
    assert first.unit_name == "Văn phòng HĐND-UBND"
    assert first.product == "Lịch công tác"
    assert (first.points, first.points_hundredths, first.factor_milli) == (30, 3000, 6000)
    assert by_code["DC.HN.02"].factor_milli == 1600
    assert by_code["DC.01"].unit_name is None
    assert by_code["DC.12"].note.startswith("Tách theo ví dụ")


# --- a faultless file -----------------------------------------------------------------------------------


def test_a_faultless_file_has_only_items():
    catalogue = found(*ROWS)
    assert [item.code for item in catalogue.items] == ["TH.01", "TH.02", "TH.03", "TH.04"]
    assert catalogue.findings == ()


@pytest.mark.parametrize(
    "header",
    [
        ("TT", "Mã", "Nhiệm vụ", "Công việc", "Sản phẩm", "Nhóm", "Khung", "Điểm", "Hệ số", "Ghi chú"),
        (
            "Số TT",
            "MÃ CÔNG VIỆC",
            "Tên nhiệm vụ",
            "Nội dung công việc",
            "Kết quả đầu ra",
            "Nhóm phức tạp",
            "Khung điểm (tối thiểu - tối đa)",
            "Số điểm",
            "Hệ số K",
            "Ghi chú/Căn cứ",
        ),
        (
            "stt",
            "mã sản phẩm",
            "Lĩnh vực",
            "Mô tả",
            "Đầu ra",
            "Phân nhóm",
            "Khung\nđiểm",
            "Điểm\nchấm",
            "K",
            "Sản phẩm chuẩn = 5 điểm",
        ),
    ],
)
def test_header_words_may_vary(header):
    catalogue = found(*ROWS, header=header)
    assert (len(catalogue.items), catalogue.faults) == (4, ())


def test_a_header_of_two_rows_is_read_as_one():
    upper = (*HEADER[:6], "Điểm", "", *HEADER[8:])
    lower = ("", "", "", "", "", "", "Khung điểm", "Điểm chấm", "", "")
    catalogue = read_catalogue([SheetCells("Danh mục", (upper, lower, *ROWS))])
    assert (len(catalogue.items), catalogue.findings) == (4, ())


def test_columns_may_stand_in_another_order():
    turned = [tuple(reversed(cells)) for cells in (HEADER, *ROWS)]
    catalogue = read_catalogue([SheetCells("Danh mục", tuple(turned))])
    assert [item.points for item in catalogue.items] == [5, 30, 25, 60]


def test_a_factor_without_a_stored_value_is_computed_from_the_points():
    assert found(*ROWS, row(5, 37, factor="")).items[-1].factor_milli == 7400


def test_a_catalogue_of_factors_alone_gets_its_points_from_them():
    header = ("TT", "Mã", "Nhiệm vụ", "Sản phẩm", "Hệ số")
    item = found((1.0, "A1", "Soạn công văn", "Công văn", 1.6), header=header).items[0]
    assert (item.points, item.factor_milli, item.group) == (8, 1600, None)


def test_numbers_may_be_text_in_vietnamese_writing():
    item = found(*ROWS, changed(row(5), points="12,5", factor="2,5")).items[-1]
    assert (item.points, item.factor_milli) == (F(25, 2), 2500)


def test_the_noise_of_binary_fractions_is_no_fault():
    assert found(*ROWS, row(5, points=0.1 + 0.2 + 12, factor=2.46)).items[-1].points == F(123, 10)


def test_a_factor_rounded_to_two_decimals_is_kept_as_it_was_decided():
    catalogue = found(*ROWS, row(5, points=12.34, factor=2.47))
    assert catalogue.faults == ()
    assert catalogue.items[-1].factor_milli == 2470


def test_a_factor_finer_than_thousandths_is_rounded_with_a_notice():
    catalogue = found(*ROWS, row(5, points=12.34, factor=2.4684))
    assert catalogue.items[-1].factor_milli == 2468
    assert [finding.severity for finding in catalogue.findings] == [Severity.NOTICE]


def test_the_standard_unit_is_read_where_the_file_states_it():
    above = (("Sản phẩm chuẩn = 10 điểm = hệ số 1,00",),)
    catalogue = found(row(1, 5, "N1", factor=0.5), above=above)
    assert (catalogue.standard_points, catalogue.faults) == (10, ())
    assert catalogue.items[0].factor_milli == 500


def test_the_standard_unit_is_seen_in_the_factors_where_nothing_states_it():
    rows = [row(number, 20, factor=10.0) for number in range(1, 5)]
    assert found(*rows).standard_points == 2


def test_the_standard_unit_is_what_most_factors_show():
    shown = [row(number, 20, factor=10.0) for number in (1, 2, 3)]
    assert found(*shown).standard_points == 2
    assert found(*shown, row(4), row(5)).standard_points == 2
    assert found(*shown, row(4), row(5), row(6)).standard_points == 5


@pytest.mark.parametrize("above", [(), (("Sản phẩm chuẩn = 0 điểm",),)])
def test_rows_without_points_show_no_standard_unit(above):
    rows = [changed(row(number), points=0.0, factor=1.0) for number in (1, 2, 3)]
    assert found(*rows, above=above).standard_points == 5


def test_one_wrong_factor_is_no_standard_unit():
    assert found(row(1, 20, factor=10.0)).standard_points == 5


def test_two_statements_of_the_standard_unit_are_a_fault():
    above = (("Sản phẩm chuẩn = 5 điểm",), ("Sản phẩm chuẩn = 10 điểm",))
    assert (None, "") in faults(*ROWS, above=above)


@pytest.mark.parametrize("written", ["N2", "n2", "Nhóm 2", "nhóm N2", "2", 2.0, "II"])
def test_a_group_may_be_written_in_several_ways(written):
    assert found(*ROWS, changed(row(5), group=written)).items[-1].group == "N2"


@pytest.mark.parametrize("written", ["11-50", "11 – 50", "từ 11 đến 50", "11 - 50 điểm", ""])
def test_a_band_may_be_written_in_several_ways(written):
    assert faults(*ROWS, row(5, band=written)) == []


def test_cells_joined_downwards_hold_for_all_their_rows():
    rows = (row(1, task="Tổ chức hội nghị"), row(2, task=None, group=None, band=None))
    merged = (MergedArea(1, 2, 2, 2), MergedArea(1, 5, 2, 5), MergedArea(1, 6, 2, 6), MergedArea(0, 0, 0, 9))
    catalogue = found(*rows, merged=merged)
    assert [item.task for item in catalogue.items] == ["Tổ chức hội nghị"] * 2
    assert [item.group for item in catalogue.items] == ["N2", "N2"]


def test_the_detail_stands_in_for_a_task_without_a_column():
    header = ("TT", "Mã", "Công việc", "Sản phẩm", "Điểm")
    item = found((1.0, "A1", "Soạn công văn", "Công văn", 5.0), header=header).items[0]
    assert (item.task, item.detail, item.product) == ("Soạn công văn", "", "Công văn")


def test_what_just_fits_is_no_fault():
    assert faults(*ROWS, row(5, 11), row(6, 50), row(7, code="X" * 40)) == []
    assert faults(row(1, 100_000, "N5", band="")) == []


def test_only_columns_of_words_are_filled_from_joined_cells():
    merged = (MergedArea(1, PLACES["points"], 2, PLACES["points"]),)
    assert faults(row(1), changed(row(2), points=""), merged=merged) == [(3, "Điểm chấm")]


def test_a_joined_area_beyond_the_cells_that_were_read_is_harmless():
    merged = (MergedArea(5, 2, 9, 2), MergedArea(99, 2, 100, 2))
    assert faults(*ROWS, merged=merged) == []
    short = ("Phòng A",)
    assert len(found(short, *ROWS, merged=(MergedArea(1, 2, 2, 2),)).items) == 4


# --- rows that are no items ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        ("I", "VĂN PHÒNG HĐND-UBND"),
        ("", "", "A. Nhiệm vụ chung"),
        tuple(float(number) for number in range(1, 11)),
        tuple(f"({number})" for number in range(1, 11)),
        HEADER,
        ("", "", "Tổng cộng", "", "", "", "", 120.0, 24.0),
        ("", "", "NGƯỜI LẬP BIỂU", "", "TM. ỦY BAN NHÂN DÂN"),
    ],
)
def test_headings_totals_and_signatures_are_skipped_and_listed(other):
    catalogue = found(*ROWS[:2], other, *ROWS[2:])
    assert (len(catalogue.items), catalogue.faults) == (4, ())
    assert [(skipped.number, bool(skipped.words)) for skipped in catalogue.skipped] == [(4, True)]


def test_empty_rows_are_nothing():
    assert found(*ROWS, ("",) * 10, (None, " ", "\u00a0")).skipped == ()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Tiêu chí chấm điểm", SheetKind.GENERAL_CRITERIA),
        ("PHỤ LỤC I: TIÊU CHÍ CHUNG", SheetKind.GENERAL_CRITERIA),
        ("Hướng dẫn", SheetKind.OTHER),
    ],
)
def test_other_sheets_are_named_for_what_they_are(words, kind):
    other = SheetCells("Khác", ((words,), ("TT", "Nội dung", "Điểm tối đa")))
    catalogue = read_catalogue([sheet(*ROWS), other])
    assert catalogue.sheets[1].kind is kind
    assert (len(catalogue.items), catalogue.faults) == (4, ())


def test_a_hidden_sheet_is_left_aside_with_a_notice():
    catalogue = read_catalogue([sheet(*ROWS), sheet(*ROWS, name="Cũ", hidden=True)])
    assert (len(catalogue.items), catalogue.faults) == (4, ())
    assert [notice.sheet for notice in catalogue.findings] == ["Cũ"]


# --- faults ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"code": ""}, "Mã CV"),
        ({"code": "X" * 41}, "Mã CV"),
        ({"code": "TH.02"}, "Mã CV"),
        ({"code": " th.02 "}, "Mã CV"),
        ({"points": ""}, "Điểm chấm"),
        ({"points": "ba mươi"}, "Điểm chấm"),
        ({"points": "1.5"}, "Điểm chấm"),
        ({"points": "#REF!"}, "Điểm chấm"),
        ({"points": True}, "Điểm chấm"),
        ({"points": date(2026, 1, 30)}, "Điểm chấm"),
        ({"points": 0.0}, "Điểm chấm"),
        ({"points": -30.0}, "Điểm chấm"),
        ({"points": 12.345, "factor": 2.469}, "Điểm chấm"),
        ({"points": 1e9, "factor": 2e8}, "Điểm chấm"),
        ({"points": 51.0, "factor": 10.2}, "Điểm chấm"),
        ({"points": 10.0, "factor": 2.0}, "Điểm chấm"),
        ({"factor": 6.5}, "Hệ số quy đổi"),
        ({"factor": 6.01}, "Hệ số quy đổi"),
        ({"factor": 0.0}, "Hệ số quy đổi"),
        ({"factor": "sáu"}, "Hệ số quy đổi"),
        ({"group": "N2b"}, "Nhóm"),
        ({"group": "khó"}, "Nhóm"),
        ({"group": ""}, "Nhóm"),
        ({"band": "51-100"}, "Khung điểm"),
        ({"band": "11"}, "Khung điểm"),
        ({"band": "50-11"}, "Khung điểm"),
        ({"band": date(2026, 10, 1)}, "Khung điểm"),
    ],
)
def test_a_planted_fault_is_found_at_its_row_and_column_and_nothing_else(changes, column):
    assert faults(*ROWS, changed(row(5), **changes)) == [(6, column)]


def test_a_factor_of_nothing_says_so():
    assert [one.text.vi for one in found(*ROWS, row(5, factor="0,0004")).faults] == ["Hệ số phải lớn hơn 0."]


def test_a_faulty_row_is_no_item_and_the_others_are():
    assert [item.code for item in found(*ROWS, changed(row(5), points="x")).items] == [
        "TH.01",
        "TH.02",
        "TH.03",
        "TH.04",
    ]


def test_all_faults_are_found_at_once_with_sheet_and_row():
    second = sheet(row(9), row(1), name="Trang hai")
    catalogue = read_catalogue(
        [sheet(row(1, 5, "N1"), row(2, code="", factor=99.0), changed(row(3), points="x", band="?")), second]
    )
    assert [(fault.sheet, fault.row, fault.column) for fault in catalogue.faults] == [
        ("Danh mục", 3, "Mã CV"),
        ("Danh mục", 3, "Hệ số quy đổi"),
        ("Danh mục", 4, "Điểm chấm"),
        ("Danh mục", 4, "Khung điểm"),
        ("Trang hai", 3, "Mã CV"),
    ]
    assert "dòng 2, trang “Danh mục”" in catalogue.faults[-1].text.vi
    assert catalogue.faults[-1].place.vi == "trang “Trang hai”, dòng 3, cột “Mã CV”"


def test_one_wrong_band_does_not_accuse_the_other_rows():
    assert faults(row(1, 20, band="1-100"), row(2), row(3, 25)) == [(2, "Khung điểm")]


def test_more_than_five_groups_are_a_fault_art_13_1_a():
    rows = [
        row(number, points, f"N{number}", band="") for number, points in enumerate((5, 30, 60, 150, 250), 1)
    ]
    assert faults(*rows) == []
    assert faults(*rows, row(6, 350, "N6", band="")) == [(None, "")]


def test_a_missing_column_is_said_once_and_not_for_every_row():
    header = ("TT", "Nhiệm vụ", "Sản phẩm", "Nhóm", "Điểm")
    rows = [(float(number), "Soạn công văn", "Công văn", "N1", 5.0) for number in (1, 2)]
    catalogue = found(*rows, header=header)
    assert [(fault.row, fault.text.vi) for fault in catalogue.faults] == [(1, "Thiếu cột mã công việc.")]
    assert catalogue.items == ()


def test_a_catalogue_without_points_and_factors_is_a_fault():
    catalogue = found((1.0, "A1", "Soạn công văn", "Công văn"), header=("TT", "Mã", "Nhiệm vụ", "Sản phẩm"))
    assert [fault.text.vi for fault in catalogue.faults] == ["Thiếu cột điểm chấm hoặc hệ số quy đổi."]
    assert catalogue.items == ()


def test_an_item_without_a_product_is_noticed_art_13_1_a():
    catalogue = found(*ROWS, row(5, product=""))
    assert [(one.severity, one.row) for one in catalogue.findings] == [(Severity.NOTICE, 6)]
    assert len(catalogue.items) == 5


def test_an_item_without_any_words_is_a_fault():
    assert (6, "Nhiệm vụ") in faults(*ROWS, row(5, task="", detail="", product=""))


@pytest.mark.parametrize(
    "sheets", [[], [SheetCells("Trống", ())], [SheetCells("Khác", (("Xin chào",),))], [sheet()]]
)
def test_a_file_without_an_item_is_a_fault(sheets):
    catalogue = read_catalogue(sheets)
    assert [fault.text.vi for fault in catalogue.faults] == ["Tệp không có mục nào của danh mục."]


def test_a_decision_of_a_day_that_never_was_is_no_guess():
    above = (("Kèm theo Quyết định số 12/QĐ-UBND ngày 31 tháng 02 năm 2026 của UBND xã Thử",),)
    assert found(*ROWS, above=above).decision is None
    assert found(*ROWS).decision is None


def test_a_decision_may_be_dated_with_strokes():
    above = (("(Ban hành kèm theo Quyết định số: 1234/2026/QĐ-UBND ngày 05/6/2026)",),)
    assert found(*ROWS, above=above).decision.label == "Quyết định số 1234/2026/QĐ-UBND ngày 05/06/2026"


# --- the file itself --------------------------------------------------------------------------------------


def workbook(write) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    write(book)
    book.close()
    return content.getvalue()


def test_a_workbook_is_read_with_its_row_numbers_formulas_joined_cells_and_hidden_sheets():
    def write(book):
        page = book.add_worksheet("Danh mục")
        page.write_row(2, 0, HEADER)
        for number, cells in enumerate(ROWS, 3):
            page.write_row(number, 0, cells)
            page.write_formula(number, PLACES["factor"], f"=H{number + 1}/5", None, cells[PLACES["factor"]])
        page.merge_range(0, 0, 0, 9, "DANH MỤC SẢN PHẨM/CÔNG VIỆC")
        book.add_worksheet("Ẩn").hide()

    sheets = parse_workbook(workbook(write))
    catalogue = read_catalogue(sheets)
    assert [item.row_number for item in catalogue.items] == [4, 5, 6, 7]
    assert [item.factor_milli for item in catalogue.items] == [1000, 6000, 5000, 12000]
    assert catalogue.title == "DANH MỤC SẢN PHẨM/CÔNG VIỆC"
    assert sheets[0].merged == (MergedArea(0, 0, 0, 9),)
    assert [entry.hidden for entry in sheets] == [False, True]


def test_cells_very_far_apart_are_refused_before_they_fill_the_memory():
    def write(book):
        page = book.add_worksheet("Danh mục")
        page.write(0, 0, "a")
        page.write(1_048_575, 16_383, "b")

    with pytest.raises(Refused, match="trải quá rộng"):
        parse_workbook(workbook(write))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "cells",
    [
        "<row r='1'><c r='a1'/></row><row r='1048576'><c r='xfd1048576'/></row>",
        "<row>" + "<c><v>1</v></c>" * 16_000 + "</row><row r='1048576'><c><v>1</v></c></row>",
    ],
)
def test_an_absurd_extent_is_seen_however_it_is_written(cells, encoding):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "sheet.bin", f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode(encoding)
        )
    with pytest.raises(Refused, match="trải quá rộng"):
        parse_workbook(content.getvalue())


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"STT;M\xc3\xa3 CV", workbook(lambda book: None)[:900]]
)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(Refused, match="không đọc được"):
        parse_workbook(content)
