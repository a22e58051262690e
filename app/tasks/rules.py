"""A task's states and acts: what may be done in which state and by whom, and what moving work means.

``why_not`` is asked by the commands before they act and by the pages before they offer a button, so
that both always agree. Nothing here reads a database or a clock.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.text import Text
from app.workdays import Calendar

REWORK_WORKING_DAYS = 3  # the date set for rework where the head names none (counting rules)
MOST_PERCENT = 100


class State(StrEnum):
    """Where a task stands; late, bounced, silent are flags beside the state."""

    DRAFT = "draft"
    AWAITING_PERSON = "awaiting_person"
    GIVEN = "given"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DONE = "done"
    WITHDRAWN = "withdrawn"


STATE_NAMES: dict[State, Text] = {
    State.DRAFT: Text("bản nháp", "draft"),
    State.AWAITING_PERSON: Text("chờ người", "awaiting an owner"),
    State.GIVEN: Text("mới giao", "given"),
    State.IN_PROGRESS: Text("đang làm", "under way"),
    State.SUBMITTED: Text("chờ duyệt", "awaiting acceptance"),
    State.DONE: Text("hoàn thành", "done"),
    State.WITHDRAWN: Text("đã thu hồi", "withdrawn"),
}

HELD = frozenset({State.GIVEN, State.IN_PROGRESS})
FINISHED = frozenset({State.DONE, State.WITHDRAWN})
_STARTED = HELD | {State.SUBMITTED}


class Act(StrEnum):
    """What people do with a task."""

    SAVE = "save"
    GIVE_TO_UNIT = "give_to_unit"
    ASSIGN = "assign"
    NAME_OWNER = "name_owner"
    RECEIVE = "receive"
    REPORT = "report"
    ATTACH = "attach"
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    HAND_BACK = "hand_back"
    DECIDE_HAND_BACK = "decide_hand_back"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    CONVERT = "convert"
    REMIND = "remind"


class Who(StrEnum):
    """In what quality somebody acts on a task."""

    DRAFTER = "drafter"
    ASSIGNER = "assigner"
    OWNER = "owner"
    ABOVE = "above"
    LEAD = "lead"


_WHO_NAMES: dict[Who, Text] = {
    Who.DRAFTER: Text(
        "người soạn hoặc người được soạn, giao việc của đơn vị",
        "its author and those who draft or assign for the unit",
    ),
    Who.ASSIGNER: Text("người được giao việc của đơn vị", "those who assign work in the unit"),
    Who.OWNER: Text("người chịu trách nhiệm chính", "the person in charge"),
    Who.ABOVE: Text(
        "người giao việc; không ai tự quyết định về việc của chính mình",
        "those who assign the work; nobody decides on work of their own",
    ),
    Who.LEAD: Text("đầu mối xuyên suốt", "the through-line lead"),
}


@dataclass(frozen=True, slots=True)
class ActFacts:
    """A task's state, and what the asking person is to it.

    ``is_above``: may assign in the task's unit, is not its owner, and, where the owner heads that unit, may
    assign in the unit above (in the root unit: another person who may assign there).
    ``is_lead``: follows the work through to its end and is not its owner.
    """

    state: State
    is_author: bool = False
    may_draft: bool = False
    may_assign: bool = False
    is_owner: bool = False
    is_above: bool = False
    is_lead: bool = False
    hand_back_waits: bool = False

    def is_(self, who: Who) -> bool:
        """Whether the person stands to the task in that quality."""
        return {
            Who.DRAFTER: self.is_author or self.may_draft or self.may_assign,
            Who.ASSIGNER: self.may_assign,
            Who.OWNER: self.is_owner,
            Who.ABOVE: self.is_above,
            Who.LEAD: self.is_lead,
        }[who]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: these people may do it in these states."""

    act: Act
    states: frozenset[State]
    who: tuple[Who, ...]


def _line(act: Act, states: frozenset[State] | State, *who: Who) -> Line:
    return Line(act, frozenset({states}) if isinstance(states, State) else states, who)


