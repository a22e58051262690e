"""The part of a task's page about the protected initiative that it carries out."""

from dataclasses import dataclass

from app.db import Row
from app.people.viewer import Viewer
from app.tasks.flag_sql import Marks
from app.tasks.initiative_rules import protects_on, runs
from app.tasks.initiatives import initiatives_of
from app.tasks.panels import panel
from app.tasks.queries import TaskPage
from app.tasks.rules import Act
from app.text import Locale


@dataclass(frozen=True, slots=True)
class InitiativePanel:
    """The task's initiatives, the newest first. ``protects``: the ids of those in force today."""

    initiatives: tuple[Row, ...]
    protects: frozenset[int]
    may_record: bool
    may_end: bool


@panel("initiative", order=60, side=True)
async def initiative_panel(
    viewer: Viewer, found: TaskPage, marks: Marks, locale: Locale
) -> InitiativePanel | None:
    """What protects this work, and the way to record or end it where the viewer may."""
    may_act = Act.PROTECT in found.acts
    rows = await initiatives_of(found.row["id"])
    if not rows and not may_act:
        return None
    return InitiativePanel(
        tuple(rows),
        frozenset(row["id"] for row in rows if protects_on(row, marks.today)),
        may_act and not runs(rows, marks.today),
        may_act,
    )
