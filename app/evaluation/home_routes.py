"""What the first page says of monthly sheets: those to confirm, and the own one to score."""

from datetime import date

from app.errors import NotFound
from app.evaluation.board import waiting_for
from app.evaluation.months import Month
from app.evaluation.queries import own_states
from app.evaluation.roster import person_of_officer
from app.evaluation.sheet_rules import State, month_fault
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.text import Text
from app.web.home import Block, BlockRow, block

MOST_ROWS = 5
LAST_DAYS = 5
"""The own sheet of a running month is asked for in its last days; the month before until it is scored."""


@block
async def sheets_to_confirm(viewer: Viewer, today: date) -> Block | None:
    """Self-scored sheets that wait for the viewer (Art. 10.1)."""
    if not viewer.can(P.SHEET_CONFIRM):
        return None
    waiting = await waiting_for(viewer, today)
    if not waiting:
        return None
    rows = tuple(
        BlockRow(
            Text(f"{one.name} – {one.unit_name}", f"{one.name} – {one.unit_name}"),
            f"/evaluations/{one.month}/{one.staff_code}",
            Text(f"phiếu {one.month.label.vi}, đã tự chấm", f"{one.month.label.en}, self-scored"),
            Text("Mở", "Open"),
        )
        for one in waiting[:MOST_ROWS]
    )
    return Block(
        Text("Phiếu chờ xác nhận", "Sheets to confirm"), rows, len(waiting), "/evaluations", decide=True
    )


@block
async def own_sheet(viewer: Viewer, today: date) -> Block | None:
    """The own sheets of the month before and, in its last days, of this one that are not scored yet."""
    if not viewer.can(P.SHEET_OWN):
        return None
    this = Month.of(today)
    asked = [this.previous, *([this] if (this.last - today).days < LAST_DAYS else [])]
    asked = [month for month in asked if month_fault(month, today) is None]
    states = await own_states(viewer.officer_id, asked) if asked else {}
    unscored = [month for month in asked if states[month][0] is State.OPEN]
    rows = []
    for month in unscored:
        try:
            one = await person_of_officer(month, viewer.officer_id)
        except NotFound:
            continue
        if one.is_covered:
            rows.append(
                BlockRow(
                    Text(f"Tự chấm {month.label.vi}", f"Self-score {month.label.en}"),
                    f"/evaluations/{month}/{viewer.staff_code}",
                    Text("chưa gửi điểm tự chấm (Điều 17.2)", "no self-score was sent (Art. 17.2)"),
                    Text("Tự chấm", "Self-score"),
                )
            )
    if not rows:
        return None
    return Block(
        Text("Phiếu đánh giá của tôi", "My evaluation sheet"),
        tuple(rows),
        len(rows),
        "/evaluations",
        decide=True,
    )
