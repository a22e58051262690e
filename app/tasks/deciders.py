"""Who decides on which task, as conditions of SQL: in scope, never on own work, and who stands nearest."""

from datetime import date
from typing import Any

from app.people.permissions import Permission as P
from app.people.viewer import Viewer
from app.tasks.move_sql import given_back
from app.tasks.rules import Act
from app.tasks.sight import (
    NOTHING,
    Condition,
    any_of,
    falls_to,
    not_the_givers,
    own_scope,
    units_below,
    within,
)


def decides_here(viewer: Viewer, today: date) -> Condition:
    """Tasks on which the viewer decides: in the scope of assigning, or in another's place; not own work.

    The work of a unit's head is decided on in the unit above.
    """
    not_own = Condition("t.owner IS NULL OR t.owner <> {}", (viewer.officer_id,))
    paths = viewer.paths(P.TASK_ASSIGN)
    own = own_scope(viewer, P.TASK_ASSIGN, today) & _above_head(viewer, paths, today) if paths else NOTHING
    in_place = [
        falls_to(viewer, grant) & not_the_givers(grant) & _above_head(viewer, (grant.unit_path,), today)
        for grant in viewer.in_place
    ]
    found = any_of(own, *in_place)
    return found & not_own if found != NOTHING else NOTHING


def _above_head(viewer: Viewer, paths: tuple[str, ...], today: date) -> Condition:
    """Work that is not its unit head's own, or whose unit lies below one of ``paths``."""
    above = units_below(viewer, paths)
    return Condition(
        f"u.parent IS NULL OR u.parent IN ({above.sql})"
        " OR NOT EXISTS (SELECT 1 FROM posting hp WHERE hp.officer = t.owner AND hp.unit = t.unit"
        " AND hp.rank = 'head' AND hp.from_date <= {} AND (hp.to_date IS NULL OR hp.to_date >= {}))",
        (*above.args, today, today),
    )


def nearest(viewer: Viewer, today: date) -> Condition:
    """Tasks on which nobody stands nearer than the viewer: given by the viewer, of the viewer's own unit, or
    given by somebody who is no longer at work here; the same for whom the viewer stands in.

    What people below could decide too is counted apart, so that a chairman's list is the chairman's.
    """
    givers = [viewer.officer_id, *(grant.for_officer for grant in viewer.in_place)]
    units = _units_of(viewer)
    return Condition(
        f"t.assigner IN ({_marks(givers)}) OR t.unit IN ({_marks(units)}) OR t.assigner IS NULL OR NOT EXISTS"
        " (SELECT 1 FROM posting ap WHERE ap.officer = t.assigner AND ap.from_date <= {}"
        " AND (ap.to_date IS NULL OR ap.to_date >= {}))",
        (*givers, *units, today, today),
    )


def _names_owner(viewer: Viewer, today: date) -> Condition:
    """Unit work whose owner the viewer names: of the own unit, or of a unit that nobody heads."""
    units = _units_of(viewer)
    return Condition(
        f"t.unit IN ({_marks(units)}) OR NOT EXISTS (SELECT 1 FROM posting hp WHERE hp.unit = t.unit AND hp.rank = 'head'"
        " AND hp.from_date <= {} AND (hp.to_date IS NULL OR hp.to_date >= {}))",
        (*units, today, today),
    )


def _units_of(viewer: Viewer) -> list[int]:
    """The viewer's own unit and those for whose heads the viewer stands in."""
    return [viewer.unit_id or 0, *(grant.unit_id for grant in viewer.in_place)]


def _marks(values: list[Any]) -> str:
    return ", ".join("{}" for _ in values)


def decides_next(viewer: Viewer, today: date) -> Condition:
    """Tasks on which the viewer decides and nobody stands nearer."""
    return decides_here(viewer, today) & nearest(viewer, today)


def awaits_decision(viewer: Viewer, today: date) -> Condition:
    """Everything in the viewer's scope that waits for a decision, whoever stands nearest."""
    asked = Condition(
        "t.state IN ('given', 'in_progress') AND (EXISTS (SELECT 1 FROM hand_over h WHERE h.task = t.id"
        f" AND ((h.kind = 'hand_back' AND h.decided_at IS NULL) OR {given_back('h')}))"
        " OR EXISTS (SELECT 1 FROM extension x WHERE x.task = t.id AND x.granted IS NULL))"
    )
    here = decides_here(viewer, today)
    nobody = within(viewer, P.TASK_ASSIGN, today, Act.NAME_OWNER) & Condition("t.state = 'awaiting_person'")
    return any_of(here & Condition("t.state = 'submitted'"), here & asked, nobody)


def awaits_decision_below(viewer: Viewer, today: date) -> Condition:
    """The part of it on which somebody below stands nearer than the viewer."""
    mine = (Condition("t.state <> 'awaiting_person'") & nearest(viewer, today)) | (
        Condition("t.state = 'awaiting_person'") & _names_owner(viewer, today)
    )
    return awaits_decision(viewer, today) & Condition(f"NOT COALESCE(({mine.sql}), false)", mine.args)


def results_for(viewer: Viewer, today: date) -> Condition:
    """Results for which the viewer stands nearest."""
    return decides_next(viewer, today) & Condition("t.state = 'submitted'")


def unit_work_for(viewer: Viewer, today: date) -> Condition:
    """Unit work whose owner the viewer names next."""
    nobody = Condition("t.state = 'awaiting_person'")
    return within(viewer, P.TASK_ASSIGN, today, Act.NAME_OWNER) & _names_owner(viewer, today) & nobody
