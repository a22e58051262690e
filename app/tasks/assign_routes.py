"""Giao việc: the form, its live check, drafts."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from app import clock
from app.errors import NotAllowed, Refused
from app.formats import format_date
from app.people.permissions import Permission as P
from app.people.queries import unit_tree
from app.people.viewer import Viewer
from app.tasks import commands
from app.tasks.assign_form import (
    NOBODY,
    PeopleFacts,
    cautions_of,
    clarity_box,
    told_with,
    with_default_lead,
)
from app.tasks.catalogues import NO_ITEM, item_typed
from app.tasks.cautions import load
from app.tasks.clarity import ClearFor
from app.tasks.commands import TaskEntry
from app.tasks.entry import faults_of_draft, faults_of_entry
from app.tasks.facts import act_facts
from app.tasks.flag_sql import Marks
from app.tasks.labels import PRIORITIES
from app.tasks.list_routes import marks_of_today
from app.tasks.queries import Candidate, candidates, coordinations_of, other_units, task_seen
from app.tasks.rules import Act, why_not
from app.text import Locale, Text
from app.web.forms import SUMMARY, Form
from app.web.pages import Answer, Asked, act, blank, form_of, fragment, locale_of, page, viewer_of

SLOTS = 3  # coordinating units that a form offers at first
CHIP_DAYS = (3, 5, 10)
THEN = ("assign", "more", "unit", "draft")
UNIT_OR_PERSON = Text(
    "Đã chọn người: bấm “Giao việc”, hoặc bỏ chọn người để giao cho đơn vị.",
    "A person is chosen: press “Assign”, or choose nobody to give it to the unit.",
)
FIELD_OF = {"coordinations": "coord_unit_1"}


async def read_entry(form: Form) -> TaskEntry:
    """The entry as typed, noting at its field what cannot be read."""
    typed = form.text("catalogue_item", longest=500)
    item = await item_typed(clock.today(), typed) if typed else None
    if typed and item is None:
        form.mistake("catalogue_item", NO_ITEM)
    in_plan = form.choice("plan", ("plan", "sudden")) != "sudden"
    entry = TaskEntry(
        title=form.text("title"),
        product=form.text("product"),
        catalogue_item=item.id if item else None,
        unit=form.number_of("unit"),
        owner=form.number_of("owner"),
        lead=form.number_of("lead"),
        deadline=form.date("deadline"),
        in_plan=in_plan,
        sudden_reason=form.text("sudden_reason"),
        priority=form.choice("priority", PRIORITIES) or "normal",
        basis=form.text("basis", longest=300),
        coordinations=tuple(_coordinations(form)),
    )
    return with_default_lead(entry)


def note_all(form: Form, entry: TaskEntry) -> None:
    """Where something could not be read, say with it what the gate would say: all mistakes at once."""
    if not form.errors:
        return
    cleaned, today, then = entry.cleaned(), clock.today(), form.value("then")
    if then == "draft":
        faults = faults_of_draft(cleaned)
    else:
        faults = faults_of_entry(cleaned, ClearFor.UNIT if then == "unit" else ClearFor.PERSON, today)
    form.refuse(Refused(SUMMARY, at_fields(faults)))


def at_fields(faults: Mapping[str, Text]) -> dict[str, Text]:
    """The faults at the fields of this form."""
    return {FIELD_OF.get(name, name): words for name, words in faults.items()}


def _coordinations(form: Form) -> list[tuple[int, str, date | None]]:
    found = []
    for slot in range(1, slots_of(form) + 1):
        unit = form.number_of(f"coord_unit_{slot}")
        part = form.text(f"coord_part_{slot}", longest=500)
        day = form.date(f"coord_due_{slot}")
        if unit is not None:
            found.append((unit, part, day))
        elif part or day:
            form.mistake(f"coord_unit_{slot}", Text("Chọn đơn vị phối hợp.", "Choose the coordinating unit."))
    return found


def slots_of(form: Form) -> int:
    """How many coordinating units the form has room for."""
    used = [slot for slot in range(1, 21) if form.value(f"coord_unit_{slot}")]
    return max(SLOTS, (used[-1] + 1) if used else 0)


def _reach(viewer: Viewer) -> tuple[str, ...]:
    return tuple(sorted({*viewer.paths(P.TASK_ASSIGN), *viewer.reach(P.TASK_DRAFT)}))


async def people_facts(entry: TaskEntry, viewer: Viewer, marks: Marks) -> PeopleFacts:
    """What is known of the people named, up to the deadline."""
    if entry.owner is None and entry.lead is None:
        return NOBODY
    return _named(entry, await candidates(_reach(viewer), marks, entry.deadline))


def _named(entry: TaskEntry, people: list[Candidate]) -> PeopleFacts:
    found = {each.officer.id: each.facts for each in people}
    lead = found.get(entry.lead or 0) if entry.lead != entry.owner else None
    return PeopleFacts(found.get(entry.owner or 0), lead)


def person_options(
    people: list[Candidate], marks: Marks, locale: Locale
) -> list[tuple[int, str, str, str | None]]:
    """The people to choose from, with their load in words; who is late or away stands out."""
    return [
        (
            each.officer.id,
            f"{each.officer.name} ({each.officer.title}, {each.officer.unit_name})",
            _note(each, locale),
            "red" if each.facts.late_tasks or each.facts.leave else None,
        )
        for each in people
    ]


def _note(each: Candidate, locale: Locale) -> str:
    words = load(each.facts).in_(locale)
    if not each.facts.leave:
        return words
    start, end = each.facts.leave[0]
    away = Text(
        f"vắng {format_date(start)} – {format_date(end)}",
        f"away {format_date(start, 'en')} – {format_date(end, 'en')}",
    )
    return f"{words}; {away.in_(locale)}"


async def _form_page(
    request: Asked, form: Form, *, row: dict[str, Any] | None = None, may_assign: bool
) -> Answer:
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    probe = Form({name: form.all(name) for name in form.names}, locale=locale)
    entry = await read_entry(probe)
    people = await candidates(_reach(viewer), marks, entry.deadline)
    leads = [(each.officer.id, f"{each.officer.name} ({each.officer.unit_name})") for each in people]
    if viewer.officer_id not in dict(leads):
        leads.append((viewer.officer_id, f"{viewer.name} ({viewer.unit_name})"))
    box = clarity_box(
        entry, marks, _named(entry, people), locale, imported=bool(row and row["directive_row"])
    )
    units = await unit_tree(_reach(viewer))
    return page(
        request,
        "tasks/assign.html",
        form=form,
        row=row,
        action=f"/tasks/{row['id']}/draft" if row else "/tasks/new",
        people=person_options(people, marks, locale),
        leads=leads,
        units=[(each.id, "– " * each.depth + each.name) for each in units],
        others=await other_units(),
        priorities=[(code, words.in_(locale)) for code, words in PRIORITIES.items()],
        chips=[
            (_chip(days, locale), format_date(marks.calendar.add(marks.today, days))) for days in CHIP_DAYS
        ],
        slots=slots_of(form),
        lines=box,
        met=sum(line.met for line in box),
        may_assign=may_assign,
    )


def _chip(days: int, locale: Locale) -> str:
    return Text(f"+{days} ngày làm việc", f"+{days} working days").in_(locale)


@get("/tasks/clarity", permission=P.TASK_DRAFT)
async def show_clarity(request: Asked) -> Answer:
    """The box "3 rõ, 1 xuyên suốt" for what is typed so far: the same judgement as at the gate."""
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    typed: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        typed.setdefault(name, []).append(value)
    entry = await read_entry(Form(typed, locale=locale))
    people = await people_facts(entry, viewer, marks)
    box = clarity_box(entry, marks, people, locale, imported="imported" in typed)
    return fragment(request, "tasks/clarity.html", lines=box, met=sum(line.met for line in box))


@get("/tasks/new", permission=P.TASK_DRAFT)
async def show_new(request: Asked) -> Answer:
    """The form for one new task."""
    form = blank(request, {"plan": "plan", "priority": "normal"})
    return await _form_page(request, form, may_assign=viewer_of(request).can(P.TASK_ASSIGN))


@post("/tasks/new", permission=P.TASK_DRAFT)
async def create(request: Asked) -> Answer:
    """Give the task, to a person or a unit, or keep it as a draft."""
    form = await form_of(request)
    entry = await read_entry(form)
    note_all(form, entry)

    async def again(refused: Form) -> Answer:
        return await _form_page(request, refused, may_assign=viewer_of(request).can(P.TASK_ASSIGN))

    return await act(request, form, _doing(request, form, entry, None), again=again)


@get("/tasks/{task:int}/draft", permission=P.TASK_DRAFT)
async def show_draft(request: Asked, task: FromPath[int]) -> Answer:
    """A draft, to be completed."""
    row = await task_seen(viewer_of(request), task, clock.today())
    facts = await act_facts(row, viewer_of(request), clock.today())
    if row["state"] != "draft":
        return Redirect(f"/tasks/{task}", status_code=303)
    no = why_not(Act.SAVE, facts)
    if no:
        raise NotAllowed(no)
    values: dict[str, Any] = {
        "title": row["title"],
        "product": row["product"],
        "catalogue_item": f"{row['item_code']} · {row['item_product'] or row['item_task']}"
        if row["item_code"]
        else "",
        "unit": row["unit"],
        "owner": row["owner"],
        "lead": row["lead"] if row["lead"] != row["owner"] else None,
        "deadline": row["deadline"],
        "plan": "plan" if row["in_plan"] else "sudden",
        "sudden_reason": row["sudden_reason"],
        "priority": row["priority"],
        "basis": row["basis"],
    }
    for slot, part in enumerate(await coordinations_of(task), 1):
        values |= {
            f"coord_unit_{slot}": part["unit"],
            f"coord_part_{slot}": part["part"],
            f"coord_due_{slot}": part["due_on"],
        }
    form = blank(request, values, version=row["version"])
    return await _form_page(request, form, row=row, may_assign=why_not(Act.ASSIGN, facts) is None)


@post("/tasks/{task:int}/draft", permission=P.TASK_DRAFT)
async def complete(request: Asked, task: FromPath[int]) -> Answer:
    """Give what was a draft, or keep it as one."""
    row = await task_seen(viewer_of(request), task, clock.today())
    form = await form_of(request)
    entry = await read_entry(form)
    note_all(form, entry)

    async def again(refused: Form) -> Answer:
        facts = await act_facts(row, viewer_of(request), clock.today())
        return await _form_page(request, refused, row=row, may_assign=why_not(Act.ASSIGN, facts) is None)

    return await act(request, form, _doing(request, form, entry, task), again=again)


def _doing(
    request: Asked, form: Form, entry: TaskEntry, task: int | None
) -> Callable[[], Awaitable[tuple[str, Text | None]]]:
    """The act behind the pressed button."""
    viewer, then = viewer_of(request), form.value("then")

    async def do() -> tuple[str, Text | None]:
        try:
            return await _done(viewer, then if then in THEN else "assign", entry, task, form.opened_version)
        except Refused as refusal:
            raise Refused(refusal.text, at_fields(refusal.fields)) from refusal

    return do


async def _done(
    viewer: Viewer, then: str, entry: TaskEntry, task: int | None, version: int
) -> tuple[str, Text | None]:
    said: dict[str, Any] = {
        "entry": entry,
        "by": viewer,
        "now": clock.now(),
        "task": task,
        "version": version,
    }
    if then == "draft":
        made = await commands.save_draft(**said)
        return f"/tasks/{made}", Text("Đã lưu bản nháp.", "The draft was saved.")
    if then == "unit":
        if entry.owner is not None:
            raise Refused(UNIT_OR_PERSON, {"owner": UNIT_OR_PERSON})
        made = await commands.give_to_unit(**said)
        return f"/tasks/{made}", Text(
            "Đã giao cho đơn vị; người đứng đầu đơn vị sẽ giao cho một người.",
            "Given to the unit; its head will name one person.",
        )
    made = await commands.assign_task(**said)
    marks = await marks_of_today()
    row = await task_seen(viewer, made, marks.today)
    cautions = cautions_of(entry, marks, await people_facts(entry, viewer, marks))
    done = Text(
        f"Đã giao {row['code']} cho {row['owner_name']}, hạn {format_date(row['due_on'])}.",
        f"{row['code']} was given to {row['owner_name']}, due {format_date(row['due_on'], 'en')}.",
    )
    return ("/tasks/new" if then == "more" else f"/tasks/{made}"), told_with(done, cautions)


handlers = [show_clarity, show_new, create, show_draft, complete]
