"""The clarity gate: what must be clear before work is given, and what deserves a second look.

Rule sets are data with a source, because the city's "3 rõ, 1 xuyên suốt" has relatives elsewhere and
none of them is defined by a law. The gate refuses only what is missing; the wording of an outcome,
a day off or a full desk give warnings that the assigner may pass over.

An outcome made of vague verbs alone ("Thực hiện tốt công tác…") passes the gate with a warning: a list
of words cannot prove that nothing can be handed in, and the person who assigns answers for the words.
An empty outcome, a placeholder or fewer than ``FEWEST_OUTCOME_LETTERS`` letters does not pass.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.formats import format_date
from app.text import Text, fold

FEWEST_OUTCOME_LETTERS = 3  # the shortest real product is of four ("Luật"); "QĐ" or "ok" names nothing
PLACEHOLDERS = frozenset({"khong", "khong co", "chua co", "chua ro", "dang cap nhat", "none", "n/a"})


class ClearFor(StrEnum):
    """For whom work is judged: given to a unit it waits for its head to name the owner."""

    UNIT = "unit"  # one lead body, one date, one product
    PERSON = "person"  # also one owner and one through-line lead


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What a form or an annex row says of a task, as far as the gate looks at it."""

    work: str = ""  # the task in words
    outcome: str = ""  # the product that can be handed in
    deadline: date | None = None
    deadline_text: str = ""  # as written, where it gives no date: "thường xuyên"
    imported: bool = False  # an annex's row keeps its date even when it is past
    lead_bodies: int = 0  # units named as lead
    collective: bool = False  # "các bộ, ngành, địa phương": nobody in particular leads
    owners: int = 0  # persons named as the one who does it
    leads: int = 0  # persons named as through-line lead
    coordinated: bool = False  # other units take part, so the lead must be named
    authority: str = ""  # who decides on the result; asked by the six rõ only


Why = Text | None
Judge = Callable[[DraftFacts, date], Why]


@dataclass(frozen=True, slots=True)
class ClarityRule:
    """One rõ: ``judge`` gives the reason why it is not met, None when it is."""

    code: str
    label: Text
    field: str  # the form field that mends it
    met: Text  # what is said when it is met
    judge: Judge
    unit_judge: Judge | None = None  # how it reads for a unit; None: it does not ask this of a unit
    unit_field: str = ""  # where a unit's field is another one
    unit_met: Text | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class ClaritySet:
    """The rules that an office goes by, with where they come from."""

    code: str
    title: Text
    rules: tuple[ClarityRule, ...]
    source: Text
    active_from: date


@dataclass(frozen=True, slots=True)
class ClarityLine:
    """One rule judged, with the reason in words."""

    rule: ClarityRule
    met: bool
    reason: Text
    field: str


# --- the judges --------------------------------------------------------------------------------


def _why_no_lead_body(facts: DraftFacts, today: date) -> Why:
    if facts.collective:
        return Text(
            "Chủ trì đang ghi chung cho nhiều cơ quan: nêu rõ một đơn vị, hoặc tách thành từng việc.",
            "The lead is a collective: name one unit, or split into one task for each.",
        )
    if facts.lead_bodies > 1:
        return Text(
            f"Có {facts.lead_bodies} đơn vị chủ trì: chọn một, các đơn vị khác là phối hợp, hoặc tách việc.",
            f"{facts.lead_bodies} units lead: choose one, let the others take part, or split the task.",
        )
    if facts.lead_bodies == 0:
        return Text("Chưa có đơn vị chủ trì.", "No lead unit yet.")
    return None


def _why_no_owner(facts: DraftFacts, today: date) -> Why:
    if facts.owners == 0:
        return Text("Chưa chọn người chịu trách nhiệm chính.", "No person in charge yet.")
    if facts.owners > 1:
        return Text(
            f"Có {facts.owners} người chịu trách nhiệm chính: chọn đúng một người.",
            f"{facts.owners} persons in charge: choose exactly one.",
        )
    # A chosen owner names the unit too, so only a lead that is several or collective stands against it.
    return _why_no_lead_body(replace(facts, lead_bodies=facts.lead_bodies or 1), today)


def _why_no_lead(facts: DraftFacts, today: date) -> Why:
    if facts.leads == 1:
        return None
    if facts.leads == 0 and facts.coordinated:
        return Text(
            "Có đơn vị phối hợp: chọn đích danh đầu mối theo việc đến cùng.",
            "Other units take part: name the person who follows the work through to the end.",
        )
    if facts.leads == 0:
        return Text("Chưa có đầu mối theo việc đến cùng.", "Nobody follows the work through to the end yet.")
    return Text(
        f"Có {facts.leads} đầu mối: chọn đúng một người theo việc đến cùng.",
        f"{facts.leads} leads: choose exactly one person who follows the work through.",
    )


