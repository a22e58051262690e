"""The page of the search."""

from litestar import Router, get

from app import clock
from app.matching import Narrow, Typed
from app.people.permissions import Permission as P
from app.people.queries import office_calendar, unit_tree
from app.people.saved_filters import saved_of
from app.search import saved_routes
from app.search.asked import SearchFilter
from app.search.kinds import KINDS, kind_of, search
from app.tasks.flag_sql import Marks
from app.tasks.labels import STATES, state_label
from app.tasks.list_routes import OPEN_STATES
from app.tasks.lists import unit_path
from app.text import Locale
from app.web.pages import Answer, Asked, blank, locale_of, page, viewer_of
from app.web.paging import PER_PAGE, pager

FIRST_OF_EACH = 5


@get("/search", permission=P.SIGNED_IN)
async def show_search(request: Asked) -> Answer:
    """Everything that the viewer may see and that answers, by kind; one kind in full where it is chosen."""
    viewer, locale = viewer_of(request), locale_of(request)
    asked = SearchFilter.read(request.query_params)
    typed = Typed.read(request.query_params.get("q", ""))
    marks = Marks(clock.today(), await office_calendar())
    few = Narrow(asked.unit, await unit_path(asked.unit), asked.state, FIRST_OF_EACH)
    many = _page_of(few, request.query_params.get("page", "1"))
    found = await search(viewer, typed, few, marks, wide=asked.kind, narrow_wide=many)
    shown = pager(request, next((one.total for kind, one in found if kind.code == asked.kind), 0))
    if asked.kind and shown.offset != many.offset:  # beyond the last page: the last one
        found = await search(
            viewer, typed, few, marks, wide=asked.kind, narrow_wide=_page_of(few, str(shown.page))
        )
    units = await unit_tree(viewer.paths(P.TASK_READ))
    form = blank(request, {"q": typed.text, "kind": asked.kind, "unit": asked.unit, "state": asked.state})
    return page(
        request,
        "search/search.html",
        form=form,
        asked=asked,
        typed=typed,
        found=found,
        total=shown.total if asked.kind else sum(one.total for _, one in found),
        others=[each for each in found if asked.kind and each[0].code != asked.kind],
        pager=shown,
        kinds=[
            (kind.code, kind.title.in_(locale))
            for kind in KINDS
            if any(viewer.can(need) for need in kind.needs)
        ],
        units=[(each.id, "– " * each.depth + each.name) for each in units],
        states=_states(locale),
        chips=_chips(asked, {each.id: each.name for each in units}, locale),
        saved=await saved_of(viewer.officer_id, "/search"),
        saved_path="/search",
        saved_query=asked.query(),
    )


def _page_of(few: Narrow, number: str) -> Narrow:
    """The page of a whole kind that ``?page=`` asks for."""
    page_ = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    return Narrow(few.unit, few.unit_path, few.state, PER_PAGE, (max(page_, 1) - 1) * PER_PAGE)


def _states(locale: Locale) -> list[tuple[str, str]]:
    return [("open", OPEN_STATES.in_(locale)), *((code, state_label(code).in_(locale)) for code in STATES)]


def _chips(asked: SearchFilter, units: dict[int, str], locale: Locale) -> list[tuple[str, str]]:
    """What narrows the search, each with the address without it."""
    chosen = kind_of(asked.kind)
    chips = []
    if chosen:
        chips.append((chosen.title.in_(locale), asked.href(kind="")))
    if asked.unit:
        chips.append((units.get(asked.unit, "?"), asked.href(unit=None)))
    if asked.state:
        chips.append((dict(_states(locale))[asked.state], asked.href(state="")))
    return chips


router = Router("/", route_handlers=[show_search, *saved_routes.handlers])
