"""Who sees which tasks, as conditions of SQL: the one place where the scope of a list is written.

A condition is a piece of SQL over ``task t`` and ``unit u`` (the task's unit, outer joined) with ``{}``
for its arguments.
"""

from dataclasses import dataclass, field
from datetime import date

from app.people.permissions import Permission as P
from app.people.viewer import Viewer

FROM = " FROM task t LEFT JOIN unit u ON u.id = t.unit "


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL and the values bound in it."""

    sql: str
    args: tuple[object, ...] = field(default=())

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) AND ({other.sql})", (*self.args, *other.args))

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) OR ({other.sql})", (*self.args, *other.args))


NOTHING = Condition("1 = 0")
EVERYTHING = Condition("1 = 1")


def within(viewer: Viewer, permission: P, today: date) -> Condition:
    """Tasks whose unit lies where the viewer holds ``permission``.

    A draft that names no unit yet belongs to the unit of who wrote it.
    """
    paths = viewer.paths(permission)
    if not paths:
        return NOTHING
    unit = Condition(" OR ".join("u.path LIKE {}" for _ in paths), tuple(path + "%" for path in paths))
    return unit | (Condition("t.unit IS NULL") & _written_in(paths, today))


def _written_in(paths: tuple[str, ...], today: date) -> Condition:
    """Tasks whose author is posted today in a unit of ``paths``."""
    writer = " OR ".join("wu.path LIKE {}" for _ in paths)
    return Condition(
        "EXISTS (SELECT 1 FROM posting w JOIN unit wu ON wu.id = w.unit WHERE w.officer = t.created_by"
        f" AND w.from_date <= {{}} AND (w.to_date IS NULL OR w.to_date >= {{}}) AND ({writer}))",
        (today, today, *(path + "%" for path in paths)),
    )


def _at_outside_bodies(viewer: Viewer, today: date) -> Condition:
    """Tasks of bodies outside the tree, which a directive names: tracked by the readers of their author's unit."""
    paths = viewer.paths(P.TASK_READ)
    return Condition("u.outside = true") & _written_in(paths, today) if paths else NOTHING


def visible(viewer: Viewer, today: date) -> Condition:
    """Tasks that the viewer may see: own, led, given or written by them, once held, coordinated, asked about,
    or in scope.

    Work offered to the viewer is seen while the offer waits, and stays seen by who answered it. A draft is not given yet: the person it names does not see it. The viewer's own tasks are looked up
    through their indexes, once for a statement.
    """
    me = viewer.officer_id
    parts = [
        ("SELECT id FROM task WHERE created_by = {}", (me,)),
        ("SELECT id FROM task WHERE assigner = {}", (me,)),
        ("SELECT id FROM task WHERE owner = {} AND state <> 'draft'", (me,)),
        ("SELECT id FROM task WHERE lead = {} AND state <> 'draft'", (me,)),
        ("SELECT task AS id FROM holding WHERE officer = {}", (me,)),
        (
            "SELECT task AS id FROM hand_over WHERE to_officer = {} AND offered_until IS NOT NULL"
            " AND (settled_at IS NULL OR returned_at IS NOT NULL)",
            (me,),
        ),
        *_taking_part(viewer),
        ("SELECT task AS id FROM opinion WHERE answerer = {}", (me,)),
        *_asked(viewer),
        *_leads_to_decide(viewer, today),
    ]
    own = Condition(
        "t.id IN (" + " UNION ".join(sql for sql, _ in parts) + ")",
        tuple(arg for _, args in parts for arg in args),
    )
    if not viewer.paths(P.TASK_READ):
        return own
    return within(viewer, P.TASK_READ, today) | _at_outside_bodies(viewer, today) | own


def _taking_part(viewer: Viewer) -> list[tuple[str, tuple[object, ...]]]:
    """Tasks in which the viewer's own unit, or a unit that the viewer reads, takes part."""
    paths = viewer.paths(P.TASK_READ)
    asked = ["vc.unit = {}"] if viewer.unit_id is not None else []
    asked += ["vu.path LIKE {}" for _ in paths]
    if not asked:
        return []
    sql = (
        "SELECT vc.task AS id FROM coordination vc JOIN unit vu ON vu.id = vc.unit JOIN task vt ON vt.id = vc.task"
        f" WHERE vt.state <> 'draft' AND ({' OR '.join(asked)})"
    )
    own = (viewer.unit_id,) if viewer.unit_id is not None else ()
    return [(sql, (*own, *(path + "%" for path in paths)))]


def _asked(viewer: Viewer) -> list[tuple[str, tuple[object, ...]]]:
    """Tasks about which a unit was asked that the viewer heads, assigns work in, or reads."""
    paths = sorted({*viewer.paths(P.TASK_ASSIGN), *viewer.paths(P.TASK_READ)})
    asked = ["ao.unit = {}"] if viewer.rank == "head" else []
    asked += ["au.path LIKE {}" for _ in paths]
    if not asked:
        return []
    sql = f"SELECT ao.task AS id FROM opinion ao JOIN unit au ON au.id = ao.unit WHERE {' OR '.join(asked)}"
    own = (viewer.unit_id,) if viewer.rank == "head" else ()
    return [(sql, (*own, *(path + "%" for path in paths)))]


def _leads_to_decide(viewer: Viewer, today: date) -> list[tuple[str, tuple[object, ...]]]:
    """Tasks whose change of lead the viewer decided on, or stands above both leads and may decide on."""
    decided = ("SELECT task AS id FROM lead_change WHERE decided_by = {}", (viewer.officer_id,))
    paths = viewer.paths(P.TASK_ASSIGN)
    if not paths:
        return []
    both = " OR ".join("(uf.path LIKE {} AND un.path LIKE {})" for _ in paths)
    on_day = "{0}.from_date <= {{}} AND ({0}.to_date IS NULL OR {0}.to_date >= {{}})"
    waiting = (
        "SELECT lc.task AS id FROM lead_change lc JOIN posting pf ON pf.officer = lc.from_lead"
        " JOIN unit uf ON uf.id = pf.unit JOIN posting pn ON pn.officer = lc.to_lead"
        " JOIN unit un ON un.id = pn.unit WHERE lc.approved IS NULL"
        f" AND {on_day.format('pf')} AND {on_day.format('pn')} AND ({both})",
        (today, today, today, today, *(path + "%" for path in paths for _ in (1, 2))),
    )
    return [decided, waiting]
