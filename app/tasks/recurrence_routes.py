"""Việc định kỳ: one duty with its instances; setting it up, changing and stopping it."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from app import clock
from app.db import Row
from app.errors import NotAllowed, Refused
from app.people.permissions import Permission as P
from app.people.viewer import Viewer, refusal
from app.tasks import commands
from app.tasks import recurrence_queries as queries
from app.tasks.assign_form import cautions_of, told_with
from app.tasks.assign_routes import people_facts, person_options
from app.tasks.catalogues import NO_ITEM, SEPARATOR, item_typed
from app.tasks.entry import TaskEntry
from app.tasks.list_routes import marks_of_today
from app.tasks.queries import candidates
from app.tasks.recurrence import RecurrenceEntry, giving_paths, may_manage
from app.tasks.recurrence_rules import (
    MONTHS,
    OF_MONTHS,
    DayRule,
    Frequency,
    Occurrence,
    Rule,
    Shift,
    faults_of_rule,
    upcoming,
)
from app.tasks.recurrence_words import DAY_RULES, FREQUENCIES, SHIFTS, STANDINGS, WEEKDAYS, rule_words
from app.text import Locale, Text
from app.web.forms import SUMMARY, Form
from app.web.pages import Answer, Asked, act, blank, form_of, locale_of, page, viewer_of
from app.web.paging import pager

SHOWN_AHEAD = 5  # dates of the preview

# --- the form ----------------------------------------------------------------------------------


def read_rule(form: Form) -> Rule:
    """The rule as typed; only what the chosen frequency asks for is read."""
    frequency = form.choice("frequency", list(Frequency))
    day_rule = form.choice("day_rule", list(OF_MONTHS)) if frequency in MONTHS else ""
    number, month, shift = 0, 1, Shift.AFTER.value
    if frequency == Frequency.WEEKLY:
        weekday = form.choice("weekday", [str(each) for each in WEEKDAYS])
        number = int(weekday) if weekday else 0
    elif day_rule in (DayRule.MONTH_DAY, DayRule.WORKING_DAY):
        number = form.whole("day_number") or 0
    if frequency in MONTHS and frequency != Frequency.MONTHLY:
        month = form.whole("month") or 0
    if frequency == Frequency.WEEKLY or day_rule == DayRule.MONTH_DAY:
        shift = form.choice("shift", list(Shift))
    ahead = form.whole("ahead_days")
    return Rule(
        frequency=frequency,
        day_rule=day_rule,
        day_number=number,
        month=month,
        shift=shift,
        ahead_days=-1 if ahead is None else ahead,
        from_date=form.date("from_date"),
        to_date=form.date("to_date"),
    ).settled()


async def _read(form: Form) -> RecurrenceEntry:
    typed = form.text("catalogue_item", longest=500)
    item = await item_typed(clock.today(), typed) if typed else None
    if typed and item is None:
        form.mistake("catalogue_item", NO_ITEM)
    owner = form.number_of("owner")
    return RecurrenceEntry(
        title=form.text("title"),
        product=form.text("product"),
        owner=owner,
        lead=form.number_of("lead") or owner,
        rule=read_rule(form),
        catalogue_item=item.id if item else None,
        basis=form.text("basis", longest=300),
    )


def _at_fields(faults: dict[str, Text], form: Form) -> dict[str, Text]:
    """The faults at the fields of this form: the number of a weekly rule is its day of the week."""
    weekly = form.value("frequency") == Frequency.WEEKLY
    return {"weekday" if weekly and name == "day_number" else name: words for name, words in faults.items()}


async def _form_page(request: Asked, form: Form, row: Row | None = None) -> Answer:
    viewer, locale, marks = viewer_of(request), locale_of(request), await marks_of_today()
    people = await candidates(giving_paths(viewer), marks)
    leads = {each.officer.id: f"{each.officer.name} ({each.officer.unit_name})" for each in people}
    leads.setdefault(viewer.officer_id, f"{viewer.name} ({viewer.unit_name})")
    if row is not None:
        leads.setdefault(row["lead"], row["lead_name"])
    rule, dates = await _preview(form, row, locale)
    return page(
        request,
        "recurrences/form.html",
        form=form,
        row=row,
        action=f"/recurrences/{row['id']}/edit" if row else "/recurrences/new",
        people=person_options(people, marks, locale),
        leads=list(leads.items()),
        frequencies=_options(FREQUENCIES, locale),
        day_rules=_options(DAY_RULES, locale),
        weekdays=_options(WEEKDAYS, locale),
        shifts=_options(SHIFTS, locale),
        rule_words=rule_words(rule) if rule else None,
        dates=dates,
    )


def _options(words: Any, locale: Locale) -> list[tuple[str, str]]:
    return [(str(code), each.in_(locale)) for code, each in words.items()]


async def _preview(form: Form, row: Row | None, locale: Locale) -> tuple[Rule | None, list[Occurrence]]:
    """The next dates of the rule as typed so far; none while something stands against it."""
    probe = Form({name: form.all(name) for name in form.names}, locale=locale)
    rule, marks = read_rule(probe), await marks_of_today()
    if probe.errors or faults_of_rule(rule, marks.calendar, marks.today, begins=row is None):
        return None, []
    given = row["last_given"] if row else None
    return rule, upcoming(rule, marks.calendar, marks.today, SHOWN_AHEAD, given)


async def _previewed(request: Asked, form: Form, row: Row | None = None) -> Answer:
    """The form again with the dates of its rule, or with what stands against it."""
    marks = await marks_of_today()
    faults = faults_of_rule(read_rule(form), marks.calendar, marks.today, begins=row is None)
    if faults:
        form.refuse(Refused(SUMMARY, _at_fields(faults, form)))
    answer = await _form_page(request, form, row)
    answer.status_code = 422 if form.errors else 200
    return answer


@get("/recurrences/new", permission=P.TASK_ASSIGN)
async def show_new_recurrence(request: Asked) -> Answer:
    """The form for a new duty."""
    _require_giving(viewer_of(request))
    values = {
        "day_rule": DayRule.MONTH_DAY.value,
        "shift": Shift.AFTER.value,
        "ahead_days": 5,
        "from_date": clock.today(),
    }
    return await _form_page(request, blank(request, values))


@post("/recurrences/new", permission=P.TASK_ASSIGN)
async def create_recurrence(request: Asked) -> Answer:
    """Set the duty up, or show on which days it would fall."""
    form, viewer = await form_of(request), viewer_of(request)
    _require_giving(viewer)
    if form.value("then") == "preview":
        return await _previewed(request, form)

    async def do() -> tuple[str, Text | None]:
        entry = await _read(form)
        try:
            made = await commands.create_recurrence(entry=entry, by=viewer, now=clock.now())
        except Refused as refused:
            raise Refused(refused.text, _at_fields(dict(refused.fields), form)) from refused
        form.check()
        done = Text("Đã lập việc định kỳ.", "The recurring duty was set up.")
        return f"/recurrences/{made}", await _told(done, entry, viewer)

    return await act(request, form, do, again=lambda refused: _form_page(request, refused))


async def _told(done: Text, entry: RecurrenceEntry, viewer: Viewer) -> Text:
    """What is told after the act, with the soft warnings about the next date that were passed over."""
    marks = await marks_of_today()
    (following,) = upcoming(entry.rule, marks.calendar, marks.today, 1) or (None,)
    task = TaskEntry(
        entry.title,
        entry.product,
        owner=entry.owner,
        lead=entry.lead,
        deadline=following.due if following else None,
    )
    return told_with(done, cautions_of(task, marks, await people_facts(task, viewer, marks)))


def _require_giving(viewer: Viewer) -> None:
    """A delegation to decide only opens no form that gives work."""
    if not giving_paths(viewer):
        raise NotAllowed(refusal(P.TASK_ASSIGN))


# --- one duty ----------------------------------------------------------------------------------


async def _shown(request: Asked, recurrence: int, form: Form | None = None) -> Answer:
    viewer, marks = viewer_of(request), await marks_of_today()
    row = await queries.recurrence_seen(viewer, recurrence, marks, SHOWN_AHEAD)
    shown = pager(request, await queries.count_instances(viewer, recurrence, marks.today))
    return page(
        request,
        "recurrences/show.html",
        row=row,
        standing=STANDINGS[row["standing"]],
        lines=await queries.instances(viewer, recurrence, marks, limit=shown.per_page, offset=shown.offset),
        pager=shown,
        form=form or blank(request, version=row["version"]),
        opened=form is not None,
        may_manage=row["stopped_at"] is None and may_manage(viewer, row["path"]),
    )


@get("/recurrences/{recurrence:int}", permission=P.OWN_WORK)
async def show_recurrence(request: Asked, recurrence: FromPath[int]) -> Answer:
    """One duty: its rule, the dates to come, and the tasks that it brought."""
    return await _shown(request, recurrence)


async def _managed(request: Asked, recurrence: int) -> Row:
    """The duty, where the viewer may change it."""
    viewer = viewer_of(request)
    row = await queries.recurrence_seen(viewer, recurrence, await marks_of_today())
    if not may_manage(viewer, row["path"]):
        raise NotAllowed(refusal(P.TASK_ASSIGN))
    return row


@get("/recurrences/{recurrence:int}/edit", permission=P.TASK_ASSIGN)
async def show_edit(request: Asked, recurrence: FromPath[int]) -> Answer:
    """The form filled with the duty as it is."""
    row = await _managed(request, recurrence)
    if row["stopped_at"] is not None:
        return Redirect(f"/recurrences/{recurrence}", status_code=303)
    return await _form_page(request, blank(request, _as_typed(row), version=row["version"]), row)


def _as_typed(row: Row) -> dict[str, Any]:
    """The duty as it would be typed: what its frequency does not ask for is left empty."""
    item = (
        f"{row['item_code']}{SEPARATOR}{row['item_product'] or row['item_task']}" if row["item_code"] else ""
    )
    of_months, weekly = row["frequency"] in MONTHS, row["frequency"] == Frequency.WEEKLY
    numbered = of_months and row["day_rule"] != DayRule.LAST_WORKING_DAY
    return {
        **{name: row[name] for name in ("title", "product", "owner", "basis", "frequency", "ahead_days")},
        **{name: row[name] for name in ("shift", "from_date", "to_date")},
        "day_rule": row["day_rule"] if of_months else DayRule.MONTH_DAY.value,
        "day_number": row["day_number"] if numbered else "",
        "weekday": row["day_number"] if weekly else "",
        "month": row["month"] if of_months and row["frequency"] != Frequency.MONTHLY else "",
        "lead": row["lead"] if row["lead"] != row["owner"] else None,
        "catalogue_item": item,
    }


@post("/recurrences/{recurrence:int}/edit", permission=P.TASK_ASSIGN)
async def change_recurrence(request: Asked, recurrence: FromPath[int]) -> Answer:
    """Change the duty from now on, or show on which days it would fall."""
    form, viewer = await form_of(request), viewer_of(request)
    row = await _managed(request, recurrence)
    if form.value("then") == "preview":
        return await _previewed(request, form, row)

    async def do() -> tuple[str, Text | None]:
        entry = await _read(form)
        try:
            await commands.change_recurrence(
                recurrence=recurrence,
                entry=entry,
                words=form.text("words"),
                by=viewer,
                now=clock.now(),
                version=form.opened_version,
            )
        except Refused as refused:
            raise Refused(refused.text, _at_fields(dict(refused.fields), form)) from refused
        form.check()
        done = Text("Đã sửa việc định kỳ.", "The recurring duty was changed.")
        return f"/recurrences/{recurrence}", await _told(done, entry, viewer)

    return await act(request, form, do, again=lambda refused: _form_page(request, refused, row))


@post("/recurrences/{recurrence:int}/stop", permission=P.TASK_ASSIGN)
async def stop_recurrence(request: Asked, recurrence: FromPath[int]) -> Answer:
    """Give no more of it, with a reason."""
    form = await form_of(request)
    await _managed(request, recurrence)

    async def do() -> tuple[str, Text | None]:
        await commands.stop_recurrence(
            recurrence=recurrence,
            words=form.text("words"),
            by=viewer_of(request),
            now=clock.now(),
            version=form.opened_version,
        )
        form.check()
        return f"/recurrences/{recurrence}", Text("Đã dừng việc định kỳ.", "The recurring duty was stopped.")

    return await act(request, form, do, again=lambda refused: _shown(request, recurrence, refused))


handlers = [
    show_new_recurrence,
    create_recurrence,
    show_recurrence,
    show_edit,
    change_recurrence,
    stop_recurrence,
]
