"""Files of every kind and no kind: what is read, and what is refused before it can do harm."""

import io
import struct
import zipfile
from datetime import date, datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from app.errors import Refused
from app.tasks.annex.files import read_tables
from app.tasks.annex.grid import MAX_FILE_BYTES, FileKind
from app.tasks.annex.reader import read_annex
from tests.unit.annex_files import HEAD, as_csv, as_docx, as_xlsx, part_of, with_parts

ROW = ["1", "Lập sổ theo dõi", "Phòng Kinh tế", "Văn phòng", "Sổ", "6/2026"]
ROWS = [HEAD, ROW]


def refusal(content: bytes, name: str = "phu-luc.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        read_annex(content, name)
    assert refused.value.text.en
    return refused.value.text.vi


# --- what is read ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (as_csv(ROWS), FileKind.CSV),
        (as_csv(ROWS, ";"), FileKind.CSV),
        (as_csv(ROWS, "\t"), FileKind.CSV),
        (as_csv(ROWS, encoding="utf-8"), FileKind.CSV),
        (as_csv(ROWS, ";", "utf-16"), FileKind.CSV),
        (b"\xfe\xff" + as_csv(ROWS, ";", "utf-16-be"), FileKind.CSV),
        (as_xlsx(ROWS), FileKind.XLSX),
        (as_docx(ROWS), FileKind.DOCX),
    ],
)
def test_the_same_annex_reads_alike_from_every_kind_of_file(content: bytes, kind: FileKind) -> None:
    read = read_annex(content, "")
    assert read.file_kind is kind
    row = read.rows[0]
    assert [
        row.tt,
        row.content,
        row.lead_phrase,
        row.coordinating_phrase,
        row.outcome_phrase,
        row.deadline_phrase,
    ] == ROW
    assert row.row_number == 2


def test_the_kind_is_told_by_the_content_not_by_the_name() -> None:
    assert read_annex(as_docx(ROWS), "phu-luc.xlsx").file_kind is FileKind.DOCX
    assert read_annex(as_xlsx(ROWS), "PHU-LUC.DOCX").file_kind is FileKind.XLSX


def test_a_csv_may_name_its_separator_and_row_numbers_stay_those_of_the_file() -> None:
    read = read_annex(b"\xef\xbb\xbfsep=;\r\n" + as_csv(ROWS, ";", "utf-8"), "a.csv")
    assert [(r.row_number, r.tt) for r in read.rows] == [(3, "1")]


def test_letters_are_composed_and_hidden_spaces_go() -> None:
    decomposed = "Phòng\u00a0Kinh  tê\u0301\u200b "
    assert (
        read_annex(as_csv([HEAD, ["1", "Sổ", decomposed, "", "", "2026"]]), "a.csv").rows[0].lead_phrase
        == "Phòng Kinh tế"
    )


def test_numbers_and_dates_of_a_sheet_are_read_as_they_stand_there() -> None:
    sheet = [HEAD, [1.0, "Sổ", "Văn phòng", "", 45, date(2026, 3, 15)], [2, "Sổ", "Văn phòng", "", 1.5, 2026]]
    rows = read_annex(as_xlsx(sheet), "a.xlsx").rows
    assert [(r.tt, r.outcome_phrase, r.deadline_phrase) for r in rows] == [
        ("1", "45", "15/03/2026"),
        ("2", "1.5", "2026"),
    ]


@pytest.mark.parametrize("shown_as", ["mmm-yy", "mm/yyyy", "m/yyyy", "[$-42A]mmmm yyyy"])
def test_a_typed_month_that_the_sheet_keeps_as_a_date_is_a_month_again(shown_as: str) -> None:
    sheet = [HEAD, [1, "Sổ", "Văn phòng", "", "Sổ", date(2025, 6, 1)]]
    assert read_annex(as_xlsx(sheet, date_format=shown_as), "a.xlsx").rows[0].deadline_phrase == "6/2025"


