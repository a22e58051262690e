"""Office rules: the list, one rule with its history, setting a value from a day on."""

from datetime import timedelta

import pytest

from app.db import fetch, fetch_one
from app.people.office_rules import RULES
from tests.page import readable


async def test_every_rule_stands_with_value_default_and_reason_in_both_languages(visit):
    admin = await visit("VP003")
    page = await admin.get("/admin/rules")
    for rule in RULES:
        assert f'href="/admin/rules/{rule.code}"' in page.text
        await admin.get(f"/admin/rules/{rule.code}")
    assert "07:30–11:30, 13:30–17:00" in page.text
    assert "Chưa đặt: dùng giá trị mặc định" in page.text
    await admin.client.get("/language?to=en")
    assert "at most 8 hours a day" in (await admin.get("/admin/rules")).text
    await admin.get("/admin/rules/digest_time")


@pytest.mark.parametrize("code", ["KT001", "TL001", "TL003", "VP002", "KT003"])
async def test_only_an_administrator_of_the_whole_office_opens_them(visit, code):
    visitor = await visit(code)
    for path in ("/admin/rules", "/admin/rules/offer_days"):
        await visitor.get(path, status=403)
    await (await visit("VP003")).get("/admin/rules/unknown", status=404)


async def test_a_value_is_set_from_a_day_on_and_the_history_of_values_stays(visit, world):
    admin = await visit("VP003")
    action = "/admin/rules/offer_days"
    later = world.today + timedelta(days=8)
    for value, basis, day in (("2", "12/QĐ-UBND ngày 20/11/2026", world.today), ("3", "15/QĐ-UBND", later)):
        answer = await admin.submit(
            action, {"value": value, "basis": basis, "from_date": f"{day:%d/%m/%Y}"}, on=action
        )
        assert answer.headers["location"] == action
    words = readable((await admin.get(action)).text)
    assert "2 ngày làm việc" in words
    assert "12/QĐ-UBND ngày 20/11/2026" in words
    assert "Sắp áp dụng" in words
    assert "Hoàng Gia Bảo" in words
    words = readable((await admin.get("/admin/rules")).text)
    assert "từ 30/11/2026: 3 ngày làm việc" in words
    facts = await fetch("SELECT facts FROM history WHERE kind = 'office_rule.set'")
    assert len(facts) == 2


async def test_every_mistake_is_named_at_once_and_what_was_typed_stays(visit, world):
    admin = await visit("VP003")
    action = "/admin/rules/offer_days"
    for day in ("32/11/2026", "21/11/2026", ""):
        answer = await admin.submit(
            action, {"value": "9", "basis": " ", "from_date": day}, on=action, status=422
        )
        for field in ("value", "basis", "from_date"):
            assert f'id="e-{field}"' in answer.text, (day, field)
        assert admin.form(action)["value"] == ["9"]
        assert admin.form(action)["from_date"] == [day]
    assert (await fetch_one("SELECT COUNT(*) AS n FROM office_setting"))["n"] == 0
