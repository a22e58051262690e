"""Làm hàng loạt: one act on many tasks, looked at first, then done for all of them or for none.

The register holds what can be done so; each entry calls the command of the single act, so that its rules,
its history and its permission stay in one place. To add one: an entry of ``BULK_ACTS``.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import local_day
from app.db import Row, fetch, write
from app.errors import NotFound, Refused
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks import commands
from app.tasks.flag_sql import Marks
from app.tasks.lines import COLUMNS, JOINS, TaskLine, marks_for, task_lines
from app.tasks.many_facts import act_facts_of
from app.tasks.rules import Act, why_not
from app.tasks.sight import FROM, visible
from app.text import Text

MOST_AT_ONCE = 200

NONE_CHOSEN = Text("Chọn ít nhất một việc trong danh sách.", "Choose at least one task of the list.")
TOO_MANY = Text(
    f"Mỗi lần làm tối đa {MOST_AT_ONCE} việc; chọn bớt lại.",
    f"At most {MOST_AT_ONCE} tasks at once; choose fewer.",
)
CHANGED = Text("vừa được người khác cập nhật", "just changed by somebody else")
OUT_OF_SIGHT = Text("không còn trong phạm vi được xem", "no longer in your sight")


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked for once and holds for all."""

    person: int | None = None
    reason: str = ""
    words: str = ""


