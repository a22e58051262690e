"""Objective causes and protected initiatives as people meet them in a browser without scripts."""

from types import SimpleNamespace

import pytest

from app import clock
from app.db import fetch
from app.tasks.cause_queries import claims_waiting
from app.tasks.list_routes import marks_of_today
from app.web.forms import Form
from app.web.render import environment
from tests.db.following import claim, late_task, protect
from tests.db.work import NEXT_FRIDAY, given
from tests.page import Forms


@pytest.fixture(autouse=True)
def friday(world):
    """The day after the deadline of Thursday."""
    clock.set_clock(clock.at(NEXT_FRIDAY, 14))


async def token_of(visitor) -> str:
    page = await visitor.get("/my-tasks")
    return next(
        form["fields"]["_csrf_token"][0] for form in Forms(page.text).forms if "_csrf_token" in form["fields"]
    )


async def test_the_owner_claims_and_the_head_confirms_on_the_tasks_page(visit, world):
    task, lateness = await late_task(world)
    owner, key = await visit("KT003"), f"l{lateness}"
    address = f"/tasks/{task}/cause-claims"
    typed = {f"cause_words_{key}": "Mất điện", f"cause_number_{key}": "12/TB-ĐL"}
    answer = await owner.submit(
        address, {**typed, f"cause_dated_{key}": "31/11/2026"}, on=f"/tasks/{task}", status=422
    )
    assert "31/11/2026" in answer.text
    assert owner.form(address)[f"cause_words_{key}"][0].strip() == "Mất điện"
    answer = await owner.submit(address, {f"cause_words_{key}": "", f"cause_number_{key}": ""}, status=422)
    assert "Nêu nguyên nhân khách quan." in answer.text
    await owner.submit(address, {**typed, f"cause_dated_{key}": "26/11/2026"})
    page = await owner.get(f"/tasks/{task}")
    assert "12/TB-ĐL (26/11/2026)" in page.text
    assert "Chờ quyết định" in page.text
    assert address not in page.text
    (row,) = await fetch("SELECT id FROM cause_claim")
    decision = f"/cause-claims/{row['id']}/decision"
    assert decision not in page.text
    head = await visit("KT001")
    answer = await head.submit(decision, on=f"/tasks/{task}", status=422)
    assert "Chọn xác nhận hay không." in answer.text
    assert "Nêu ý kiến khi quyết định." in answer.text
    assert (await fetch("SELECT confirmed FROM cause_claim"))[0]["confirmed"] is None
    chosen = {f"claim_confirmed_{row['id']}": "yes", f"claim_words_{row['id']}": "Đã đối chiếu"}
    await head.submit(decision, chosen)
    page = await head.get(f"/tasks/{task}")
    assert "Đã đối chiếu" in page.text
    assert "Nguyên nhân khách quan" in page.text
    assert decision not in page.text


async def test_a_refused_claim_may_be_made_again_with_a_protected_initiative(visit, world):
    task, lateness = await late_task(world)
    initiative = await protect(world, task)
    number = await claim(world, lateness)
    head, owner, key = await visit("KT001"), await visit("KT003"), f"l{lateness}"
    refused = {f"claim_confirmed_{number}": "no", f"claim_words_{number}": "Văn bản không nêu ngày này"}
    await head.submit(f"/cause-claims/{number}/decision", refused, on=f"/tasks/{task}")
    typed = {f"cause_words_{key}": "Thử nghiệm", f"cause_initiative_{key}": str(initiative)}
    await owner.submit(f"/tasks/{task}/cause-claims", typed, on=f"/tasks/{task}")
    page = await owner.get(f"/tasks/{task}")
    assert "Văn bản không nêu ngày này" in page.text
    assert "đề xuất được bảo vệ 88/QĐ-UBND" in page.text


@pytest.mark.parametrize(("code", "status"), [("KT001", 403), ("TL003", 403), ("VX002", 404), ("KT003", 303)])
async def test_who_may_claim(visit, world, code, status):
    task, lateness = await late_task(world)
    visitor, key = await visit(code), f"l{lateness}"
    sent = {
        "lateness": str(lateness),
        f"cause_words_{key}": "Bão",
        f"cause_number_{key}": "1/TB",
        f"cause_dated_{key}": "26/11/2026",
        "_csrf_token": await token_of(visitor),
    }
    answer = await visitor.client.post(f"/tasks/{task}/cause-claims", data=sent)
    assert answer.status_code == status
    for wrong in ({"lateness": "999"}, {"lateness": ""}, {"submission": "1"}):
        answer = await visitor.client.post(f"/tasks/{task}/cause-claims", data={**sent, **wrong})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("code", "status"), [("KT003", 403), ("KT002", 403), ("TL003", 403), ("VX001", 404), ("TL001", 303)]
)
async def test_who_may_decide(visit, world, code, status):
    _, lateness = await late_task(world)
    number = await claim(world, lateness)
    visitor = await visit(code)
    sent = {
        f"claim_confirmed_{number}": "yes",
        f"claim_words_{number}": "Đúng",
        "_csrf_token": await token_of(visitor),
    }
    answer = await visitor.client.post(f"/cause-claims/{number}/decision", data=sent)
    assert answer.status_code == status
    confirmed = (await fetch("SELECT confirmed FROM cause_claim"))[0]["confirmed"]
    assert bool(confirmed) is (status == 303)


