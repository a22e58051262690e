"""What must be on the desks today: something to decide, something late, something unclear."""

from dataclasses import replace
from datetime import date
from functools import partial

from app import clock
from app.db import write
from app.demo.catalogue import PRODUCTS
from app.demo.stage import HEADS, Act, Job, Stage, Story
from app.demo.stories import accepted, begun, handed_in, job
from app.history import record
from app.tasks.commands import TaskEntry
from app.tasks.import_queries import directive_key
from app.tasks.tables import Directive

ISSUER = "UBND thành phố (hư cấu)"


def desk_of_today(stage: Stage) -> None:
    """Tasks whose last acts are still to come; days count back from the last working day before today."""
    last = stage.calendar.add(stage.today, -1)

    def back(days: int) -> date:
        return stage.calendar.add(last, -days) if days else last

    def ahead(days: int) -> date:
        return stage.calendar.add(stage.today, days)

    for owner, days in (("VP004", 0), ("KT003", 0), ("VX002", 1), ("HC002", 2), ("KT002", 1)):
        stage.begin(_waits(job(stage, owner, ahead(2)), back(9), back(days)))
    for owner, days in (("KT004", 1), ("VX003", 2), ("VP003", 3), ("HC003", 1), ("VX004", 2)):
        stage.begin(begun(job(stage, owner, ahead(days)), back(8), until=back(1)))
    for owner, days in (("KT005", 2), ("VX002", 4), ("VP004", 7), ("HC002", 3), ("KT003", 13)):
        stage.begin(begun(job(stage, owner, back(days)), back(days + 8), until=back(min(days, 4)), reports=1))
    for owner in ("KT004", "VX004"):
        stage.begin(begun(job(stage, owner, ahead(9)), back(16), until=back(11), reports=1))
    for owner, days in (("VX003", 4), ("KT005", 3), ("HC004", 5), ("VP002", 0), ("VP003", 0)):
        stage.begin(_only_given(job(stage, owner, ahead(7), factor=owner != "VP002"), back(days)))
    for owner, reason, words in (
        ("VX004", "lacks_papers", "Chưa có hồ sơ gốc của ba trường hợp, đề nghị bổ sung."),
        ("KT003", "overload", "Đang giữ ba việc cùng hạn, đề nghị giao người khác."),
    ):
        stage.begin(_handed_back(job(stage, owner, ahead(6)), back(3), back(1), reason, words))
    for owner, failed in (("HC003", False), ("VX003", True)):
        stage.begin(_in_rework(job(stage, owner, back(1)), back(8), back(2), failed))
    stage.begin(_ping_pong(stage, back(9), ahead(5)))
    stage.begin(_passed_on(job(stage, "VX002", ahead(8)), back(4), back(0), "VX003"))
    stage.begin(_passed_on(job(stage, "HC002", ahead(9)), back(5), back(1), "HC004", returned=True))
    stage.begin(_lead_asked(job(stage, "KT005", ahead(12)), back(6), back(1), "KT004"))
    for author, entry in _unclear_entries(stage):
        stage.begin(_draft(Job(stage, author, author, entry), back(2)))


def _waits(work: Job, given: date, day: date) -> Story:
    yield from begun(work, given, until=day)
    yield from handed_in(work, day)


def _only_given(work: Job, given: date) -> Story:
    at = work.on(given)
    yield at, partial(work.assign, at)


def _handed_back(work: Job, given: date, day: date, reason: str, words: str) -> Story:
    yield from begun(work, given, until=day, reports=0)
    at = work.on(day)
    yield at, partial(work.hand_back, at, reason, words)


def _in_rework(work: Job, given: date, day: date, failed: bool) -> Story:
    yield from begun(work, given, until=day)
    yield from handed_in(work, day)
    at = work.on(work.stage.working_day(day, 1))
    yield at, partial(work.return_, at, "Thiếu số liệu của bốn tổ dân phố, bổ sung rồi nộp lại.", failed)


