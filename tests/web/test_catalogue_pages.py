"""Pages of the work catalogue, as the clerk and a member of staff see them."""

from app.db import fetch
from tests.db.test_catalogues import INVENTED, imported, workbook
from tests.page import readable

FILLED = {"title": "Danh mục của phường", "decision": "Quyết định số 9/QĐ-UBND", "decided_on": "20/11/2026"}


async def upload(clerk, body: bytes, name: str = "danh-muc.xlsx", status: int = 303):
    return await clerk.submit("/catalogues", files={"file": (name, body)}, on="/catalogues", status=status)


async def test_a_clerk_checks_a_file_and_imports_it(visit):
    clerk = await visit("VP002")
    page = await clerk.get("/catalogues")
    assert "Chưa có danh mục nào" in page.text
    address = (await upload(clerk, INVENTED)).headers["location"]
    page = await clerk.get(address)
    assert "Nhập 3 mục" in readable(page.text)
    assert await fetch("SELECT id FROM catalogue_version") == []
    done = await clerk.submit(address, {**FILLED, "valid_from": "01/12/2026"})
    page = await clerk.get(done.headers["location"])
    assert "Trả lời đơn thư" in page.text
    assert "1,5" in page.text
    page = await clerk.get(done.headers["location"] + "?q=ke+hoach")
    assert "A.02" in page.text
    assert "A.03" not in page.text
    page = await clerk.get(done.headers["location"] + "?q=khong-co")
    assert "Không có mục nào khớp" in page.text


async def test_a_double_press_imports_once(visit):
    clerk = await visit("VP002")
    address = (await upload(clerk, INVENTED)).headers["location"]
    await clerk.get(address)
    sent = {
        **clerk.form(address),
        **{name: [value] for name, value in FILLED.items()},
        "valid_from": ["01/12/2026"],
    }
    first = await clerk.client.post(address, data=sent)
    again = await clerk.client.post(address, data=sent)
    assert first.headers["location"] == again.headers["location"]
    assert len(await fetch("SELECT id FROM catalogue_version")) == 1


async def test_every_empty_field_is_named_and_what_was_typed_stays(visit):
    clerk = await visit("VP002")
    address = (await upload(clerk, INVENTED)).headers["location"]
    page = await clerk.submit(
        address, {"title": "Danh mục thử", "decision": "", "decided_on": "31/02/2026"}, on=address, status=422
    )
    assert 'value="Danh mục thử"' in page.text
    assert 'value="31/02/2026"' in page.text
    for field in ("decision", "decided_on", "valid_from"):
        assert f'id="e-{field}"' in page.text


async def test_faults_of_the_file_are_shown_with_their_rows_and_bar_the_import(visit):
    clerk = await visit("VP002")
    faulty = workbook(("A.01", "Soạn công văn", "Công văn", 5, 1), ("A.01", "Mã trùng", "Kế hoạch", "?", 3))
    address = (await upload(clerk, faulty)).headers["location"]
    page = await clerk.get(address)
    assert "dòng 3" in page.text
    assert f'action="{address}"' not in page.text


async def test_a_file_of_the_wrong_kind_is_refused_at_the_field(visit):
    clerk = await visit("VP002")
    page = await upload(clerk, b"%PDF-1.7 ...", "danh-muc.xlsx", status=422)
    assert 'id="e-file"' in page.text
    page = await clerk.submit("/catalogues", on="/catalogues", status=422)
    assert "Chọn tệp danh mục" in page.text


async def test_staff_read_the_catalogue_and_may_not_import(visit, world):
    catalogue = await imported(world, valid_from=world.today)
    staff = await visit("KT003")
    page = await staff.get("/catalogues")
    assert 'type="file"' not in page.text
    await staff.get(f"/catalogues/{catalogue}")
    await staff.get("/catalogues/99999", status=404)
    await staff.get(f"/catalogues/uploads/{'a' * 64}", status=403)
    options = await staff.get("/catalogues/search?q=ke+hoach")
    assert options.text == '<option value="A.02 · Kế hoạch"></option>'


async def test_an_upload_that_is_not_there_is_not_found(visit):
    clerk = await visit("VP002")
    await clerk.get(f"/catalogues/uploads/{'a' * 64}", status=404)
    await clerk.get("/catalogues/uploads/passwd", status=404)


async def test_a_form_sent_again_with_other_words_ends_in_a_conflict_that_keeps_them(visit):
    clerk = await visit("VP002")
    address = (await upload(clerk, INVENTED)).headers["location"]
    await clerk.get(address)
    sent = {
        **clerk.form(address),
        **{name: [value] for name, value in FILLED.items()},
        "valid_from": ["01/12/2026"],
    }
    await clerk.client.post(address, data=sent)
    other = await clerk.client.post(address, data={**sent, "title": ["Danh mục khác hẳn"]})
    assert other.status_code == 409
    assert "Danh mục khác hẳn" in other.text
