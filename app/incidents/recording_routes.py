"""Recording an incident. Nothing typed here is kept in the browser: the form names no draft to keep."""

from datetime import date

from litestar import get, post

from app import clock
from app.incidents import commands, queries
from app.incidents.conduct import CONDUCT_RULES
from app.incidents.form_routes import ask_for_files_again, rule_options, uploads_of
from app.incidents.rules import (
    LONGEST_PLACE,
    LONGEST_WORDS,
    MISSING,
    MOST_FILES,
    SOURCES,
    IncidentEntry,
    parse_time,
)
from app.people.naming import people_like, person_label
from app.people.permissions import Permission as P
from app.people.queries import OfficerRow
from app.text import Text
from app.web.forms import Form
from app.web.pages import (
    Answer,
    Asked,
    act,
    blank,
    form_of,
    fragment,
    locale_of,
    page,
    settings_of,
    viewer_of,
)


@get("/incidents/people", permission=P.INCIDENT_RECORD)
async def offer_people(request: Asked) -> Answer:
    """People whose name or staff code is like what is being typed, as options."""
    people = await people_like(request.query_params.get("q", "")[:100], clock.today())
    return fragment(request, "incidents/people.html", labels=[person_label(each) for each in people])


@get("/incidents/new", permission=P.INCIDENT_RECORD)
async def show_new(request: Asked) -> Answer:
    """The form for recording an incident."""
    return _new_page(request, blank(request), [])


def _new_page(request: Asked, form: Form, candidates: list[OfficerRow]) -> Answer:
    return page(
        request,
        "incidents/new.html",
        form=form,
        rules=rule_options(locale_of(request)),
        sources=[(code, words.in_(locale_of(request))) for code, words in SOURCES.items()],
        candidates=[(each.staff_code, person_label(each)) for each in candidates],
        longest_place=LONGEST_PLACE,
        longest_words=LONGEST_WORDS,
        most_files=MOST_FILES,
    )


@post("/incidents", permission=P.INCIDENT_RECORD)
async def record_incident(request: Asked) -> Answer:
    """Record an incident; all mistakes at once."""
    viewer, now = viewer_of(request), clock.now()
    form = await form_of(request)
    entry, candidates = await _entry(form)
    uploads = await uploads_of(form)
    faults = await commands.faults_of_entry(entry, uploads, by=viewer, now=now)
    for name, fault in faults.items():
        form.mistake(name, fault)

    async def do() -> tuple[str, Text | None]:
        incident = await commands.record_incident(
            entry=entry, uploads=uploads, by=viewer, now=now, folder=settings_of(request).files_dir
        )
        code = (await queries.incident_page(viewer, incident)).row.code
        return f"/incidents/{incident}", Text(
            f"Đã ghi vụ việc {code}. Người được nêu được mời nêu ý kiến trước khi có kết luận.",
            f"Incident {code} was recorded. The person named is asked for a statement before it is concluded.",
        )

    async def again(refused: Form) -> Answer:
        ask_for_files_again(refused)
        return _new_page(request, refused, candidates)

    return await act(request, form, do, again=again)


async def _entry(form: Form) -> tuple[IncidentEntry, list[OfficerRow]]:
    """What the form says, and the people to choose from where the name fits several."""
    rule_code = form.choice("rule_code", [rule.code for rule in CONDUCT_RULES], required=MISSING["rule_code"])
    happened_on = form.date("happened_on", required=MISSING["happened_on"])
    happened_time = parse_time(form.value("happened_time")) if form.value("happened_time").strip() else ""
    if isinstance(happened_time, Text):
        form.mistake("happened_time", happened_time)
        happened_time = ""
    place = form.text("place", required=MISSING["place"], longest=LONGEST_PLACE)
    facts = form.text("facts", required=MISSING["facts"], longest=LONGEST_WORDS)
    person, candidates = await _person(form, happened_on or clock.today())
    entry = IncidentEntry(
        rule_code=rule_code,
        officer=person.id if person else None,
        happened_on=happened_on,
        happened_time=happened_time,
        place=place,
        facts=facts,
        source=form.choice("source", SOURCES, required=MISSING["source"]),
    )
    return entry, candidates


async def _person(form: Form, day: date) -> tuple[OfficerRow | None, list[OfficerRow]]:
    """The one person meant, by what was typed and, where that fits several, by the choice among them."""
    typed = form.text("person", required=MISSING["person"], longest=200)
    if not typed:
        return None, []
    found = await people_like(typed, min(day, clock.today())) or await people_like(typed, clock.today())
    chosen = [each for each in found if each.staff_code == form.value("person_code")]
    if len(chosen or found) == 1:
        return (chosen or found)[0], found if chosen else []
    if found:
        fault = Text(
            f"Có {len(found)} người khớp với nội dung đã gõ: chọn một người trong danh sách bên dưới.",
            f"{len(found)} people match what was typed: choose one of the list below.",
        )
    else:
        fault = Text("Không tìm thấy cán bộ nào có tên hoặc mã này.", "Nobody has this name or staff code.")
    form.mistake("person", fault)
    return None, found
