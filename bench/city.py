"""An invented city's work in any size: units, officers, tasks, their history, written straight into the tables."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.canonical import canonical
from app.db import fetch, insert_many, write
from app.history import GENESIS, row_hash
from app.people.passwords import hashed
from app.people.queries import office_calendar
from app.tasks.entry import search_key
from app.tasks.rules import task_code
from app.text import fold, sort_key

PASSWORD = "mat khau cua phep do"  # noqa: S105 - of a database that is thrown away
BATCH = 20_000
DAYS_BACK = 1_000  # about 34 months of work

WORKS = (
    ("Rà soát điểm ngập úng", "Báo cáo kết quả rà soát"),
    ("Kiểm tra trật tự xây dựng", "Biên bản kiểm tra"),
    ("Lập danh mục cây xanh", "Danh mục cây xanh"),
    ("Thẩm định hồ sơ cấp phép", "Tờ trình thẩm định"),
    ("Tổng hợp ý kiến cử tri", "Báo cáo tổng hợp"),
    ("Số hóa hồ sơ hộ tịch", "Bộ hồ sơ số hóa"),
    ("Sửa chữa đường ngõ", "Biên bản nghiệm thu"),
    ("Chi trả trợ cấp xã hội", "Danh sách chi trả"),
)
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLES = ("Văn", "Thị", "Minh", "Thu", "Quang", "Hồng")
GIVENS = ("An", "Bình", "Cường", "Dung", "Đức", "Hà", "Khánh", "Lan", "Nam", "Oanh", "Phúc", "Sơn", "Yến")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the city is."""

    units: int = 20
    officers: int = 200
    tasks: int = 100_000
    history_per_task: int = 3


@dataclass(frozen=True, slots=True)
class City:
    """What the measures need to know of it."""

    root_head: str  # staff codes
    unit_head: str
    unit: int
    owner: int
    task: int


@dataclass(frozen=True, slots=True)
class Writers:
    """Who can write at once without standing in each other's way: staff codes."""

    heads: list[tuple[str, str]]  # the head of a unit, and somebody of it
    owners: list[tuple[str, int]]  # somebody, and a task that this person has under way


Said = Callable[[str, int, int], None]


