"""Incidents as each role meets them in a browser without scripts."""

import io
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from app import clock
from app.db import fetch, fetch_one
from app.tasks.evidence import stored_path
from app.web.home import BLOCKS
from tests.page import readable

LATER = datetime(2026, 11, 27, 2, 0, tzinfo=clock.UTC)
RECORDER = "Cao Thị Mỹ Hạnh"
FACTS = "Nói to, chỉ tay vào mặt người đến nộp hồ sơ."
ENTRY = {
    "rule_code": "DN-04",
    "person": "HC002 – Tạ Hải Yến (Trung tâm Phục vụ hành chính công)",
    "happened_on": "18/11/2026",
    "happened_time": "14h05",
    "place": "Quầy số 3",
    "facts": FACTS,
    "source": "citizen",
}


def pdf(name="anh-quay-3.pdf"):
    return {"evidence": (name, io.BytesIO(b"%PDF-1.4\n%minutes\n"), "application/pdf")}


async def record(visit, code="HC003", files=None, **changes):
    """Record an incident in the browser; answers its address."""
    visitor = await visit(code)
    answer = await visitor.submit("/incidents", {**ENTRY, **changes}, on="/incidents/new", files=files)
    return answer.headers["location"]


async def state_of(address):
    row = await fetch_one("SELECT state FROM incident WHERE id = {}", int(address.rsplit("/", 1)[1]))
    return row["state"]


# The form ----------------------------------------------------------------------------------------


async def test_the_form_says_first_that_it_is_no_denunciation_channel_and_keeps_no_draft(visit):
    visitor = await visit("HC003")
    answer = await visitor.get("/incidents/new")
    words = readable(answer.text)
    assert words.index("Đây không phải nơi nộp đơn tố cáo theo Luật Tố cáo") < words.index(
        "Quy tắc bị làm trái"
    )
    assert "data-keep" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "<title>Biểu mẫu – Xuyên Suốt</title>" in answer.text
    assert answer.text.count("<optgroup") >= 5


async def test_all_mistakes_are_named_at_once_and_every_word_is_kept(visit, world):
    visitor = await visit("HC003")
    typed = {
        **ENTRY,
        "rule_code": "",
        "person": "không có ai",
        "happened_on": "31/02/2026",
        "happened_time": "25:00",
        "place": "",
        "source": "",
    }
    wrong = {"evidence": ("a.pdf", io.BytesIO(b"MZ\x90\x00"), "application/pdf")}
    answer = await visitor.submit("/incidents", typed, on="/incidents/new", files=wrong, status=422)
    for field in ("rule_code", "person", "happened_on", "happened_time", "place", "source", "evidence"):
        assert f'href="#f-{field}"' in answer.text, field
    assert 'value="không có ai"' in answer.text
    assert 'value="31/02/2026"' in answer.text
    assert FACTS in answer.text
    assert "<title>Lỗi: " in answer.text
    assert await fetch("SELECT id FROM incident") == []
    assert await fetch("SELECT id FROM evidence") == []


async def test_a_day_after_today_is_refused(visit):
    visitor = await visit("HC003")
    typed = {**ENTRY, "happened_on": "23/11/2026"}
    answer = await visitor.submit("/incidents", typed, on="/incidents/new", status=422)
    assert "Ngày xảy ra không được sau hôm nay." in answer.text


async def test_good_files_of_a_refused_form_are_asked_for_again(visit):
    visitor = await visit("HC003")
    answer = await visitor.submit(
        "/incidents", {**ENTRY, "place": ""}, on="/incidents/new", files=pdf(), status=422
    )
    assert "Chọn lại tệp minh chứng" in answer.text


async def test_a_name_that_two_people_bear_is_chosen_from_a_list_without_a_script(visit):
    visitor = await visit("HC003")
    typed = {**ENTRY, "person": "nguyen thi anh"}
    answer = await visitor.submit("/incidents", typed, on="/incidents/new", status=422)
    assert "Có 2 người khớp" in answer.text
    assert "VP004 – Nguyễn Thị Ánh (Văn phòng HĐND và UBND)" in answer.text
    answer = await visitor.submit("/incidents", {"person_code": "VX002"})
    row = await fetch_one("SELECT o.staff_code FROM incident i JOIN officer o ON o.id = i.officer")
    assert row["staff_code"] == "VX002"


