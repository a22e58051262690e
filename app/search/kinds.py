"""The register of what can be searched, in the order in which it is shown.

Each kind asks its own domain, which alone knows what the viewer may see. To add one: an entry here and its
question beside the domain's other ones.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.incidents.searching import incidents_found
from app.matching import NOTHING, Found, Narrow, Typed
from app.people.permissions import Permission as P
from app.people.searching import filters_found, people_found, units_found
from app.people.viewer import Viewer
from app.tasks import searching as tasks
from app.tasks.flag_sql import Marks
from app.tasks.recurrence_search import recurrences_found
from app.text import Text

Find = Callable[[Viewer, Typed, Narrow, Marks], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. ``needs``: permissions of which one is enough; ``by``: what it can be narrowed by."""

    code: str
    title: Text
    needs: tuple[P, ...]
    find: Find
    by: frozenset[str] = frozenset()

    def is_for(self, viewer: Viewer, narrow: Narrow) -> bool:
        """Whether the viewer may search it, and it can be narrowed to what is asked."""
        asked = {name for name in ("unit", "state") if getattr(narrow, name)}
        return asked <= self.by and any(viewer.can(need) for need in self.needs)


_READ, _WORK = (P.TASK_READ,), (P.OWN_WORK, P.TASK_READ)
_UNIT = frozenset({"unit"})

KINDS: tuple[Kind, ...] = (
    Kind("tasks", Text("Nhiệm vụ", "Tasks"), _WORK, tasks.tasks_found, frozenset({"unit", "state"})),
    Kind(
        "directives",
        Text("Văn bản giao việc", "Directives"),
        _READ,
        lambda v, typed, narrow, marks: tasks.directives_found(v, typed, narrow, marks.today),
    ),
    Kind(
        "campaigns",
        Text("Việc giao đồng loạt", "Campaigns"),
        _READ,
        lambda v, typed, narrow, marks: tasks.campaigns_found(v, typed, narrow, marks.today),
    ),
    Kind(
        "recurrences",
        Text("Việc định kỳ", "Recurring duties"),
        _WORK,
        lambda v, typed, narrow, marks: recurrences_found(v, typed, narrow, marks.today),
    ),
    Kind(
        "people",
        Text("Cán bộ", "People"),
        (P.TASK_READ, P.PEOPLE_MANAGE),
        lambda v, typed, narrow, marks: people_found(v, typed, narrow, marks.today),
        _UNIT,
    ),
    Kind(
        "units",
        Text("Đơn vị", "Units"),
        (P.TASK_READ, P.PEOPLE_MANAGE),
        lambda v, typed, narrow, marks: units_found(v, typed, narrow),
        _UNIT,
    ),
    Kind(
        "incidents",
        Text("Vụ việc", "Incidents"),
        (P.INCIDENT_READ, P.INCIDENT_RECORD),
        lambda v, typed, narrow, marks: incidents_found(v, typed, narrow),
        _UNIT,
    ),
    Kind(
        "opinions",
        Text("Ý kiến giữa các đơn vị", "Opinions between units"),
        _WORK,
        lambda v, typed, narrow, marks: tasks.opinions_found(v, typed, narrow, marks.today),
    ),
    Kind(
        "files",
        Text("Tệp minh chứng", "Files of evidence"),
        _WORK,
        lambda v, typed, narrow, marks: tasks.files_found(v, typed, narrow, marks.today),
    ),
    Kind(
        "filters",
        Text("Bộ lọc đã lưu", "Saved filters"),
        (P.SIGNED_IN,),
        lambda v, typed, narrow, marks: filters_found(v, typed, narrow),
    ),
)

_BY_CODE = {kind.code: kind for kind in KINDS}


def kind_of(code: str) -> Kind | None:
    """The kind of that code."""
    return _BY_CODE.get(code)


async def search(
    viewer: Viewer,
    typed: Typed,
    narrow: Narrow,
    marks: Marks,
    *,
    wide: str = "",
    narrow_wide: Narrow | None = None,
) -> list[tuple[Kind, Found]]:
    """What each kind found, kinds without any left out; the kind ``wide`` gets a page of its own."""
    found = []
    for kind in KINDS:
        asked = narrow_wide if kind.code == wide and narrow_wide else narrow
        if typed.words and kind.is_for(viewer, asked):
            one = await kind.find(viewer, typed, asked, marks)
        else:
            one = NOTHING
        if one.total:
            found.append((kind, one))
    return found