Run = Callable[[Row, Given, Viewer, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class BulkAct:
    """One act that can be done to many tasks. ``asks``: which of person, reason and words, in that order.

    ``fields``: what the command calls a field, and what the page calls it.
    """

    code: str
    act: Act
    permission: P
    label: Text
    does: Text  # what happens to each task
    done: Text  # told afterwards, before the number
    run: Run
    asks: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None
    unfit: Callable[[Row, Given], Text | None] | None = None  # what is asked for does not suit this task


async def _receive(row: Row, given: Given, by: Viewer, now: datetime) -> None:
    await commands.receive_task(task=row["id"], by=by, now=now, version=row["version"])


async def _accept(row: Row, given: Given, by: Viewer, now: datetime) -> None:
    await commands.accept_result(task=row["id"], words=given.words, by=by, now=now, version=row["version"])


async def _reassign(row: Row, given: Given, by: Viewer, now: datetime) -> None:
    await commands.reassign(
        task=row["id"],
        to_officer=given.person,
        reason=given.reason,
        words=given.words,
        by=by,
        now=now,
        version=row["version"],
    )


def _holds_already(row: Row, given: Given) -> Text | None:
    return (
        Text("người này đang giữ việc", "this person holds the task already")
        if given.person is not None and row["owner"] == given.person
        else None
    )


async def _withdraw(row: Row, given: Given, by: Viewer, now: datetime) -> None:
    await commands.withdraw_task(task=row["id"], reason=given.words, by=by, now=now, version=row["version"])


BULK_ACTS: tuple[BulkAct, ...] = (
    BulkAct(
        "accept",
        Act.ACCEPT,
        P.TASK_ASSIGN,
        Text("Duyệt kết quả", "Accept results"),
        Text("Kết quả được duyệt, việc hoàn thành.", "The result is accepted, the task is done."),
        Text("Đã duyệt kết quả", "Accepted the results of"),
        _accept,
        asks=("words",),
        optional=("words",),
    ),
    BulkAct(
        "reassign",
        Act.REASSIGN,
        P.TASK_ASSIGN,
        Text("Giao lại cho người khác", "Give to another person"),
        Text(
            "Việc được chuyển cho người được chọn và ở lại với người đang giữ cho đến khi được nhận; hạn không đổi.",
            "The task is offered to the person chosen and stays with its holder until taken; the deadline stays.",
        ),
        Text("Đã chuyển", "Passed on"),
        _reassign,
        asks=("person", "reason", "words"),
        fields={"to_officer": "person"},
        unfit=_holds_already,
    ),
    BulkAct(
        "withdraw",
        Act.WITHDRAW,
        P.TASK_DRAFT,
        Text("Thu hồi", "Withdraw"),
        Text("Việc được thu hồi, không làm tiếp.", "The task is withdrawn and ends here."),
        Text("Đã thu hồi", "Withdrew"),
        _withdraw,
        asks=("words",),
        fields={"reason": "words"},
    ),
    BulkAct(
        "receive",
        Act.RECEIVE,
        P.OWN_WORK,
        Text("Nhận việc", "Receive"),
        Text("Việc chuyển sang “đang làm”.", "The task is under way."),
        Text("Đã xác nhận nhận", "Received"),
        _receive,
    ),
)

_BY_CODE = {each.code: each for each in BULK_ACTS}


def bulk_act(code: str) -> BulkAct | None:
    """The act of that code."""
    return _BY_CODE.get(code)


def bulk_acts_of(viewer: Viewer) -> list[BulkAct]:
    """The acts that some role of the viewer has."""
    return [each for each in BULK_ACTS if viewer.can(each.permission)]


# --- looking at it first -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planned:
    """One task of the choice; ``no``: why the act cannot be done to it."""

    line: TaskLine
    no: Text | None


async def plan(viewer: Viewer, act: BulkAct, tasks: Sequence[int], marks: Marks) -> list[Planned]:
    """What would happen to each of these tasks, in the order chosen; what is out of sight is not there.

    The number of statements does not depend on that of the tasks.
    """
    rows = await _rows(viewer, tasks, marks)
    if not rows:
        raise NotFound
    facts = await act_facts_of(rows, viewer, marks.today)
    lines = await task_lines(rows, marks.calendar, marks.today)
    return [Planned(line, why_not(act.act, facts[line.row["id"]])) for line in lines]


async def _rows(viewer: Viewer, tasks: Sequence[int], marks: Marks) -> list[Row]:
    seen = visible(viewer, marks.today)
    found = await fetch(
        f"{COLUMNS}{FROM}{JOINS}WHERE t.id IN ({marks_for(tasks)}) AND ({seen.sql})", *tasks, *seen.args
    )
    place = {task: number for number, task in enumerate(tasks)}
    return sorted(found, key=lambda row: place[row["id"]])


# --- doing it ------------------------------------------------------------------------------------


async def do_all(
    *,
    act: BulkAct,
    versions: Mapping[int, int],
    given: Given,
    by: Viewer,
    now: datetime,
    marks: Marks,
) -> list[str]:
    """Do the act to every task at the version that was looked at, or to none; answers their codes.

    ``Refused`` at ``tasks`` names each task that was changed meanwhile or no longer admits the act.
    """
    async with write():
        rows = await _rows(by, list(versions), marks)
        _refuse_changed(rows, versions, await _noes(act, rows, by, now))
        _refuse_unfit(act, rows, given)
        for row in rows:
            await _one(act, row, given, by, now)
    return [row["code"] for row in rows]


async def _noes(act: BulkAct, rows: list[Row], by: Viewer, now: datetime) -> dict[int, Text]:
    facts = await act_facts_of(rows, by, local_day(now))
    found = {row["id"]: why_not(act.act, facts[row["id"]]) for row in rows}
    return {task: no for task, no in found.items() if no is not None}


def _refuse_changed(rows: list[Row], versions: Mapping[int, int], noes: Mapping[int, Text]) -> None:
    """Refuse the whole where one task is not as it was looked at."""
    named = [
        _named(row["code"], CHANGED if row["version"] != versions[row["id"]] else noes[row["id"]])
        for row in rows
        if row["version"] != versions[row["id"]] or row["id"] in noes
    ]
    named += [OUT_OF_SIGHT] * (len(rows) < len(versions))
    if not named:
        return
    words = Text(
        "Chưa việc nào được thực hiện. " + "; ".join(each.vi for each in named) + ".",
        "Nothing was done. " + "; ".join(each.en for each in named) + ".",
    )
    raise Refused(words, {"tasks": words})


def _refuse_unfit(act: BulkAct, rows: list[Row], given: Given) -> None:
    """Refuse at the act's first field, naming every task for which that is wrong."""
    if act.unfit is None:
        return
    faults = [_named(row["code"], no) for row in rows if (no := act.unfit(row, given)) is not None]
    if faults:
        words = Text("; ".join(each.vi for each in faults) + ".", "; ".join(each.en for each in faults) + ".")
        raise Refused(words, {act.asks[0]: words})


def _named(code: str, words: Text) -> Text:
    return Text(f"{code}: {words.vi.rstrip('.')}", f"{code}: {words.en.rstrip('.')}")


async def _one(act: BulkAct, row: Row, given: Given, by: Viewer, now: datetime) -> None:
    """The single act; what it refuses is said at the page's fields, or for the task at which it broke off."""
    try:
        await act.run(row, given, by, now)
    except Refused as refusal:
        names = act.fields or {}
        fields: dict[str, Any] = {names.get(field, field): words for field, words in refusal.fields.items()}
        fields = {field: words for field, words in fields.items() if field in act.asks}
        raise Refused(refusal.text, fields or {"tasks": _named(row["code"], refusal.text)}) from refusal