def _why_no_deadline(facts: DraftFacts, today: date) -> Why:
    if facts.deadline is None:
        if facts.deadline_text.strip():
            return Text(
                f"“{facts.deadline_text.strip()}” chưa phải là một ngày: ghi hạn, hoặc chia thành phần có hạn riêng.",
                f"“{facts.deadline_text.strip()}” is not a date: set one, or split into parts with dates.",
            )
        return Text("Chưa có hạn hoàn thành.", "No deadline yet.")
    if facts.deadline < today and not facts.imported:
        return Text(
            f"Hạn {format_date(facts.deadline)} đã qua: hạn không được trước hôm nay.",
            f"The deadline {format_date(facts.deadline, 'en')} has passed: it may not be before today.",
        )
    return None


def states_outcome(outcome: str) -> bool:
    """Whether the words can be a product at all: some letters, and no placeholder."""
    folded = fold(outcome).strip(" .-…")
    return folded not in PLACEHOLDERS and sum(char.isalpha() for char in folded) >= FEWEST_OUTCOME_LETTERS


def _why_no_outcome(facts: DraftFacts, today: date) -> Why:
    if states_outcome(facts.outcome):
        return None
    return Text(
        "Chưa nêu kết quả phải có: viết thứ nộp được (văn bản, số liệu, hồ sơ…).",
        "No outcome yet: write what can be handed in (a document, figures, a file…).",
    )


def _why_no_work(facts: DraftFacts, today: date) -> Why:
    return None if facts.work.strip() else Text("Chưa nêu việc phải làm.", "The work is not described yet.")


def _why_no_authority(facts: DraftFacts, today: date) -> Why:
    if facts.authority.strip():
        return None
    return Text("Chưa nêu ai quyết định kết quả.", "It is not said who decides on the result.")


# --- the rules and their sets ------------------------------------------------------------------

OWNER = ClarityRule(
    "owner",
    Text("Rõ người", "Clear owner"),
    field="owner",
    met=Text("Có một người chịu trách nhiệm chính.", "One person is in charge."),
    judge=_why_no_owner,
    unit_judge=_why_no_lead_body,
    unit_field="unit",
    unit_met=Text("Có một đơn vị chủ trì.", "One unit leads."),
)
DEADLINE = ClarityRule(
    "deadline",
    Text("Rõ thời hạn", "Clear deadline"),
    field="deadline",
    met=Text("Có một hạn hoàn thành.", "There is one deadline."),
    judge=_why_no_deadline,
    unit_judge=_why_no_deadline,
)
OUTCOME = ClarityRule(
    "outcome",
    Text("Rõ kết quả", "Clear outcome"),
    field="product",
    met=Text("Có kết quả phải nộp.", "There is an outcome to hand in."),
    judge=_why_no_outcome,
    unit_judge=_why_no_outcome,
)
LEAD = ClarityRule(
    "lead",
    Text("Một đầu mối xuyên suốt", "One through-line lead"),
    field="lead",
    met=Text("Có một đầu mối theo việc đến cùng.", "One person follows the work through."),
    judge=_why_no_lead,
)
WORK = ClarityRule(
    "work",
    Text("Rõ việc", "Clear work"),
    field="title",
    met=Text("Đã nêu việc phải làm.", "The work is described."),
    judge=_why_no_work,
    unit_judge=_why_no_work,
)
AUTHORITY = ClarityRule(
    "authority",
    Text("Rõ thẩm quyền", "Clear authority"),
    field="authority",
    met=Text("Đã nêu ai quyết định kết quả.", "It is said who decides on the result."),
    judge=_why_no_authority,
)
# The relatives ask the same under other names.
PROGRESS = replace(DEADLINE, code="progress", label=Text("Rõ tiến độ", "Clear progress"))
TIME = replace(DEADLINE, code="time", label=Text("Rõ thời gian", "Clear time"))
EFFECT = replace(OUTCOME, code="effect", label=Text("Rõ hiệu quả", "Clear effect"))
PRODUCT = replace(OUTCOME, code="product", label=Text("Rõ sản phẩm", "Clear product"))
RESPONSIBILITY = replace(LEAD, code="responsibility", label=Text("Rõ trách nhiệm", "Clear responsibility"))

# Where a source gives no day, a set may be used from the day Decree 335/2025 came into force.
_DECREE_335_IN_FORCE = date(2026, 1, 1)

