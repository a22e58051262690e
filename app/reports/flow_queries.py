"""The numbers of the map of who sends work to whom."""

from app import clock
from app.db import fetch
from app.people.permissions import Permission as P
from app.people.queries import scope_sql
from app.people.viewer import Viewer
from app.reports.flows import Flow, FlowMap, Span, flow_map
from app.tasks.move_sql import PASSED_FROM, PASSED_ON, PASSED_TO, passed


async def flows_of(viewer: Viewer, span: Span) -> FlowMap:
    """Moves that were taken and hand-backs to or from the viewer's units; two statements whatever their number."""
    from_sql, from_args = scope_sql(viewer, P.REPORT_READ, "uf.path")
    to_sql, to_args = scope_sql(viewer, P.REPORT_READ, "ut.path")
    rows = await fetch(
        f"SELECT {PASSED_FROM} AS giver, {PASSED_TO} AS taker,"
        " SUM(CASE WHEN h.kind = 'hand_back' THEN 0 ELSE 1 END) AS moved,"
        " SUM(CASE WHEN h.kind = 'hand_back' THEN 1 ELSE 0 END) AS handed_back FROM hand_over h"
        f" JOIN unit uf ON uf.id = {PASSED_FROM} JOIN unit ut ON ut.id = {PASSED_TO}"
        f" WHERE {passed('h')} AND {PASSED_ON} >= {{}} AND {PASSED_ON} < {{}} AND ({from_sql} OR {to_sql})"
        f" GROUP BY {PASSED_FROM}, {PASSED_TO} ORDER BY 1, 2",
        clock.at(span.first.first),
        clock.at(span.last.next.first),
        *from_args,
        *to_args,
    )
    flows = [Flow(row["giver"], row["taker"], int(row["moved"]), int(row["handed_back"])) for row in rows]
    units = await fetch("SELECT id, name FROM unit ORDER BY path, id") if flows else []
    return flow_map(flows, ((row["id"], row["name"]) for row in units))