def _name(number: int) -> str:
    family, middle, given = (
        FAMILIES[number % len(FAMILIES)],
        MIDDLES[number // 10 % len(MIDDLES)],
        GIVENS[number // 60 % len(GIVENS)],
    )
    return f"{family} {middle} {given}"


async def plant_people(size: Size, today: date) -> None:
    """Units, officers, posts, roles and one account each."""
    from_date = today - timedelta(days=DAYS_BACK + 30)
    units = [(1, "TP", "UBND thành phố Giả Định", None, "/1/")]
    units += [(n, f"DV{n:02}", f"Đơn vị số {n - 1}", 1, f"/1/{n}/") for n in range(2, size.units + 2)]
    people = [
        (n, f"CB{n:05}", _name(n), 1 if n == 1 else 2 + n % size.units) for n in range(1, size.officers + 1)
    ]
    heads = {unit: officer for officer, _, _, unit in reversed(people)}
    password = await hashed(PASSWORD)
    async with write():
        await insert_many(
            "INSERT INTO unit (id, code, name, search_key, sort_key, parent, path, outside, active_from, version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            [
                (i, code, name, fold(name), sort_key(name), parent, path, False, from_date)
                for i, code, name, parent, path in units
            ],
        )
        await insert_many(
            "INSERT INTO officer (id, staff_code, full_name, search_key, sort_key, regime, active, version)"
            " VALUES (?, ?, ?, ?, ?, 'cong_chuc', ?, 1)",
            [(i, code, name, fold(name), sort_key(name), True) for i, code, name, _ in people],
        )
        await insert_many(
            "INSERT INTO posting (officer, unit, title, rank, from_date, basis) VALUES (?, ?, ?, ?, ?, '')",
            [
                (
                    i,
                    unit,
                    "Trưởng đơn vị" if heads[unit] == i else "Chuyên viên",
                    "head" if heads[unit] == i else "staff",
                    from_date,
                )
                for i, _, _, unit in people
            ],
        )
        await insert_many(
            "INSERT INTO role_grant (officer, role, unit, from_date, basis) VALUES (?, ?, ?, ?, '')",
            [(i, "unit_head" if heads[unit] == i else "staff", unit, from_date) for i, _, _, unit in people],
        )
        await insert_many(
            "INSERT INTO account (officer, password_hash, must_change, shortcuts) VALUES (?, ?, ?, ?)",
            [(i, password, False, False) for i, *_ in people],
        )


@dataclass(slots=True)
class _Task:
    id: int
    code: str
    state: str
    title: str
    product: str
    unit: int
    owner: int
    head: int
    created: datetime
    due: date
    submitted: datetime | None
    late: bool
    moved: bool


def _tasks(size: Size, today: date) -> Iterator[_Task]:
    """Four fifths done, one fifth open, a third of those late."""
    dice = random.Random(335)  # noqa: S311 - the same city every time
    numbers: dict[int, int] = {}
    for n in range(1, size.tasks + 1):
        is_open = n % 5 == 0
        late = is_open and n % 15 == 0
        owner = 1 + dice.randrange(1, size.officers)
        unit = 2 + owner % size.units
        if not is_open:
            due = today - timedelta(days=dice.randrange(5, DAYS_BACK))
        elif late:
            due = today - timedelta(days=dice.randrange(4, 90))
        else:
            due = today + timedelta(days=dice.randrange(0, 60))
        created_on = due - timedelta(days=dice.randrange(10, 40))
        if created_on > today:
            created_on = today - timedelta(days=1)
        done_on = (
            due - timedelta(days=dice.randrange(0, 8)) if dice.random() < 0.9 else due + timedelta(days=4)
        )
        numbers[created_on.year] = numbers.get(created_on.year, 0) + 1
        work, product = WORKS[n % len(WORKS)]
        state = (
            "done" if not is_open else ("in_progress", "given", "in_progress", "submitted")[dice.randrange(4)]
        )
        if late and state == "submitted":
            state = "in_progress"
        submitted = (
            done_on if state == "done" else today - timedelta(days=2) if state == "submitted" else None
        )
        yield _Task(
            n,
            task_code(created_on.year, numbers[created_on.year]),
            state,
            f"{work} tổ dân phố số {1 + n % 400}, đợt {n}",
            product,
            unit,
            owner,
            unit,  # patched below: the unit's head
            datetime.combine(created_on, time(3, 0), UTC),
            due,
            datetime.combine(submitted, time(4, 0), UTC) if submitted else None,
            late or (state == "done" and done_on > due),
            dice.random() < 0.1,
        )


async def plant_tasks(size: Size, today: date, said: Said) -> None:
    """Tasks with their holdings, latenesses, moves and chained history, in batches."""
    heads = {
        row["unit"]: row["officer"]
        for row in await fetch("SELECT unit, officer FROM posting WHERE rank = 'head'")
    }
    calendar = await office_calendar()
    seq, prev = 0, GENESIS
    batch: list[_Task] = []
    for task in _tasks(size, today):
        task.head = heads[task.unit]
        batch.append(task)
        if len(batch) == BATCH or task.id == size.tasks:
            seq, prev = await _write(batch, size, seq, prev, calendar)
            said("ghi dữ liệu", task.id, size.tasks)
            batch = []


async def _write(batch: list[_Task], size: Size, seq: int, prev: str, calendar: Any) -> tuple[int, str]:
    history: list[tuple[Any, ...]] = []
    for task in batch:
        for kind, actor, at in _acts(task, size):
            seq += 1
            row = {
                "seq": seq,
                "at": at.isoformat(),
                "actor": actor,
                "kind": kind,
                "subject_type": "task",
                "subject_id": task.id,
                "facts": canonical({"words": "Đã thực hiện"}),
                "prev_hash": prev,
            }
            prev = row_hash(row)
            history.append((*row.values(), prev))
    async with write():
        await insert_many(
            "INSERT INTO task (id, code, state, title, product, search_key, factor_milli, unit, owner, lead, assigner,"
            " created_by, original_deadline, deadline, due_on, percent, hand_over_count, lateness_count, created_at,"
            " first_given_at, first_received_at, assigned_at, received_at, last_entry_at, submitted_at, accepted_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_row(task) for task in batch],
        )
        await insert_many(
            "INSERT INTO holding (task, officer, origin, given_at, ended_at, end_reason) VALUES (?, ?, ?, ?, ?, '')",
            [
                (t.id, t.owner, "ordinary", t.created, t.submitted if t.state == "done" else None)
                for t in batch
            ],
        )
        await insert_many(
            "INSERT INTO lateness (task, officer, due_on, noticed_at, objective_words) VALUES (?, ?, ?, ?, '')",
            [(t.id, t.owner, t.due, t.created) for t in batch if t.late],
        )
        await insert_many(
            "INSERT INTO submission (task, officer, at, day, due_on, words, decision, decision_words, failed_check,"
            " objective_words) VALUES (?, ?, ?, ?, ?, 'Báo cáo', ?, '', ?, '')",
            [
                (
                    t.id,
                    t.owner,
                    t.submitted,
                    t.submitted.date(),
                    t.due,
                    "accepted" if t.state == "done" else "",
                    False,
                )
                for t in batch
                if t.submitted
            ],
        )
        await insert_many(
            "INSERT INTO hand_over (task, kind, from_officer, to_officer, from_unit, to_unit, reason, words, at,"
            " upheld, decision_words, taken_at, taken_silently, return_reason, return_words)"
            " VALUES (?, 'reassign', ?, ?, ?, ?, 'moved', 'Điều chuyển', ?, ?, '', ?, ?, '', '')",
            [
                (t.id, t.head, t.owner, t.unit, t.unit, t.created, True, t.created, False)
                for t in batch
                if t.moved
            ],
        )
        await insert_many(
            "INSERT INTO history (seq, at, actor, kind, subject_type, subject_id, facts, prev_hash, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            history,
        )
    return seq, prev


def _acts(task: _Task, size: Size) -> Iterator[tuple[str, int, datetime]]:
    yield "task.assigned", task.head, task.created
    for n in range(size.history_per_task - 2):
        yield "task.progress", task.owner, task.created + timedelta(days=1, minutes=n)
    if size.history_per_task > 1:
        yield (
            ("task.accepted", task.head, task.submitted or task.created)
            if task.state == "done"
            else (
                "task.received",
                task.owner,
                task.created + timedelta(days=2),
            )
        )


def _row(t: _Task) -> tuple[Any, ...]:
    received = None if t.state == "given" else t.created + timedelta(hours=2)
    return (
        *(t.id, t.code, t.state, t.title, t.product, search_key(t.title, t.product, t.code)),
        *(1000 + 500 * (t.id % 5), t.unit, t.owner, t.head, t.head, t.head, t.due, t.due, t.due),
        *(
            100 if t.state == "done" else 40,
            int(t.moved),
            int(t.late),
            t.created,
            t.created,
            received,
            t.created,
        ),
        *(received, t.created + timedelta(days=1), t.submitted, t.submitted if t.state == "done" else None),
    )


async def city_of(size: Size) -> City:
    """A busy unit, its head, one of its people and one open task."""
    unit = 2 + 7 % size.units
    head = (
        await fetch(
            "SELECT o.staff_code FROM posting p JOIN officer o ON o.id = p.officer WHERE p.unit = {} AND p.rank = 'head'",
            unit,
        )
    )[0]
    owner = (
        await fetch("SELECT MIN(owner) AS id FROM task WHERE unit = {} AND state = 'in_progress'", unit)
    )[0]
    task = (await fetch("SELECT MIN(id) AS id FROM task WHERE unit = {} AND state = 'in_progress'", unit))[0]
    return City("CB00001", head["staff_code"], unit, owner["id"], task["id"])


async def writers_of() -> Writers:
    """The head of each unit with one of its people; of as many people the first task they have under way."""
    heads = await fetch(
        "SELECT h.staff_code AS head, MIN(o.staff_code) AS owner FROM posting p JOIN officer h ON h.id = p.officer"
        " JOIN posting q ON q.unit = p.unit AND q.rank = 'staff' JOIN officer o ON o.id = q.officer"
        " WHERE p.rank = 'head' GROUP BY h.staff_code ORDER BY h.staff_code"
    )
    owners = await fetch(
        "SELECT o.staff_code AS owner, MIN(t.id) AS task FROM task t JOIN officer o ON o.id = t.owner"
        " JOIN posting p ON p.officer = o.id AND p.rank = 'staff' WHERE t.state = 'in_progress'"
        " GROUP BY o.staff_code ORDER BY o.staff_code LIMIT 50"
    )
    return Writers(
        [(row["head"], row["owner"]) for row in heads], [(row["owner"], row["task"]) for row in owners]
    )


async def settle() -> None:
    """Statistics for the planner and ids that go on where the rows end."""
    from app.db import on_postgres

    if not on_postgres():
        await fetch("ANALYZE")
        return
    for table in ("unit", "officer", "task"):
        await fetch(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
    await fetch("ANALYZE")
