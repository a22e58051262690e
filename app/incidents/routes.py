"""One incident: its page, the statement of the person named, the conclusion. And the router of the domain."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from litestar import Router, get, post
from litestar.params import FromPath

import app.incidents.home_routes  # noqa: F401 - puts its blocks on the first page
from app import clock
from app.errors import NotFound
from app.formats import file_name, slug
from app.incidents import commands, queries
from app.incidents.conduct import CERTAINTY_MEANINGS
from app.incidents.form_routes import ask_for_files_again, uploads_of
from app.incidents.listing_routes import export_incidents, show_incidents
from app.incidents.queries import IncidentPage
from app.incidents.recording_routes import offer_people, record_incident, show_new
from app.incidents.rules import (
    LONGEST_PLACE,
    LONGEST_WORDS,
    MOST_FILES,
    SOURCES,
    STATE_TONES,
    STATES,
    Sight,
    State,
    competent,
    conclusion_faults,
    conclusion_wait,
    nearest,
    statement_faults,
    statement_last_day,
)
from app.people.permissions import Permission as P
from app.people.queries import office_calendar
from app.people.viewer import Viewer
from app.tasks.evidence import evidence_file, files_of, stored_path
from app.text import Locale, Text
from app.web.forms import Form
from app.web.pages import (
    Answer,
    Asked,
    act,
    blank,
    download,
    form_of,
    locale_of,
    page,
    settings_of,
    viewer_of,
)


@dataclass(frozen=True, slots=True)
class Step:
    """What the viewer may do now, and why others may not yet."""

    may_state: bool
    may_conclude: bool
    wait: Text | None
    last_day: date
    concluded_by: str  # names of those who are competent, for the page


async def _step(viewer: Viewer, seen: IncidentPage) -> Step:
    calendar, today = await office_calendar(), clock.today()
    case = seen.row.case
    still_open = case.state is State.RECORDED
    holders = await queries.concluders(today)
    able = any(each.officer_id == viewer.officer_id for each in competent(case, holders))
    return Step(
        may_state=still_open and seen.sight is Sight.NAMED and not case.stated,
        may_conclude=still_open and able,
        wait=conclusion_wait(case, today=today, calendar=calendar) if still_open else None,
        last_day=statement_last_day(case.recorded_on, calendar),
        concluded_by=", ".join(f"{each.name} ({each.unit_name})" for each in nearest(case, holders)),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """One item of the timeline; a bare day where the hour is not told."""

    title: str
    at: date | datetime
    by: str
    words: tuple[str, ...] = ()


def _events(seen: IncidentPage, locale: Locale) -> list[Event]:
    """What happened so far as the viewer may know it, newest first."""
    events = [
        Event(
            Text("Vụ việc được ghi", "The incident was recorded").in_(locale),
            seen.recorded_at or seen.row.recorded_on,
            seen.recorder,
        )
    ]
    if seen.statement_at:
        told = Text("Người được nêu gửi ý kiến", "The person named gave a statement")
        events.append(Event(told.in_(locale), seen.statement_at, ""))
    if seen.row.concluded_at:
        told = Text(
            f"Kết luận: {STATES[seen.row.state].vi.lower()}",
            f"Conclusion: {STATES[seen.row.state].en.lower()}",
        )
        events.append(Event(told.in_(locale), seen.row.concluded_at, seen.concluder))
    return events[::-1]


@get("/incidents/{incident:int}", permission=P.SIGNED_IN)
async def show_incident(request: Asked, incident: FromPath[int]) -> Answer:
    """One incident, as far as the viewer may see it."""
    seen = await queries.incident_page(viewer_of(request), incident)
    return await _incident_page(request, seen, blank(request, version=seen.version))


async def _incident_page(request: Asked, seen: IncidentPage, form: Form) -> Answer:
    viewer = viewer_of(request)
    files = await files_of(("incident", seen.row.id))
    named = seen.row.officer
    return page(
        request,
        "incidents/incident.html",
        form=form,
        seen=seen,
        row=seen.row,
        rule=seen.row.rule,
        step=await _step(viewer, seen),
        evidence=[file for file in files if file.officer != named],
        statement_files=[file for file in files if file.officer == named]
        if seen.sight is not Sight.OWN_RECORD
        else [],
        events=_events(seen, locale_of(request)),
        states=STATES,
        tones=STATE_TONES,
        sources=SOURCES,
        certainties=[CERTAINTY_MEANINGS[each] for each in seen.row.rule.certainty],
        longest_words=LONGEST_WORDS,
        most_files=MOST_FILES,
    )


@get("/incidents/{incident:int}/files/{file:int}", permission=P.SIGNED_IN)
async def download_file(request: Asked, incident: FromPath[int], file: FromPath[int]) -> Answer:
    """A file beside the incident, for those who may see it; its name in plain letters, for any browser."""
    kept = await evidence_file(file)
    beside = (kept.subject_type, kept.subject_id) == ("incident", incident)
    if not beside or not await queries.sees_file(viewer_of(request), incident, kept.officer):
        raise NotFound
    path = stored_path(settings_of(request).files_dir, kept.sha256)
    try:
        body = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as error:
        raise NotFound from error
    name = Path(kept.file_name)
    return download(body, file_name(name.stem, extension=slug(name.suffix)), kept.media_type)


@post("/incidents/{incident:int}/statement", permission=P.SIGNED_IN)
async def give_statement(request: Asked, incident: FromPath[int]) -> Answer:
    """The statement of the person named."""
    viewer = viewer_of(request)
    seen = await queries.incident_page(viewer, incident)
    commands.require_named(seen)
    form = await form_of(request)
    words = form.text("words", longest=LONGEST_WORDS)
    uploads = await uploads_of(form)
    for name, fault in {**statement_faults(words), **commands.faults_of_uploads(uploads)}.items():
        form.mistake(name, fault)

    async def do() -> tuple[str, Text | None]:
        await commands.give_statement(
            incident=incident,
            words=words,
            uploads=uploads,
            by=viewer,
            now=clock.now(),
            folder=settings_of(request).files_dir,
            version=form.opened_version,
        )
        return f"/incidents/{incident}", Text(
            "Đã gửi ý kiến. Người có thẩm quyền sẽ đọc trước khi kết luận.",
            "Your statement was sent. It will be read before the conclusion.",
        )

    async def again(refused: Form) -> Answer:
        ask_for_files_again(refused)
        return await _incident_page(request, seen, refused)

    return await act(request, form, do, again=again)


@post("/incidents/{incident:int}/conclusion", permission=P.INCIDENT_CONCLUDE)
async def conclude_incident(request: Asked, incident: FromPath[int]) -> Answer:
    """The conclusion of the competent head."""
    viewer = viewer_of(request)
    seen = await queries.incident_page(viewer, incident)
    await commands.require_competence(seen, viewer, clock.today())
    form = await form_of(request)
    result = form.value("result")
    words = form.text("words", longest=LONGEST_WORDS)
    house_rule = form.text("house_rule", longest=LONGEST_PLACE)
    faults = conclusion_faults(result=result, words=words, house_rule=house_rule, rule=seen.row.rule)
    for name, fault in faults.items():
        form.mistake(name, fault)

    async def do() -> tuple[str, Text | None]:
        await commands.conclude_incident(
            incident=incident,
            result=result,
            words=words,
            house_rule=house_rule,
            by=viewer,
            now=clock.now(),
            version=form.opened_version,
        )
        code = seen.row.code
        if result == State.CONFIRMED:
            return f"/incidents/{incident}", Text(
                f"Đã xác nhận vụ việc {code}. Vụ việc là căn cứ cạnh tiêu chí {seen.row.rule.criterion} của phiếu tháng.",
                f"Incident {code} was confirmed. It stands beside criterion {seen.row.rule.criterion} of the month's sheet.",
            )
        return f"/incidents/{incident}", Text(
            f"Đã kết luận không xác nhận vụ việc {code}. Vụ việc không xuất hiện trên phiếu tháng.",
            f"Incident {code} was not confirmed. It does not appear on any sheet.",
        )

    async def again(refused: Form) -> Answer:
        return await _incident_page(request, seen, refused)

    return await act(request, form, do, again=again)


router = Router(
    "/",
    route_handlers=[
        show_incidents,
        export_incidents,
        offer_people,
        show_new,
        record_incident,
        show_incident,
        download_file,
        give_statement,
        conclude_incident,
    ],
)
