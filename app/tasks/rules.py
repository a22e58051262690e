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
    TAKE = "take"
    RETURN_OFFER = "return_offer"
    KEEP = "keep"
    APPOINT = "appoint"
    ASK_LEAD = "ask_lead"
    WITHDRAW = "withdraw"
    CONVERT = "convert"
    PAUSE = "pause"
    RESUME = "resume"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    EXTEND = "extend"
    ASK_OPINION = "ask_opinion"
    PROTECT = "protect"
    REMIND = "remind"


class Who(StrEnum):
    """In what quality somebody acts on a task."""

    DRAFTER = "drafter"
    ASSIGNER = "assigner"
    OWNER = "owner"
    LEAD = "lead"
    ABOVE = "above"
    TAKER = "taker"


_WHO_NAMES: dict[Who, Text] = {
    Who.DRAFTER: Text(
        "người soạn hoặc người được soạn, giao việc của đơn vị",
        "its author and those who draft or assign for the unit",
    ),
    Who.ASSIGNER: Text("người được giao việc của đơn vị", "those who assign work in the unit"),
    Who.OWNER: Text("người chịu trách nhiệm chính", "the person in charge"),
    Who.LEAD: Text("đầu mối xuyên suốt", "the through-line lead"),
    Who.ABOVE: Text(
        "người giao việc; không ai tự quyết định về việc của chính mình",
        "those who assign the work; nobody decides on work of their own",
    ),
    Who.TAKER: Text("người được chuyển việc đến", "the person to whom the work is offered"),
}


@dataclass(frozen=True, slots=True)
class ActFacts:
    """A task's state, and what the asking person is to it.

    ``is_above``: may assign in the task's unit, is not its owner, and, where the owner heads that unit, may
    assign in the unit above (in the root unit: another person who may assign there). ``is_taker``: the work
    is offered to the person; ``offer_returned``: the offer was given back and nobody has decided anew. All of that
    is in the person's own right; ``in_place`` is what the person may do in the place of others.
    """

    state: State
    is_author: bool = False
    may_draft: bool = False
    may_assign: bool = False
    is_owner: bool = False
    is_above: bool = False
    is_taker: bool = False
    is_lead: bool = False
    hand_back_waits: bool = False
    paused: bool = False  # a pause stands, or is to come
    extension_waits: bool = False
    offer_waits: bool = False
    offer_returned: bool = False
    lead_change_waits: bool = False
    in_place: tuple["InPlace", ...] = ()

    def is_(self, who: Who) -> bool:
        """Whether the person stands to the task in that quality."""
        return {
            Who.DRAFTER: self.is_author or self.may_draft or self.may_assign,
            Who.ASSIGNER: self.may_assign,
            Who.OWNER: self.is_owner,
            Who.LEAD: self.is_lead,
            Who.ABOVE: self.is_above,
            Who.TAKER: self.is_taker,
        }[who]


#: What "deciding on results, hand-backs and extensions" means where only that is delegated.
DECIDING = frozenset({Act.ACCEPT, Act.RETURN, Act.DECIDE_HAND_BACK, Act.KEEP, Act.DECIDE_EXTENSION})


@dataclass(frozen=True, slots=True)
class InPlace:
    """What somebody is to the task in the place of another, by delegation. ``gives``: also giving and moving."""

    giver: int
    gives: bool
    facts: ActFacts

    def no_to(self, act: Act) -> "No | None":
        """Why the act is not possible in that person's place either; None where it is."""
        if not self.gives and act not in DECIDING:
            return No(_NOT_IN_SCOPE, for_others=True)
        return _own_refusal(act, self.facts)


_NOT_IN_SCOPE = Text(
    "Ủy quyền của anh/chị chỉ gồm quyết định về kết quả, chuyển trả, gia hạn.",
    "Your delegation covers only deciding on results, hand-backs and extensions.",
)


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
    _line(Act.TAKE, HELD, Who.TAKER),
    _line(Act.RETURN_OFFER, HELD, Who.TAKER),
    _line(Act.KEEP, HELD, Who.ABOVE),
    _line(Act.APPOINT, HELD, Who.ABOVE),
    _line(Act.ASK_LEAD, _STARTED, Who.LEAD, Who.ABOVE, Who.ASSIGNER),
    _line(Act.WITHDRAW, State.DRAFT, Who.DRAFTER),
    _line(Act.WITHDRAW, State.AWAITING_PERSON, Who.ASSIGNER),
    _line(Act.WITHDRAW, HELD, Who.ABOVE),
    _line(Act.CONVERT, State.AWAITING_PERSON, Who.ASSIGNER),
    _line(Act.CONVERT, _STARTED | {State.DONE}, Who.ABOVE),
    _line(Act.PAUSE, HELD, Who.ABOVE),
    _line(Act.RESUME, HELD, Who.ABOVE),
    _line(Act.ASK_EXTENSION, HELD, Who.OWNER),
    _line(Act.DECIDE_EXTENSION, HELD, Who.ABOVE),
    _line(Act.EXTEND, HELD, Who.ABOVE),
    _line(Act.ASK_OPINION, HELD, Who.OWNER, Who.LEAD, Who.ABOVE),
    _line(Act.PROTECT, _STARTED | {State.DONE}, Who.ABOVE),
    _line(Act.REMIND, HELD | {State.AWAITING_PERSON}, Who.ABOVE, Who.LEAD),
)


