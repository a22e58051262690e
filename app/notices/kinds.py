"""Who is told of what, and how urgently: one register for every act of the history.

At once come only work given to a person, work returned to a person, and a decision about a person; everything
else waits for the morning's summary. What people did themselves is never told to them. Nothing here reads a
database: an act whose facts lack a value tells nobody. To add a kind: an entry in ``NOTICES``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.notices.recipients import Act, Fact, People, Person, meant, numbers
from app.text import Text

#: The summary's sections, in their order.
SECTIONS: Mapping[str, Text] = {
    "dates": Text("Thời hạn", "Dates"),
    "decide": Text("Chờ ông/bà, anh/chị xử lý", "Waiting for you"),
    "own": Text("Việc của anh/chị", "Your work"),
    "followed": Text("Việc anh/chị theo dõi", "Work that you follow"),
    "office": Text("Ủy quyền, đánh giá và nội dung khác", "Delegation, evaluation and the rest"),
}


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One way of being concerned: by which acts, in which quality, how urgent, and what is said in one line."""

    code: str
    words: Text
    section: str
    at_once: bool
    told: Mapping[str, tuple[Fact | Person, ...]]  # history kind to who is told


OWNER, LEAD = Person("task", "owner"), Person("task", "lead")
ASSIGNER, HEAD = Person("task", "assigner"), Person("task", "head")
NEW_OWNER, OLD_OWNER = Fact("owner", 1), Fact("owner", 0)


def _now(code: str, vi: str, en: str, section: str = "own", **told: Any) -> NoticeKind:
    return NoticeKind(code, Text(vi, en), section, True, _kinds(told))


def _morning(code: str, vi: str, en: str, section: str, **told: Any) -> NoticeKind:
    return NoticeKind(code, Text(vi, en), section, False, _kinds(told))


def _kinds(told: Mapping[str, Any]) -> dict[str, tuple[Fact | Person, ...]]:
    """``task__assigned=OWNER`` stands for the history's kind task.assigned."""
    return {
        kind.replace("__", "."): whom if isinstance(whom, tuple) else (whom,) for kind, whom in told.items()
    }


