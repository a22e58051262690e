"""The chain of holders as people meet it: offers answered, the order on the board, another lead."""

import re

import pytest

from app.clock import at
from app.db import engine, fetch_one
from app.people.queries import office_calendar
from app.tasks.commands import hand_back, reassign, return_offer
from app.tasks.flag_sql import Marks
from app.tasks.holder_duties import lead_changes, offers_to, returned_offers
from app.web.forms import Form
from app.web.render import environment
from tests.db.work import MONDAY, given, holdings_of, offered, open_offer, row_of, version_of
from tests.page import Forms, readable


async def an_offer(world, to: str = "KT004", by: str = "KT001", **changes) -> tuple[int, int]:
    task = await given(world, **changes)
    return task, await offered(world, task, to, world.now, by=by)


async def handed_back(world, task: int, reason: str = "overload") -> None:
    await hand_back(
        task=task,
        reason=reason,
        words="Đang giữ ba việc",
        by=await world.viewer("KT003"),
        now=world.now,
        version=await version_of(task),
    )


async def test_the_page_says_who_holds_the_work_since_when_and_for_how_long(visit, world):
    task = await given(world)
    page = await (await visit("KT001")).get(f"/tasks/{task}")
    assert "Chặng: đang ở ai, từ bao giờ" in page.text
    assert "Ngô Văn Đức, từ 22/11/2026 (0 phút làm việc)" in page.text


async def test_passing_on_is_an_offer_that_the_other_takes(visit, world):
    task, head = await given(world), await visit("KT001")
    answer = await head.submit(
        f"/tasks/{task}/reassignment",
        {"to_officer": world.ids["KT004"], "move_words": "Đi học"},
        on=f"/tasks/{task}",
    )
    page = await head.get(answer.headers["location"])
    assert "Việc ở với người đang giữ cho đến khi người được chuyển nhận." in page.text
    assert "Việc ở với Ngô Văn Đức" in readable(page.text)
    assert "23/11/2026" in page.text  # the first working day after Sunday
    offer = await open_offer(task)
    taker = await visit("KT004")
    await taker.get(f"/tasks/{task}")
    await taker.submit(f"/hand-overs/{offer['id']}/receipt")
    assert (await row_of(task))["owner"] == world.ids["KT004"]
    page = await taker.get(f"/tasks/{task}")
    assert "Ngô Văn Đức → Trịnh Thị Ngân" in page.text
    assert "đã nhận 22/11/2026" in page.text
    assert "Nhận việc được chuyển đến" in page.text


async def test_giving_back_keeps_what_was_typed_and_the_head_decides_anew(visit, world):
    task, offer = await an_offer(world)
    taker, address = await visit("KT004"), f"/hand-overs/{offer}/return"
    answer = await taker.submit(address, {"offer_words": "Đang đi học"}, on=f"/tasks/{task}", status=422)
    assert "Chọn lý do trong danh sách." in answer.text
    assert taker.form(address)["offer_words"][0].strip() == "Đang đi học"
    await taker.submit(address, {"offer_reason": "absence"})
    head = await visit("KT001")
    page = await head.get(f"/tasks/{task}")
    assert "Đang đi học" in page.text
    anew = f"/hand-overs/{offer}/anew"
    answer = await head.submit(anew, {"anew_to": world.ids["KT005"]}, status=422)
    assert "Nêu lý do cụ thể." in answer.text
    assert head.form(anew)["anew_to"] == [str(world.ids["KT005"])]
    await head.submit(anew, {"anew_words": "Anh Huy làm"})
    assert (await open_offer(task))["to_officer"] == world.ids["KT005"]
    assert "trả lại 22/11/2026" in (await head.get(f"/tasks/{task}")).text


async def test_a_second_press_of_another_page_is_a_conflict(visit, world):
    task, offer = await an_offer(world)
    taker = await visit("KT004")
    await taker.get(f"/tasks/{task}")
    fields = taker.form(f"/hand-overs/{offer}/receipt")
    await taker.submit(f"/hand-overs/{offer}/receipt")
    again = await taker.client.post(f"/hand-overs/{offer}/receipt", data=fields)
    assert again.status_code == 303  # the same press is the same act
    other = await taker.client.post(
        f"/hand-overs/{offer}/receipt", data={**fields, "form_key": "another-press-of-the-button"}
    )
    assert other.status_code == 409
    assert len(await holdings_of(task)) == 2


ROUTES = ("receipt", "return", "anew")


