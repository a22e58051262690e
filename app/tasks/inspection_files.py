"""The inspector's weekly list in words and as a workbook, asked and written apart from the pages."""

from datetime import date

from app import clock
from app.apart import FileMade
from app.db import fetch_one
from app.formats import file_name, format_date, format_when
from app.people.queries import office_calendar
from app.people.viewer import Viewer
from app.tasks.export import REMINDED, Cell, Column, workbook
from app.tasks.flag_sql import Marks
from app.tasks.holder_queries import Stay, stays_of
from app.tasks.inspection_queries import Listed, listed_in, of_week
from app.tasks.labels import REMINDER_KINDS, state_label
from app.tasks.waiting import days_late
from app.text import Locale, Text

COLUMNS = (
    Column(Text("STT", "No."), 6),
    Column(Text("Mã", "Code"), 15),
    Column(Text("Nhiệm vụ", "Task"), 50),
    Column(Text("Đơn vị", "Unit"), 28),
    Column(Text("Người đang giữ", "Holder"), 24),
    Column(Text("Giữ từ", "Held since"), 12),
    Column(Text("Trạng thái", "State"), 14),
    Column(Text("Hạn phải giữ", "Date to keep"), 12),
    Column(Text("Trễ (ngày làm việc)", "Late (working days)"), 11),
    REMINDED,
    Column(Text("Các lần đôn đốc", "The reminders"), 60),
    Column(Text("Số lần chuyển", "Times moved"), 9, total=True),
    Column(Text("Có xử lý sau đó", "Acted on since"), 14),
)


def week_words(monday: date, locale: Locale) -> str:
    """How a week is called."""
    day = format_date(monday, locale)
    return Text(f"Tuần từ {day}", f"Week of {day}").in_(locale)


def reminder_lines(each: Listed, locale: Locale) -> list[str]:
    """Each reminder in one line: when, to whom, of which kind."""
    return [
        f"{format_date(row['day'], locale)}: {row['to_name']} ({REMINDER_KINDS[row['kind']].in_(locale).lower()})"
        for row in each.reminders
    ]


async def weekly_file(viewer: Viewer, week: date | None, unit: int | None, locale: Locale) -> FileMade:
    """The whole list of a week, of one unit and all below it where one is chosen."""
    marks = Marks(clock.today(), await office_calendar())
    as_of = Text(f"Số liệu đến {format_when(clock.now())}", f"As of {format_when(clock.now(), 'en')}")
    about = [as_of.in_(locale)]
    chosen = await fetch_one("SELECT path, name FROM unit WHERE id = {}", unit) if unit else None
    rows: list[Listed] = []
    if week:
        about.insert(0, week_words(week, locale))
        where = of_week(week, viewer, marks.today, chosen["path"] if chosen else None)
        rows = await listed_in(week, where, marks)
    if chosen:
        about.append(chosen["name"])
    stays = await stays_of([each.line.row for each in rows], marks, clock.now())
    body = workbook(
        title=Text("Danh sách tuần của thanh tra", "Inspector's weekly list").in_(locale),
        about=about,
        columns=COLUMNS,
        rows=[
            _cells(place, each, stays.get(each.line.row["id"]), marks, locale)
            for place, each in enumerate(rows, 1)
        ],
        locale=locale,
    )
    return FileMade(body, file_name("thanh-tra-tuan", f"{week or marks.today:%Y-%m-%d}", extension="xlsx"))


def _cells(place: int, each: Listed, stay: Stay | None, marks: Marks, locale: Locale) -> list[Cell]:
    row = each.line.row
    return [
        place,
        row["code"],
        row["title"],
        row["unit_name"] or "",
        stay.name if stay else "",
        clock.local_day(stay.since) if stay else None,
        state_label(row["state"]).in_(locale),
        row["due_on"],
        days_late(each.line, marks),
        row["reminder_count"],
        "\n".join(reminder_lines(each, locale)),
        row["hand_over_count"],
        clock.local_day(each.acted_at) if each.acted_at else None,
    ]
