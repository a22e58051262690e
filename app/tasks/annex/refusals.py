"""The sentences with which a file is refused before it is read."""

from app.errors import Refused
from app.tasks.annex.grid import MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS
from app.text import Text


def too_large() -> Refused:
    megabytes = MAX_FILE_BYTES // (1024 * 1024)
    return Refused(
        Text(
            f"Tệp lớn hơn {megabytes} MB. Hãy bỏ hình ảnh hoặc tách phụ lục thành nhiều tệp rồi tải lại.",
            f"The file is larger than {megabytes} MB. Remove pictures or split the annex, then send it again.",
        )
    )


def empty_file() -> Refused:
    return Refused(Text("Tệp không có nội dung.", "The file is empty."))


def wrong_kind(what: Text) -> Refused:
    return Refused(
        Text(
            f"{what.vi} Chỉ nhận phụ lục dạng .xlsx, .docx hoặc .csv.",
            f"{what.en} Only annexes as .xlsx, .docx or .csv are taken.",
        )
    )


def old_office_file() -> Refused:
    return Refused(
        Text(
            "Tệp ở định dạng Office cũ (.xls, .doc). Hãy mở tệp và lưu lại dạng .xlsx hoặc .docx rồi tải lại.",
            "The file is in the old Office format (.xls, .doc). Open it, save it as .xlsx or .docx and send it again.",
        )
    )


def locked() -> Refused:
    return Refused(
        Text(
            "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu, lưu lại dạng .xlsx hoặc .docx rồi tải lại.",
            "The file has a password and cannot be read. Remove it, save as .xlsx or .docx and send it again.",
        )
    )


def unreadable() -> Refused:
    return Refused(
        Text(
            "Không đọc được tệp: tệp bị hỏng hoặc chưa tải lên trọn vẹn. Hãy mở tệp, lưu lại rồi tải lại.",
            "The file cannot be read: it is damaged or was cut off. Open it, save it again and send it once more.",
        )
    )


def unsafe_container() -> Refused:
    return Refused(
        Text(
            "Tệp nén bên trong không an toàn: khi mở ra lớn bất thường hoặc chứa thành phần lạ. Hãy mở tệp, sao chép bảng sang một tệp mới rồi tải lại.",
            "The file is not safe to open: it unpacks to an unusual size or holds strange parts. Copy the table into a new file and send that.",
        )
    )


def too_many_rows(found: int) -> Refused:
    return Refused(
        Text(
            f"Bảng kéo dài đến dòng {found}; mỗi lần chỉ nhận tối đa {MAX_ROWS} dòng. Hãy xóa các dòng thừa hoặc tách phụ lục.",
            f"The table reaches row {found}; at most {MAX_ROWS} rows are taken at a time. Delete stray rows or split the annex.",
        )
    )


def too_many_columns(found: int) -> Refused:
    return Refused(
        Text(
            f"Bảng kéo dài đến cột thứ {found}; chỉ nhận tối đa {MAX_COLUMNS} cột. Hãy xóa các cột thừa.",
            f"The table reaches column {found}; at most {MAX_COLUMNS} columns are taken. Delete stray columns.",
        )
    )


def too_much_text() -> Refused:
    return Refused(
        Text(
            "Nội dung các ô quá dài so với một phụ lục nhiệm vụ. Hãy kiểm tra lại tệp.",
            "The cells hold far more text than an annex of tasks. Check the file.",
        )
    )


def wrong_encoding() -> Refused:
    return Refused(
        Text(
            "Tệp .csv không dùng bảng mã UTF-8 nên chữ tiếng Việt không đọc được. Hãy lưu lại dạng “CSV UTF-8” hoặc .xlsx.",
            "The .csv is not in UTF-8, so its Vietnamese letters cannot be read. Save it as “CSV UTF-8” or .xlsx.",
        )
    )


def no_annex_table() -> Refused:
    return Refused(
        Text(
            "Không tìm thấy bảng nhiệm vụ trong tệp. Bảng cần có dòng tiêu đề gồm cột nhiệm vụ (nội dung công việc) và ít nhất một trong hai cột: "
            "cơ quan chủ trì (đơn vị thực hiện), thời gian hoàn thành (thời hạn); các cột TT, cơ quan phối hợp, kết quả (sản phẩm) được đọc nếu có.",
            "No table of tasks was found. Its head must name the task (nhiệm vụ, nội dung công việc) and at least one of: lead body (cơ quan chủ trì, đơn vị thực hiện), "
            "deadline (thời gian hoàn thành, thời hạn); number (TT), coordinating bodies and outcome (kết quả, sản phẩm) are read where present.",
        )
    )
