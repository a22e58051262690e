"""Saved filters: keep one, call it otherwise, delete it; all of one's own on one page."""

from litestar import get, post
from litestar.params import FromPath

from app import clock
from app.errors import NotFound, Refused
from app.people import saved_filters
from app.people.permissions import Permission as P
from app.search.saved_lists import LISTS, list_of
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, locale_of, page, viewer_of


@get("/saved-filters", permission=P.SIGNED_IN)
async def show_saved(request: Asked) -> Answer:
    """One's own saved filters, by list."""
    return await _page(request)


async def _page(request: Asked, form: Form | None = None, refused: int = 0) -> Answer:
    """The page; ``form`` was refused: for a new filter, or for the name of filter ``refused``."""
    saved = await saved_filters.saved_of(viewer_of(request).officer_id)
    return page(
        request,
        "search/saved.html",
        form=form or blank(request),
        new=form if form and not refused else None,
        lists=[
            (each.title.in_(locale_of(request)), own)
            for each in LISTS
            if (own := [one for one in saved if one.path == each.path])
        ],
        forms={
            one.id: form if form and one.id == refused else blank(request, {f"name-{one.id}": one.name})
            for one in saved
        },
        fresh=lambda: blank(request),
        most=saved_filters.MOST_SAVED,
        count=len(saved),
    )


@post("/saved-filters", permission=P.SIGNED_IN)
async def save(request: Asked) -> Answer:
    """Keep the filter of a list under a name."""
    form = await form_of(request)
    viewer = viewer_of(request)
    chosen = list_of(form.value("path"))
    if chosen is None:
        raise NotFound
    viewer.require(chosen.permission)
    query = chosen.canonical(form.value("query"))

    async def do() -> tuple[str, Text | None]:
        try:
            await saved_filters.save_filter(
                path=chosen.path, query=query, name=form.value("name"), by=viewer, now=clock.now()
            )
        except Refused as refusal:
            raise _named(refusal, {"query": "form"}) from refusal
        return f"{chosen.path}?{query}", Text("Đã lưu bộ lọc.", "The filter was saved.")

    async def again(refused: Form) -> Answer:
        return await _page(request, refused)

    return await act(request, form, do, again=again)


def _named(refusal: Refused, names: dict[str, str]) -> Refused:
    """The refusal at the fields of the page."""
    return Refused(refusal.text, {names.get(name, name): words for name, words in refusal.fields.items()})


@post("/saved-filters/{saved:int}/name", permission=P.SIGNED_IN)
async def rename(request: Asked, saved: FromPath[int]) -> Answer:
    """Another name for one of one's own."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        try:
            await saved_filters.rename_filter(
                saved=saved, name=form.value(f"name-{saved}"), by=viewer_of(request), now=clock.now()
            )
        except Refused as refusal:
            raise _named(refusal, {"name": f"name-{saved}"}) from refusal
        return "/saved-filters", Text("Đã đổi tên bộ lọc.", "The filter was renamed.")

    async def again(refused: Form) -> Answer:
        return await _page(request, refused, saved)

    return await act(request, form, do, again=again)


@post("/saved-filters/{saved:int}/deletion", permission=P.SIGNED_IN)
async def delete(request: Asked, saved: FromPath[int]) -> Answer:
    """Delete one of one's own."""
    form = await form_of(request)

    async def do() -> tuple[str, Text | None]:
        await saved_filters.delete_filter(saved=saved, by=viewer_of(request), now=clock.now())
        return "/saved-filters", Text("Đã xóa bộ lọc.", "The filter was deleted.")

    async def again(refused: Form) -> Answer:
        return await _page(request, refused, saved)

    return await act(request, form, do, again=again)


handlers = [show_saved, save, rename, delete]
