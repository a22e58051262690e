"""Đề xuất đổi mới được bảo vệ (Decree 73/2023/NĐ-CP, Art. 4 and 11): what is recorded, and when it protects.

One officer decides and answers for it; advisers are recorded apart and are never the decision-maker. The
protection is a ground that a person may confirm as an objective cause; by itself it changes no score. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.tasks.entry import LONGEST_LINE, LONGEST_TEXT, Faults
from app.text import Text, clean

LONGEST_NUMBER = 200
MOST_ADVISERS = 20


@dataclass(frozen=True, slots=True)
class Advice:
    """One adviser and what he or she advised."""

    officer: int | None
    words: str


@dataclass(frozen=True, slots=True)
class InitiativeEntry:
    """A protected initiative as typed."""

    proposal: str
    document: str
    document_date: date | None
    approver: str
    from_date: date | None
    to_date: date | None
    decided_by: int | None
    advisers: tuple[Advice, ...] = ()

    def cleaned(self) -> "InitiativeEntry":
        """The entry as it is kept."""
        return replace(
            self,
            proposal=clean(self.proposal),
            document=clean(self.document),
            approver=clean(self.approver),
            advisers=tuple(Advice(each.officer, clean(each.words)) for each in self.advisers),
        )


def faults_of_initiative(entry: InitiativeEntry, today: date) -> Faults:
    """Everything that stands against recording it, by field. The n-th adviser is ``adviser_n``, ``advice_n``."""
    faults: Faults = {}
    for name, words, most, fault in (
        ("proposal", entry.proposal, LONGEST_TEXT, Text("Nêu đề xuất.", "Describe the proposal.")),
        (
            "document",
            entry.document,
            LONGEST_NUMBER,
            Text("Nhập số văn bản phê duyệt.", "Enter the approving document's number."),
        ),
        (
            "approver",
            entry.approver,
            LONGEST_LINE,
            Text("Nêu người hoặc cơ quan phê duyệt.", "Name who approved it."),
        ),
    ):
        if not words:
            faults[name] = fault
        elif len(words) > most:
            faults[name] = Text(f"Tối đa {most} ký tự.", f"At most {most} characters.")
    if entry.decided_by is None:
        faults["decided_by"] = Text(
            "Chọn một người quyết định và chịu trách nhiệm.", "Choose the one who decides and answers for it."
        )
    return faults | _faults_of_days(entry, today) | _faults_of_advisers(entry)


def _faults_of_days(entry: InitiativeEntry, today: date) -> Faults:
    faults: Faults = {}
    document, first, last = entry.document_date, entry.from_date, entry.to_date
    if document is None:
        faults["document_date"] = Text("Nhập ngày văn bản phê duyệt.", "Enter the document's date.")
    elif document > today:
        faults["document_date"] = Text("Ngày văn bản chưa đến.", "The document's date has not come yet.")
    if first is None:
        faults["from_date"] = Text("Nhập ngày bắt đầu.", "Enter the first day.")
    elif document is not None and first < document:
        faults["from_date"] = Text(
            "Thời gian bảo vệ không bắt đầu trước ngày văn bản phê duyệt.",
            "Protection does not begin before the approving document.",
        )
    if last is None:
        faults["to_date"] = Text("Nhập ngày kết thúc.", "Enter the last day.")
    elif first is not None and last < first:
        faults["to_date"] = Text(
            "Ngày kết thúc không trước ngày bắt đầu.", "The last day may not come before the first."
        )
    return faults


def _faults_of_advisers(entry: InitiativeEntry) -> Faults:
    faults: Faults = {}
    seen: set[int] = set()
    for place, each in enumerate(entry.advisers, 1):
        if each.officer is None:
            faults[f"adviser_{place}"] = Text("Nêu tên người tham mưu.", "Name the adviser.")
            continue
        if each.officer == entry.decided_by:
            faults[f"adviser_{place}"] = Text(
                "Người quyết định không đồng thời là người tham mưu.",
                "The decision-maker is not an adviser as well.",
            )
        elif each.officer in seen:
            faults[f"adviser_{place}"] = Text("Người này được ghi hai lần.", "This person is named twice.")
        if not each.words:
            faults[f"advice_{place}"] = Text("Nêu nội dung tham mưu.", "Say what was advised.")
        elif len(each.words) > LONGEST_TEXT:
            faults[f"advice_{place}"] = Text(
                f"Tối đa {LONGEST_TEXT} ký tự.", f"At most {LONGEST_TEXT} characters."
            )
        seen.add(each.officer)
    return faults


def protects_on(initiative: Mapping[str, Any], day: date) -> bool:
    """Whether its protection covers the day: the day on which it was ended still counts."""
    last = initiative["to_date"]
    if initiative["ended_on"] is not None:
        last = min(last, initiative["ended_on"])
    return bool(initiative["from_date"] <= day <= last)


def runs(initiatives: Iterable[Mapping[str, Any]], today: date) -> bool:
    """Whether one of them still stands or is still to come: a task carries one at a time."""
    return any(each["ended_on"] is None and each["to_date"] >= today for each in initiatives)
