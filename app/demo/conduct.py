"""The invented incidents and absences of the year."""

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from app import clock
from app.db import fetch_one
from app.demo.stage import HEADS, UNIT_OF, Stage, Story
from app.incidents.commands import conclude_incident, give_statement, record_incident
from app.incidents.rules import IncidentEntry
from app.people.commands import add_absence

# part of the year gone by, person, recorder, rule, place, facts, statement, result
CASES = (
    (0.15, "HC002", "HC001", "CQ-01", "Quầy số 2", "Đến quầy lúc 8 giờ 40, ba người dân đã chờ.", "Xe hỏng trên đường, đã báo muộn.", "confirmed"),
    (0.35, "KT004", "TL003", "CQ-04", "Phòng Kinh tế, Hạ tầng và Đô thị", "Không đeo thẻ khi tiếp người dân.", "", "confirmed"),
    (0.50, "VX004", "TL003", "DN-08", "Bộ phận hộ tịch", "Người dân phản ánh thái độ khi trả kết quả.", "Người phản ánh nhầm với quầy khác.", "rejected"),
    (0.65, "KT005", "KT001", "CQ-14", "Bãi để xe cơ quan", "Dùng xe công đi việc riêng trong giờ nghỉ trưa.", "Xin nhận trách nhiệm.", "confirmed"),
    (0.90, "HC003", "HC001", "DN-09", "Quầy số 3", "Yêu cầu người dân bổ sung giấy tờ lần hai.", "", "confirmed"),
    (0.99, "VP004", "TL003", "CQ-12", "Phòng họp tầng 2", "Nói chuyện riêng kéo dài trong giờ làm việc.", "", ""),
)  # fmt: skip
ABSENCES = (
    ("KT003", 0.2, 4, "Nghỉ phép năm"),
    ("VX002", 0.3, 9, "Học lớp bồi dưỡng nghiệp vụ"),
    ("HC002", 0.45, 5, "Nghỉ phép năm"),
    ("VP004", 0.55, 2, "Nghỉ ốm"),
    ("KT002", 0.6, 4, "Nghỉ phép năm"),
    ("VX003", 0.8, 6, "Nghỉ phép năm"),
    ("KT004", 0.99, 9, "Đi học"),
)


def conduct(stage: Stage, first: date) -> None:
    """Put the incidents and absences on the stage."""
    length = (stage.today - first).days
    yesterday = stage.calendar.add(stage.today, -1)
    for share, person, recorder, rule, place, facts, statement, result in CASES:
        entry = IncidentEntry(
            rule_code=rule,
            officer=stage.ids[person],
            happened_on=min(stage.working_day(first + timedelta(days=int(length * share))), yesterday),
            happened_time="08:15",
            place=place,
            facts=facts,
            source="inspection" if recorder == "TL003" else "colleague",
        )
        stage.begin(_case(stage, person, recorder, entry, statement, result))
    for person, share, days, reason in ABSENCES:
        from_date = first + timedelta(days=int(length * share))
        at = clock.at(stage.calendar.add(from_date, -3), 15)
        absence = partial(
            add_absence,
            officer=stage.ids[person],
            from_date=from_date,
            to_date=from_date + timedelta(days=days),
            reason=reason,
            by=stage.ids["VP003"],
            now=at,
        )
        stage.at(at, absence)


def _case(
    stage: Stage, person: str, recorder: str, entry: IncidentEntry, statement: str, result: str
) -> Story:
    """Recorded; then what the person says, and after the days for that the head's conclusion."""
    assert entry.happened_on is not None
    day, made = entry.happened_on, list[int]()
    at = clock.at(day, 16, 30)
    yield at, partial(_record, stage, recorder, entry, made, at)
    if statement:
        at = clock.at(stage.working_day(day, 2), 10)
        yield at, partial(_state, stage, person, statement, made, at)
    if result:
        at = clock.at(stage.working_day(day, 5), 9)
        yield at, partial(_conclude, stage, HEADS[UNIT_OF[person]], result, made, at)


async def _record(stage: Stage, by: str, entry: IncidentEntry, made: list[int], at: datetime) -> None:
    made.append(await record_incident(entry=entry, by=stage.viewers[by], now=at, folder=Path()))


async def _version(incident: int) -> int:
    row = await fetch_one("SELECT version FROM incident WHERE id = {}", incident)
    return int(row["version"]) if row else 0


async def _state(stage: Stage, by: str, words: str, made: list[int], at: datetime) -> None:
    await give_statement(
        incident=made[0],
        words=words,
        by=stage.viewers[by],
        now=at,
        folder=Path(),
        version=await _version(made[0]),
    )


async def _conclude(stage: Stage, by: str, result: str, made: list[int], at: datetime) -> None:
    words = (
        "Đã đối chiếu sổ trực và ý kiến của người được nêu."
        if result == "confirmed"
        else "Không có căn cứ cho phản ánh."
    )
    await conclude_incident(
        incident=made[0],
        result=result,
        words=words,
        by=stage.viewers[by],
        now=at,
        version=await _version(made[0]),
    )
