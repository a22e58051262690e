"""The search page, the box of every page and saved filters, as people meet them without scripts."""

import pytest

from app.db import fetch
from app.people.saved_filters import MOST_SAVED, save_filter
from tests.db.test_search import ROLES, SECRETS, planted
from tests.db.work import given
from tests.page import readable


@pytest.mark.parametrize("code", ROLES.values())
async def test_every_role_has_the_box_on_its_pages_and_may_search(visit, world, code):
    person = await visit(code)
    for address in ("/", "/profile", "/help", "/search", "/saved-filters"):
        page = await person.get(address, follow=True)
        assert 'action="/search"' in page.text, address
    await person.get("/search?q=bao+cao&kind=tasks&unit=1&state=open&page=9")


async def test_nobody_searches_without_signing_in(visit):
    answer = await (await visit(None)).client.get("/search?q=bao")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_groups_with_counts_lead_to_the_whole_kind_and_its_pages(visit, world):
    for number in range(1, 54):
        await given(world, title=f"Rà soát điểm ngập {number}")
    head = await visit("KT001")
    page = await head.get("/search?q=diem+ngap")
    assert "53 kết quả cho “diem ngap”" in readable(page.text)
    assert page.text.count("data-row") == 5
    assert 'href="/search?q=diem+ngap&amp;kind=tasks"' in page.text
    page = await head.get("/search?q=diem+ngap&kind=tasks")
    assert page.text.count("data-row") == 50
    page = await head.get("/search?q=diem+ngap&kind=tasks&page=2")
    assert page.text.count("data-row") == 3
    page = await head.get("/search?q=diem+ngap&kind=tasks&page=99")
    assert page.text.count("data-row") == 3, "beyond the last page stands the last one"


async def test_nothing_found_says_where_it_was_looked_for_and_what_to_try(visit, world):
    await given(world, title="Trồng cây")
    head = await visit("KT001")
    page = await head.get(f"/search?q=xyz&kind=tasks&unit={world.ids['KT']}")
    words = readable(page.text)
    assert "0 kết quả cho “xyz” trong Nhiệm vụ, Phòng Kinh tế, Hạ tầng và Đô thị" in words
    assert 'href="/search?q=xyz"' in page.text
    page = await head.get("/search?q=xyz")
    assert "0 kết quả cho “xyz” trong mọi nội dung" in readable(page.text)
    page = await head.get("/search?q=trong+cay&kind=people")
    assert "0 kết quả cho “trong cay” trong Cán bộ" in readable(page.text)
    assert 'href="/search?q=trong+cay&amp;kind=tasks"' in page.text, "the other kinds that answer are offered"


async def test_what_was_typed_stays_in_the_field_and_is_never_html(visit):
    head = await visit("TL001")
    page = await head.get("/search?q=%3Cb%3E%22x%27")
    assert "<b>" not in page.text
    assert "&lt;b&gt;" in page.text


async def test_a_search_that_is_too_long_says_what_was_looked_for(visit):
    head = await visit("TL001")
    page = await head.get("/search?q=" + "bao+" * 400)
    assert "Chỉ tìm 200 ký tự và 12 từ đầu." in page.text


NASTY = ("%00", "a%00b", "%ED%A0%80", "%FF", "1" * 5_000, "%27%22%3C", "%25", "9999-12", "٣", "!_%25")


@pytest.mark.parametrize("name", ["q", "kind", "unit", "state", "page"])
async def test_no_filter_of_an_address_breaks_the_search(visit, world, name):
    await given(world)
    person = await visit("TL001")
    for value in NASTY:
        answer = await person.client.get(f"/search?q=ra+soat&{name}={value}")
        assert answer.status_code == 200, f"{name}={value}"


async def test_planted_words_reach_only_the_pages_of_who_may_know(visit, world, tmp_path):
    await planted(world, tmp_path)
    for role, code in ROLES.items():
        person = await visit(code)
        for word, kind, knows in SECRETS:
            page = await person.get(f"/search?q={word[:-1]}&kind={kind}")
            assert role in knows or word not in page.text.lower(), (role, word)
            assert ("data-row" in page.text) == (role in knows), (role, word)


# --- saved filters -------------------------------------------------------------------------------