TABLE: tuple[Line, ...] = (
    _line(Act.SAVE, State.DRAFT, Who.DRAFTER),
    _line(Act.GIVE_TO_UNIT, State.DRAFT, Who.DRAFTER),
    _line(Act.ASSIGN, State.DRAFT, Who.ASSIGNER),
    _line(Act.NAME_OWNER, State.AWAITING_PERSON, Who.ASSIGNER),
    _line(Act.RECEIVE, State.GIVEN, Who.OWNER),
    _line(Act.REPORT, HELD, Who.OWNER),
    _line(Act.ATTACH, State.DRAFT, Who.DRAFTER),
    _line(Act.ATTACH, State.AWAITING_PERSON, Who.ASSIGNER),
    _line(Act.ATTACH, _STARTED, Who.OWNER, Who.ABOVE),
    _line(Act.SUBMIT, HELD, Who.OWNER),
    _line(Act.ACCEPT, State.SUBMITTED, Who.ABOVE),
    _line(Act.RETURN, State.SUBMITTED, Who.ABOVE),
    _line(Act.HAND_BACK, HELD, Who.OWNER),
    _line(Act.DECIDE_HAND_BACK, HELD, Who.ABOVE),
    _line(Act.REASSIGN, HELD, Who.ABOVE),
    _line(Act.WITHDRAW, State.DRAFT, Who.DRAFTER),
    _line(Act.WITHDRAW, State.AWAITING_PERSON, Who.ASSIGNER),
    _line(Act.WITHDRAW, HELD, Who.ABOVE),
    _line(Act.CONVERT, State.AWAITING_PERSON, Who.ASSIGNER),
    _line(Act.CONVERT, _STARTED | {State.DONE}, Who.ABOVE),
    _line(Act.REMIND, HELD | {State.AWAITING_PERSON}, Who.ABOVE, Who.LEAD),
)

#: Acts that wait until the assigner has decided on the hand-back that lies before them.
_AFTER_DECISION = frozenset({Act.HAND_BACK, Act.REASSIGN, Act.WITHDRAW})


@dataclass(frozen=True, slots=True)
class No:
    """Why an act is not possible. ``for_others``: other people may do it, this person may not."""

    text: Text
    for_others: bool


def refusal(act: Act, facts: ActFacts) -> No | None:
    """Why this person may not do this now; None where it is allowed."""
    lines = [line for line in TABLE if line.act is act]
    allowed = [line for line in lines if any(facts.is_(who) for who in line.who)]
    if not allowed or _stands_for_others(lines, allowed, facts.state):
        here = [line for line in lines if facts.state in line.states] or lines
        return No(_for(here[0].who), for_others=True)
    if not any(facts.state in line.states for line in allowed):
        name = STATE_NAMES[facts.state]
        return No(
            Text(
                f"Nhiệm vụ đang ở trạng thái “{name.vi}”, không làm được việc này.",
                f"The task is “{name.en}”: this cannot be done now.",
            ),
            for_others=False,
        )
    return _hand_back_in_the_way(act, facts)


def _stands_for_others(lines: list[Line], allowed: list[Line], state: State) -> bool:
    """The state admits the act, but not by this person."""
    return any(state in line.states for line in lines) and not any(state in line.states for line in allowed)


def _for(who: tuple[Who, ...]) -> Text:
    names = [_WHO_NAMES[each] for each in who]
    return Text(
        "Việc này dành cho: " + "; ".join(name.vi for name in names) + ".",
        "This is for: " + "; ".join(name.en for name in names) + ".",
    )


def _hand_back_in_the_way(act: Act, facts: ActFacts) -> No | None:
    if act in _AFTER_DECISION and facts.hand_back_waits:
        return No(
            Text(
                "Có đề nghị chuyển trả đang chờ người giao quyết định.",
                "A hand-back is waiting for the assigner's decision.",
            ),
            for_others=False,
        )
    if act is Act.DECIDE_HAND_BACK and not facts.hand_back_waits:
        return No(
            Text("Đề nghị chuyển trả này đã được quyết định.", "This hand-back has been decided."),
            for_others=False,
        )
    return None