def _ping_pong(stage: Stage, given: date, deadline: date) -> Story:
    """Sent between two units until it stands with neither."""
    work = job(stage, "KT005", deadline, boss="TL002")
    work.entry = replace(
        work.entry,
        title="Xử lý phản ánh về bãi rác tự phát giáp ranh hai tổ dân phố",
        product="Báo cáo kết quả xử lý kèm ảnh hiện trạng",
        lead=stage.ids["TL002"],
    )
    yield from begun(work, given, until=given, reports=0)
    for day, to in ((1, "VX004"), (3, "KT005"), (5, "VX004")):
        at = work.on(stage.working_day(given, day))
        yield at, partial(work.hand_back, at, "not_authority", "Nội dung thuộc lĩnh vực của đơn vị bên.")
        at = work.on(stage.working_day(given, day + 1))
        yield at, partial(work.decide, at, True, "Chuyển đơn vị kia chủ trì.", to)
        at = work.soon()
        yield at, partial(work.take, at)


def _passed_on(work: Job, given: date, day: date, to: str, *, returned: bool = False) -> Story:
    """Passed on to a colleague who has not answered yet, or has given it back."""
    yield from begun(work, given, until=given, reports=0)
    at = work.on(day)
    yield at, partial(work.reassign, at, to, "moved", "Phân công lại theo lĩnh vực phụ trách.")
    if returned:
        at = work.soon()
        yield (
            at,
            partial(
                work.return_offer, at, "overload", "Đang giữ hai việc cùng hạn, đề nghị giao người khác."
            ),
        )


def _lead_asked(work: Job, given: date, day: date, to: str) -> Story:
    """The lead asks to be replaced; the head of both has not decided yet."""
    work.entry = replace(work.entry, lead=work.entry.owner)
    yield from begun(work, given, until=day, reports=1)
    at = work.soon()
    words = "Được cử đi học dài ngày, đề nghị người khác theo việc đến cùng."
    yield at, partial(work.ask_lead, at, to, words)


def _unclear_entries(stage: Stage) -> tuple[tuple[str, TaskEntry], ...]:
    """Drafts of which each lacks another rõ."""
    return (
        ("VP001", TaskEntry("Tăng cường công tác thông tin, báo cáo", unit=stage.ids["VP"])),
        (
            "KT001",
            TaskEntry(
                "Phối hợp thực hiện chỉnh trang đô thị",
                unit=stage.ids["KT"],
                owner=stage.ids["KT003"],
                deadline_phrase="thường xuyên",
            ),
        ),
        (
            "VX001",
            TaskEntry(
                "Chuẩn bị nội dung kỷ niệm ngày thành lập phường",
                product="Kế hoạch tổ chức",
                unit=stage.ids["VX"],
                deadline=stage.calendar.add(stage.today, 15),
            ),
        ),
    )


def _draft(work: Job, day: date) -> Story:
    at = work.on(day)
    yield at, partial(work.save_draft, at, work.owner)


# Directives ----------------------------------------------------------------------------------------


async def _directive(stage: Stage, number: str, title: str, day: date, into: list[int]) -> None:
    now = clock.at(day, 8, 5)
    clerk = stage.viewers["VP002"]
    async with write():
        made = Directive(
            issuer=ISSUER,
            number=number,
            issued_on=day,
            title=title,
            key=directive_key(ISSUER, number, day),
            created_at=now,
            created_by=clerk.officer_id,
        )
        await made.save()
        facts = {"issuer": ISSUER, "number": number, "date": day}
        await record("directive.added", ("directive", made.id), by=clerk.officer_id, now=now, facts=facts)
    into.append(int(made.id))