def test_a_true_first_of_the_month_stays_a_day() -> None:
    sheet = [HEAD, [1, "Sổ", "Văn phòng", "", "Sổ", date(2025, 6, 1)]]
    assert read_annex(as_xlsx(sheet), "a.xlsx").rows[0].deadline_phrase == "01/06/2025"


def test_an_hour_in_a_sheet_stands_before_its_day() -> None:
    sheet = [HEAD, [1, "Sổ", "Văn phòng", "", "Sổ", datetime(2025, 6, 1, 17, 0)]]  # noqa: DTZ001
    assert read_annex(as_xlsx(sheet), "a.xlsx").rows[0].deadline_phrase == "17:00 ngày 01/06/2025"


def test_title_rows_merged_over_the_sheet_are_title_lines() -> None:
    content = as_xlsx([["PHỤ LỤC"], ["DANH MỤC NHIỆM VỤ"], [""], *ROWS], [(0, 0, 0, 5), (1, 0, 1, 5)])
    read = read_annex(content, "a.xlsx")
    assert read.title_lines == ("PHỤ LỤC", "DANH MỤC NHIỆM VỤ")
    assert read.rows[0].row_number == 5


def test_title_lines_of_a_word_file_begin_at_the_annex() -> None:
    read = read_annex(
        as_docx(ROWS, before=["QUYẾT ĐỊNH", "Điều 1. …", "PHỤ LỤC I", "NHIỆM VỤ NĂM 2026"]), "a.docx"
    )
    assert read.title_lines == ("PHỤ LỤC I", "NHIỆM VỤ NĂM 2026")


def test_numbers_that_word_writes_by_itself_are_read() -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=6)
    for column, text in enumerate(HEAD):
        table.cell(0, column).text = text
    for row, (lead, outcome) in enumerate([("", ""), ("Văn phòng", "Sổ"), ("Phòng Kinh tế", "Bảng")], 1):
        table.cell(row, 1).text = f"Việc {row}"
        table.cell(row, 2).text = lead
        table.cell(row, 4).text = outcome
        table.cell(row, 0).paragraphs[0].style = document.styles[
            "List Number 2" if row == 1 else "List Number"
        ]
    numbering = document.part.numbering_part.element
    used = document.styles["List Number 2"].element.pPr.numPr.numId.val
    abstract = next(n.abstractNumId.val for n in numbering.num_lst if n.numId == used)
    for level in numbering.xpath(f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl[1]/w:numFmt"):
        level.set(docx.oxml.ns.qn("w:val"), "upperRoman")
    buffer = io.BytesIO()
    document.save(buffer)
    read = read_annex(buffer.getvalue(), "a.docx")
    assert [str(s) for s in read.sections] == ["I. Việc 1"]
    assert [r.tt for r in read.rows] == ["1", "2"]


def test_inserted_words_are_read_and_deleted_ones_are_not() -> None:
    document = docx.Document(io.BytesIO(as_docx(ROWS)))
    paragraph = document.tables[0].cell(1, 1).paragraphs[0]._p
    paragraph.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1"><w:r><w:t> mới</w:t></w:r></w:ins>'))
    paragraph.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText> cũ</w:delText></w:r></w:del>')
    )
    buffer = io.BytesIO()
    document.save(buffer)
    assert read_annex(buffer.getvalue(), "a.docx").rows[0].content == "Lập sổ theo dõi mới"


def test_a_hidden_sheet_is_not_read() -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, count in (("Phụ lục", 1), ("Nháp", 5)):
        sheet = book.add_worksheet(name)
        for r, row in enumerate([HEAD, *[[str(n), *ROW[1:]] for n in range(1, count + 1)]]):
            sheet.write_row(r, 0, row)
        if name == "Nháp":
            sheet.hide()
    book.close()
    read = read_annex(buffer.getvalue(), "a.xlsx")
    assert (read.table_name, len(read.rows)) == ("Phụ lục", 1)