async def test_people_are_offered_without_marks_with_code_and_unit(visit):
    visitor = await visit("HC003")
    answer = await visitor.get("/incidents/people?q=ta%20hai")
    assert "HC002 – Tạ Hải Yến (Trung tâm Phục vụ hành chính công)" in answer.text
    assert "<option" not in (await visitor.get("/incidents/people?q=")).text


async def test_a_double_press_records_one_incident(visit):
    visitor = await visit("HC003")
    await visitor.get("/incidents/new")
    first = await visitor.submit("/incidents", ENTRY)
    second = await visitor.submit("/incidents", ENTRY)
    assert first.headers["location"] == second.headers["location"]
    assert len(await fetch("SELECT id FROM incident")) == 1


# Each role × page --------------------------------------------------------------------------------

ROLES = {
    "TL001": 200,
    "TL002": 404,
    "TL003": 200,
    "HC001": 200,
    "HC002": 200,
    "HC003": 200,
    "HC004": 404,
    "VP001": 404,
    "VP002": 404,
    "VP003": 404,
}


@pytest.mark.parametrize(("code", "status"), ROLES.items())
async def test_each_role_gets_the_page_or_404(visit, code, status):
    address = await record(visit, files=pdf())
    visitor = await visit(code)
    answer = await visitor.get(address, status=status)
    evidence = await fetch_one("SELECT id FROM evidence")
    await visitor.get(f"{address}/files/{evidence['id']}", status=status)
    listed = await visitor.get("/incidents")
    await visitor.get("/incidents/new")
    assert ("VV-2026-0001" in listed.text) is (status == 200)
    if status == 200:
        assert FACTS in answer.text


@pytest.mark.parametrize("code", ["TL001", "HC002", "HC003"])
async def test_the_pages_speak_english_too(visit, code):
    address = await record(visit)
    visitor = await visit(code)
    visitor.client.cookies.set("lang", "en", domain="office.example")
    assert "Awaiting conclusion" in (await visitor.get(address)).text
    assert "Awaiting conclusion" in (await visitor.get("/incidents")).text
    assert "Record an incident" in (await visitor.get("/incidents/new")).text


async def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(visit):
    nobody = await visit(None)
    for path in ("/incidents", "/incidents/new", "/incidents/1", "/incidents.xlsx", "/incidents/1/files/1"):
        answer = await nobody.get(path, status=303)
        assert answer.headers["location"].startswith("/sign-in")


async def test_an_unknown_incident_and_a_file_of_another_one_are_404(visit):
    first = await record(visit, files=pdf())
    await record(visit)
    visitor = await visit("HC001")
    evidence = await fetch_one("SELECT id FROM evidence")
    await visitor.get("/incidents/999", status=404)
    await visitor.get(f"/incidents/2/files/{evidence['id']}", status=404)
    await visitor.get("/incidents/1/files/999", status=404)
    answer = await visitor.get(f"{first}/files/{evidence['id']}")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"] == 'attachment; filename="anh-quay-3.pdf"'


async def test_the_person_named_never_meets_the_recorder(visit):
    """Not on the page, in the list, in a refused form or after the conclusion."""
    address = await record(visit, files=pdf())
    accused = await visit("HC002")
    for path in (address, "/incidents", "/incidents?state=recorded"):
        answer = await accused.get(path)
        assert RECORDER not in answer.text
        assert "HC003" not in answer.text
        assert "Người dân, doanh nghiệp phản ánh" not in readable(answer.text)
    refused = await accused.submit(f"{address}/statement", {"words": ""}, on=address, status=422)
    assert RECORDER not in refused.text
    await accused.submit(f"{address}/statement", {"words": "Tôi nói to vì người đó nghe kém."}, on=address)
    head = await visit("HC001")
    assert RECORDER in (await head.get(address)).text
    await head.submit(
        f"{address}/conclusion", {"result": "confirmed", "words": "Camera xác nhận."}, on=address
    )
    assert RECORDER not in (await accused.get(address)).text


async def test_a_file_that_is_gone_from_the_disk_is_404_and_the_general_address_never_serves_it(
    visit, settings
):
    address = await record(visit, files=pdf())
    evidence = await fetch_one("SELECT id, sha256 FROM evidence")
    head = await visit("HC001")
    await head.get(f"/evidence/{evidence['id']}", status=404)
    stored_path(settings.files_dir, evidence["sha256"]).unlink()
    await head.get(f"{address}/files/{evidence['id']}", status=404)


