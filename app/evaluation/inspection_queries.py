"""What the inspector's flags are raised from, gathered for a month: a few statements however many sheets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from app import clock
from app.db import Row, fetch
from app.evaluation.inspection_facts import (
    BouncedTask,
    CriterionFacts,
    ItemFacts,
    LateEvidence,
    Limits,
    MonthFacts,
    MovedDeadline,
    SheetFacts,
)
from app.evaluation.inspection_flags import FLAGS
from app.evaluation.inspection_grounds import Found
from app.evaluation.inspection_sample import draw, list_hash, sample_size
from app.evaluation.months import Month
from app.evaluation.roster import Person, Wanted, by_chunks, people
from app.evaluation.sheet_rules import REGIME, State
from app.evaluation.sheet_snapshot import unpacked
from app.people.office_settings import office_rules
from app.people.queries import office_calendar
from app.tasks.flag_sql import BOUNCE

Finding = tuple[str, Found]
"""A flag's code and what was found."""


async def findings(month: Month, paths: tuple[str, ...], unit_path: str = "") -> list[Finding]:
    """Everything that the flags find on the confirmed sheets of these units, in the order of the register.

    Plain work over many sheets: asked apart from the pages.
    """
    facts, limits = await month_facts(month, Wanted(paths, unit_path)), await limits_today()
    return [(flag.code, found) for flag in FLAGS for found in flag.predicate(facts, limits)]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A random sample of the confirmed sheets of a month, in the order of the draw."""

    seed: str
    among: int
    people: tuple[Person, ...]
    hash: str


async def drawn(month: Month, paths: tuple[str, ...], seed: str) -> Drawn:
    """As many confirmed sheets as show a fault with 95 % where 5 % are faulty, drawn by the published seed."""
    everyone = {one.staff_code: one for one in await _confirmed(month, Wanted(paths))}
    codes = draw(seed, str(month), everyone, sample_size(len(everyone)))
    return Drawn(
        seed, len(everyone), tuple(everyone[code] for code in codes), list_hash(seed, str(month), everyone)
    )


async def _confirmed(month: Month, wanted: Wanted) -> list[Person]:
    return await people(
        month, Wanted(wanted.paths, wanted.unit_path, State.CONFIRMED.value), all_of_them=True
    )


async def limits_today() -> Limits:
    """The office's own rules for comparing."""
    rules = await office_rules(clock.today())
    return Limits(rules.whole("inspection_group"), Fraction(rules.whole("inspection_distance")))


async def month_facts(month: Month, wanted: Wanted) -> MonthFacts:
    """The confirmed sheets of the month and the facts about their work."""
    everyone = await _confirmed(month, wanted)
    sheets = [each for some in by_chunks_of(everyone) for each in await _sheets(some)]
    tasks = sorted({item.task_id for sheet in sheets for item in sheet.items})
    return MonthFacts(
        str(month),
        month.last,
        tuple(sheets),
        tuple(await _late_evidence(tasks, month)),
        tuple(await _moved_deadlines(tasks, month)),
        tuple(await _bounced(month, wanted)),
    )


def by_chunks_of(everyone: list[Person]) -> Iterable[list[Person]]:
    """People some hundred at a time."""
    of_sheet = {one.sheet_id: one for one in everyone if one.sheet_id}
    for ids in by_chunks(sorted(of_sheet)):
        yield [of_sheet[sheet] for sheet in ids]


async def _sheets(some: list[Person]) -> list[SheetFacts]:
    marks = ", ".join("{}" for _ in some)
    rows = await fetch(
        f"SELECT id, snapshot FROM sheet WHERE id IN ({marks})", *(one.sheet_id for one in some)
    )
    kept = {row["id"]: unpacked(row["snapshot"]) for row in rows}
    return [_sheet(one, kept[one.sheet_id]) for one in some if one.sheet_id in kept]


def _sheet(one: Person, kept: dict[str, Any]) -> SheetFacts:
    beside: dict[str, list[str]] = defaultdict(list)
    for ground in kept["grounds"]:
        beside[ground["criterion"]].append(ground["href"])
    return SheetFacts(
        sheet_id=one.sheet_id or 0,
        staff_code=one.staff_code,
        name=one.name,
        unit_id=one.unit_id,
        unit_name=one.unit_name,
        duty=one.rank,
        scorer_id=kept["scorer"]["id"],
        total=one.total,
        criteria=tuple(
            CriterionFacts(
                code=point["criterion"],
                most=point["max"],
                own=point["self"],
                confirmed=point["confirmed"],
                told=bool(point["words"].strip() or point["reason"].strip()),
                grounds=len(beside[point["criterion"]]),
                incidents=sum(href.startswith("/incidents/") for href in beside[point["criterion"]]),
            )
            for point in kept["points"]
        ),
        items=tuple(_item(item) for item in kept["items"]),
        comment=kept["comment"],
    )


def _item(item: dict[str, Any]) -> ItemFacts:
    charged = 0 if item["objective_progress"] else item["late"]
    return ItemFacts(item["task"], item["code"], item["assigned"], item["finished"], charged)


