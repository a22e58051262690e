"""The monthly sheets of the story: opened on the first, self-scored, confirmed by unit heads, then by the top."""

from datetime import date, datetime
from functools import partial

from app import clock
from app.demo.cast import PEOPLE
from app.demo.stage import Stage, Story
from app.demo.stories import HARD_YEAR
from app.evaluation.commands import confirm, self_score
from app.evaluation.criteria import PRESET
from app.evaluation.months import Month
from app.evaluation.opening import open_month
from app.evaluation.queries import load
from app.evaluation.roster import person
from app.evaluation.sheet_rules import PARTS

COVERED = tuple(member for member in PEOPLE if member.regime == "cong_chuc")
SCORERS = {"VP": "VP001", "KT": "KT001", "VX": "VX001", "HC": "HC001"}
DONE_EARLY = ("VP", "HC")  # whose heads have confirmed the last month already
NOT_YET = ("KT003", "VX004")  # who have not scored themselves for the last month
TRIES = 4  # how often a head comes back to a sheet that still waits for something

STRENGTHS = "Chủ động, hoàn thành phần lớn công việc trong kế hoạch."
WEAKNESSES = "Một số báo cáo gửi sát hạn."
COMMENT = "Thực hiện đúng chức trách; cần báo cáo tiến độ đều hơn."
LOWERED = "Có việc phải nhắc tiến độ trong tháng."
ORGANISED = "Phân công rõ việc, kết quả của đơn vị đạt kế hoạch tháng."


def months(stage: Stage, first: date) -> None:
    """Put every month's sheets on the stage; the month of today stays open."""
    month = Month.of(first)
    while month < Month.of(stage.today):
        if month.first >= max(first, PRESET.valid_from):
            _month(stage, month)
        month = month.next


def _month(stage: Stage, month: Month) -> None:
    stage.at(clock.at(month.next.first, 1), partial(_open, month))
    begin = stage.calendar.next_working(month.next.first)
    last = month.next == Month.of(stage.today)
    for place, member in enumerate(COVERED):
        if last and member.code in NOT_YET:
            continue
        at = clock.at(stage.working_day(begin, place % 3), 8 + place % 8, 3 * place % 60)
        stage.at(at, partial(_self_score, stage, member.code, month, at))
        scorer = SCORERS.get(member.unit, "TL001") if member.rank != "head" else "TL001"
        if member.code == "TL001" or (last and (member.unit not in DONE_EARLY or scorer == "TL001")):
            continue
        wait = 4 if scorer != "TL001" else 9 if member.rank == "head" or member.unit != "TL" else 11
        stage.begin(_confirmed(stage, scorer, member.code, month, stage.working_day(begin, wait)))


async def _open(month: Month) -> None:
    await open_month(month, now=clock.at(month.next.first, 1))


async def _self_score(stage: Stage, code: str, month: Month, at: datetime) -> None:
    one = await person(month, code)
    modest = (25, 50, 75, 100) if code in HARD_YEAR else (0, 0, 25, 25, 50)
    points: dict[str, int | None] = {
        criterion.code: criterion.max_hundredths - stage.chance.choice(modest)
        for criterion in PRESET.criteria
    }
    await self_score(
        officer=stage.ids[code],
        month=month,
        points=points,
        strengths=STRENGTHS,
        weaknesses=WEAKNESSES,
        by=stage.viewers[code],
        now=at,
        version=one.version,
    )


def _confirmed(stage: Stage, by: str, code: str, month: Month, day: date) -> Story:
    """Confirmed on that day, or on one of the next where something of the sheet is not settled yet."""
    done: list[bool] = []
    for again in range(TRIES):
        if done:
            return
        at = clock.at(stage.working_day(day, again), 14, stage.chance.randint(0, 59))
        yield at, partial(_confirm, stage, by, code, month, at, done)


async def _confirm(stage: Stage, by: str, code: str, month: Month, at: datetime, done: list[bool]) -> None:
    one = await person(month, code)
    opened = await load(one, month, today=clock.local_day(at))
    if opened.blocks or one.sheet_id is None:
        return
    own = {name: point.own or 0 for name, point in opened.points.items()}
    points: dict[str, int | None] = dict(own)
    reasons = {}
    if stage.chance.random() < 0.2:
        lowered = stage.chance.choice(("I.2", "II.2", "II.3"))
        points[lowered], reasons[lowered] = own[lowered] - 25, LOWERED
    parts = {part: opened.parts[part].proposed or 100 for part in PARTS if part in opened.parts}
    await confirm(
        sheet=one.sheet_id,
        points=points,
        reasons=reasons,
        parts=parts,
        part_reasons={part: ORGANISED for part in parts if opened.parts[part].proposed is None},
        comment=COMMENT,
        reason=LOWERED if reasons else "",
        by=stage.viewers[by],
        now=at,
        version=one.version,
    )
    done.append(True)
