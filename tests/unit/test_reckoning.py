"""How a task's date came about and how it is counted, in words."""

from datetime import UTC, date, datetime

from app.tasks.date_rules import PausedDays
from app.tasks.reckoning import days_off, sentences, steps, worked_weekends
from app.workdays import Calendar

CALENDAR = Calendar()
NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)


def said(due: date, today: date, **more) -> str:
    return " ".join(each.vi for each in sentences(due, today, CALENDAR, is_open=True, **more))


def event(kind: str, **facts):
    return {"kind": kind, "at": NOW, "actor_name": "Lê Văn A", "facts": facts}


def test_the_days_left_name_the_holiday_in_between():
    words = said(date(2026, 11, 26), date(2026, 11, 23))
    assert "Còn 2 ngày làm việc" in words
    assert "24/11/2026" in words


def test_civil_code_148_5_is_named_where_the_last_day_is_a_day_off():
    words = said(date(2026, 11, 29), date(2026, 11, 23))
    assert "khoản 5 Điều 148 Bộ luật Dân sự" in words
    assert "Nộp từ 01/12/2026 là chậm" in words


def test_a_swapped_saturday_is_named_as_worked():
    swapped = date(2026, 1, 10)
    assert worked_weekends(date(2026, 1, 5), date(2026, 1, 15), CALENDAR) == [swapped]
    assert "làm bù" in said(date(2026, 1, 15), date(2026, 1, 5))


def test_a_year_that_is_not_announced_is_provisional_whether_or_not_the_date_lies_in_it():
    assert "Lịch nghỉ năm 2027" in said(date(2027, 1, 8), date(2026, 12, 20))
    assert "tạm tính" not in said(date(2026, 12, 30), date(2026, 12, 20))


def test_a_pause_still_to_come_is_taken_off_the_days_left():
    words = said(
        date(2026, 11, 30), date(2026, 11, 23), pauses=[PausedDays(date(2026, 11, 25), date(2026, 11, 26))]
    )
    assert "Còn 2 ngày làm việc" in words
    assert "trừ 2 ngày làm việc tạm dừng" in words


def test_work_that_is_over_has_no_days_left():
    over = sentences(date(2026, 11, 26), date(2026, 11, 23), CALENDAR, is_open=False)
    assert not any("Còn" in each.vi for each in over)


def test_each_move_of_the_date_is_a_step_with_its_days_its_reason_and_who_it_was():
    found = steps(
        "trước ngày 20/11/2026",
        date(2026, 11, 19),
        NOW,
        [
            event("task.received"),
            event(
                "task.paused",
                **{"from": "2026-11-17", "to": "2026-11-18"},
                reason="superior",
                working_days=2,
                words="Chờ ký",
                due_on=["2026-11-19", "2026-11-23"],
            ),
            event(
                "task.extension_asked", asked=["2026-11-23", "2026-11-27"], reason="more_work", words="Thêm"
            ),
            event("task.extension_decided", granted=False, in_time=True, words="Không cần"),
            event("task.resumed", unused_days=1, due_on=["2026-11-23", "2026-11-20"]),
        ],
    )
    assert [each.what.vi for each in found] == [
        *("Hạn gốc", "Tạm dừng", "Xin gia hạn", "Quyết định về việc gia hạn", "Kết thúc tạm dừng")
    ]
    assert "trước ngày 20/11/2026" in found[0].about.vi
    assert (found[1].old, found[1].new) == (date(2026, 11, 19), date(2026, 11, 23))
    assert "17/11/2026 – 18/11/2026, 2 ngày làm việc" in found[1].about.vi
    assert "Chờ cấp trên quyết định" in found[1].about.vi
    assert found[3].about.vi == "không đồng ý; Không cần"
    assert (found[3].new, found[3].by) == (None, "Lê Văn A")
    assert "trả lại 1 ngày" in found[4].about.vi


def test_what_was_agreed_too_late_says_so():
    (_, step) = steps(
        "",
        date(2026, 11, 19),
        NOW,
        [event("task.extension_decided", granted=True, in_time=False, due_on=["2026-11-19", "2026-11-27"])],
    )
    assert "không xóa lần chậm" in step.about.vi


def test_days_off_are_named_by_name():
    (found,) = days_off(date(2026, 11, 20), date(2026, 11, 27), CALENDAR)
    assert found.vi.startswith("24/11/2026 ")
