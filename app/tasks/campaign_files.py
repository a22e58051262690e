"""A campaign as a workbook: how far each unit is; asked and written apart from the pages."""

from app import clock
from app.apart import FileMade
from app.formats import file_name, format_when
from app.people.queries import office_calendar
from app.people.viewer import Viewer
from app.tasks import lists
from app.tasks.campaign_queries import BY_UNIT, SHOWN, campaign_seen, of_campaign, standing
from app.tasks.export import REMINDED, Cell, Column, workbook
from app.tasks.flag_sql import Marks
from app.tasks.labels import state_label
from app.tasks.lines import TaskLine
from app.tasks.reminder_queries import reminder_counts
from app.tasks.waiting import days_late
from app.text import Locale, Text

COLUMNS = (
    Column(Text("STT", "No."), 6),
    Column(Text("Mã", "Code"), 15),
    Column(Text("Đơn vị", "Unit"), 32),
    Column(Text("Đã xác nhận", "Confirmed"), 11),
    Column(Text("Người chịu trách nhiệm chính", "Owner"), 24),
    Column(Text("Trạng thái", "State"), 14),
    Column(Text("Tiến độ (%)", "Progress (%)"), 9),
    Column(Text("Hạn", "Due"), 12),
    Column(Text("Trễ (ngày làm việc)", "Late (working days)"), 11),
    REMINDED,
)


async def campaign_file(viewer: Viewer, campaign: int, show: str, locale: Locale) -> FileMade:
    """The rows that the viewer sees of those asked for, under the figures of all."""
    marks = Marks(clock.today(), await office_calendar())
    found, figures = await campaign_seen(campaign, viewer, marks)
    where = of_campaign(campaign, viewer, marks.today) & standing(show, marks)
    lines = await lists.lines_of(where, BY_UNIT, marks)
    counts = await reminder_counts(where)
    as_of = Text(f"Số liệu đến {format_when(clock.now())}", f"As of {format_when(clock.now(), 'en')}")
    sums = Text(
        f"{figures.units} đơn vị: {figures.confirmed} đã xác nhận, {figures.late} quá hạn, {figures.done} hoàn thành",
        f"{figures.units} units: {figures.confirmed} confirmed, {figures.late} late, {figures.done} done",
    )
    about: list[str] = [found["title"], sums.in_(locale), as_of.in_(locale)]
    if show:
        about.append(SHOWN[show].in_(locale))
    body = workbook(
        title=Text("Giao đồng loạt", "Given to many units").in_(locale),
        about=about,
        columns=COLUMNS,
        rows=[_cells(place, line, marks, counts, locale) for place, line in enumerate(lines, 1)],
        locale=locale,
    )
    return FileMade(
        body, file_name("giao-dong-loat", str(campaign), f"{marks.today:%Y-%m-%d}", extension="xlsx")
    )


def _cells(place: int, line: TaskLine, marks: Marks, counts: dict[int, int], locale: Locale) -> list[Cell]:
    row = line.row
    confirmed = row["received_at"] is not None or row["state"] in ("submitted", "done")
    return [
        place,
        row["code"],
        row["unit_name"] or "",
        (Text("Có", "Yes") if confirmed else Text("Chưa", "No")).in_(locale),
        row["owner_name"] or "",
        state_label(row["state"]).in_(locale),
        row["percent"],
        row["due_on"],
        days_late(line, marks),
        counts.get(row["id"], 0),
    ]