@dataclass(frozen=True, slots=True)
class No:
    """Why an act is not possible. ``for_others``: other people may do it, this person may not."""

    text: Text
    for_others: bool


def refusal(act: Act, facts: ActFacts) -> No | None:
    """Why this person may not do this now, in their own right or in another's place; None where it is allowed."""
    no = _own_refusal(act, facts)
    for each in facts.in_place if no else ():
        instead = each.no_to(act)
        if instead is None:
            return None
        if no is not None and no.for_others:
            no = instead
    return no


def on_behalf(act: Act, facts: ActFacts) -> int | None:
    """In whose place the act is done: only where the person's own right does not admit it."""
    if _own_refusal(act, facts) is None:
        return None
    return next((each.giver for each in facts.in_place if each.no_to(act) is None), None)


def _own_refusal(act: Act, facts: ActFacts) -> No | None:
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
    return _waits_for_another(act, facts)


def _stands_for_others(lines: list[Line], allowed: list[Line], state: State) -> bool:
    """The state admits the act, but not by this person."""
    return any(state in line.states for line in lines) and not any(state in line.states for line in allowed)


def _for(who: tuple[Who, ...]) -> Text:
    names = [_WHO_NAMES[each] for each in who]
    return Text(
        "Việc này dành cho: " + "; ".join(name.vi for name in names) + ".",
        "This is for: " + "; ".join(name.en for name in names) + ".",
    )


def _waits_for_another(act: Act, facts: ActFacts) -> No | None:
    """What lies before the act: somebody else's answer, or an answer that was given already."""
    words = next((words for stops, words in _in_the_way(facts) if act in stops), None)
    return No(words, for_others=False) if words else None


def _in_the_way(facts: ActFacts) -> list[tuple[frozenset[Act], Text]]:
    """Acts that cannot be done now, each with the reason."""
    found: list[tuple[frozenset[Act], Text]] = []
    if facts.hand_back_waits:
        found.append((frozenset({Act.HAND_BACK, Act.REASSIGN, Act.WITHDRAW}), _HAND_BACK_WAITS))
    else:
        found.append((frozenset({Act.DECIDE_HAND_BACK}), _HAND_BACK_DECIDED))
    if facts.offer_waits:
        found.append((frozenset({Act.HAND_BACK, Act.REASSIGN}), _OFFER_WAITS))
    else:
        found.append((frozenset({Act.TAKE, Act.RETURN_OFFER}), _OFFER_ANSWERED))
    if facts.offer_returned:
        found.append((frozenset({Act.HAND_BACK}), _OFFER_RETURNED))
    else:
        found.append((frozenset({Act.KEEP}), _OFFER_SETTLED))
    if facts.lead_change_waits:
        found.append((frozenset({Act.ASK_LEAD}), _LEAD_CHANGE_WAITS))
    if facts.extension_waits:
        found.append((frozenset({Act.PAUSE, Act.ASK_EXTENSION, Act.EXTEND}), _EXTENSION_WAITS))
    else:
        found.append((frozenset({Act.DECIDE_EXTENSION}), _NO_EXTENSION_WAITS))
    found.append(
        (frozenset({Act.PAUSE}), _PAUSED) if facts.paused else (frozenset({Act.RESUME}), _NOT_PAUSED)
    )
    return found


_HAND_BACK_WAITS = Text(
    "Có đề nghị chuyển trả đang chờ người giao quyết định.",
    "A hand-back is waiting for the assigner's decision.",
)
_HAND_BACK_DECIDED = Text("Đề nghị chuyển trả này đã được quyết định.", "This hand-back has been decided.")
_OFFER_WAITS = Text(
    "Việc đang được chuyển cho người khác, chờ người đó nhận hoặc trả lại.",
    "The work is offered to another person, who has not answered yet.",
)
_OFFER_ANSWERED = Text("Việc chuyển đến này đã được trả lời.", "This offer has been answered.")
_OFFER_RETURNED = Text(
    "Việc vừa bị trả lại, đang chờ người giao quyết định.",
    "The offer was returned and waits for the assigner's decision.",
)
_OFFER_SETTLED = Text(
    "Không có việc bị trả lại nào chờ quyết định.", "No returned offer waits for a decision."
)
_EXTENSION_WAITS = Text(
    "Có đề nghị gia hạn đang chờ người giao quyết định.",
    "A request for another date is waiting for the assigner's decision.",
)
_NO_EXTENSION_WAITS = Text(
    "Không có đề nghị gia hạn nào đang chờ.", "No request for another date is waiting."
)
_PAUSED = Text("Việc đang có một lần tạm dừng.", "The task has a pause already.")
_NOT_PAUSED = Text("Việc không tạm dừng.", "The task is not paused.")
_LEAD_CHANGE_WAITS = Text(
    "Đã có đề nghị thay đầu mối đang chờ duyệt.", "A change of lead is waiting for approval already."
)


def why_not(act: Act, facts: ActFacts) -> Text | None:
    """The reason in words why this person may not do this now; None where it is allowed."""
    no = refusal(act, facts)
    return no.text if no else None


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