def why_not(act: Act, facts: ActFacts) -> Text | None:
    """The reason in words why this person may not do this now; None where it is allowed."""
    no = refusal(act, facts)
    return no.text if no else None


# --- work that changes hands (Decree 335/2025/NĐ-CP, Art. 18.1.d; counting rules) -----------------


class Reason(StrEnum):
    """Why work is handed back or moved."""

    NOT_AUTHORITY = "not_authority"
    LACKS_PAPERS = "lacks_papers"
    OVERLOAD = "overload"
    ABSENCE = "absence"
    REFUSED = "refused"
    OTHER = "other"
    MOVED = "moved"  # by the head only


REASON_NAMES: dict[Reason, Text] = {
    Reason.NOT_AUTHORITY: Text("Không đúng thẩm quyền", "Not within authority"),
    Reason.LACKS_PAPERS: Text("Thiếu hồ sơ, tài liệu", "Papers are lacking"),
    Reason.OVERLOAD: Text("Quá tải", "Overload"),
    Reason.ABSENCE: Text("Nghỉ, chuyển công tác, hết ủy quyền", "Leave, transfer, delegation ended"),
    Reason.REFUSED: Text("Từ chối thực hiện", "Refused"),
    Reason.OTHER: Text("Lý do khác", "Another reason"),
    Reason.MOVED: Text("Người đứng đầu điều chuyển", "Moved by the head"),
}
HAND_BACK_REASONS = tuple(reason for reason in Reason if reason is not Reason.MOVED)


class End(StrEnum):
    """How a holding ended, as the monthly count reads it; "" while it is open or finished by acceptance."""

    CANNOT = "cannot"
    ABSENCE = "absence"
    MOVED = "moved"
    NOT_AUTHORITY = "not_authority"
    LACKS_PAPERS = "lacks_papers"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """How work came to a person."""

    ORDINARY = "ordinary"
    TAKEN_OVER = "taken_over"
    SUDDEN = "sudden"


_ENDS = {
    Reason.NOT_AUTHORITY: End.NOT_AUTHORITY,
    Reason.LACKS_PAPERS: End.LACKS_PAPERS,
    Reason.ABSENCE: End.ABSENCE,
    Reason.MOVED: End.MOVED,
}


def end_of_holding(reason: Reason, *, upheld: bool) -> End:
    """What leaving for ``reason`` counts as: a reason that the assigner does not uphold is "cannot do it"."""
    return _ENDS.get(reason, End.CANNOT) if upheld else End.CANNOT


def is_taken_over(end: End) -> bool:
    """Whether the next holder has the work outside the assigned total (Art. 18.1.d)."""
    return end in (End.CANNOT, End.ABSENCE, End.MOVED)


def origin_of(*, in_plan: bool, taken_over: bool) -> Origin:
    """How work counts for its new holder: sudden work that was taken over is outside the total either way."""
    if taken_over:
        return Origin.TAKEN_OVER
    return Origin.ORDINARY if in_plan else Origin.SUDDEN


# --- dates -------------------------------------------------------------------------------------


def default_rework_due(deadline: date | None, today: date, calendar: Calendar) -> date:
    """Three working days after the return, or the deadline where that is later."""
    rework = calendar.add(today, REWORK_WORKING_DAYS)
    return max(rework, deadline) if deadline else rework


def is_late(
    due_on: date | None, day: date, calendar: Calendar, *, late_on_import: bool, given_on: date | None
) -> bool:
    """Whether ``due_on`` passed before ``day`` without a submission: late from the day after its effective day.

    An imported date that had passed before the work was given to its holder is charged to nobody.
    """
    if due_on is None or not calendar.is_past(due_on, day):
        return False
    return not (late_on_import and (given_on is None or due_on < given_on))


# --- writing on a task -------------------------------------------------------------------------


def task_code(year: int, number: int) -> str:
    """NV-2026-00412: the running number of its year."""
    return f"NV-{year}-{number:05}"