# --- what is refused -------------------------------------------------------------------------------


def test_a_file_over_the_size_is_refused_unread() -> None:
    assert "10 MB" in refusal(b"x" * (MAX_FILE_BYTES + 1), "a.csv")


@pytest.mark.parametrize("content", [b"", b"  \r\n "])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert "không có nội dung" in refusal(content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_old_office_files_are_refused_with_the_way_out() -> None:
    assert "lưu lại dạng .xlsx hoặc .docx" in refusal(OLE, "a.xls")


def test_a_file_with_a_password_is_refused_as_such() -> None:
    assert "mật khẩu" in refusal(OLE + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><table><tr><td>TT</td></tr></table></html>", "a.xlsx"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html></html>", "a.csv"),
        (b"%PDF-1.7 ...", "a.pdf"),
        (b"{\\rtf1 abc}", "a.docx"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a.xlsx"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv"),
        (as_csv(ROWS), "a.xlsx"),
        (as_csv(ROWS), "a.exe"),
    ],
)
def test_other_kinds_of_file_are_refused_whatever_their_name(content: bytes, name: str) -> None:
    assert ".xlsx, .docx hoặc .csv" in refusal(content, name)


def test_a_csv_in_an_old_code_page_is_refused_with_the_way_out() -> None:
    assert "UTF-8" in refusal(as_csv(ROWS, encoding="utf-8")[:40] + b"\xe9\xff\xf2;x", "a.csv")


def zip_of(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        with_parts(as_xlsx(ROWS), {"xl/bomb.xml": b" " * (51 * 1024 * 1024)}),
        with_parts(as_docx(ROWS), {"word/bomb.xml": b" " * (20 * 1024 * 1024)}),
        with_parts(as_xlsx(ROWS), {f"xl/x{n}.xml": b"<a/>" for n in range(201)}),
        with_parts(as_xlsx(ROWS), {"../outside.xml": b"<a/>"}),
        with_parts(as_xlsx(ROWS), {"/etc/outside.xml": b"<a/>"}),
        with_parts(as_xlsx(ROWS), {"xl\\outside.xml": b"<a/>"}),
        zip_of({"xl/workbook.xml": b"<a/>"}, zipfile.ZIP_LZMA),
    ],
    ids=["50 MB", "ratio", "parts", "parent", "absolute", "backslash", "method"],
)
def test_hostile_containers_are_refused_before_they_are_opened(content: bytes) -> None:
    assert "không an toàn" in refusal(content)


def test_two_parts_of_one_name_are_refused() -> None:
    buffer = io.BytesIO(as_xlsx(ROWS))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
    assert "không an toàn" in refusal(buffer.getvalue())


def test_a_container_that_lies_about_a_size_is_refused() -> None:
    honest = zip_of({"xl/workbook.xml": b"<a>" + b" " * 5_000_000 + b"</a>", "xl/pad.bin": bytes(range(256)) * 400}, zipfile.ZIP_DEFLATED)  # fmt: skip
    lying = honest.replace(struct.pack("<L", 5_000_007), struct.pack("<L", 10))
    assert lying != honest
    assert "Không đọc được tệp" in refusal(lying)


@pytest.mark.parametrize("make", [as_xlsx, as_docx])
@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_refused(make: object, keep: float) -> None:
    whole = as_xlsx(ROWS) if make is as_xlsx else as_docx(ROWS)
    assert "Không đọc được tệp" in refusal(whole[: int(len(whole) * keep)])


