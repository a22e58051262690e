"""Deadline phrases as officials write them, and the day each one ends on (counting rules, "From phrase to day")."""

from datetime import date

import pytest

from app.tasks.annex.phrases import DeadlineKind, read_deadline


def ends_on(phrase: str) -> date | None:
    read = read_deadline(phrase)
    assert (read.kind is DeadlineKind.DATE) == (read.day is not None)
    return read.day


@pytest.mark.parametrize(
    "phrase",
    [
        "6/2025", "06/2025", "6-2025", "6.2025", "6 / 2025", "tháng 6/2025", "Tháng 6 năm 2025", "trong tháng 6/2025",
        "Hoàn thành trong tháng 6/2025", "THÁNG 6/2025", "Thang 6/2025", "Tháng 6\nnăm 2025", "cuối tháng 6/2025", "tháng sáu năm 2025", "T6/2025",
    ],
)  # fmt: skip
def test_a_month_ends_on_its_last_day(phrase: str) -> None:
    assert ends_on(phrase) == date(2025, 6, 30)


def test_february_of_a_leap_year_has_29_days() -> None:
    assert ends_on("02/2028") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "phrase", ["Quý II/2025", "quý 2 năm 2025", "Quý II-2025", "hết quý II/2025", "Q2/2025", "Quy II/2025"]
)
def test_a_quarter_ends_on_its_last_day(phrase: str) -> None:
    assert ends_on(phrase) == date(2025, 6, 30)


@pytest.mark.parametrize(
    "phrase", ["2025", "năm 2025", "Trong năm 2025", "đến hết năm 2025", "cuối năm 2025", "2025.0"]
)
def test_a_year_ends_on_31_december(phrase: str) -> None:
    assert ends_on(phrase) == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("2025-2026", date(2026, 12, 31)),
        ("2025 - 2026", date(2026, 12, 31)),
        ("giai đoạn 2025 – 2026", date(2026, 12, 31)),
        ("Giai đoạn 2021-25", date(2025, 12, 31)),
        ("từ tháng 6 đến tháng 9/2025", date(2025, 9, 30)),
        ("6-9/2025", date(2025, 9, 30)),
        ("01/6-30/9/2025", date(2025, 9, 30)),
        ("từ nay đến hết năm 2025", date(2025, 12, 31)),
        ("Từ 2025 đến 2027", date(2027, 12, 31)),
        ("Quý I - Quý III/2025", date(2025, 9, 30)),
    ],
)
def test_a_span_ends_with_its_last_part(phrase: str, day: date) -> None:
    read = read_deadline(phrase)
    assert read.day == day
    assert read.note is None


@pytest.mark.parametrize(
    "phrase",
    [
        "15/3/2026", "15-3-2026", "15.03.2026", "2026-03-15", "15/3/26", "ngày 15/3/2026", "ngày 15 tháng 3 năm 2026", "Ngày 15 tháng 3, 2026",
        "đến ngày 15/3/2026", "đến hết ngày 15/3/2026", "chậm nhất ngày 15/3/2026", "Chậm nhất là ngày 15/3/2026", "Không muộn hơn 15/3/2026",
        "15 / 3 / 2026", "Chủ nhật, ngày 15/3/2026", "08:00 ngày 15/03/2026",
    ],
)  # fmt: skip
def test_a_day_is_the_last_day_itself(phrase: str) -> None:
    assert ends_on(phrase) == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("trước 30/6/2025", date(2025, 6, 29)),
        ("Trước ngày 30/6/2025", date(2025, 6, 29)),
        ("trước ngày 30 tháng 6 năm 2025", date(2025, 6, 29)),
        ("trước 31/12 năm 2025", date(2025, 12, 30)),
        ("Trước 01/01/2026", date(2025, 12, 31)),
        ("trước tháng 6/2025", date(2025, 5, 31)),
        ("trước quý III/2025", date(2025, 6, 30)),
        ("trước năm 2026", date(2025, 12, 31)),
    ],
)
def test_a_deadline_before_a_point_ends_the_day_before_it(phrase: str, day: date) -> None:
    assert ends_on(phrase) == day


@pytest.mark.parametrize("phrase", ["trước 17h00 ngày 30/6/2025", "Trước 17 giờ 00 ngày 30/6/2025"])
def test_before_an_hour_of_a_day_ends_on_that_day(phrase: str) -> None:
    assert ends_on(phrase) == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("6 tháng đầu năm 2025", date(2025, 6, 30)),
        ("06 tháng cuối năm 2025", date(2025, 12, 31)),
        ("9 tháng đầu năm 2025", date(2025, 9, 30)),
        ("Đầu năm 2026", date(2026, 3, 31)),
        ("giữa năm 2026", date(2026, 6, 30)),
    ],
)
def test_parts_of_a_year_end_with_their_last_month(phrase: str, day: date) -> None:
    assert ends_on(phrase) == day


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("6/2025; 12/2025", date(2025, 12, 31)),
        ("30/6/2025 và 31/12/2025", date(2025, 12, 31)),
        ("Quý IV/2025; Quý II/2026", date(2026, 6, 30)),
        ("Tháng 6, 7, 8/2025", date(2025, 8, 31)),
        ("Quý II và III năm 2025", date(2025, 9, 30)),
    ],
)
def test_of_several_dates_the_latest_counts_and_a_note_says_so(phrase: str, day: date) -> None:
    read = read_deadline(phrase)
    assert read.day == day
    assert read.note is not None
    assert "muộn nhất" in read.note.vi


