"""What nobody types by mistake: ids, months, tokens and bodies made to break the server or to look inside."""

import asyncio
import re
import secrets

import pytest

from app.db import fetch
from app.web.forms import Form
from app.web.requests import MOST_TYPED_BYTES
from app.web.security import HEADERS
from tests.db.work import given

IMPOSSIBLE_IDS = ("-1", str(2**31), str(2**63), str(-(2**63) - 1), "1" * 30)
BY_ID = (
    *("/tasks/{}", "/incidents/{}", "/evidence/{}", "/incidents/1/files/{}", "/directives/{}"),
    "/notices/{}",
    *(
        "/campaigns/{}",
        "/campaigns/{}/export",
        "/catalogues/{}",
        "/imports/{}",
        "/admin/people/{}",
        "/admin/units/{}",
    ),
)


@pytest.mark.parametrize("address", BY_ID)
async def test_an_id_that_no_record_can_have_is_not_found(visit, address):
    person = await visit("VP003" if address.startswith("/admin") else "TL001")
    for number in IMPOSSIBLE_IDS:
        await person.get(address.format(number), status=404)


async def test_an_impossible_id_is_not_found_by_a_post_either(visit):
    person = await visit("TL001")
    await person.get("/profile")
    token = person.form("/profile/shortcuts")["_csrf_token"]
    for number in IMPOSSIBLE_IDS:
        answer = await person.client.post(f"/tasks/{number}/acceptance", data={"_csrf_token": token})
        assert answer.status_code == 404, number


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "9999-12", "0001-01", "1999-12", "2026-1", "2026-11-01"]
)
async def test_a_month_outside_the_calendar_of_offices_is_not_found(visit, month):
    head = await visit("TL001")
    for address in ("/evaluations/{}", "/evaluations/{}/export.xlsx", "/evaluations/{}/KT003", "/reports/{}"):
        await head.get(address.format(month), status=404)


async def test_a_code_with_nul_is_not_found(visit):
    head = await visit("TL001")
    await head.get("/evaluations/2026-11/KT003%00", status=404)
    await head.get("/evaluations/2026-11%00", status=404)


async def test_the_last_months_that_have_an_address_are_answered(visit):
    head = await visit("TL001")
    await head.get("/evaluations/2199-12")
    await head.get("/reports/2000-01")


NASTY = ("%00", "a%00b", "%ED%A0%80", "%FF", "1" * 5_000, "%27%22%3C", "%25", "9999-12", "٣")
LISTS = (
    "/tasks",
    "/late",
    "/incidents",
    "/evaluations/2026-11",
    "/catalogues",
    "/admin/people",
    "/admin/history",
    "/notices",
    "/campaigns",
    "/inspections/weekly",
)
READERS = {"/admin": "VP003", "/inspections": "TL003"}
FILTERS = (
    "q",
    "page",
    "unit",
    "state",
    "month",
    "handed",
    "source",
    "owner",
    "rule",
    "person",
    "subject",
    "kind",
    "week",
)


@pytest.mark.parametrize("address", LISTS)
async def test_no_filter_of_an_address_breaks_a_list(visit, address):
    person = await visit(next((who for part, who in READERS.items() if address.startswith(part)), "TL001"))
    for name in FILTERS:
        for value in NASTY:
            answer = await person.client.get(f"{address}?{name}={value}")
            assert answer.status_code in (200, 404), f"{name}={value}: {answer.status_code}"


@pytest.mark.parametrize(
    ("address", "reader"), [("/admin/people?search={}", "VP003"), ("/evaluations/2026-11?q={}", "TL001")]
)
async def test_signs_that_mean_something_to_the_database_are_only_looked_for(visit, address, reader):
    """They stand in nobody's name; obeyed, they would find everybody."""
    person = await visit(reader)
    assert "Lý Thị Hồng Vân" in (await person.client.get(address.format("van"))).text
    for sign in ("%25", "_", "%25van", "l_"):
        assert "Lý Thị Hồng Vân" not in (await person.client.get(address.format(sign))).text, sign


# Bodies ------------------------------------------------------------------------------------------


async def own_form(visit, code="KT003"):
    person = await visit(code)
    await person.get("/profile")
    return person, person.form("/profile/shortcuts")