@pytest.mark.parametrize(
    ("code", "statuses"),
    [
        ("KT003", (403, 403, 403)),  # the giver
        ("KT005", (404, 404, 403)),  # a colleague does not know of it; staff decide nothing
        ("VX001", (404, 404, 404)),  # the head of another unit
        ("KT001", (403, 403, 422)),  # the head answers for nobody else
        ("TL003", (403, 403, 403)),  # the inspector reads
        ("VP003", (404, 404, 403)),
    ],
)
async def test_who_may_press_what_of_an_offer(visit, world, code, statuses):
    task, offer = await an_offer(world)
    by = await world.viewer("KT004")
    if statuses[2] == 422:  # only a returned offer is decided on anew
        await return_offer(hand_over=offer, reason="overload", words="x", by=by, now=world.now)
        statuses = (403, 403, 422)
    person = await visit(code)
    await person.get("/")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', person.last.text)[1]
    for name, status in zip(ROUTES, statuses, strict=True):
        data = {"_csrf_token": token, "form_key": f"press-{name}-{code}", "offer_words": "x"}
        answer = await person.client.post(f"/hand-overs/{offer}/{name}", data=data)
        assert answer.status_code == status, (name, readable(answer.text)[:300])
    assert (await row_of(task))["owner"] == world.ids["KT003"]


async def test_addresses_of_no_hand_over_are_not_there(visit, world):
    head = await visit("KT001")
    await head.get("/")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', head.last.text)[1]
    for path in ("/hand-overs/999/receipt", "/hand-overs/999/return", "/hand-overs/999/anew"):
        assert (await head.client.post(path, data={"_csrf_token": token})).status_code == 404
    assert (
        await head.client.post("/lead-changes/999/decision", data={"_csrf_token": token})
    ).status_code == 404


# --- the board ---------------------------------------------------------------------------------


async def test_the_board_shows_the_chain_and_settles_it_in_the_row(visit, world):
    task = await given(world)
    await handed_back(world, task, "not_authority")
    head, address = await visit("KT001"), f"/tasks/{task}/appointment"
    page = await head.get("/late")
    assert "Chuỗi chuyển (1)" in readable(page.text)
    assert "Ngô Văn Đức → người giao" in page.text
    assert "Không đúng thẩm quyền; đã giữ 0 phút làm việc" in page.text
    assert "Ngô Văn Đức, từ 22/11/2026" in page.text
    fields = {"appoint_to": world.ids["KT005"], "appoint_words": "Anh Huy làm đến cùng"}
    answer = await head.submit(address, fields, status=422)
    assert "Chọn có công nhận lý do chuyển trả hay không." in answer.text
    assert head.form(address)["appoint_to"] == [str(world.ids["KT005"])]
    answer = await head.submit(address, {**fields, "appoint_upheld": "no"}, on="/late")
    assert answer.headers["location"] == "/late"
    assert await holdings_of(task) == [
        (world.ids["KT003"], "ordinary", "cannot", True),
        (world.ids["KT005"], "taken_over", "", False),
    ]
    page = await head.get("/late")
    assert "theo chỉ định 22/11/2026" in page.text


async def test_the_order_stands_in_the_rows_of_who_decides_only(visit, world):
    own = await given(world, owner="KT001", by="TL001", lead="KT001")
    await hand_back(
        task=own,
        reason="overload",
        words="x",
        by=await world.viewer("KT001"),
        now=world.now,
        version=1,
    )
    for code, there in (("TL001", True), ("KT002", False), ("TL003", False)):
        page = await (await visit(code)).get("/late")
        assert (f"/tasks/{own}/appointment" in page.text) is there, code


async def test_the_number_of_questions_of_the_board_does_not_grow(visit, world, monkeypatch):
    head, ran = await visit("KT001"), []
    current = engine()
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(1)
        return await really(querystring, in_pool)

    monkeypatch.setattr(current, "run_querystring", counted)
    found = []
    for many in (1, 8):
        for _ in range(many):
            await handed_back(world, await given(world))
        ran.clear()
        await head.get("/late")
        found.append(len(ran))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("code", "status"), [("KT003", 403), ("KT004", 403), ("VX001", 404), ("TL003", 403), ("KT001", 422)]
)
async def test_who_may_give_the_order(visit, world, code, status):
    task, person = await given(world), await visit(code)
    await person.get("/")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', person.last.text)[1]
    data = {"_csrf_token": token, "form_key": f"order-{code}", "version": "1", "appoint_words": "Làm ngay"}
    answer = await person.client.post(f"/tasks/{task}/appointment", data=data)
    assert answer.status_code == status
    if status == 422:
        assert "Chọn người nhận việc." in answer.text
        assert "Làm ngay" in answer.text


# --- the lead ----------------------------------------------------------------------------------


