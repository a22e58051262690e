"""Quản trị: the office's own rules, their values over time, and setting one from a day on."""

from litestar import get, post
from litestar.params import FromPath

from app import clock
from app.db import Row
from app.errors import NotFound
from app.people import administration as acts
from app.people.office_rules import RULES, OfficeRule, faults_of_setting, office_rule, told
from app.people.office_settings import all_settings, office_rules, set_office_rule, settings_of
from app.people.permissions import Permission as P
from app.text import Text
from app.web.forms import Form
from app.web.pages import Answer, Asked, act, blank, form_of, page, viewer_of


@get("/admin/rules", permission=P.PEOPLE_MANAGE)
async def show_rules(request: Asked) -> Answer:
    """Every rule with its value of today, its default and why, and since when it has the value."""
    await acts.require_whole_office(viewer_of(request), P.PEOPLE_MANAGE)
    today = clock.today()
    present = await office_rules(today)
    settings = await all_settings()
    return page(
        request,
        "admin/rules.html",
        rows=[_row(rule, present.text(rule.code), settings.get(rule.code, [])) for rule in RULES],
        today=today,
    )


def _row(rule: OfficeRule, value: str, settings: list[Row]) -> dict[str, object]:
    """One rule as the list shows it; ``since`` is the setting in force, ``next`` the first one to come."""
    today = clock.today()
    begun = [row for row in settings if row["from_date"] <= today]
    to_come = [row for row in settings if row["from_date"] > today]
    return {
        "rule": rule,
        "value": told(rule, value),
        "default": told(rule, rule.default),
        "changed": bool(begun),
        "since": begun[0] if begun else None,
        "next": {**to_come[-1], "told": told(rule, to_come[-1]["value"])} if to_come else None,
    }


def _rule(code: str) -> OfficeRule:
    try:
        return office_rule(code)
    except KeyError:
        raise NotFound from None


async def _rule_page(request: Asked, rule: OfficeRule, form: Form) -> Answer:
    await acts.require_whole_office(viewer_of(request), P.PEOPLE_MANAGE)
    settings = await settings_of(rule.code)
    return page(
        request,
        "admin/rule.html",
        form=form,
        row=_row(rule, (await office_rules(clock.today())).text(rule.code), settings),
        rule=rule,
        settings=[{**row, "told": told(rule, row["value"])} for row in settings],
        today=clock.today(),
    )


@get("/admin/rules/{code:str}", permission=P.PEOPLE_MANAGE)
async def show_rule(request: Asked, code: FromPath[str]) -> Answer:
    """One rule: every value it was given, and the form for another."""
    rule = _rule(code)
    present = (await office_rules(clock.today())).text(rule.code)
    return await _rule_page(request, rule, blank(request, {"value": present}))


@post("/admin/rules/{code:str}", permission=P.PEOPLE_MANAGE)
async def set_rule(request: Asked, code: FromPath[str]) -> Answer:
    """Give the rule another value from a day on."""
    rule = _rule(code)
    form = await form_of(request)
    value, basis = form.value("value"), form.text("basis", longest=500)
    from_date = form.date("from_date")

    if form.errors:  # with what cannot be read, say what is wrong with the rest: all mistakes at once
        typed = "".join(value.split())
        for name, text in faults_of_setting(rule, typed, basis, from_date, clock.today()).items():
            form.mistake(name, text)

    async def do() -> tuple[str, Text | None]:
        await set_office_rule(
            code=rule.code,
            value=value,
            basis=basis,
            from_date=from_date,
            by=viewer_of(request),
            now=clock.now(),
        )
        return f"/admin/rules/{rule.code}", Text("Đã đặt quy định.", "The rule was set.")

    return await act(request, form, do, again=lambda refused: _rule_page(request, rule, refused))


handlers = [show_rules, show_rule, set_rule]
