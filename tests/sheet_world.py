"""Work as the records keep it, planted row by row, and sheets brought to a step."""

from datetime import date, datetime, timedelta
from itertools import count

from app import clock
from app.db import write
from app.evaluation import commands
from app.evaluation.criteria import PRESET
from app.evaluation.months import Month
from app.evaluation.roster import person_of_officer
from app.people.queries import viewer_of_officer
from app.tasks.tables import HandOver, Holding, Lateness, Submission, Task

NOVEMBER = Month(2026, 11)
GIVEN = date(2026, 11, 2)
DUE = date(2026, 11, 13)

_numbers = count(1)

FULL = {criterion.code: criterion.max_hundredths for criterion in PRESET.criteria}
"""The highest points of every criterion, in hundredths."""


def points(**changed: int) -> dict[str, int]:
    """Full points but for the criteria named like ``II_3=200``."""
    return {**FULL, **{code.replace("_", "."): value for code, value in changed.items()}}


async def work(
    ids: dict[str, int],
    owner: str,
    *,
    deadline: date = DUE,
    given: date = GIVEN,
    factor_milli: int | None = 1000,
    submitted: date | None = None,
    decision: str = "accepted",
    failed_check: bool = False,
    origin: str = "ordinary",
    end_reason: str = "",
    ended: date | None = None,
    late: bool = False,
    objective: bool = False,
    in_plan: bool = True,
) -> int:
    """An item of work in somebody's hands, as the rows of tasks tell it; returns the task's id."""
    number = next(_numbers)
    unit = ids[owner[:2]]
    async with write():
        task = Task(
            code=f"NV-2026-9{number:04}",
            state="done" if submitted and decision == "accepted" else "in_progress",
            title=f"Báo cáo số {number}",
            product="Báo cáo",
            unit=unit,
            owner=ids[owner],
            created_by=ids["TL001"],
            factor_milli=factor_milli,
            original_deadline=deadline,
            deadline=deadline,
            due_on=deadline,
            in_plan=in_plan,
            created_at=clock.at(given, 8),
            submitted_at=clock.at(submitted, 9) if submitted and decision != "returned" else None,
        )
        await task.save()
        await Holding(
            task=task.id,
            officer=ids[owner],
            origin=origin,
            given_at=clock.at(given, 8),
            ended_at=clock.at(ended, 10) if ended else None,
            end_reason=end_reason,
        ).save()
        if submitted:
            await submission(
                ids, task.id, owner, submitted, due=deadline, decision=decision, failed_check=failed_check
            )
        if late:
            await Lateness(
                task=task.id,
                officer=ids[owner],
                due_on=deadline,
                noticed_at=clock.at(deadline + timedelta(days=1)),
                objective_by=ids["TL001"] if objective else None,
            ).save()
    return int(task.id)


async def submission(
    ids: dict[str, int],
    task: int,
    owner: str,
    day: date,
    *,
    due: date = DUE,
    decision: str = "accepted",
    failed_check: bool = False,
) -> None:
    """One submission with what was decided on it."""
    async with write():
        await Submission(
            task=task,
            officer=ids[owner],
            at=clock.at(day, 9),
            day=day,
            due_on=due,
            decision=decision,
            failed_check=failed_check,
        ).save()


async def hand_back(ids: dict[str, int], task: int, owner: str, day: date) -> None:
    """Work given back that nobody has decided on."""
    async with write():
        await HandOver(
            task=task,
            kind="hand_back",
            from_officer=ids[owner],
            reason="overload",
            words="Quá tải",
            at=clock.at(day, 9),
        ).save()


async def scored(
    ids: dict[str, int], code: str, *, month: Month = NOVEMBER, given: dict[str, int] | None = None
) -> int:
    """The person's self-score; returns the sheet's id."""
    return await commands.self_score(
        officer=ids[code],
        month=month,
        points=given or FULL,
        strengths="Hoàn thành các việc được giao.",
        weaknesses="",
        by=await viewer_of_officer(ids[code], today=clock.today()),
        now=clock.now(),
        version=(await person_of_officer(month, ids[code])).version,
    )


async def confirmed(
    ids: dict[str, int],
    code: str,
    by: str,
    *,
    month: Month = NOVEMBER,
    given: dict[str, int] | None = None,
    parts: dict[str, int] | None = None,
    now: datetime | None = None,
) -> int:
    """Self-scored and confirmed with the same points unless others are ``given``; reasons stand everywhere."""
    sheet = await scored(ids, code, month=month)
    await commands.confirm(
        sheet=sheet,
        points=given or FULL,
        reasons=dict.fromkeys(FULL, "theo căn cứ"),
        parts=parts or {},
        part_reasons=dict.fromkeys(("d", "dd", "e"), "theo báo cáo của đơn vị"),
        comment="Nhất trí.",
        reason="theo căn cứ",
        by=await viewer_of_officer(ids[by], today=clock.today()),
        now=now or clock.now(),
        version=(await person_of_officer(month, ids[code])).version,
    )
    return sheet
