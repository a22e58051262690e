"""Questions about changes of lead: who has to decide, what waits for a viewer."""

from dataclasses import dataclass
from datetime import date

from app.db import Row, fetch, fetch_one
from app.people.permissions import Permission as P
from app.people.queries import post_on
from app.people.viewer import Viewer
from app.tasks.common_superior import ApprovalFacts, approving_path, common_path, may_approve
from app.tasks.holder_queries import units_with_heads
from app.tasks.holders import UnitHead
from app.tasks.sight import visible

_NAMES = (
    "SELECT c.*, fo.full_name AS from_name, tn.full_name AS to_name, ao.full_name AS asked_name,"
    " dn.full_name AS decided_name FROM lead_change c JOIN officer fo ON fo.id = c.from_lead"
    " JOIN officer tn ON tn.id = c.to_lead JOIN officer ao ON ao.id = c.asked_by"
    " LEFT JOIN officer dn ON dn.id = c.decided_by "
)


async def approving_path_of(old: int, new: int, unit_path: str | None, day: date) -> str:
    """The path of the unit at which a change from ``old`` to ``new`` is decided on.

    A lead without a post of that day stands where the work stands.
    """
    posts = [await post_on(officer, day) for officer in (old, new)]
    paths = [post.unit_path if post else (unit_path or "/") for post in posts]
    return approving_path(common_path(*paths), await units_with_heads(day), (old, new))


async def lead_changes_of(task: int) -> list[Row]:
    """Every change of lead that was asked for, the latest first, with the names in it."""
    return await fetch(f"{_NAMES} WHERE c.task = {{}} ORDER BY c.id DESC", task)


@dataclass(frozen=True, slots=True)
class LeadChangeItem:
    """A change of lead that waits for the viewer."""

    row: Row


async def lead_changes_waiting(viewer: Viewer, today: date) -> list[LeadChangeItem]:
    """Changes that the viewer decides on, the oldest first; three statements whatever their number."""
    if not viewer.paths(P.TASK_ASSIGN):
        return []
    seen = visible(viewer, today)
    post = (
        "(SELECT pu.path FROM posting pp JOIN unit pu ON pu.id = pp.unit WHERE pp.officer = c.{lead}"
        " AND pp.from_date <= {{}} AND (pp.to_date IS NULL OR pp.to_date >= {{}})"
        " ORDER BY pp.from_date DESC LIMIT 1)"
    )
    rows = await fetch(
        f"SELECT w.*, t.code, t.title, t.version, u.path AS unit_path, {post.format(lead='from_lead')} AS old_path,"
        f" {post.format(lead='to_lead')} AS new_path FROM ({_NAMES} WHERE c.approved IS NULL) w"
        " JOIN lead_change c ON c.id = w.id CROSS JOIN task t LEFT JOIN unit u ON u.id = t.unit"
        f" WHERE t.id = w.task AND t.state NOT IN ('done', 'withdrawn') AND ({seen.sql}) ORDER BY w.id",
        *(today, today, today, today),
        *seen.args,
    )
    heads = await units_with_heads(today) if rows else {}
    return [LeadChangeItem(row) for row in rows if _decides(row, heads, viewer)]


def _decides(row: Row, heads: dict[int, UnitHead], viewer: Viewer) -> bool:
    here = row["unit_path"] or "/"
    common = common_path(row["old_path"] or here, row["new_path"] or here)
    path = approving_path(common, heads, (row["from_lead"], row["to_lead"]))
    facts = ApprovalFacts(
        may_assign_there=viewer.covers(P.TASK_ASSIGN, path),
        is_old_lead=row["from_lead"] == viewer.officer_id,
        is_new_lead=row["to_lead"] == viewer.officer_id,
    )
    return may_approve(facts)


async def superior_named(old: int, new: int, unit_path: str | None, day: date) -> str | None:
    """The name of the unit at which the change is decided on, for who waits."""
    path = await approving_path_of(old, new, unit_path, day)
    row = await fetch_one("SELECT name FROM unit WHERE path = {}", path)
    return row["name"] if row else None