# Statement and conclusion ------------------------------------------------------------------------


async def test_the_whole_way_from_record_to_conclusion(visit):
    address = await record(visit)
    accused, head = await visit("HC002"), await visit("HC001")
    waiting = await head.get(address)
    assert "Chưa kết luận được" in waiting.text
    assert "26/11/2026" in waiting.text
    assert f'action="{address}/conclusion"' not in waiting.text
    await accused.submit(
        f"{address}/statement",
        {"words": "Tôi nói to vì người đó nghe kém."},
        on=address,
        files=pdf("giay.pdf"),
    )
    page = await head.get(address)
    assert "Tôi nói to vì người đó nghe kém." in page.text
    assert "giay.pdf" in page.text
    answer = await head.submit(f"{address}/conclusion", {"result": "rejected", "words": "Không có cơ sở."})
    assert answer.headers["location"] == address
    assert await state_of(address) == "rejected"
    assert "Không có cơ sở." in (await accused.get(address)).text
    recorder = await (await visit("HC003")).get(address)
    assert "Không có cơ sở." not in recorder.text
    assert "nghe kém" not in recorder.text
    assert "giay.pdf" not in recorder.text


async def test_an_empty_statement_is_refused_and_a_double_press_sends_one(visit):
    address = await record(visit)
    accused = await visit("HC002")
    answer = await accused.submit(f"{address}/statement", {"words": " "}, on=address, status=422)
    assert "Ghi ý kiến của anh/chị." in answer.text
    await accused.get(address)
    sent = {"words": "Tôi có ý kiến."}
    await accused.submit(f"{address}/statement", sent)
    await accused.submit(f"{address}/statement", sent)
    kinds = [row["kind"] for row in await fetch("SELECT kind FROM history WHERE kind LIKE 'incident.%'")]
    assert kinds.count("incident.stated") == 1


async def test_an_incomplete_conclusion_names_every_mistake_and_keeps_the_words(visit):
    address = await record(visit, rule_code="CQ-05")
    clock.set_clock(LATER)
    head = await visit("HC001")
    answer = await head.submit(f"{address}/conclusion", {}, on=address, status=422)
    assert 'href="#f-result"' in answer.text
    assert 'href="#f-words"' in answer.text
    answer = await head.submit(
        f"{address}/conclusion", {"result": "confirmed", "words": "Hai người thấy."}, on=address, status=422
    )
    assert 'href="#f-house_rule"' in answer.text
    assert "Hai người thấy." in answer.text
    assert await state_of(address) == "recorded"


async def test_a_conclusion_opened_before_the_statement_ends_on_the_conflict_page_with_its_words(visit):
    address = await record(visit)
    clock.set_clock(LATER)
    head, accused = await visit("HC001"), await visit("HC002")
    await head.get(address)
    await accused.submit(f"{address}/statement", {"words": "Ý kiến muộn."}, on=address)
    answer = await head.submit(
        f"{address}/conclusion", {"result": "confirmed", "words": "Đã xem camera."}, status=409
    )
    assert "Đã xem camera." in answer.text
    assert await state_of(address) == "recorded"


async def test_a_double_press_concludes_once(visit):
    address = await record(visit)
    clock.set_clock(LATER)
    head = await visit("HC001")
    await head.get(address)
    sent = {"result": "confirmed", "words": "Camera xác nhận."}
    await head.submit(f"{address}/conclusion", sent)
    await head.submit(f"{address}/conclusion", sent)
    assert len(await fetch("SELECT seq FROM history WHERE kind = 'incident.confirmed'")) == 1


@pytest.mark.parametrize(
    ("code", "statement", "conclusion"),
    [
        ("HC001", 403, 422),
        ("HC002", 422, 403),  # a member of staff has no page of conclusions
        ("HC003", 403, 403),
        ("TL003", 403, 403),
        ("VP001", 404, 404),
        ("VP004", 404, 403),
    ],
)
async def test_each_role_may_do_its_own_act_only(visit, code, statement, conclusion):
    address = await record(visit)
    visitor = await visit(code)
    await visitor.get("/profile")
    token = visitor.form("/profile/shortcuts")["_csrf_token"]
    for act, status in (("statement", statement), ("conclusion", conclusion)):
        answer = await visitor.client.post(f"{address}/{act}", data={"_csrf_token": token, "form_key": act})
        assert answer.status_code == status, act
    assert await state_of(address) == "recorded"


