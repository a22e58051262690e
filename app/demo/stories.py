"""How the year's tasks go: on time, late, returned, handed back, taken over, withdrawn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from app.demo.catalogue import PRODUCTS
from app.demo.stage import HEADS, NAME_OF, UNIT_OF, Job, Stage, Story
from app.formats import format_date
from app.tasks.cause_rules import Ground
from app.tasks.commands import TaskEntry

STAFF = (
    *("VP002", "VP003", "VP004", "KT003", "KT004", "KT005"),
    *("VX002", "VX003", "VX004", "HC002", "HC003", "HC004"),
)
LEADERS = ("TL002", "TL003", "VP001", "KT001", "KT002", "VX001", "HC001")
PLACES = tuple(f"tổ dân phố số {number}" for number in range(1, 15))

REPORTS = (
    "Đã thu thập số liệu, đang đối chiếu.",
    "Đã họp với các tổ dân phố, còn hai tổ chưa gửi số liệu.",
    "Đã xong dự thảo, đang xin ý kiến.",
    "Đã đi kiểm tra thực tế, đang tổng hợp.",
    "Đã tiếp thu ý kiến, chờ ký.",
    "Đang làm theo tiến độ.",
)
SUDDEN = (
    "Chỉ đạo đột xuất của Chủ tịch UBND phường tại giao ban",
    "Phát sinh sau mưa lớn, cần xử lý ngay",
    "Yêu cầu báo cáo nhanh của cấp trên",
)


def boss_of(stage: Stage, owner: str) -> str:
    """Who assigns work to this person."""
    if owner in ("TL002", "TL003"):
        return "TL001"
    if owner in HEADS.values():
        return stage.chance.choice(("TL001", "TL002"))
    if UNIT_OF[owner] == "KT" and owner != "KT002":
        return stage.chance.choice(("KT001", "KT002"))
    return HEADS[UNIT_OF[owner]]


def job(stage: Stage, owner: str, deadline: date, *, factor: bool = True, boss: str = "") -> Job:
    """A task for the person out of the unit's products, told apart by its month or its place."""
    unit = UNIT_OF[owner] if UNIT_OF[owner] != "TL" else "VP"
    number = stage.chance.choice([n for n, product in enumerate(PRODUCTS) if product.unit == unit])
    product = PRODUCTS[number]
    month = f"tháng {deadline.month}/{deadline.year}"
    about = f"{month}" if product.about == "month" else f"{stage.chance.choice(PLACES)}, {month}"
    boss = boss or boss_of(stage, owner)
    entry = TaskEntry(
        title=f"{product.task} {about}",
        product=f"{product.product} ({about})",
        catalogue_item=stage.items[number] if factor else None,
        owner=stage.ids[owner],
        lead=stage.ids[stage.chance.choice((owner, boss))],
        deadline=deadline,
        basis=f"Chương trình công tác {month} (hư cấu)",
    )
    if stage.chance.random() < 0.08:
        entry = replace(
            entry, in_plan=False, sudden_reason=stage.chance.choice(SUDDEN), priority="urgent", basis=""
        )
    if stage.chance.random() < 0.12:
        other = stage.chance.choice([code for code in ("VP", "KT", "VX", "HC") if code != UNIT_OF[owner]])
        part = "Cung cấp số liệu trong lĩnh vực phụ trách"
        entry = replace(entry, coordinations=((stage.ids[other], part, deadline),))
    return Job(stage, owner, boss, entry)


def result_words(work: Job, day: date) -> str:
    """How the person names what is handed in."""
    number = work.stage.chance.randint(10, 480)
    return f"{work.entry.product.split(' (')[0]}, số {number}/{UNIT_OF[work.owner]} ngày {format_date(day)}"