async def test_a_filter_is_saved_used_renamed_and_deleted(visit, world):
    await given(world)
    head = await visit("KT001")
    await head.get("/tasks?state=given&nonsense=1")
    answer = await head.submit("/saved-filters", {"name": "Việc mới của phòng"})
    assert answer.headers["location"] == "/tasks?state=given"
    page = await head.get("/tasks?state=given")
    assert "Việc mới của phòng" in page.text
    assert "Lưu bộ lọc này" not in page.text, "the same filter is not offered twice"
    (saved,) = await fetch("SELECT * FROM saved_filter")
    await head.submit(
        f"/saved-filters/{saved['id']}/name", {f"name-{saved['id']}": "Hàng ngày"}, on="/saved-filters"
    )
    assert "Hàng ngày" in (await head.get("/tasks")).text
    await head.submit(f"/saved-filters/{saved['id']}/deletion", on="/saved-filters")
    assert "Hàng ngày" not in (await head.get("/tasks")).text
    kinds = await fetch("SELECT kind FROM history WHERE subject_type = 'saved_filter' ORDER BY seq")
    assert [row["kind"] for row in kinds] == ["filter.saved", "filter.renamed", "filter.deleted"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/late?kind=bounced&band=3", "kind=bounced&band=3"),
        ("/search?q=b%C3%A1o+c%C3%A1o&kind=tasks", "q=b%C3%A1o+c%C3%A1o&kind=tasks"),
    ],
)
async def test_other_lists_keep_their_filters_too(visit, address, kept):
    head = await visit("KT001")
    await head.get(address)
    await head.submit("/saved-filters", {"name": "Của tôi"})
    assert [row["query"] for row in await fetch("SELECT query FROM saved_filter")] == [kept]
    assert "Của tôi" in (await head.get(address.split("?")[0])).text


async def test_what_is_saved_is_what_the_list_itself_writes(visit):
    head = await visit("KT001")
    await head.get("/tasks?state=given")
    sent = {"name": "x", "query": "state=given&back=//evil.example&unit=1%20OR%201&page=7&q=%00a"}
    await head.submit("/saved-filters", sent)
    assert [row["query"] for row in await fetch("SELECT query FROM saved_filter")] == ["state=given&q=a"]


async def test_a_name_is_needed_once_for_each_list_and_what_was_typed_stays(visit):
    head = await visit("KT001")
    await head.get("/tasks?state=given")
    answer = await head.submit("/saved-filters", {"name": "  "}, status=422)
    assert "Đặt tên cho bộ lọc." in answer.text
    await head.submit("/saved-filters", {"name": "Của  tôi"})
    await head.get("/tasks?state=done")
    answer = await head.submit("/saved-filters", {"name": "cua toi"}, status=422)
    assert "Anh/chị đã có bộ lọc mang tên này ở danh sách này." in answer.text
    assert head.form("/saved-filters")["name"] == ["cua toi"]
    assert head.form("/saved-filters")["query"] == ["state=done"]
    answer = await head.submit("/saved-filters", {"name": "x" * 101}, status=422)
    assert "Tối đa 100 ký tự." in answer.text
    await head.get("/late?kind=late")
    await head.submit("/saved-filters", {"name": "Của tôi"})
    (first, _) = await fetch("SELECT id FROM saved_filter ORDER BY id")
    answer = await head.submit(
        f"/saved-filters/{first['id']}/name", {f"name-{first['id']}": ""}, on="/saved-filters", status=422
    )
    assert "Đặt tên cho bộ lọc." in answer.text


async def test_a_list_that_is_not_filtered_is_not_saved(visit):
    head = await visit("KT001")
    await head.get("/tasks?state=given")
    answer = await head.submit("/saved-filters", {"name": "x", "query": "nonsense=1"}, status=422)
    assert "Danh sách chưa được lọc" in answer.text
    assert await fetch("SELECT id FROM saved_filter") == []


async def test_each_person_keeps_thirty_at_most(visit, world):
    head = await world.viewer("KT001")
    for number in range(MOST_SAVED):
        await save_filter(path="/tasks", query=f"q={number}", name=f"Lọc {number}", by=head, now=world.now)
    person = await visit("KT001")
    await person.get("/tasks?state=given")
    answer = await person.submit("/saved-filters", {"name": "Thêm"}, status=422)
    assert f"tối đa {MOST_SAVED} bộ lọc" in answer.text


async def test_somebody_elses_filter_is_not_there(visit, world):
    saved = await save_filter(
        path="/tasks", query="state=done", name="Riêng", by=await world.viewer("KT001"), now=world.now
    )
    other = await visit("TL001")
    await other.get("/profile")
    token = other.form("/profile/shortcuts")["_csrf_token"]
    for act in ("name", "deletion"):
        answer = await other.client.post(f"/saved-filters/{saved}/{act}", data={"_csrf_token": token})
        assert answer.status_code == 404, act
    assert "Riêng" not in (await other.get("/saved-filters")).text
    assert "Riêng" not in (await other.get("/tasks")).text


async def test_a_list_that_the_role_does_not_have_is_not_saved(visit):
    staff = await visit("KT003")
    await staff.get("/tasks?state=given")
    await staff.submit("/saved-filters", {"name": "x", "path": "/late"}, status=403)
    await staff.get("/tasks?state=given")
    await staff.submit("/saved-filters", {"name": "x", "path": "/admin"}, status=404)


async def test_a_double_press_saves_once(visit):
    head = await visit("KT001")
    await head.get("/tasks?state=given")
    sent = {**head.form("/saved-filters"), "name": ["Hai lần"]}
    for _ in range(2):
        answer = await head.client.post("/saved-filters", data=sent)
        assert answer.status_code == 303
    assert len(await fetch("SELECT id FROM saved_filter")) == 1
