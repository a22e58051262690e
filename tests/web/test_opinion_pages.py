"""Questions between units as people meet them in a browser without scripts."""

import io
from datetime import date
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from app import clock
from app.db import fetch, fetch_one
from app.tasks.commands import answer_opinion
from app.tasks.list_routes import marks_of_today
from app.tasks.opinion_queries import opinions_to_answer
from app.tasks.opinions import note_silence
from app.web.forms import Form
from app.web.render import environment
from tests.db.following import QUESTION, ask, opinion_row
from tests.db.work import NEXT_FRIDAY, given
from tests.page import Forms, readable

BEFORE = clock.at(date(2026, 11, 2), 8)


def typed(world, **changes):
    """What the owner types to ask the head of VX."""
    return {
        "opinion_unit": world.ids["VX"],
        "opinion_question": QUESTION,
        "opinion_due": "26/11/2026",
        **changes,
    }


# --- asking ------------------------------------------------------------------------------------


async def test_the_owner_asks_and_the_head_of_the_other_unit_answers_on_the_tasks_page(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    page = await owner.get(f"/tasks/{task}")
    assert "Từ 25/11/2026 đến 30/11/2026" in readable(page.text)
    await owner.submit(f"/tasks/{task}/opinions", typed(world))
    page = await owner.get(f"/tasks/{task}")
    assert "Đã gửi câu hỏi ý kiến." in page.text
    assert QUESTION in page.text
    assert "Lý Thị Hồng Vân" in page.text
    assert "Chờ ý kiến: 1" in page.text
    assert "Trả lời trước hết ngày 26/11/2026" in page.text  # in the history
    (row,) = await fetch("SELECT id FROM opinion")
    address = f"/opinions/{row['id']}/answer"
    assert address not in page.text
    head = await visit("VX001")
    await head.get(f"/tasks/{task}")
    words = f"answer_words_{row['id']}"
    answer = await head.submit(address, {f"answer_outcome_{row['id']}": "disagree"}, status=422)
    assert "Nêu nội dung góp ý hoặc lý do." in answer.text
    assert head.form(address)[f"answer_outcome_{row['id']}"] == ["disagree"]
    await head.submit(address, {f"answer_outcome_{row['id']}": "disagree", words: "Thiếu hai hộ"})
    page = await head.get(f"/tasks/{task}")
    assert "Không đồng ý" in page.text
    assert "Thiếu hai hộ" in page.text
    assert address not in page.text
    assert "Chờ ý kiến: 1" not in page.text


async def test_a_refused_question_names_every_mistake_at_once_and_keeps_every_word(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    wrong = typed(world, opinion_unit="", opinion_answerer="khong co ai", opinion_due="31/02/2027")
    answer = await owner.submit(f"/tasks/{task}/opinions", wrong, on=f"/tasks/{task}", status=422)
    for words in ("Chọn đơn vị được hỏi ý kiến.", "Không có ai khớp", "31/02/2027"):
        assert words in answer.text
    kept = owner.form(f"/tasks/{task}/opinions")
    assert kept["opinion_question"][0].strip() == QUESTION
    assert kept["opinion_answerer"] == ["khong co ai"]
    answer = await owner.submit(
        f"/tasks/{task}/opinions",
        typed(world, opinion_question="", opinion_due="20/11/2026", opinion_answerer="HC002"),
        status=422,
    )
    for words in ("Nêu nội dung cần ý kiến.", "Nhập ngày trả lời từ", "phải đang công tác tại đơn vị"):
        assert words in answer.text
    assert await fetch("SELECT id FROM opinion") == []


async def test_the_answerer_is_found_by_code_label_or_name_within_the_unit(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    for name in ("VX002", "nguyen thi anh", "VX002 – Nguyễn Thị Ánh (Phòng Văn hóa - Xã hội)"):
        sent = typed(world, opinion_answerer=name)
        await owner.submit(f"/tasks/{task}/opinions", sent, on=f"/tasks/{task}")
    rows = await fetch("SELECT DISTINCT answerer FROM opinion")
    assert [row["answerer"] for row in rows] == [world.ids["VX002"]]


async def test_the_same_press_twice_asks_once(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    await owner.get(f"/tasks/{task}")
    for _ in range(2):
        await owner.submit(f"/tasks/{task}/opinions", typed(world))
    assert len(await fetch("SELECT id FROM opinion")) == 1


@pytest.mark.parametrize(
    ("code", "status"), [("TL003", 403), ("HC002", 404), ("VP003", 404), ("KT001", 303), ("TL002", 303)]
)
async def test_who_may_ask(visit, world, code, status):
    task = await given(world)
    owner, other = await visit("KT003"), await visit(code)
    await owner.get(f"/tasks/{task}")
    sent = {name: str(value) for name, value in typed(world).items()}
    own_page = await other.get("/my-tasks")
    token = next(
        form["fields"]["_csrf_token"][0]
        for form in Forms(own_page.text).forms
        if "_csrf_token" in form["fields"]
    )
    answer = await other.client.post(
        f"/tasks/{task}/opinions", data={**sent, "version": "1", "_csrf_token": token}
    )
    assert answer.status_code == status
    assert len(await fetch("SELECT id FROM opinion")) == (status == 303)


# --- answering ---------------------------------------------------------------------------------


async def test_a_silent_question_says_so_and_still_takes_one_late_answer(visit, world):
    task = await given(world)
    opinion = await ask(world, task)
    await note_silence(NEXT_FRIDAY)
    clock.set_clock(clock.at(NEXT_FRIDAY, 9))
    head = await visit("VX001")
    page = await head.get(f"/tasks/{task}")
    assert "Không trả lời đúng hạn" in page.text
    assert "Theo quy định của cơ quan: không tính là đồng ý." in page.text
    sent = {f"answer_outcome_{opinion}": "agree"}
    await head.submit(f"/opinions/{opinion}/answer", sent)
    page = await head.get(f"/tasks/{task}")
    assert "Trả lời muộn ngày 27/11/2026: Đồng ý." in page.text
    assert "Không trả lời đúng hạn" in page.text
    assert f"/opinions/{opinion}/answer" not in page.text


async def test_who_asked_withdraws_and_others_have_no_button(visit, world):
    task = await given(world)
    opinion = await ask(world, task)
    address = f"/opinions/{opinion}/withdrawal"
    for code in ("KT001", "VX001"):
        assert address not in (await (await visit(code)).get(f"/tasks/{task}")).text
    owner = await visit("KT003")
    await owner.submit(address, on=f"/tasks/{task}")
    assert "Đã rút câu hỏi" in (await owner.get(f"/tasks/{task}")).text
    assert (await opinion_row(opinion))["outcome"] == "withdrawn"


@pytest.mark.parametrize(
    ("code", "status"), [("KT001", 403), ("KT003", 403), ("HC002", 404), ("VP003", 404), ("TL002", 303)]
)
async def test_who_may_answer(visit, world, code, status):
    task = await given(world)
    opinion = await ask(world, task)
    other = await visit(code)
    page = await other.get("/my-tasks")
    token = next(
        form["fields"]["_csrf_token"][0] for form in Forms(page.text).forms if "_csrf_token" in form["fields"]
    )
    sent = {f"answer_outcome_{opinion}": "agree", "_csrf_token": token}
    answer = await other.client.post(f"/opinions/{opinion}/answer", data=sent)
    assert answer.status_code == status
    assert (await opinion_row(opinion))["outcome"] == ("agree" if status == 303 else "")
    assert (await other.client.post("/opinions/999/answer", data=sent)).status_code == 404


async def test_the_row_of_the_first_page_answers_in_place(visit, world):
    task = await given(world)
    opinion = await ask(world, task)
    waiting = await opinions_to_answer(await world.viewer("VX001"), await marks_of_today())
    assert waiting is not None
    for lang in ("vi", "en"):
        shown = (
            environment(lang)
            .from_string('{% import "today/kinds/opinion.html" as kind with context %}{{ kind.row(item) }}')
            .render(
                item=waiting.rows[0],
                page=SimpleNamespace(csrf="token", today=world.today),
                fresh=lambda version="": Form(version=version),
                back="/",
            )
        )
        (form,) = Forms(shown).forms
        assert form["action"] == f"/opinions/{opinion}/answer"
        assert {f"answer_words_{opinion}", "back", "form_key"} <= set(form["fields"])
        assert shown.count("<li") == 1
        assert QUESTION in shown
    head = await visit("VX001")
    await head.get(f"/tasks/{task}")
    sent = {f"answer_outcome_{opinion}": "agree", "back": "/"}
    assert (await head.submit(f"/opinions/{opinion}/answer", sent)).headers["location"] == "/"


# --- the list and the lateness -----------------------------------------------------------------


async def test_the_list_filters_and_saves_as_a_workbook(visit, world):
    task = await given(world)
    opinion = await ask(world, task, question='=HYPERLINK("http://evil.example")')
    other = await ask(world, task, unit="HC", question="Câu hỏi thứ hai")
    head = await world.viewer("HC001")
    await answer_opinion(opinion=other, outcome="agree", words="", by=head, now=world.now)
    inspector = await visit("TL003")
    page = await inspector.get("/opinions")
    assert page.text.index("Câu hỏi thứ hai") < page.text.index("=HYPERLINK")
    page = await inspector.get("/opinions?state=open&side=of")
    assert "Câu hỏi thứ hai" not in page.text
    assert "Đang lọc theo" in page.text
    assert "Không có câu hỏi nào khớp bộ lọc" in (await inspector.get("/opinions?state=silent")).text
    answer = await inspector.client.get("/opinions.xlsx?state=open")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    head_row = next(place for place, row in enumerate(rows) if row[0] == "STT")
    (line,) = rows[head_row + 1 : -1]
    assert line[5] == '=HYPERLINK("http://evil.example")'
    assert (line[6], line[9]) == ("Phòng Văn hóa - Xã hội", date(2026, 11, 26))
    assert opinion


async def test_an_empty_list_says_where_questions_come_from(visit):
    for code in ("KT001", "KT003", "TL003"):
        assert "Chưa có câu hỏi ý kiến nào" in (await (await visit(code)).get("/opinions")).text


async def test_an_administrator_without_work_has_no_list_and_staff_see_only_their_own(visit, world):
    from app.people.tables import RoleGrant

    task = await given(world)
    await ask(world, task, question="Câu hỏi của KT")
    assert "Câu hỏi của KT" not in (await (await visit("VX002")).get("/opinions")).text
    await RoleGrant.delete().where((RoleGrant.officer == world.ids["VP003"]) & (RoleGrant.role == "staff"))
    administrator = await visit("VP003")
    await administrator.get("/opinions", status=403)
    assert (await administrator.client.get("/opinions.xlsx")).status_code == 403


async def test_a_late_task_shows_own_and_waiting_days_on_its_page_the_board_and_the_workbook(visit, world):
    task = await given(world, now=BEFORE, deadline=date(2026, 11, 12))
    clock.set_clock(clock.at(date(2026, 11, 12), 9))
    await ask(world, task, now=clock.now(), due_on=date(2026, 11, 17))
    clock.set_clock(clock.at(date(2026, 11, 20), 9))
    head = await visit("KT001")
    page = readable((await head.get(f"/tasks/{task}")).text)
    assert "Trễ 6 ngày làm việc: người giữ việc 3, chờ ý kiến đơn vị khác 3." in page
    board = readable((await head.get("/late")).text)
    assert "6 chờ ý kiến 3" in board
    answer = await head.client.get("/late.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    names = next(row for row in rows if row[0] == "STT")
    (line,) = [row for row in rows if row[0] == 1]
    assert (line[names.index("Trễ (ngày làm việc)")], line[names.index("Trong đó chờ ý kiến")]) == (6, 3)


async def test_the_number_of_statements_does_not_grow_with_the_questions(visit, world, monkeypatch):
    from app.db import engine

    task = await given(world, now=BEFORE, deadline=date(2026, 11, 12))
    await ask(world, task)
    head = await visit("VX001")
    ran = []
    current = engine()
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(str(querystring))
        return await really(querystring, in_pool)

    monkeypatch.setattr(current, "run_querystring", counted)

    async def statements() -> list[int]:
        found = []
        for path in (f"/tasks/{task}", "/opinions", "/opinions.xlsx", "/late"):
            ran.clear()
            await head.client.get(path)
            found.append(len(ran))
        return found

    few = await statements()
    for _ in range(4):
        await ask(world, await given(world, now=BEFORE, deadline=date(2026, 11, 12)))
        await ask(world, task)
    assert await statements() == few
    row = await fetch_one("SELECT COUNT(*) AS n FROM opinion")
    assert row["n"] == 9
