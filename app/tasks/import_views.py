"""The check page's rows in words: what stands in each cell, what is wrong with it, what the row becomes."""

from dataclasses import dataclass
from datetime import date

from app.tasks.annex.annex import Annex
from app.tasks.annex.folding import bare, one_line
from app.tasks.import_plan import DRAFT, NEW, OUTSIDE, BodyKind, BodyQuestion, RowPlan
from app.tasks.imports import Judged, key_of
from app.text import Locale, Text

MOST_ROWS = 300  # shown of each table

STAYS_DRAFT = Text("giữ là bản nháp", "keep as drafts")
KEEP_OUTSIDE = Text("cơ quan ngoài hệ thống (giữ tên)", "a body outside the system (keep its name)")
IS_UNIT = Text("là tên gọi khác của đơn vị", "another name of the unit")
OURS_DOES_IT = Text("đơn vị ta làm phần việc này", "one of our units does this part")
ADD_UNIT = Text("đơn vị mới, thêm vào cơ cấu", "a new unit, to be added to the tree")


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the annex as the check page shows it."""

    number: int
    tt: str
    content: str
    lead: str
    outcome: str
    deadline: str
    day: date | None
    why_owner: Text | None
    why_outcome: Text | None
    why_deadline: Text | None
    others: tuple[Text, ...]
    becomes: Text
    tone: str
    late: bool
    href: str  # of the task it became before


def row_views(judged: Judged) -> list[RowView]:
    """Every row of the annex, in the file's order."""
    answers = {asked.field: asked for asked in judged.plan.questions}
    return [_view(row, judged, answers) for row in judged.plan.rows]


def _view(row: RowPlan, judged: Judged, answers: dict[str, BodyQuestion]) -> RowView:
    written, old = row.row, judged.earlier.get(key_of(row))
    becomes, tone = _becomes(row, judged, answers)
    if old:
        becomes, tone = Text(f"Đã nhập: {old.code}", f"Imported: {old.code}"), "done"
        if any(row is other for other, _ in judged.differing):
            becomes = Text(f"Khác với bản đã nhập: {old.code}", f"Differs from what was imported: {old.code}")
            tone = "amber"
    return RowView(
        number=written.row_number,
        tt=written.tt or "",
        content=written.content,
        lead=written.lead_phrase,
        outcome=written.outcome_phrase,
        deadline=written.deadline_phrase,
        day=row.deadline.day,
        why_owner=row.reason("owner"),
        why_outcome=row.reason("outcome"),
        why_deadline=row.reason("deadline"),
        others=row.others,
        becomes=becomes,
        tone=tone,
        late=row.late,
        href=f"/tasks/{old.task}" if old else "",
    )


def _becomes(row: RowPlan, judged: Judged, answers: dict[str, BodyQuestion]) -> tuple[Text, str]:
    if not row.is_task:
        return Text("Bản nháp", "Draft"), "grey"
    asked = answers.get(row.body)
    unit = judged.book.by_id.get(row.unit) if row.unit else None
    name = unit.name if unit else asked.text if asked else ""
    return Text(f"Giao {name}, chờ người", f"Given to {name}, awaiting an owner"), "blue"


def needs_a_look(view: RowView) -> bool:
    """Whether the row is in the first table: it becomes a draft, or differs from what was imported."""
    return view.tone in ("grey", "amber")


def options_of(
    asked: BodyQuestion, units: list[tuple[str, str]], may_add: bool, locale: Locale
) -> list[tuple[str, object]]:
    """What may be answered about a name: (value, words), the units of the tree in a group of their own."""
    usual = (DRAFT, STAYS_DRAFT) if asked.kind is BodyKind.COLLECTIVE else (OUTSIDE, KEEP_OUTSIDE)
    options: list[tuple[str, object]] = [(usual[0], usual[1].in_(locale))]
    if asked.kind is BodyKind.UNKNOWN and may_add:
        options.append((NEW, ADD_UNIT.in_(locale)))
    ours = IS_UNIT if asked.kind is BodyKind.UNKNOWN else OURS_DOES_IT
    return [*options, (ours.in_(locale), units)]


def title_of(annex: Annex) -> str:
    """What the annex calls itself, for the directive's title; empty where it says nothing."""
    lines = [line for line in annex.title_lines if not bare(line).startswith(("phu luc", "kem theo", "so "))]
    return one_line(lines[0]) if lines else ""
