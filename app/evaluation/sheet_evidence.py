"""What the records show beside each general criterion, and what they propose for a leader's d, đ, e.

No law fixes points for a fact (Art. 12): evidence stands beside the criterion, people give the points.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.db import Row, fetch
from app.evaluation.facts import months_of
from app.evaluation.item_facts import ItemState
from app.evaluation.leaders import (
    PlanItem,
    Proposal,
    Subordinate,
    propose_organising,
    propose_uniting,
    unit_result,
)
from app.evaluation.months import Month
from app.evaluation.roster import Person, is_unsettled, subordinates
from app.evaluation.sheet_rules import SheetItem
from app.evaluation.sheet_snapshot import Ground
from app.formats import format_date
from app.incidents.queries import confirmed_for
from app.people.queries import office_calendar
from app.tasks.initiatives import initiatives_with
from app.text import Text

__all__ = ["LeaderEvidence", "grounds_of", "leader_evidence"]


async def grounds_of(officer: int, month: Month, items: Iterable[SheetItem]) -> tuple[Ground, ...]:
    """The evidence of a month: confirmed incidents, protected initiatives, work that tells of a criterion."""
    incidents = [
        Ground(
            one.criterion,
            Text(
                f"Vụ việc {one.code} ngày {format_date(one.happened_on)}: {one.text.vi}",
                f"Incident {one.code} of {format_date(one.happened_on, 'en')}: {one.text.en}",
            ),
            f"/incidents/{one.id}",
        )
        for one in await confirmed_for(officer, month.first, month.last)
    ]
    initiatives = [
        ground
        for row in await initiatives_with(officer, month.first, month.last)
        for ground in _initiative_grounds(row)
    ]
    return (*incidents, *initiatives, *(ground for item in items for ground in _work_grounds(item)))


# A protected initiative tells of courage and responsibility: beside III.1 to III.4, where people give the points.
INITIATIVE_CRITERIA = ("III.1", "III.2", "III.3", "III.4")
_PARTS = {
    "decides": Text("là người quyết định", "decides"),
    "carries": Text("là người thực hiện", "carries it out"),
    "advises": Text("là người tham mưu", "advised"),
}


def _initiative_grounds(row: Row) -> list[Ground]:
    part, code = _PARTS[row["part"]], row["code"]
    vi, en = format_date(row["document_date"]), format_date(row["document_date"], "en")
    words = Text(
        f"{code}: đề xuất được bảo vệ theo {row['document']} ngày {vi}, {part.vi}",
        f"{code}: protected initiative under {row['document']} of {en}, {part.en}",
    )
    return [Ground(criterion, words, f"/tasks/{row['task']}") for criterion in INITIATIVE_CRITERIA]


def _work_grounds(item: SheetItem) -> list[Ground]:
    href = f"/tasks/{item.task_id}"
    found = []
    if item.extra:
        words = Text(f"{item.code}: hoàn thành việc làm thêm", f"{item.code}: finished extra work")
        found.append(Ground("III.2", words, href))
    if item.line.late and not item.line.objective_progress:
        times = item.line.late
        found.append(
            Ground("II.3", Text(f"{item.code}: {times} lần chậm", f"{item.code}: late {times}×"), href)
        )
    if item.line.failed_checks and not item.line.objective_quality:
        times = item.line.failed_checks
        words = Text(
            f"{item.code}: {times} lần chưa đạt do sai sót lớn về nội dung",
            f"{item.code}: failed {times}× for a major error of content",
        )
        found.append(Ground("II.1", words, href))
    if item.state is ItemState.GIVEN_UP:
        words = Text(f"{item.code}: báo không làm được", f"{item.code}: reported as not able to finish")
        found.append(Ground("II.2", words, href))
    return found


@dataclass(frozen=True, slots=True)
class LeaderEvidence:
    """What the facts propose for d, đ, e, by part; and whose sheets must be confirmed before d is known."""

    proposals: dict[str, Proposal]
    open_subordinates: tuple[tuple[str, str], ...]

    @property
    def percents(self) -> dict[str, int | None]:
        """The proposed percents, None where the facts propose nothing."""
        return {part: _percent(proposal.value) for part, proposal in self.proposals.items()}


def _percent(value: Fraction | None) -> int | None:
    return None if value is None else int(value * 100)


async def leader_evidence(leader: Person, month: Month, *, today: date) -> LeaderEvidence:
    """The grounds of a leader's three parts (Art. 15.3)."""
    people = await subordinates(month, leader)
    unsettled = [one for one in people if is_unsettled(one)]
    live = await months_of([one.officer_id for one in unsettled], month, today=today)
    scorable = {officer for officer, facts in live.items() if any(item.line.assigned for item in facts.items)}
    result = unit_result(_subordinate(one, one.officer_id in scorable) for one in people)
    return LeaderEvidence(
        {
            "d": Proposal(result.value, result.ground),
            "dd": propose_organising(await _plan(leader.unit_path, month, today)),
            "e": propose_uniting(()),
        },
        tuple(
            (one.name, f"/evaluations/{month}/{one.staff_code}")
            for one in unsettled
            if one.officer_id in scorable
        ),
    )


def _subordinate(one: Person, scorable: bool) -> Subordinate:
    if one.total is not None:
        return Subordinate(one.officer_id, one.name, one.total)
    why = (
        Text("chưa được xác nhận", "not confirmed yet")
        if scorable
        else Text("chưa đủ dữ liệu", "insufficient data")
    )
    return Subordinate(one.officer_id, one.name, None, why)


async def _plan(unit_path: str, month: Month, today: date) -> list[PlanItem]:
    """The items of the unit's plan that were late in the month, with how many working days by its end."""
    until = min(month.last, today)
    rows = await fetch(
        "SELECT t.id, t.code, t.title, t.deadline, s.day FROM task t"
        " JOIN unit u ON u.id = t.unit"
        " LEFT JOIN submission s ON s.id = (SELECT MAX(x.id) FROM submission x"
        "   WHERE x.task = t.id AND x.decision <> 'returned')"
        " WHERE u.path LIKE {} AND t.in_plan = true AND t.deadline <= {}"
        " AND t.state NOT IN ('draft', 'withdrawn') AND (s.day IS NULL OR (s.day >= {} AND s.day > t.deadline))"
        " ORDER BY t.deadline, t.id",
        f"{unit_path}%",
        until,
        month.first,
    )
    calendar = await office_calendar()
    return [
        PlanItem(
            row["id"],
            row["code"],
            row["title"],
            calendar.working_days_late(row["deadline"], min(row["day"] or until, until)),
        )
        for row in rows
    ]
