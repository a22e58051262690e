"""What a form or an annex row says of a task, and everything about it that stands against giving it."""

from dataclasses import dataclass, replace
from datetime import date

from app.tasks.clarity import ClearFor, DraftFacts, missing
from app.text import Text, clean, fold

LONGEST_TEXT = 4_000  # letters of a task's or product's words
LONGEST_LINE = 300  # what the columns of basis and deadline phrase hold

SUMMARY = Text("Có nội dung cần sửa.", "Some entries need correcting.")
PRIORITIES = ("normal", "urgent")
AFTER_TITLE = 5  # lines of a task's search key after its title

Faults = dict[str, Text]


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """One task as typed. Ids are those of catalogue item, unit, officers and directive.

    ``coordinations``: (unit, its part, its date or None) of each unit that takes part.
    """

    title: str
    product: str = ""
    catalogue_item: int | None = None
    unit: int | None = None
    owner: int | None = None
    lead: int | None = None
    deadline: date | None = None
    deadline_phrase: str = ""
    in_plan: bool = True
    sudden_reason: str = ""
    priority: str = "normal"
    basis: str = ""
    directive: int | None = None
    coordinations: tuple[tuple[int, str, date | None], ...] = ()

    def cleaned(self) -> "TaskEntry":
        """The entry as it is kept: unseen characters gone, outer spaces stripped."""
        return replace(
            self,
            title=clean(self.title),
            product=clean(self.product),
            deadline_phrase=clean(self.deadline_phrase),
            sudden_reason="" if self.in_plan else clean(self.sudden_reason),
            basis=clean(self.basis),
            coordinations=tuple((unit, clean(part), day) for unit, part, day in self.coordinations),
        )


def draft_facts(entry: TaskEntry) -> DraftFacts:
    """The entry as the clarity gate looks at it."""
    return DraftFacts(
        work=entry.title,
        outcome=entry.product,
        deadline=entry.deadline,
        deadline_text=entry.deadline_phrase,
        lead_bodies=int(entry.unit is not None),
        owners=int(entry.owner is not None),
        leads=int(entry.lead is not None),
        coordinated=bool(entry.coordinations),
    )


def faults_of_draft(entry: TaskEntry) -> Faults:
    """What even a draft needs: words that say what it is about, in lengths that can be kept."""
    faults: Faults = {}
    if not entry.title:
        faults["title"] = Text("Nêu việc phải làm.", "Describe the work.")
    for name, words, most in (
        ("title", entry.title, LONGEST_TEXT),
        ("product", entry.product, LONGEST_TEXT),
        ("sudden_reason", entry.sudden_reason, LONGEST_TEXT),
        ("basis", entry.basis, LONGEST_LINE),
        ("deadline_phrase", entry.deadline_phrase, LONGEST_LINE),
    ):
        if len(words) > most:
            faults[name] = Text(f"Tối đa {most} ký tự.", f"At most {most} characters.")
    if entry.priority not in PRIORITIES:
        faults["priority"] = Text("Chọn mức ưu tiên trong danh sách.", "Choose a priority from the list.")
    return faults


def faults_of_entry(entry: TaskEntry, clear_for: ClearFor, today: date) -> Faults:
    """Everything that stands against giving the work, by field: the clarity gate and the plan's question."""
    faults = faults_of_draft(entry)
    for line in missing(draft_facts(entry), today, clear_for):
        faults.setdefault(line.field, line.reason)
    if not entry.in_plan and not entry.sudden_reason:
        faults["sudden_reason"] = Text(
            "Việc đột xuất cần nêu lý do (điểm d khoản 1 Điều 18 Nghị định 335/2025/NĐ-CP).",
            "Sudden work needs a reason (Decree 335/2025, Art. 18.1.d).",
        )
    faults |= faults_of_coordinations(entry, today)
    return faults


def faults_for_person(entry: TaskEntry, today: date) -> Faults:
    """Everything that stands against giving the work to a person."""
    return faults_of_entry(entry.cleaned(), ClearFor.PERSON, today)


def faults_of_coordinations(entry: TaskEntry, today: date) -> Faults:
    """Each unit takes part once, is not the lead, and has a date that can still be kept."""
    units = [unit for unit, _, _ in entry.coordinations]
    if len(set(units)) < len(units):
        words = Text("Một đơn vị phối hợp được ghi hai lần.", "A coordinating unit is named twice.")
        return {"coordinations": words}
    if entry.unit in units:
        words = Text(
            "Đơn vị chủ trì không đồng thời là đơn vị phối hợp.",
            "The lead unit cannot be a coordinating unit as well.",
        )
        return {"coordinations": words}
    if any(day is not None and day < today for _, _, day in entry.coordinations):
        words = Text("Hạn của đơn vị phối hợp đã qua.", "A coordinating unit's date has passed.")
        return {"coordinations": words}
    return {}


def search_key(
    title: str, product: str, code: str, directive_number: str = "", row: str = "", basis: str = ""
) -> str:
    """What a search without marks looks through: one line each, the title first.

    A search tells the title from the rest by the line ends after it, ``AFTER_TITLE`` of them.
    """
    return "\n".join(map(fold, (title, product, code, directive_number, row, basis)))