async def test_a_head_named_in_it_has_no_conclusion_form_and_is_told_who_concludes(visit):
    address = await record(visit, person="HC001")
    clock.set_clock(LATER)
    head = await visit("HC001")
    page = await head.get(address)
    assert f'action="{address}/statement"' in page.text
    assert f'action="{address}/conclusion"' not in page.text
    token = head.form(f"{address}/statement")["_csrf_token"]
    answer = await head.client.post(f"{address}/conclusion", data={"_csrf_token": token})
    assert answer.status_code == 403
    assert "Trần Quốc Hưng" in answer.text
    above = await visit("TL001")
    await above.submit(f"{address}/conclusion", {"result": "confirmed", "words": "Đã xem xét."}, on=address)
    assert await state_of(address) == "confirmed"


# The list ----------------------------------------------------------------------------------------


async def test_an_empty_list_and_a_filter_without_results_have_words(visit):
    visitor = await visit("HC001")
    assert "Chưa có vụ việc nào." in (await visitor.get("/incidents")).text
    await record(visit)
    answer = await visitor.get("/incidents?q=kh%C3%B4ng+ai&month=11/2026&state=confirmed&rule=DN-04")
    assert "Không có vụ việc nào khớp với bộ lọc." in answer.text
    assert answer.text.count("chip-off") == 4


async def test_a_filter_that_says_nothing_is_named_and_narrows_nothing(visit):
    await record(visit)
    visitor = await visit("HC001")
    answer = await visitor.get("/incidents?month=13/2026&state=x&unit=999&rule=ZZ")
    for field in ("month", "state", "unit", "rule"):
        assert f'href="#f-{field}"' in answer.text
    assert "VV-2026-0001" in answer.text


async def test_the_list_turns_pages_of_fifty(visit, world):
    row = await record(visit)
    number = int(row.rsplit("/", 1)[1])
    for extra in range(2, 53):
        await fetch(
            "INSERT INTO incident (code, officer, unit, rule_code, happened_on, happened_time, place, facts, source,"
            " recorded_by, recorded_at, state, conclusion, statement, version) SELECT {}, officer, unit, rule_code,"
            " happened_on, happened_time, place, facts, source, recorded_by, recorded_at, state, conclusion,"
            " statement, version FROM incident WHERE id = {}",
            f"VV-2026-{extra:04}",
            number,
        )
    visitor = await visit("HC001")
    first = await visitor.get("/incidents?state=recorded")
    assert first.text.count("data-row") == 50
    assert "/incidents?state=recorded&amp;page=2" in first.text
    second = await visitor.get("/incidents?state=recorded&page=2")
    assert second.text.count("data-row") == 2


async def test_the_export_holds_the_filtered_rows_without_the_recorder(visit):
    await record(visit, place="=HYPERLINK(1)")
    await record(visit, rule_code="CQ-07")
    head = await visit("HC001")
    assert "/incidents.xlsx" in (await head.get("/incidents")).text
    answer = await head.get("/incidents.xlsx?rule=DN-04&month=11/2026")
    assert answer.headers["content-disposition"] == 'attachment; filename="vu-viec_2026-11.xlsx"'
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 5
    assert rows[4][1] == "VV-2026-0001"
    assert rows[4][2].isoformat() == "2026-11-18"
    assert rows[4][7] == "=HYPERLINK(1)"
    assert RECORDER not in repr(rows)
    staff = await visit("HC003")
    assert "/incidents.xlsx" not in (await staff.get("/incidents")).text
    await staff.get("/incidents.xlsx", status=403)


# The first page ----------------------------------------------------------------------------------


async def test_the_first_page_tells_the_head_and_the_person_named_what_waits(visit, world):
    await record(visit)

    async def blocks(code):
        viewer = await world.viewer(code)
        return {
            found.title.vi: found
            for provider in BLOCKS
            if "incident" in provider.__name__ and (found := await provider(viewer, world.today))
        }

    head, accused = await blocks("HC001"), await blocks("HC002")
    assert set(head) == {"Vụ việc chờ kết luận"}
    assert "26/11/2026" in head["Vụ việc chờ kết luận"].rows[0].why.vi
    assert set(accused) == {"Chờ ý kiến của anh/chị"}
    assert accused["Chờ ý kiến của anh/chị"].rows[0].href == "/incidents/1"
    assert RECORDER not in repr(accused)
    assert await blocks("TL001") == await blocks("HC003") == {}