async def test_a_body_that_is_no_text_is_refused_and_no_crash(visit):
    person, _ = await own_form(visit)
    boundary = secrets.token_hex(8)
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="words"\r\n\r\n'.encode()
    body += b"\xed\xa0\x80\xff\r\n" + f"--{boundary}--\r\n".encode()
    answer = await person.client.post(
        "/profile/shortcuts",
        content=body,
        headers={"content-type": f"multipart/form-data; boundary={boundary}"},
    )
    assert answer.status_code == 400
    assert "Yêu cầu không hợp lệ" in answer.text


async def test_an_oversized_form_is_refused_before_anybody_signed_in(visit):
    nobody = await visit(None)
    await nobody.get("/sign-in")
    body = "login=" + "a" * MOST_TYPED_BYTES
    answer = await nobody.client.post(
        "/sign-in", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


async def test_a_form_of_a_hundred_thousand_fields_is_refused_unread(visit):
    person, form = await own_form(visit)
    body = "&".join(f"a{number}=1" for number in range(100_000))
    answer = await person.client.post(
        "/profile/shortcuts",
        content=f"_csrf_token={form['_csrf_token'][0]}&{body}",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 422
    assert "Biểu mẫu có quá nhiều trường." in answer.text


async def test_no_body_is_remembered_after_its_request(visit):
    from litestar._parsers import parse_url_encoded_form_data

    before = parse_url_encoded_form_data.cache_info().currsize
    nobody = await visit(None)
    await nobody.submit("/sign-in", {"login": "VP001", "password": "sai"}, on="/sign-in", status=422)
    assert parse_url_encoded_form_data.cache_info().currsize == before


@pytest.mark.parametrize("sent", ["9" * 5_000, "10000000000", "-1", "1\x002", "²"])
async def test_a_version_that_no_page_wrote_is_a_conflict_and_no_crash(visit, world, sent):
    task = await given(world)
    owner = await visit("KT003")
    await owner.submit(f"/tasks/{task}/receipt", {"version": sent}, on=f"/tasks/{task}", status=409)


async def test_a_form_key_that_no_page_wrote_is_replaced(visit):
    for key in ("x" * 65, "a\x00b", "\ud800", "a b", ""):
        form = Form({"form_key": [key]})
        assert form.key != key
        assert re.fullmatch(r"[A-Za-z0-9_-]{24}", form.key)
    person, _ = await own_form(visit)
    for _ in range(2):
        await person.submit("/profile/shortcuts", {"form_key": "x" * 65}, on="/profile")


async def test_nul_in_any_box_is_dropped_and_not_a_crash(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    words = {"percent": "10", "progress_words": "Đã rà\x00 soát \x00xong"}
    await owner.submit(f"/tasks/{task}/progress", words, on=f"/tasks/{task}")
    assert (await fetch("SELECT words FROM progress_entry"))[0]["words"] == "Đã rà soát xong"
    await owner.submit(
        f"/tasks/{task}/progress",
        {"percent": "1\x00", "progress_words": "\x00"},
        on=f"/tasks/{task}",
        status=422,
    )


async def test_twenty_presses_at_once_are_one_act(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    await owner.get(f"/tasks/{task}")
    form = {
        **owner.form(f"/tasks/{task}/progress"),
        "percent": ["30"],
        "progress_words": ["Đã rà soát ba điểm"],
    }
    answers = await asyncio.gather(
        *(owner.client.post(f"/tasks/{task}/progress", data=form) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {303}
    assert len(await fetch("SELECT id FROM progress_entry WHERE task = {}", task)) == 1


# Headers -----------------------------------------------------------------------------------------


async def test_every_kind_of_answer_carries_the_safety_headers(visit):
    nobody, person = await visit(None), await visit("TL003")
    asset = re.search(r'href="(/static/[^"]+)"', (await nobody.get("/sign-in")).text)
    assert asset
    answers = [
        await person.client.get("/"),
        await person.client.get("/nowhere"),
        await person.client.get("/admin/people"),
        await person.client.get("/tasks.xlsx"),
        await person.client.put("/tasks"),
        await person.client.post("/profile/shortcuts"),
        await nobody.client.get("/"),
        await nobody.client.get(asset[1]),
        await nobody.client.get("/static/nothing.css"),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 403, 200, 405, 403, 303, 200, 404]
    for answer in answers:
        assert not set(HEADERS) - set(answer.headers), answer.request.url
    kept = [answer.headers["cache-control"] for answer in answers]
    assert kept[:7] == ["no-store"] * 7
    assert kept[7].endswith("immutable")
    assert kept[8] == "no-store"