CLEAR_ROWS = (
    ("VP", "KT", "Rà soát, công bố lịch tiếp công dân", "Lịch tiếp công dân đã công bố", "VP004"),
    ("KT", "VX", "Thống kê công trình không phép", "Danh sách công trình kèm biên bản", "KT003"),
    ("VX", "HC", "Rà soát đối tượng bảo trợ xã hội", "Danh sách đối tượng đã đối chiếu", "VX003"),
    ("HC", "VP", "Niêm yết thủ tục sửa đổi", "Biên bản niêm yết kèm ảnh", "HC002"),
    ("KT", "VP", "Kiểm tra an toàn phòng cháy khu dân cư", "Biên bản kiểm tra từng ngõ", "KT005"),
    ("VX", "VP", "Lập kế hoạch tuyên truyền pháp luật", "Kế hoạch tuyên truyền đã ký", "VX002"),
)
UNCLEAR_ROWS = (
    ("", "Đẩy mạnh chuyển đổi số trong mọi lĩnh vực", "", "2026-2030"),
    ("KT", "Tăng cường quản lý đất đai", "", "thường xuyên"),
    ("VX", "Phối hợp thực hiện phong trào toàn dân đoàn kết", "", ""),
)


def directives(stage: Stage, first: date) -> None:
    """Two invented directives: an older one that is done, and one of last week that waits for owners."""
    recent = stage.calendar.add(stage.today, -6)
    for number, title, day, named in (
        ("05/KH-UBND (hư cấu)", "Kế hoạch kỷ cương hành chính (hư cấu)", stage.working_day(first, 30), 6),
        ("41/CT-UBND (hư cấu)", "Chỉ thị về trật tự đô thị cuối năm (hư cấu)", recent, 2),
    ):
        made: list[int] = []
        stage.at(clock.at(day, 8, 5), partial(_directive, stage, number, title, day, made))
        for place, row in enumerate(CLEAR_ROWS):
            stage.begin(_clear_row(stage, made, day, row, named=place < named))
        for unclear in UNCLEAR_ROWS:
            stage.begin(_unclear_row(stage, made, day, unclear))


def _clear_row(
    stage: Stage, made: list[int], day: date, row: tuple[str, str, str, str, str], *, named: bool
) -> Story:
    """Clear for a unit; its head names the owner, or has not done so yet."""
    unit, with_unit, title, product, owner = row
    deadline = stage.calendar.add(day, 18)
    item = next(n for n, each in enumerate(PRODUCTS) if each.unit == unit and each.group == "N2")
    entry = TaskEntry(
        title,
        product,
        catalogue_item=stage.items[item],
        unit=stage.ids[unit],
        deadline=deadline,
        deadline_phrase=f"trước ngày {deadline.day}/{deadline.month}/{deadline.year}",
        coordinations=((stage.ids[with_unit], "Phối hợp cung cấp số liệu", deadline),),
    )
    work = Job(stage, owner, "TL001", entry)
    at = work.on(day, 9)
    yield at, partial(_under_directive, work, made, partial(work.give_to_unit, at))
    if not named:
        return
    at = work.on(stage.working_day(day, stage.chance.choice((1, 1, 2))))
    yield at, partial(work.name_owner, at, HEADS[unit], owner)
    at = work.on(stage.working_day(day, 3))
    yield at, partial(work.receive, at)
    done = stage.calendar.add(deadline, -2)
    yield from handed_in(work, done)
    yield from accepted(work, done)


def _unclear_row(stage: Stage, made: list[int], day: date, row: tuple[str, str, str, str]) -> Story:
    unit, title, product, phrase = row
    entry = TaskEntry(title, product, unit=stage.ids[unit] if unit else None, deadline_phrase=phrase)
    work = Job(stage, "VP002", "VP002", entry)
    at = work.on(day, 10)
    yield at, partial(_under_directive, work, made, partial(work.save_draft, at, "VP002"))


async def _under_directive(work: Job, made: list[int], act: Act) -> None:
    work.entry = replace(work.entry, directive=made[0])
    await act()