#: A person whom several entries would tell of one act is told by the first of them.
NOTICES: tuple[NoticeKind, ...] = (
    # Given to me
    _now(
        "given",
        "Anh/chị được giao một nhiệm vụ",
        "A task was given to you",
        task__assigned=OWNER,
        task__owner_named=OWNER,
        task__reassigned=OWNER,
        task__hand_back_decided=NEW_OWNER,
        task__taken=NEW_OWNER,
        task__appointed=NEW_OWNER,
    ),
    _now(
        "unit_given",
        "Đơn vị của ông/bà được giao một nhiệm vụ, cần giao cho người chịu trách nhiệm chính",
        "A task was given to your unit and needs a person in charge",
        "decide",
        task__given_to_unit=HEAD,
    ),
    _now(
        "units_given",
        "Đơn vị của ông/bà được giao nhiều nhiệm vụ từ một phụ lục, cần giao cho người chịu trách nhiệm chính",
        "Tasks of an annex were given to your unit and need persons in charge",
        "decide",
    ),
    _now(
        "offered",
        "Một nhiệm vụ được chuyển đến anh/chị, chờ nhận hoặc trả lại",
        "A task is offered to you: take it or return it",
        "decide",
        task__offered=Fact("to"),
    ),
    # Returned to me
    _now(
        "returned",
        "Kết quả anh/chị nộp được trả lại để làm tiếp",
        "The result that you submitted was returned for rework",
        task__returned=OWNER,
    ),
    _now(
        "offer_returned",
        "Nhiệm vụ anh/chị chuyển đi được trả lại",
        "The task that you offered was returned to you",
        task__offer_returned=(Fact("from"), OWNER),
    ),
    _now(
        "handed_back",
        "Một nhiệm vụ ông/bà giao được chuyển trả, chờ quyết định",
        "A task that you gave was handed back and waits for your decision",
        "decide",
        task__handed_back=ASSIGNER,
    ),
    # A decision about me
    _now(
        "hand_back_decided",
        "Đã có quyết định về đề nghị chuyển trả của anh/chị",
        "Your hand-back was decided",
        task__hand_back_decided=Person("hand_over", "from_officer", "hand_over"),
    ),
    _now(
        "moved",
        "Một nhiệm vụ của anh/chị đã được giao cho người khác",
        "A task of yours was given to somebody else",
        task__reassigned=OLD_OWNER,
        task__appointed=OLD_OWNER,
    ),
    _now(
        "accepted",
        "Kết quả của anh/chị đã được duyệt",
        "Your result was accepted",
        task__accepted=OWNER,
    ),
    _now(
        "extension_decided",
        "Đã có quyết định về đề nghị gia hạn của anh/chị",
        "Your request for another date was decided",
        task__extension_decided=(Person("extension", "asked_by", "extension"), OWNER),
    ),
    _now(
        "cause_decided",
        "Đã có quyết định về nguyên nhân khách quan trong việc của anh/chị",
        "An objective cause in your work was decided on",
        task__objective_confirmed=(
            Person("lateness", "officer", "lateness"),
            Person("submission", "officer", "submission"),
            Person("cause_claim", "claimed_by", "claim"),
        ),
        task__cause_refused=Person("cause_claim", "claimed_by", "claim"),
    ),
    _now(
        "lead_decided",
        "Đã có quyết định về việc thay đầu mối xuyên suốt có liên quan đến anh/chị",
        "A change of the through-line lead that concerns you was decided",
        task__lead_change_decided=(Fact("lead", 0), Fact("lead", 1)),
    ),
    _now(
        "sheet_confirmed",
        "Phiếu đánh giá của anh/chị đã được xác nhận",
        "Your evaluation sheet was confirmed",
        "office",
        sheet__confirmed=Fact("officer"),
    ),
    _now(
        "incident_concluded",
        "Đã có kết luận về một vụ việc có nêu anh/chị",
        "An incident that names you was concluded",
        "office",
        incident__confirmed=Person("incident", "officer"),
        incident__rejected=Person("incident", "officer"),
    ),
    _now(
        "delegated",
        "Anh/chị được ủy quyền",
        "A delegation was given to you",
        "office",
        delegation__given=Fact("deputy"),
    ),
    _now(
        "delegation_ended",
        "Một ủy quyền cho anh/chị đã chấm dứt",
        "A delegation to you was ended",
        "office",
        delegation__revoked=Fact("deputy"),
    ),
    # The morning's summary
    _morning(
        "dates",
        "Có nhiệm vụ sắp đến hạn hoặc quá hạn",
        "Tasks are due soon or late",
        "dates",
    ),
    _morning(
        "reminded",
        "Anh/chị được đôn đốc về một nhiệm vụ",
        "You were reminded of a task",
        "decide",
        task__reminded=Fact("to"),
    ),
    _morning(
        "escalated",
        "Một nhiệm vụ quá hạn được báo lên ông/bà",
        "A late task has reached you",
        "decide",
        task__escalated=Fact("to"),
    ),
    _morning(
        "opinion_asked",
        "Anh/chị được xin ý kiến về một nhiệm vụ",
        "Your opinion on a task is asked for",
        "decide",
        task__opinion_asked=Fact("answerer"),
    ),
    _morning(
        "submitted",
        "Một kết quả chờ ông/bà duyệt",
        "A result waits for your acceptance",
        "decide",
        task__submitted=ASSIGNER,
    ),
    _morning(
        "extension_asked",
        "Một đề nghị gia hạn chờ ông/bà quyết định",
        "A request for another date waits for your decision",
        "decide",
        task__extension_asked=ASSIGNER,
    ),
    _morning(
        "cause_claimed",
        "Một đề nghị công nhận nguyên nhân khách quan chờ ông/bà xem xét",
        "A claim of an objective cause waits for you",
        "decide",
        task__cause_claimed=HEAD,
    ),
    _morning(
        "lead_asked",
        "Có đề nghị thay đầu mối xuyên suốt của một nhiệm vụ",
        "A change of a task's through-line lead was asked for",
        "followed",
        task__lead_change_asked=(Fact("to_lead"), LEAD, ASSIGNER),
    ),
    _morning(
        "opinion_answered",
        "Đã có ý kiến trả lời về một nhiệm vụ",
        "An opinion on a task was given",
        "own",
        task__opinion_answered=(Person("opinion", "asked_by", "opinion"), OWNER),
    ),
    _morning(
        "opinion_silent",
        "Hết hạn xin ý kiến mà chưa có trả lời",
        "The date for an opinion passed without an answer",
        "own",
        task__opinion_silent=(Person("opinion", "asked_by", "opinion"), OWNER),
    ),
    _morning(
        "clock",
        "Thời hạn một nhiệm vụ của anh/chị thay đổi do tạm dừng hoặc tiếp tục",
        "A date of yours moved because its clock was stopped or goes on",
        "own",
        task__paused=(OWNER, LEAD),
        task__resumed=(OWNER, LEAD),
    ),
    _morning(
        "withdrawn",
        "Một nhiệm vụ đã được thu hồi",
        "A task was withdrawn",
        "own",
        task__withdrawn=(OWNER, LEAD),
    ),
    _morning(
        "offer_taken",
        "Nhiệm vụ anh/chị chuyển đi đã được nhận",
        "The task that you offered was taken",
        "own",
        task__taken=OLD_OWNER,
    ),
    _morning(
        "lead_named",
        "Anh/chị là đầu mối xuyên suốt của một nhiệm vụ",
        "You are the through-line lead of a task",
        "followed",
        task__assigned=LEAD,
        task__owner_named=LEAD,
    ),
    _morning(
        "followed",
        "Có cập nhật trên một nhiệm vụ anh/chị làm đầu mối",
        "There is something new on a task that you lead",
        "followed",
        task__progress=LEAD,
        task__evidence_added=LEAD,
        task__submitted=LEAD,
        task__accepted=LEAD,
        task__returned=LEAD,
        task__reassigned=LEAD,
        task__extension_decided=LEAD,
    ),
    _morning(
        "incident_recorded",
        "Có một vụ việc nêu anh/chị; anh/chị có quyền nêu ý kiến",
        "An incident names you; you may state an opinion",
        "office",
        incident__recorded=Person("incident", "officer"),
    ),
    _morning(
        "sheet_opened",
        "Phiếu đánh giá tháng đã mở để tự chấm",
        "The month's evaluation sheet is open for self-scoring",
        "office",
        sheet__opened=Fact("officer"),
    ),
    _morning(
        "delegation_kept",
        "Một ủy quyền của ông/bà được ghi hoặc chấm dứt",
        "A delegation of yours was recorded or ended",
        "office",
        delegation__given=Fact("giver"),
        delegation__revoked=Fact("giver"),
    ),
)

BY_CODE: Mapping[str, NoticeKind] = {each.code: each for each in NOTICES}
CONCERNED: Mapping[str, tuple[NoticeKind, ...]] = {
    kind: tuple(each for each in NOTICES if kind in each.told)
    for kind in sorted({kind for each in NOTICES for kind in each.told})
}


def references(acts: Iterable[Act]) -> dict[str, set[int]]:
    """The records beside the subjects whose people the acts may concern, by the ids in their facts."""
    found: dict[str, set[int]] = {}
    for act in acts:
        for each in CONCERNED.get(act.kind, ()):
            for whom in each.told[act.kind]:
                if isinstance(whom, Person) and whom.by:
                    found.setdefault(whom.record, set()).update(numbers(act.facts.get(whom.by)))
    return {record: ids for record, ids in found.items() if ids}


def told_of(act: Act, people: People) -> dict[int, NoticeKind]:
    """Everybody whom the act concerns, each by the first entry that names the person; never who did it."""
    found: dict[int, NoticeKind] = {}
    for each in CONCERNED.get(act.kind, ()):
        for whom in each.told[act.kind]:
            for officer in meant(whom, act, people):
                if officer != act.by:
                    found.setdefault(officer, each)
    return found
