"""Who sees which tasks, as conditions of SQL: the one place where the scope of a list is written.

A condition is a piece of SQL over ``task t`` and ``unit u`` (the task's unit, outer joined) with ``{}``
for its arguments.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app import clock
from app.people.permissions import Permission as P
from app.people.viewer import Grant, Viewer
from app.tasks.rules import DECIDING, Act

MOST_UNITS_NAMED = 200  # in one statement; more are looked up by it

FROM = " FROM task t LEFT JOIN unit u ON u.id = t.unit "
_OF_UNIT = re.compile(r"\bu\.")


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL and the values bound in it.

    ``ways``: where it holds in one of several ways, each of which an index finds, these ways; no database looks
    through several indexes for the OR of them, so ``apart`` puts them side by side.
    """

    sql: str
    args: tuple[object, ...] = field(default=())
    ways: tuple["Condition", ...] = field(default=())

    def __and__(self, other: "Condition") -> "Condition":
        if not self.ways and other.ways:
            return other & self
        plain = Condition(other.sql, other.args)
        return Condition(
            f"({self.sql}) AND ({other.sql})",
            (*self.args, *other.args),
            tuple(way & plain for way in self.ways),
        )

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) OR ({other.sql})", (*self.args, *other.args))

    @property
    def ids(self) -> "Condition":
        """A statement that finds the ids of these tasks, each way by itself."""
        ways = self.ways or (self,)
        found = " UNION ".join(f"SELECT t.id{way._from}WHERE {way.sql}" for way in ways)
        return Condition(found, tuple(arg for way in ways for arg in way.args))

    @property
    def _from(self) -> str:
        """``FROM``, without the unit where nothing is asked of it."""
        return FROM if _OF_UNIT.search(self.sql) else " FROM task t "

    @property
    def apart(self) -> "Condition":
        """The same tasks, for the WHERE of a statement over ``FROM``."""
        return Condition(f"t.id IN ({self.ids.sql})", self.ids.args) if self.ways else self


def any_of(*conditions: Condition) -> Condition:
    """What holds in one of these ways; ways of one of them are ways of the whole."""
    ways = tuple(way for each in conditions if each != NOTHING for way in each.ways or (each,))
    if len(ways) < 2:
        return ways[0] if ways else NOTHING
    return Condition(
        " OR ".join(f"({way.sql})" for way in ways), tuple(arg for way in ways for arg in way.args), ways
    )


NOTHING = Condition("1 = 0")
EVERYTHING = Condition("1 = 1")


def units_below(viewer: Viewer, paths: Sequence[str]) -> Condition:
    """The ids of the units in these trees, for an IN: never asked once for a row.

    Where the viewer brings them they stand in the statement, and the database sees how few they are.
    """
    known = viewer.units_in(paths)
    if known and len(known) <= MOST_UNITS_NAMED:
        return Condition(", ".join("{}" for _ in known), known)
    trees = " OR ".join("su.path LIKE {}" for _ in paths) or "1 = 0"
    return Condition(f"SELECT su.id FROM unit su WHERE {trees}", tuple(path + "%" for path in paths))


def in_units(viewer: Viewer, paths: Sequence[str]) -> Condition:
    """Tasks of the units in these trees."""
    units = units_below(viewer, paths)
    return Condition(f"t.unit IN ({units.sql})", units.args)


def within(viewer: Viewer, permission: P, today: date, act: Act | None = None) -> Condition:
    """Tasks whose unit lies where the viewer holds ``permission``, and what falls to the viewer by delegation.

    ``act``: for which act it is asked, where a delegation may cover some and not others. A draft that names no
    unit yet belongs to the unit of who wrote it.
    """
    decided = permission is P.TASK_ASSIGN
    delegated = [
        falls_to(viewer, grant) & not_the_givers(grant) if decided else falls_to(viewer, grant)
        for grant in viewer.in_place
        if permission in grant.permissions and (act is None or grant.gives or act in DECIDING)
    ]
    return any_of(own_scope(viewer, permission, today), *delegated)


def own_scope(viewer: Viewer, permission: P, today: date) -> Condition:
    """Tasks whose unit lies where the viewer holds ``permission`` in their own right."""
    paths = viewer.paths(permission)
    if not paths:
        return NOTHING
    unplaced = Condition("t.unit IS NULL") & _written_in(viewer, paths, today)
    return any_of(in_units(viewer, paths), unplaced)