async def _late_evidence(tasks: list[int], month: Month) -> list[LateEvidence]:
    """Files that came when the month was over, beside work that had been handed in within it."""
    after = clock.at(month.next.first)
    rows = await _of_tasks(
        "SELECT e.subject_id AS task, t.code, e.file_name, e.at FROM evidence e JOIN task t ON t.id = e.subject_id"
        " WHERE e.subject_type = 'task' AND e.at >= {} AND t.submitted_at < {} AND e.subject_id",
        tasks,
        after,
        after,
    )
    return [
        LateEvidence(row["task"], row["code"], row["file_name"], clock.local_day(row["at"])) for row in rows
    ]


async def _moved_deadlines(tasks: list[int], month: Month) -> list[MovedDeadline]:
    """Extensions granted in the month or later when the date before them had passed."""
    rows = await _of_tasks(
        "SELECT x.task, t.code, x.old_due, x.new_due, x.decided_at FROM extension x JOIN task t ON t.id = x.task"
        " WHERE x.granted = true AND x.decided_at >= {} AND x.new_due > x.old_due AND x.task",
        tasks,
        clock.at(month.first),
    )
    calendar = await office_calendar()
    return [
        MovedDeadline(row["task"], row["code"], row["old_due"], row["new_due"], on)
        for row in rows
        if calendar.is_past(row["old_due"], on := clock.local_day(row["decided_at"]))
    ]


async def _of_tasks(sql: str, tasks: list[int], *values: object) -> list[Row]:
    found: list[Row] = []
    for ids in by_chunks(tasks):
        marks = ", ".join("{}" for _ in ids)
        found += await fetch(f"{sql} IN ({marks}) ORDER BY 1", *values, *ids)
    return found


async def _bounced(month: Month, wanted: Wanted) -> list[BouncedTask]:
    """Bounced work that was accepted in the month, and on how many sheets it stands as finished."""
    trees = " OR ".join("u.path LIKE {}" for _ in wanted.paths) or "1 = 0"
    narrow = f"{wanted.unit_path}%"
    rows = await fetch(
        "SELECT t.id, t.code, t.unit, u.name, t.deadline, t.submitted_at, t.accepted_at FROM task t"
        " JOIN unit u ON u.id = t.unit WHERE t.state = 'done' AND t.hand_over_count > 0 AND t.accepted_at >= {}"
        f" AND t.accepted_at < {{}} AND ({trees}) AND u.path LIKE {{}} AND {BOUNCE} ORDER BY t.id",
        clock.at(month.first),
        clock.at(month.next.first),
        *(path + "%" for path in wanted.paths),
        narrow,
    )
    finished, missing = await _where_finished(rows)
    return [
        BouncedTask(row["id"], row["code"], row["unit"], row["name"], finished[row["id"]], missing[row["id"]])
        for row in rows
    ]


async def _where_finished(rows: list[Row]) -> tuple[dict[int, int], dict[int, int]]:
    """For each of these tasks: the sheets on which it is finished, and its people's sheets still to come.

    A task counts in the month of its date, or of its submission where that came first (Art. 14.2.a, setting).
    """
    finished, missing = (
        dict.fromkeys((row["id"] for row in rows), 0),
        dict.fromkeys((row["id"] for row in rows), 0),
    )
    months = {row["id"]: _months_of(row) for row in rows}
    every = sorted({each for some in months.values() for each in some})
    holders = await _of_tasks(
        f"SELECT DISTINCT h.task, h.officer FROM holding h JOIN officer o ON o.id = h.officer"
        f" WHERE o.regime = '{REGIME}' AND h.task",
        sorted(months),
    )
    kept = await _snapshots(sorted({row["officer"] for row in holders}), every)
    for row in holders:
        for month in months[row["task"]]:
            items = kept.get((row["officer"], month))
            if items is None:
                missing[row["task"]] += 1
            elif row["task"] in items:
                finished[row["task"]] += 1
    return finished, missing


def _months_of(row: Row) -> set[str]:
    def month(moment: datetime) -> str:
        return f"{clock.local_day(moment):%Y-%m}"

    return {month(row["submitted_at"]), f"{row['deadline']:%Y-%m}"} if row["submitted_at"] else set()


async def _snapshots(officers: list[int], months: list[str]) -> dict[tuple[int, str], set[int]]:
    """The tasks that stand as finished on these people's confirmed sheets of these months."""
    found: dict[tuple[int, str], set[int]] = {}
    among = ", ".join("{}" for _ in months)
    for ids in by_chunks(officers) if months else []:
        marks = ", ".join("{}" for _ in ids)
        rows = await fetch(
            f"SELECT officer, month, snapshot FROM sheet WHERE state = 'confirmed' AND month IN ({among})"
            f" AND officer IN ({marks})",
            *months,
            *ids,
        )
        for row in rows:
            items = unpacked(row["snapshot"])["items"]
            found[row["officer"], row["month"]] = {each["task"] for each in items if each["finished"]}
    return found
