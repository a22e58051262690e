"""What the first page says of incidents: those that wait for the viewer."""

from datetime import date

from app.formats import format_date
from app.incidents.queries import IncidentRow, incidents_to_conclude, incidents_to_state
from app.incidents.rules import STATEMENT_WORKING_DAYS, statement_last_day
from app.people.permissions import Permission as P
from app.people.queries import office_calendar
from app.people.viewer import Viewer
from app.text import Text
from app.web.home import Block, BlockRow, block

MOST_ROWS = 5


@block
async def incidents_awaiting_conclusion(viewer: Viewer, today: date) -> Block | None:
    """Open incidents for which the viewer is the nearest competent head."""
    if not viewer.can(P.INCIDENT_CONCLUDE):
        return None
    rows = await incidents_to_conclude(viewer, today)
    if not rows:
        return None
    calendar = await office_calendar()
    lines = []
    for row in rows[:MOST_ROWS]:
        last = statement_last_day(row.recorded_on, calendar)
        lines.append(_line(row, f"{row.name} – {row.unit_name}", _why(row, last, today)))
    return Block(
        Text("Vụ việc chờ kết luận", "Incidents awaiting conclusion"),
        tuple(lines),
        len(rows),
        "/incidents?state=recorded",
        decide=True,
    )


def _why(row: IncidentRow, last: date, today: date) -> Text:
    if row.stated:
        return Text("Người được nêu đã nêu ý kiến.", "The person named has given a statement.")
    if today > last:
        return Text(
            f"Đã hết {STATEMENT_WORKING_DAYS} ngày làm việc, chưa có ý kiến của người được nêu.",
            f"{STATEMENT_WORKING_DAYS} working days have passed without a statement.",
        )
    return Text(
        f"Chờ ý kiến của người được nêu đến hết {format_date(last)}.",
        f"Waits for a statement until {format_date(last, 'en')}.",
    )


@block
async def incidents_awaiting_statement(viewer: Viewer, today: date) -> Block | None:
    """Open incidents that name the viewer, who may still state an opinion."""
    rows = await incidents_to_state(viewer)
    if not rows:
        return None
    calendar = await office_calendar()
    lines = []
    for row in rows[:MOST_ROWS]:
        last = statement_last_day(row.recorded_on, calendar)
        why = Text(
            f"Nên gửi trước khi hết ngày {format_date(last)}.",
            f"Best sent by the end of {format_date(last, 'en')}.",
        )
        lines.append(_line(row, format_date(row.happened_on), why))
    return Block(
        Text("Chờ ý kiến của anh/chị", "Waiting for your statement"),
        tuple(lines),
        len(rows),
        "/incidents?state=recorded",
        decide=True,
    )


def _line(row: IncidentRow, about: str, why: Text) -> BlockRow:
    rule = row.rule
    return BlockRow(
        Text(f"{row.code}: {rule.text.vi} ({about})", f"{row.code}: {rule.text.en} ({about})"),
        f"/incidents/{row.id}",
        why,
    )