def falls_to(viewer: Viewer, grant: Grant) -> Condition:
    """What falls to a deputy by this delegation: ``in_place.falls_to_deputy`` as a condition."""
    by = grant.in_place_of
    assert by is not None
    days, instants = (by.first, by.last), (clock.at(by.first), clock.at(by.last + timedelta(days=1)))
    before, begun = (by.first,), (clock.at(by.first),)
    found = Condition(
        _due_or_waiting("{0} >= {{}} AND {0} <= {{}}", "{0} >= {{}} AND {0} < {{}}"), (*days, *instants * 4)
    )
    if by.with_backlog:
        older = Condition(_due_or_waiting("{0} < {{}}", "{0} < {{}}"), (*before, *begun * 4))
        found = found | (Condition("t.state NOT IN ('done', 'withdrawn')") & older)
    return in_units(viewer, [grant.unit_path]) & Condition("t.state <> 'draft'") & found


def not_the_givers(grant: Grant) -> Condition:
    """Nobody decides on work of the giver's own in the giver's place."""
    return Condition("t.owner IS NULL OR t.owner <> {}", (grant.for_officer,))


def _due_or_waiting(on_days: str, at_instants: str) -> str:
    """The date to keep, or an instant since when something waits for a decision, as the pieces say."""
    held = "t.state IN ('given', 'in_progress')"
    return (
        f"({on_days.format('t.due_on')})"
        f" OR (t.state = 'submitted' AND {at_instants.format('t.submitted_at')})"
        f" OR (t.state = 'awaiting_person' AND {at_instants.format('t.unit_given_at')})"
        f" OR ({held} AND EXISTS (SELECT 1 FROM hand_over ph WHERE ph.task = t.id AND ph.kind = 'hand_back'"
        f" AND ph.decided_at IS NULL AND {at_instants.format('ph.at')}))"
        f" OR ({held} AND EXISTS (SELECT 1 FROM extension px WHERE px.task = t.id AND px.granted IS NULL"
        f" AND {at_instants.format('px.asked_at')}))"
    )


def _written_in(viewer: Viewer, paths: tuple[str, ...], today: date) -> Condition:
    """Tasks whose author is posted today in a unit of ``paths``."""
    units = units_below(viewer, paths)
    return Condition(
        "t.created_by IN (SELECT w.officer FROM posting w WHERE w.from_date <= {}"
        f" AND (w.to_date IS NULL OR w.to_date >= {{}}) AND w.unit IN ({units.sql}))",
        (today, today, *units.args),
    )


def _at_outside_bodies(viewer: Viewer, today: date) -> Condition:
    """Tasks of bodies outside the tree, which a directive names: tracked by the readers of their author's unit."""
    paths, bodies = viewer.paths(P.TASK_READ), viewer.outside
    if not paths or bodies == ():
        return NOTHING
    if bodies is None or len(bodies) > MOST_UNITS_NAMED:
        outside = Condition("t.unit IN (SELECT ou.id FROM unit ou WHERE ou.outside = true)")
    else:
        outside = Condition(f"t.unit IN ({', '.join('{}' for _ in bodies)})", bodies)
    return outside & _written_in(viewer, paths, today)


def visible(viewer: Viewer, today: date) -> Condition:
    """Tasks that the viewer may see: own, led, given or written by them, once held, coordinated, asked about,
    or in scope.

    Work offered to the viewer is seen while the offer waits, and stays seen by who answered it. A draft is not given yet: the person it names does not see it. The viewer's own tasks are looked up
    through their indexes, once for a statement.
    """
    me = viewer.officer_id
    named = [
        Condition("t.created_by = {}", (me,)),
        Condition("t.assigner = {}", (me,)),
        Condition("t.owner = {} AND t.state <> 'draft'", (me,)),
        Condition("t.lead = {} AND t.state <> 'draft'", (me,)),
    ]
    parts = [
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
        *_decided_in_place(viewer),
    ]
    met = Condition(
        "t.id IN (" + " UNION ".join(sql for sql, _ in parts) + ")",
        tuple(arg for _, args in parts for arg in args),
    )
    if not viewer.reach(P.TASK_READ):
        return any_of(*named, met)
    return any_of(within(viewer, P.TASK_READ, today), _at_outside_bodies(viewer, today), *named, met)


def visible_in(viewer: Viewer, today: date, unit_path: str) -> Condition:
    """Tasks of one tree of units that the viewer may see: all of them where the tree lies in their scope."""
    inside = in_units(viewer, [unit_path])
    if viewer.covers(P.TASK_READ, unit_path):
        return inside
    return inside & visible(viewer, today)


def _decided_in_place(viewer: Viewer) -> list[tuple[str, tuple[object, ...]]]:
    """A deputy goes on seeing what they acted on since the period began: an act may lead out of its days."""
    since = [grant.in_place_of.first for grant in viewer.in_place if grant.in_place_of]
    if not since:
        return []
    acted = "SELECT subject_id AS id FROM history WHERE subject_type = 'task' AND actor = {} AND at >= {}"
    return [(acted, (viewer.officer_id, clock.at(min(since)).isoformat()))]


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
