"""Questions about objective causes: those of one task, and the claims that wait for a head's decision."""

from dataclasses import dataclass

from app.db import Row, fetch, fetch_one
from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.cause_rules import (
    CauseFacts,
    refusal_of_claim,
    refusal_of_confirmation,
    refusal_of_decision,
)
from app.tasks.flag_sql import Marks
from app.tasks.initiative_rules import protects_on
from app.tasks.initiatives import initiatives_of
from app.tasks.panels import panel
from app.tasks.queries import TaskPage
from app.tasks.sight import Condition, units_below, visible
from app.tasks.todo import MOST_ROWS, Waiting, obligation
from app.text import Locale, Text

_CLAIMS = (
    "SELECT cc.*, c.full_name AS claimed_name, d.full_name AS decided_name, e.file_name,"
    " i.document AS initiative_document, l.due_on AS late_due_on, s.day AS submitted_on FROM cause_claim cc"
    " JOIN officer c ON c.id = cc.claimed_by LEFT JOIN officer d ON d.id = cc.decided_by"
    " LEFT JOIN evidence e ON e.id = cc.evidence LEFT JOIN initiative i ON i.id = cc.initiative"
    " LEFT JOIN lateness l ON l.id = cc.lateness LEFT JOIN submission s ON s.id = cc.submission"
)


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One lateness or failed check on the page: its claims, and what the viewer may do about it."""

    key: str  # l12 or s3: also the kind of its form
    kind: str
    fact: Row
    claims: tuple[Row, ...]
    may_claim: bool
    may_confirm: bool
    may_decide: bool
    initiatives: tuple[tuple[int, str], ...]  # whose protection covers its day

    @property
    def open_claim(self) -> Row | None:
        """The claim that waits for a decision."""
        return next((each for each in self.claims if each["confirmed"] is None), None)


@panel("causes", order=50)
async def causes_panel(
    viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale
) -> list[CauseRow] | None:
    """Every lateness and failed check of the task that has a claim or that the viewer may act on."""
    failed = [each for each in found.submissions if each["failed_check"]]
    if not found.latenesses and not failed:
        return None
    claims = await fetch(_CLAIMS + " WHERE cc.task = {} ORDER BY cc.id", found.row["id"])
    initiatives = await initiatives_of(found.row["id"])
    rows = [_cause_row(viewer, found, "lateness", each, claims, initiatives) for each in found.latenesses]
    rows += [_cause_row(viewer, found, "submission", each, claims, initiatives) for each in failed]
    return [each for each in rows if each.claims or each.may_claim or each.may_confirm] or None


def _cause_row(
    viewer: Viewer, found: TaskPage, kind: str, fact: Row, claims: list[Row], initiatives: list[Row]
) -> CauseRow:
    mine = tuple(each for each in claims if each[kind] == fact["id"])
    day = fact["due_on"] if kind == "lateness" else fact["day"]
    waiting = next((each for each in mine if each["confirmed"] is None), None)
    facts = CauseFacts(
        concerned=viewer.officer_id
        in (fact["officer"], found.row["owner"], (waiting or {}).get("claimed_by")),
        competent=viewer.covers(P.SHEET_CONFIRM, found.row["unit_path"]),
        confirmed=fact["objective_at"] is not None,
        claim_waits=waiting is not None,
    )
    return CauseRow(
        key=f"{kind[0]}{fact['id']}",
        kind=kind,
        fact=fact,
        claims=mine,
        may_claim=refusal_of_claim(facts) is None,
        may_confirm=refusal_of_confirmation(facts) is None,
        may_decide=waiting is not None and refusal_of_decision(facts) is None,
        initiatives=tuple(
            (each["id"], f"{each['document']}: {each['proposal'][:80]}")
            for each in initiatives
            if protects_on(each, day)
        ),
    )


def waits_for(viewer: Viewer, marks: Marks) -> Condition:
    """Open claims ``cc`` on which the viewer may decide: in the scope of confirming, not on work of their own."""
    paths = viewer.paths(P.SHEET_CONFIRM)
    units = units_below(viewer, paths)
    me = viewer.officer_id
    mine = Condition(
        f"cc.confirmed IS NULL AND t.unit IN ({units.sql}) AND cc.claimed_by <> {{}} AND (t.owner IS NULL OR t.owner <> {{}})"
        " AND COALESCE(l.officer, s.officer, 0) <> {}",
        (*units.args, me, me, me),
    )
    return mine & visible(viewer, marks.today)


@obligation(
    "cause_claim",
    order=45,
    title=Text("Đề nghị công nhận nguyên nhân khách quan", "Claims of an objective cause"),
    more="/late",
)
async def claims_waiting(viewer: Viewer, marks: Marks) -> Waiting | None:
    """Claims on which this head decides, the oldest first."""
    if not viewer.can(P.SHEET_CONFIRM):
        return None
    where = waits_for(viewer, marks)
    beside = " CROSS JOIN task t LEFT JOIN unit u ON u.id = t.unit"  # few claims wait: they come first
    counted = await fetch_one(
        f"SELECT COUNT(*) AS n FROM cause_claim cc{beside} LEFT JOIN lateness l ON l.id = cc.lateness"
        f" LEFT JOIN submission s ON s.id = cc.submission WHERE t.id = cc.task AND {where.sql}",
        *where.args,
    )
    total = int(counted["n"]) if counted else 0
    if not total:
        return None
    rows = await fetch(
        _CLAIMS.replace(" FROM cause_claim", ", t.code, t.title, u.name AS unit_name FROM cause_claim", 1)
        + f"{beside} WHERE t.id = cc.task AND {where.sql} ORDER BY cc.id LIMIT {{}}",
        *where.args,
        MOST_ROWS,
    )
    return Waiting(tuple(rows), total)
