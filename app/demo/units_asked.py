"""Work that depends on other units: opinions given and not given, a protected proposal, claimed causes."""

from dataclasses import replace
from datetime import date
from functools import partial

from app.demo.stage import HEADS, UNIT_OF, Job, Stage, Story
from app.demo.stories import accepted, begun, handed_in, job
from app.tasks.cause_rules import Ground
from app.tasks.initiative_rules import Advice, InitiativeEntry


def between_units(stage: Stage) -> None:
    """What stands on the desks of today; days count back from the last working day before today."""
    last = stage.calendar.add(stage.today, -1)

    def back(days: int) -> date:
        return stage.calendar.add(last, -days) if days else last

    def ahead(days: int) -> date:
        return stage.calendar.add(stage.today, days)

    stage.begin(_answered(job(stage, "KT003", ahead(6)), back(7), back(5)))
    stage.begin(_silent(job(stage, "VX002", back(2)), back(12), back(10)))
    stage.begin(_open(job(stage, "KT004", ahead(4)), back(4), back(1)))
    stage.begin(_protected(stage, back(14), back(3)))
    stage.begin(_confirmed(job(stage, "VX003", back(9)), back(16), back(7)))


def _asked(work: Job, given: date, day: date, unit: str, question: str) -> Story:
    """Begun, then another unit is asked within three working days."""
    yield from begun(work, given, until=day, reports=0)
    at = work.on(day)
    yield at, partial(work.ask, at, unit, question, work.stage.working_day(day, 3))


def _answered(work: Job, given: date, day: date) -> Story:
    yield from _asked(work, given, day, "VX", "Đề nghị cho ý kiến về danh sách hộ bị ảnh hưởng.")
    at = work.on(work.stage.working_day(day, 2))
    words = "Bổ sung ba hộ thuộc diện bảo trợ xã hội vào danh sách."
    yield at, partial(work.answer, at, HEADS["VX"], "agree_with_comments", words)


def _silent(work: Job, given: date, day: date) -> Story:
    yield from _asked(work, given, day, "KT", "Đề nghị xác nhận hiện trạng sử dụng đất của nhà văn hóa.")


def _open(work: Job, given: date, day: date) -> Story:
    yield from _asked(
        work, given, day, "VP", "Đề nghị cho ý kiến về dự thảo lịch làm việc với các tổ dân phố."
    )


def _protected(stage: Stage, given: date, deadline: date) -> Story:
    """A trial under protection ran late; its owner claims the cause, which waits for the head."""
    work = job(stage, "HC002", deadline, boss="HC001")
    work.entry = replace(
        work.entry,
        title="Thí điểm trả kết quả thủ tục hành chính tại nhà cho người cao tuổi",
        product="Báo cáo kết quả thí điểm kèm danh sách hồ sơ đã trả",
    )
    yield from begun(work, given, until=deadline, reports=1)
    at = work.on(stage.working_day(given, 2))
    ids = stage.ids
    entry = InitiativeEntry(
        proposal="Trả kết quả tại nhà qua tổ công nghệ số cộng đồng thay cho nhận tại Trung tâm.",
        document="88/QĐ-UBND (hư cấu)",
        document_date=given,
        approver="Trần Quốc Hưng, Chủ tịch UBND phường",
        from_date=given,
        to_date=stage.working_day(stage.today, 60),
        decided_by=ids["HC001"],
        advisers=(Advice(ids["VX004"], "Làm trước ở hai tổ dân phố, có giấy ủy quyền nhận kết quả."),),
    )
    yield at, partial(work.protect, at, entry)
    day = stage.working_day(deadline, 2)
    yield from handed_in(work, day)
    at = work.on(day)
    words = "Phải lấy thêm giấy ủy quyền theo góp ý trong quá trình thí điểm."
    yield at, partial(work.claim_cause, at, words)


def _confirmed(work: Job, given: date, day: date) -> Story:
    yield from begun(work, given, until=day)
    yield from handed_in(work, day)
    yield from accepted(work, day, within=0)
    at = work.on(work.stage.working_day(day, 1))
    ground = Ground(number="12/TB-ĐL (hư cấu)", dated=work.entry.deadline)
    yield at, partial(work.claim_cause, at, "Mất điện toàn phường ba ngày liền.", ground)
    at = work.on(work.stage.working_day(day, 2))
    head = HEADS[UNIT_OF[work.owner]]
    yield at, partial(work.decide_cause, at, head, True, "Đúng theo thông báo của điện lực.")