@pytest.mark.parametrize(
    "content",
    [zip_of({"readme.txt": b"x"}), zip_of({"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"})],
)
def test_other_archives_are_refused_as_such(content: bytes) -> None:
    assert "không phải Excel" in refusal(content)


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]>'


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (as_xlsx(ROWS), "xl/workbook.xml"),
        (as_xlsx(ROWS), "xl/worksheets/sheet1.xml"),
        (as_docx(ROWS), "word/document.xml"),
    ],
)
def test_entities_that_grow_are_refused(content: bytes, part: str) -> None:
    body = part_of(content, part).split(b"?>", 1)[1]
    assert "không an toàn" in refusal(with_parts(content, {part: BOMB + body}))


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
def test_broken_parts_of_a_workbook_are_refused(part: str) -> None:
    assert "Không đọc được tệp" in refusal(with_parts(as_xlsx(ROWS), {part: b"<broken"}))


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_broken_parts_of_a_document_are_refused(part: str) -> None:
    assert "Không đọc được tệp" in refusal(with_parts(as_docx(ROWS), {part: b"<broken"}))


def with_cell(reference: str) -> bytes:
    """A workbook with one more cell far from the others."""
    content = as_xlsx(ROWS)
    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    far = (
        f'<row r="1048576"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'.encode()
    )
    return with_parts(content, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})


def test_a_cell_far_below_is_refused_with_its_row_and_takes_no_memory() -> None:
    assert "dòng 1048576" in refusal(with_cell("A1048576"))


def test_a_cell_far_to_the_right_is_refused() -> None:
    assert "cột thứ 16384" in refusal(with_cell("XFD2"))


def test_more_than_5000_rows_are_refused() -> None:
    rows = [HEAD, *([str(n), *ROW[1:]] for n in range(1, 5_001))]
    for content in (as_csv(rows), as_xlsx(rows)):
        assert "5000 dòng" in refusal(content, "")


def test_forged_counts_are_not_believed() -> None:
    content = as_xlsx(ROWS)
    shared = part_of(content, "xl/sharedStrings.xml").replace(b'uniqueCount="', b'uniqueCount="429496729')
    assert b'uniqueCount="429496729' in shared
    assert len(read_annex(with_parts(content, {"xl/sharedStrings.xml": shared}), "a.xlsx").rows) == 1


def test_elements_nested_without_end_are_refused() -> None:
    content = as_xlsx(ROWS)
    deep = b"<sst>" + b"<si>" * 200_000 + b"</si>" * 200_000 + b"</sst>"
    padding = {"xl/media/noise.bin": bytes(i * i % 251 for i in range(60_000))}
    assert "không an toàn" in refusal(with_parts(content, {"xl/sharedStrings.xml": deep, **padding}))


def test_days_counted_from_1904_and_texts_with_escapes_are_read() -> None:
    content = as_xlsx([HEAD, [1, "Sổ một\r\nhai", "Văn phòng", "", "Sổ", date(2026, 3, 15)]])
    assert b"_x000D_" in part_of(content, "xl/sharedStrings.xml")
    book = part_of(content, "xl/workbook.xml").replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    sheet = part_of(content, "xl/worksheets/sheet1.xml").replace(b"<v>46096</v>", b"<v>44634</v>")
    row = read_annex(
        with_parts(content, {"xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet}), ""
    ).rows[0]
    assert (row.content, row.deadline_phrase) == ("Sổ một\nhai", "15/03/2026")


def test_merged_ranges_larger_than_the_sheet_do_no_harm() -> None:
    content = as_xlsx(ROWS)
    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    ranges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 2_000))
    merged = sheet.replace(
        b"</sheetData>", f'</sheetData><mergeCells count="1999">{ranges}</mergeCells>'.encode()
    )
    assert (
        len(read_tables(with_parts(content, {"xl/worksheets/sheet1.xml": merged}), "a.xlsx").tables[0].rows)
        == 2
    )


def test_one_long_text_used_in_thousands_of_cells_is_refused() -> None:
    rows = [HEAD, *([str(n), "x" * 30_000, "Văn phòng", "", "", ""] for n in range(1, 1_000))]
    assert "quá dài" in refusal(as_xlsx(rows))