async def test_a_lead_asks_to_be_replaced_and_the_superior_approves(visit, world):
    task = await given(world, lead="KT003", by="TL001")
    lead, address = await visit("KT003"), f"/tasks/{task}/lead-changes"
    answer = await lead.submit(address, {"lead_words": "Đi học"}, on=f"/tasks/{task}", status=422)
    assert "Chọn đầu mối mới." in answer.text
    assert lead.form(address)["lead_words"][0].strip() == "Đi học"
    await lead.submit(address, {"new_lead": world.ids["KT004"]})
    page = await lead.get(f"/tasks/{task}")
    assert "Chờ người phụ trách chung của hai đầu mối duyệt" in page.text
    change = await fetch_one("SELECT id FROM lead_change")
    head, decision = await visit("KT001"), f"/lead-changes/{change['id']}/decision"
    answer = await head.submit(decision, {"lead_decision_words": "Được"}, on=f"/tasks/{task}", status=422)
    assert "Chọn duyệt hay không." in answer.text
    await head.submit(decision, {"lead_approved": "yes"})
    assert (await row_of(task))["lead"] == world.ids["KT004"]
    page = await head.get(f"/tasks/{task}")
    assert "Duyệt thay đầu mối." in page.text
    assert "Đầu mối: Ngô Văn Đức → Trịnh Thị Ngân" in page.text


@pytest.mark.parametrize(
    ("code", "status"), [("KT003", 403), ("KT004", 403), ("VX001", 404), ("TL003", 403), ("KT001", 303)]
)
async def test_who_may_decide_on_a_lead(visit, world, code, status):
    task, lead = await given(world, lead="KT003", by="TL001"), await visit("KT003")
    await lead.submit(
        f"/tasks/{task}/lead-changes",
        {"new_lead": world.ids["KT004"], "lead_words": "Đi học"},
        on=f"/tasks/{task}",
    )
    change = await fetch_one("SELECT id FROM lead_change")
    person = await visit(code)
    await person.get("/")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', person.last.text)[1]
    data = {
        "_csrf_token": token,
        "form_key": f"lead-{code}",
        "lead_approved": "no",
        "lead_decision_words": "x",
    }
    answer = await person.client.post(f"/lead-changes/{change['id']}/decision", data=data)
    assert answer.status_code == status
    assert (await row_of(task))["lead"] == world.ids["KT003"]


async def test_naming_an_owner_says_that_the_lead_stays(visit, world):
    task, head = await given(world), await visit("KT001")
    await handed_back(world, task, "lacks_papers")
    paper = await fetch_one("SELECT id FROM hand_over")
    await head.submit(
        f"/hand-overs/{paper['id']}/decision",
        {"upheld": "yes", "decide_words": "Đúng"},
        on=f"/tasks/{task}",
    )
    page = await head.get(f"/tasks/{task}")
    assert "Đầu mối xuyên suốt giữ nguyên: Vũ Đình Long" in readable(page.text)
    await head.submit(f"/tasks/{task}/owner", {"owner": world.ids["KT005"]})
    row = await row_of(task)
    assert (row["owner"], row["lead"]) == (world.ids["KT005"], world.ids["KT001"])


# --- what has to be done -----------------------------------------------------------------------


class Page:
    csrf = "token"


@pytest.mark.parametrize("locale", ["vi", "en"])
async def test_each_obligation_has_a_row_that_carries_its_act(world, locale):
    marks = Marks(MONDAY, await office_calendar())
    task, offer = await an_offer(world)
    gone, second = await an_offer(world)
    await return_offer(
        hand_over=second,
        reason="overload",
        words="Quá tải",
        by=await world.viewer("KT004"),
        now=at(MONDAY, 9),
    )
    led = await given(world, lead="KT003", by="TL001")
    from app.tasks.commands import ask_lead_change

    change = await ask_lead_change(
        task=led,
        to_lead=world.ids["KT004"],
        words="Đi học",
        by=await world.viewer("KT003"),
        now=at(MONDAY, 9),
        version=1,
    )
    head, taker = await world.viewer("KT001"), await world.viewer("KT004")
    for kind, waiting, actions in (
        ("offer", await offers_to(taker, marks), [f"/hand-overs/{offer}/{n}" for n in ("receipt", "return")]),
        ("returned_offer", await returned_offers(head, marks), [f"/hand-overs/{second}/anew"]),
        ("lead_change", await lead_changes(head, marks), [f"/lead-changes/{change}/decision"]),
    ):
        (item,) = waiting.rows
        env = environment(locale)
        text = (
            env.from_string(
                f'{{% import "today/kinds/{kind}.html" as kind with context %}}{{{{ kind.row(item) }}}}'
            )
        ).render(
            item=item,
            page=Page(),
            back="/",
            fresh=lambda version="": Form.of({}, locale=locale, version=version),
        )
        seen = Forms(text)
        assert [form["action"] for form in seen.forms] == actions
        assert all(form["fields"]["back"] == ["/"] for form in seen.forms)
        assert text.count("<li") == 1
        for control in seen.controls:
            if control.get("type") not in ("hidden",):
                assert control["id"] in seen.labelled, control
    assert gone != task


async def test_the_head_who_gives_it_to_himself_has_it_at_once(visit, world):
    task = await given(world)
    await reassign(
        task=task,
        to_officer=world.ids["KT001"],
        reason="moved",
        words="Tôi làm",
        by=await world.viewer("KT001"),
        now=world.now,
        version=1,
    )
    page = await (await visit("KT001")).get(f"/tasks/{task}")
    assert "chuyển ngay 22/11/2026" in page.text
