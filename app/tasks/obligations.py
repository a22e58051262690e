"""What a person has to do with tasks: results and hand-backs to decide on, unit work to give, own work to do.

Other concerns register their own kinds beside their questions (extensions, opinions, offers …).
"""

from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks import desk
from app.tasks.flag_sql import Marks
from app.tasks.lines import TaskLine
from app.tasks.todo import Waiting, obligation
from app.text import Text

MOST_OWN = 10  # rows of one's own work on the first page


@obligation(
    "result",
    order=20,
    title=Text("Kết quả chờ duyệt", "Results awaiting acceptance"),
    more="/tasks?waits=decision",
)
async def results(viewer: Viewer, marks: Marks) -> Waiting | None:
    """Results for which the viewer stands nearest."""
    if not viewer.can(P.TASK_ASSIGN):
        return None
    return Waiting(tuple(await desk.results_waiting(viewer, marks)), await desk.results_count(viewer, marks))


@obligation("hand_back", order=30, title=Text("Việc bị chuyển trả", "Handed back"), more="/late?kind=bounced")
async def hand_backs(viewer: Viewer, marks: Marks) -> Waiting | None:
    """Hand-backs whose reason the viewer decides on next."""
    if not viewer.can(P.TASK_ASSIGN):
        return None
    rows = await desk.hand_backs_waiting(viewer, marks)
    return Waiting(tuple(rows), len(rows))


@obligation(
    "unit_work",
    order=70,
    title=Text("Việc của đơn vị chưa có người", "Unit work without an owner"),
    more="/tasks?state=awaiting_person",
)
async def unit_work(viewer: Viewer, marks: Marks) -> Waiting | None:
    """Work of the viewer's unit for which nobody is named."""
    if not viewer.can(P.TASK_ASSIGN):
        return None
    rows = await desk.unit_work_waiting(viewer, marks)
    return Waiting(tuple(rows), await desk.unit_work_count(viewer, marks))


@obligation(
    "own",
    order=90,
    title=Text("Việc của tôi, gấp nhất trước", "My work, most urgent first"),
    more="/my-tasks",
)
async def own(viewer: Viewer, marks: Marks) -> Waiting | None:
    """The viewer's own work that is to be done now."""
    if not viewer.can(P.OWN_WORK):
        return None
    to_do, _ = await own_work(viewer, marks)
    return Waiting(tuple(to_do[:MOST_OWN]), len(to_do))


async def own_work(viewer: Viewer, marks: Marks) -> tuple[list[TaskLine], list[TaskLine]]:
    """The viewer's own work: what is to be done, and what somebody else has to act on first."""
    lines = await desk.own_work(viewer, marks)
    given_back = await desk.undecided_hand_backs(viewer.officer_id) if lines else set()
    waiting = [line for line in lines if waits(line, given_back)]
    return [line for line in lines if not waits(line, given_back)], waiting


def waits(line: TaskLine, given_back: set[int]) -> bool:
    """Whether somebody else has to act on it first."""
    return line.row["state"] == "submitted" or line.row["id"] in given_back