def begun(work: Job, given: date, *, until: date, reports: int | None = None) -> Story:
    """Assigned, received, and reported on until a day."""
    stage = work.stage
    at = work.on(given)
    yield at, partial(work.assign, at)
    received = min(stage.working_day(given, stage.chance.choice((0, 0, 1))), until)
    at = work.on(received)
    yield at, partial(work.receive, at)
    span = stage.calendar.between(received, until)
    count = reports if reports is not None else min(2, span // 4)
    for turn in range(1, count + 1):
        at = work.on(stage.working_day(received, span * turn // (count + 1)))
        percent = min(90, 90 * turn // (count + 1) // 5 * 5 + 5)
        yield at, partial(work.report, at, percent, stage.chance.choice(REPORTS))


def handed_in(work: Job, day: date) -> Story:
    """Submitted on a day, now and then with a file."""
    if work.stage.chance.random() < 0.1:
        at = work.on(day)
        yield at, partial(work.attach, at, "bang-so-lieu.csv", _table(work))
    at = work.on(day)
    yield at, partial(work.submit, at, result_words(work, day))


def _table(work: Job) -> bytes:
    rows = [f"{place};{work.stage.chance.randint(0, 40)}" for place in PLACES[:6]]
    head = f"Dữ liệu minh họa;{work.entry.title.replace(';', ',')}"
    return "\n".join([head, "Tổ dân phố;Số lượng", *rows]).encode()


def accepted(work: Job, day: date, *, within: int = 2) -> Story:
    """Accepted some working days after."""
    at = work.on(work.stage.working_day(day, work.stage.chance.randint(0, within)))
    yield at, partial(work.accept, at)


def on_time(work: Job, given: date, deadline: date) -> Story:
    """The usual way."""
    stage = work.stage
    early = min(stage.chance.choice((0, 0, 1, 1, 2, 3)), max(stage.calendar.between(given, deadline) - 1, 0))
    day = stage.working_day(deadline, -early) if early else deadline
    yield from begun(work, given, until=day)
    yield from handed_in(work, day)
    yield from accepted(work, day)


def late(work: Job, given: date, deadline: date) -> Story:
    """Handed in after its date; sometimes the cause was objective and the head confirms it."""
    stage = work.stage
    longest = 20 if work.owner in HARD_YEAR else 8
    day = stage.working_day(deadline, min(stage.chance.choice((1, 1, 2, 2, 3, 4, 6, 8, 14, 20)), longest))
    yield from begun(work, given, until=day)
    yield from handed_in(work, day)
    yield from accepted(work, day, within=1)
    confirms = "TL001" if work.owner in (*HEADS.values(), "TL002", "TL003") else HEADS[UNIT_OF[work.owner]]
    if stage.chance.random() < 0.25:
        at = work.on(stage.working_day(day, 2))
        yield (
            at,
            partial(
                work.objective,
                at,
                confirms,
                "Mưa lớn kéo dài, không đi kiểm tra hiện trường được.",
                Ground(number="Bản tin cảnh báo mưa lớn (hư cấu)", dated=deadline),
            ),
        )


def returned(
    work: Job, given: date, deadline: date, *, failed: bool = False, late_rework: bool = False
) -> Story:
    """Returned once for rework, then accepted."""
    stage = work.stage
    yield from begun(work, given, until=deadline)
    yield from handed_in(work, deadline)
    back = stage.working_day(deadline, 1)
    at = work.on(back)
    words = (
        "Số liệu sai so với hồ sơ gốc, phải làm lại phần kết quả."
        if failed
        else "Trình bày chưa đúng thể thức, bổ sung nơi nhận và chữ ký."
    )
    yield at, partial(work.return_, at, words, failed)
    again = stage.working_day(back, 5 if late_rework else stage.chance.choice((1, 2, 3)))
    yield from handed_in(work, again)
    yield from accepted(work, again, within=1)


def stays(work: Job, given: date, deadline: date) -> Story:
    """Handed back for too much work; the head does not uphold it, and it is finished in the end."""
    stage = work.stage
    yield from begun(work, given, until=stage.working_day(given, 1), reports=0)
    at = work.on(stage.working_day(given, 2))
    yield (
        at,
        partial(work.hand_back, at, "overload", "Đang giữ nhiều việc cùng hạn, đề nghị giao người khác."),
    )
    at = work.on(stage.working_day(given, 3))
    yield at, partial(work.decide, at, False, "Khối lượng trong mức bình thường, tiếp tục thực hiện.")
    yield from handed_in(work, deadline)
    yield from accepted(work, deadline)


def taken_over(work: Job, given: date, deadline: date) -> Story:
    """The owner goes on leave; the head moves the work to a colleague, who finishes it."""
    stage = work.stage
    yield from begun(work, given, until=stage.working_day(given, 1), reports=0)
    other = _colleague(work)
    at = work.on(stage.working_day(given, 2))
    yield (
        at,
        partial(
            work.reassign, at, other, "absence", f"{NAME_OF[work.owner]} nghỉ phép trong thời gian thực hiện."
        ),
    )
    at = work.on(stage.working_day(given, 3))
    yield at, partial(work.take, at)
    yield from handed_in(work, deadline)
    yield from accepted(work, deadline)


def upheld(work: Job, given: date, deadline: date) -> Story:
    """Not within the owner's authority: upheld, and given to a colleague."""
    stage = work.stage
    yield from begun(work, given, until=given, reports=0)
    at = work.on(stage.working_day(given, 1))
    yield at, partial(work.hand_back, at, "not_authority", "Nội dung không thuộc phần việc được phân công.")
    at = work.on(stage.working_day(given, 2))
    yield at, partial(work.decide, at, True, "Đúng là không thuộc phần việc.", _colleague(work))
    at = work.on(stage.working_day(given, 2))
    yield at, partial(work.take, at)
    yield from handed_in(work, deadline)
    yield from accepted(work, deadline)


def withdrawn(work: Job, given: date, deadline: date) -> Story:
    """Taken back because it is no longer needed."""
    stage = work.stage
    yield from begun(work, given, until=stage.working_day(given, 1), reports=0)
    at = work.on(stage.working_day(given, 3))
    yield at, partial(work.withdraw, at, "Cấp trên đã có văn bản dừng nội dung này (hư cấu).")


def _colleague(work: Job) -> str:
    others = [code for code in STAFF if UNIT_OF[code] == UNIT_OF[work.owner] and code != work.owner]
    return work.stage.chance.choice(others)


# How often each way is gone in a hundred tasks: by most people, and by those who have a hard year.
WAYS: tuple[tuple[int, int, Callable[[Job, date, date], Story]], ...] = (
    (69, 34, on_time),
    (12, 36, late),
    (7, 8, returned),
    (3, 10, partial(returned, failed=True)),
    (1, 3, partial(returned, failed=True, late_rework=True)),
    (2, 4, stays),
    (3, 2, taken_over),
    (2, 2, upheld),
    (1, 1, withdrawn),
)
HARD_YEAR = ("KT005", "VX004", "HC003")


def way_of(work: Job) -> Callable[[Job, date, date], Story]:
    """How this task goes; leaders' work is done in the usual ways."""
    weights = [hard if work.owner in HARD_YEAR else usual for usual, hard, _ in WAYS]
    chosen = work.stage.chance.choices([way for _, _, way in WAYS], weights)[0]
    if work.owner in LEADERS and chosen not in (on_time, late):
        return on_time
    return chosen