THREE_ONE = ClaritySet(
    "3R1X",
    Text("3 rõ, 1 xuyên suốt", "3 clear, 1 all the way"),
    (OWNER, DEADLINE, OUTCOME, LEAD),
    Text(
        "Phương châm điều hành nêu tại HĐND thành phố Hà Nội ngày 03/7/2024. Chưa tìm thấy văn bản định nghĩa "
        "từng phần; cách hiểu ở đây dựa vào Điều 18.1.b Nghị định 335/2025/NĐ-CP (sản phẩm, thời hạn) và "
        "nguyên tắc một việc một người chính, một cơ quan đầu mối.",
        "Named in Hanoi's People's Council on 3 July 2024. No text that defines its parts was found; this "
        "reading follows Art. 18.1.b of Decree 335/2025 (output, deadline) and the rule of one main person "
        "and one lead body for one job.",
    ),
    active_from=date(2024, 7, 3),
)
FIVE = ClaritySet(
    "5R",
    Text("5 rõ", "5 clear"),
    (OWNER, WORK, PROGRESS, RESPONSIBILITY, EFFECT),
    Text(
        "Rõ người, việc, tiến độ, trách nhiệm, hiệu quả: theo tài liệu của một hệ thống đang dùng. Nơi khác ghi "
        "cơ quan chủ trì, cơ quan phối hợp, nội dung, thời hạn, chế độ báo cáo.",
        "Person, work, progress, responsibility, effect: from the papers of a system in use. Elsewhere: lead "
        "body, coordinating body, content, date, reporting.",
    ),
    active_from=_DECREE_335_IN_FORCE,
)
SIX = ClaritySet(
    "6R",
    Text("6 rõ", "6 clear"),
    (OWNER, WORK, TIME, RESPONSIBILITY, PRODUCT, AUTHORITY),
    Text(
        "Rõ người, việc, thời gian, trách nhiệm, sản phẩm, thẩm quyền: theo một hệ thống theo dõi nghị quyết. "
        "Nơi khác ghi kết quả và kiểm tra thay cho sản phẩm và thẩm quyền.",
        "Person, work, time, responsibility, product, authority: from a tracker of resolutions. Elsewhere: "
        "result and check in place of product and authority.",
    ),
    active_from=_DECREE_335_IN_FORCE,
)

CLARITY_SETS = (THREE_ONE, FIVE, SIX)
_RULES = {rule.code: rule for clarity_set in CLARITY_SETS for rule in clarity_set.rules}


def clarity_set(code: str) -> ClaritySet:
    """The set with this code ("3R1X", "5R", "6R"); ``KeyError`` where there is none."""
    return {each.code: each for each in CLARITY_SETS}[code]


def clarity_rule(code: str) -> ClarityRule:
    """The rule with this code, of whatever set; ``KeyError`` where there is none."""
    return _RULES[code]


# --- judging -----------------------------------------------------------------------------------


def judge(
    facts: DraftFacts,
    today: date,
    clear_for: ClearFor = ClearFor.PERSON,
    rule_set: ClaritySet = THREE_ONE,
) -> tuple[ClarityLine, ...]:
    """Every rule of the set, met or not, with its reason; for a unit only what is asked of a unit.

    A deadline of today is allowed, one before today is not (except that of an imported row).
    """
    return tuple(
        line for rule in rule_set.rules if (line := _judged(rule, facts, today, clear_for)) is not None
    )


def _judged(rule: ClarityRule, facts: DraftFacts, today: date, clear_for: ClearFor) -> ClarityLine | None:
    of_unit = clear_for is ClearFor.UNIT
    asked = rule.unit_judge if of_unit else rule.judge
    if asked is None:
        return None
    why = asked(facts, today)
    met = (rule.unit_met if of_unit else None) or rule.met
    field = (rule.unit_field if of_unit else "") or rule.field
    return ClarityLine(rule, why is None, why or met, field)


def missing(
    facts: DraftFacts,
    today: date,
    clear_for: ClearFor = ClearFor.PERSON,
    rule_set: ClaritySet = THREE_ONE,
) -> tuple[ClarityLine, ...]:
    """The required lines that are not met: while there is one, the work stays a draft."""
    lines = judge(facts, today, clear_for, rule_set)
    return tuple(line for line in lines if line.rule.required and not line.met)


def summary(lines: tuple[ClarityLine, ...]) -> Text:
    """The one sentence that is read aloud: Đạt 3 trên 4."""
    met = sum(line.met for line in lines)
    return Text(f"Đạt {met} trên {len(lines)}.", f"{met} of {len(lines)} met.")
