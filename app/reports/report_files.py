"""The reports as workbooks, asked and written apart from the pages."""

from app import clock
from app.apart import FileMade
from app.evaluation.months import Month
from app.formats import file_name
from app.people.queries import UnitRow
from app.people.viewer import Viewer
from app.reports import exports, flow_exports
from app.reports.flow_queries import flows_of
from app.reports.flows import Span
from app.reports.queries import month_of
from app.text import Locale


async def month_file(unit: UnitRow, month: Month, locale: Locale) -> FileMade:
    """A unit's month by weeks."""
    weeks = await month_of(unit, month)
    body = exports.workbook(unit.name, month, weeks, now=clock.now(), locale=locale)
    return FileMade(body, file_name("bao-cao", str(month), unit.name, extension="xlsx"))


async def flows_file(viewer: Viewer, span: Span, locale: Locale) -> FileMade:
    """Who sends work to whom in these months."""
    flows = await flows_of(viewer, span)
    body = flow_exports.workbook(viewer.unit_name, span, flows, now=clock.now(), locale=locale)
    return FileMade(body, file_name("chuyen-viec", str(span), viewer.unit_name, extension="xlsx"))