async def test_the_row_of_the_first_page_decides_in_place(visit, world):
    task, lateness = await late_task(world)
    number = await claim(world, lateness)
    waiting = await claims_waiting(await world.viewer("KT001"), await marks_of_today())
    assert waiting is not None
    for lang in ("vi", "en"):
        shown = (
            environment(lang)
            .from_string('{% import "today/kinds/cause_claim.html" as k with context %}{{ k.row(item) }}')
            .render(
                item=waiting.rows[0],
                page=SimpleNamespace(csrf="token", today=world.today),
                fresh=lambda version="": Form(version=version),
                back="/",
            )
        )
        (form,) = Forms(shown).forms
        assert form["action"] == f"/cause-claims/{number}/decision"
        assert {f"claim_words_{number}", "back", "form_key"} <= set(form["fields"])
        assert "12/TB-ĐL" in shown
        assert shown.count("<li") == 1
    head = await visit("KT001")
    await head.get(f"/tasks/{task}")
    sent = {f"claim_confirmed_{number}": "yes", f"claim_words_{number}": "Đúng", "back": "/"}
    assert (await head.submit(f"/cause-claims/{number}/decision", sent)).headers["location"] == "/"


# --- protected initiatives ---------------------------------------------------------------------

INITIATIVE = {
    "proposal": "Trả kết quả tại nhà",
    "document": "88/QĐ-UBND",
    "document_date": "02/11/2026",
    "approver": "Trần Quốc Hưng, Chủ tịch UBND phường",
    "from_date": "02/11/2026",
    "to_date": "31/12/2026",
    "decided_by": "KT001",
    "adviser_3": "KT004",
    "advice_3": "Thử ở hai điểm trước",
}


async def test_a_head_records_an_initiative_and_ends_it_with_a_reason(visit, world):
    task, _ = await late_task(world)
    head = await visit("KT001")
    page = await head.get(f"/tasks/{task}")
    assert f'href="/tasks/{task}/initiatives/new"' in page.text
    await head.submit(f"/tasks/{task}/initiatives", INITIATIVE, on=f"/tasks/{task}/initiatives/new")
    page = await head.get(f"/tasks/{task}")
    assert "Đang được bảo vệ" in page.text
    assert "Thử ở hai điểm trước" in page.text
    assert "Đề xuất được bảo vệ từ 02/11/2026 đến 31/12/2026" in page.text  # the flag's ground
    assert f"/tasks/{task}/initiatives/new" not in page.text
    (row,) = await fetch("SELECT id FROM initiative")
    address = f"/initiatives/{row['id']}/end"
    answer = await head.submit(address, status=422)
    assert "Nêu lý do kết thúc." in answer.text
    await head.submit(address, {f"end_words_{row['id']}": "Đã tổng kết"})
    page = await head.get(f"/tasks/{task}")
    assert "Đã tổng kết" in page.text
    assert address not in page.text


async def test_a_refused_initiative_names_every_mistake_at_its_row_and_keeps_every_word(visit, world):
    task = await given(world)
    head = await visit("KT001")
    wrong = {
        **INITIATIVE,
        "proposal": "",
        "document_date": "31/02/2026",
        "decided_by": "KT004",
        "advice_3": "",
        "adviser_4": "khong co ai",
    }
    address = f"/tasks/{task}/initiatives"
    answer = await head.submit(address, wrong, on=f"{address}/new", status=422)
    for words in (
        "Nêu đề xuất.",
        "31/02/2026",
        "Người quyết định không đồng thời là người tham mưu.",
        "Nêu nội dung tham mưu.",
        "Không có ai khớp",
    ):
        assert words in answer.text
    assert 'href="#f-adviser_3"' in answer.text
    kept = head.form(address)
    assert kept["adviser_4"] == ["khong co ai"]
    assert kept["document_date"] == ["31/02/2026"]
    assert await fetch("SELECT id FROM initiative") == []


@pytest.mark.parametrize(
    ("code", "status"), [("KT003", 403), ("TL003", 403), ("VX001", 404), ("KT002", 200), ("TL001", 200)]
)
async def test_who_may_record_an_initiative(visit, world, code, status):
    task = await given(world)
    visitor = await visit(code)
    await visitor.get(f"/tasks/{task}/initiatives/new", status=status)
    if status == 200:
        return
    sent = {**INITIATIVE, "version": "1", "_csrf_token": await token_of(visitor)}
    answer = await visitor.client.post(f"/tasks/{task}/initiatives", data=sent)
    assert answer.status_code == status
    made = await protect(world, task)
    answer = await visitor.client.post(f"/initiatives/{made}/end", data={**sent, f"end_words_{made}": "x"})
    assert answer.status_code == status