@pytest.mark.parametrize(
    ("phrase", "day"), [("Năm 2025 (quý III)", date(2025, 9, 30)), ("2025 (tháng 6)", date(2025, 6, 30))]
)
def test_a_part_takes_the_year_named_before_it(phrase: str, day: date) -> None:
    assert ends_on(phrase) == day


@pytest.mark.parametrize(
    "phrase",
    [
        "Hằng năm", "hàng năm", "Định kỳ", "Định kỳ hằng quý", "Hàng tháng", "hằng tuần", "tháng 12 hằng năm", "Trước ngày 15 hằng tháng",
        "Trước 30/11 hằng năm", "02 lần/năm", "6 tháng/lần", "Thường xuyên, hằng năm", "Theo kế hoạch từng năm",
    ],
)  # fmt: skip
def test_what_comes_back_every_period_is_recurring(phrase: str) -> None:
    assert read_deadline(phrase).kind is DeadlineKind.RECURRING


@pytest.mark.parametrize(
    "phrase",
    ["Thường xuyên", "Liên tục", "Nhiệm vụ thường xuyên", "thường xuyên trong năm 2025", "THƯỜNG XUYÊN"],
)
def test_what_never_stops_is_continuous(phrase: str) -> None:
    assert read_deadline(phrase).kind is DeadlineKind.CONTINUOUS


def test_a_recurring_report_beside_a_day_to_finish_by_leaves_the_date() -> None:
    assert ends_on("Hoàn thành trước 30/6/2025; báo cáo định kỳ hằng quý") == date(2025, 6, 29)


def test_a_continuous_task_with_a_day_to_finish_by_has_a_date() -> None:
    assert ends_on("Thường xuyên; hoàn thành trước 31/12/2025") == date(2025, 12, 30)


@pytest.mark.parametrize(
    "phrase",
    [
        "2025 và những năm tiếp theo",
        "2025 và các năm sau",
        "Từ 2025",
        "từ năm 2025",
        "Từ năm 2025 trở đi",
        "Bắt đầu từ quý II/2025",
        "Sau năm 2025",
    ],
)
def test_a_beginning_without_an_end_is_open_ended(phrase: str) -> None:
    assert read_deadline(phrase).kind is DeadlineKind.OPEN_ENDED


@pytest.mark.parametrize("phrase", ["", " ", "-", "…", "...", "\n"])
def test_an_empty_cell_is_no_deadline_and_needs_no_note(phrase: str) -> None:
    read = read_deadline(phrase)
    assert (read.kind, read.day, read.note) == (DeadlineKind.NONE, None, None)


@pytest.mark.parametrize(
    "phrase",
    [
        "31/02/2025",
        "31/6/2025",
        "30/02/2025",
        "13/2025",
        "tháng 13/2025",
        "Quý V/2025",
        "ngày 31 tháng 4 năm 2025",
    ],
)
def test_a_date_that_no_calendar_has_is_none_with_the_reason(phrase: str) -> None:
    read = read_deadline(phrase)
    assert (read.kind, read.written) == (DeadlineKind.NONE, phrase)
    assert read.note is not None
    assert "không có trong lịch" in read.note.vi


@pytest.mark.parametrize("phrase", ["30/6", "Quý IV", "tháng 6", "trước ngày 30/6"])
def test_a_date_without_a_year_is_none_with_the_reason(phrase: str) -> None:
    read = read_deadline(phrase)
    assert read.kind is DeadlineKind.NONE
    assert read.note is not None
    assert "không nêu năm" in read.note.vi


@pytest.mark.parametrize(
    "phrase", ["30 ngày kể từ ngày ký", "Trong vòng 10 ngày làm việc", "15 ngày sau khi có kết luận"]
)
def test_a_time_after_an_event_is_none_with_the_reason(phrase: str) -> None:
    read = read_deadline(phrase)
    assert read.kind is DeadlineKind.NONE
    assert read.note is not None
    assert "sự kiện" in read.note.vi


@pytest.mark.parametrize(
    "phrase", ["Theo kế hoạch", "Khi có yêu cầu", "Kỳ họp thứ 10, Quốc hội khóa XV", "45838"]
)
def test_what_cannot_be_read_is_none_and_kept_as_written(phrase: str) -> None:
    read = read_deadline(phrase)
    assert (read.kind, read.written) == (DeadlineKind.NONE, phrase)
    assert read.note is not None


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("Theo Kế hoạch số 12/KH-UBND ngày 15/3/2026", DeadlineKind.NONE),
        ("Theo Nghị quyết số 57-NQ/TW", DeadlineKind.NONE),
        ("Theo Quyết định số 766/QĐ-TTg ngày 23/6/2022; 6/2026", DeadlineKind.DATE),
    ],
)
def test_the_date_of_a_quoted_document_is_no_deadline(phrase: str, kind: DeadlineKind) -> None:
    assert read_deadline(phrase).kind is kind


def test_a_vision_is_no_deadline() -> None:
    assert ends_on("2025-2030, tầm nhìn đến năm 2045") == date(2030, 12, 31)
