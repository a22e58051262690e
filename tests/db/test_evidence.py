"""Evidence: what a file really is, kept once by its content, refused with a reason."""

import hashlib
import io
import zipfile

import pytest

from app.errors import NotAllowed, NotFound, Refused
from app.tasks.commands import accept_result, keep_file, submit_result
from app.tasks.evidence import MOST_FILES, evidence_file, files_of, stored_path
from app.tasks.file_types import MOST_BYTES, kept_name, real_type
from tests.db.work import counts, given, kinds_of, submitted, version_of

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20


def office(part: str) -> bytes:
    """The smallest file that looks like a document of Office."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
    return held.getvalue()


GOOD = {
    "Báo cáo.pdf": (PDF, "application/pdf"),
    "ảnh hiện trường.PNG": (PNG, "image/png"),
    "a.jpeg": (JPEG, "image/jpeg"),
    "tờ trình.docx": (
        office("word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "biểu.xlsx": (
        office("xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "ghi chú.txt": ("\ufeffĐã khảo sát".encode(), "text/plain"),
    "số liệu.csv": ("tên;số\nngập;3\n".encode(), "text/csv"),
}
WRONG = {
    "virus.exe": b"MZ\x90\x00",
    "ảnh.png": PDF,
    "giả.pdf": b"<html><script>alert(1)</script>",
    "trang.html": b"<html></html>",
    "nén.docx": b"PK\x03\x04 not a zip at all",
    "kho.zip": office("word/document.xml"),
    "bảng.docx": office("xl/workbook.xml"),
    "nhị phân.txt": b"abc\x00def",
    "cũ.csv": "tên".encode("utf-16"),
    "không đuôi": PDF,
    "trống.pdf": b"",
    "/": PDF,
}


@pytest.mark.parametrize("name", GOOD)
def test_the_real_type_is_told_from_the_content(name):
    body, media_type = GOOD[name]
    assert real_type(name, body).media_type == media_type


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Hồ sơ\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("Ba\u0301o ca\u0301o\u202e\u0000.pdf", "Báo cáo.pdf"),
        ("..", ""),
        ("ả" * 300 + ".docx", "ả" * 195 + ".docx"),
    ],
)
def test_a_name_is_kept_without_folders_and_unseen_characters(given_name, kept):
    assert kept_name(given_name) == kept


async def keep(world, task: int, name: str, body: bytes, folder, by: str = "KT003") -> int:
    return await keep_file(
        subject=("task", task),
        upload_name=name,
        body=body,
        by=await world.viewer(by),
        now=world.now,
        folder=folder,
    )


async def test_a_file_lies_under_its_hash_and_is_told_with_its_name(world, tmp_path):
    task = await given(world)
    await keep(world, task, "../Báo cáo.pdf", PDF, tmp_path)
    (file,) = await files_of(("task", task))
    assert (file.file_name, file.media_type, file.size) == ("Báo cáo.pdf", "application/pdf", len(PDF))
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert stored_path(tmp_path, file.sha256).read_bytes() == PDF
    assert await evidence_file(file.id) == file
    assert (await kinds_of(task))[-1] == "task.evidence_added"
    with pytest.raises(NotFound):
        await evidence_file(file.id + 1)


async def test_the_same_content_is_kept_once(world, tmp_path):
    one, other = await given(world), await given(world)
    first = await keep(world, one, "a.pdf", PDF, tmp_path)
    before = await counts()
    assert await keep(world, one, "b.pdf", PDF, tmp_path) == first
    assert await counts() == before
    assert await keep(world, other, "a.pdf", PDF, tmp_path) != first
    assert len([path for path in tmp_path.rglob("*") if path.is_file() and len(path.name) == 64]) == 1


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_file_is_refused_and_nothing_is_kept(world, tmp_path, name):
    task = await given(world)
    before = await counts()
    folder = tmp_path / "files"
    with pytest.raises(Refused) as refused:
        await keep(world, task, name, WRONG[name], folder)
    assert set(refused.value.fields) == {"evidence"}
    assert await counts() == before
    assert not folder.exists()


async def test_ten_megabytes_are_kept_and_one_byte_more_is_not(world, tmp_path):
    task = await given(world)
    await keep(world, task, "a.pdf", PDF.ljust(MOST_BYTES), tmp_path)
    with pytest.raises(Refused) as refused:
        await keep(world, task, "b.pdf", PDF.ljust(MOST_BYTES + 1), tmp_path)
    assert "10 MB" in refused.value.text.vi
    assert len(await files_of(("task", task))) == 1


async def test_who_is_nothing_to_the_task_adds_nothing(world, tmp_path):
    task = await given(world)
    with pytest.raises(NotFound):
        await keep(world, task, "a.pdf", PDF, tmp_path, by="KT004")
    with pytest.raises(NotAllowed):
        await keep(world, task, "a.pdf", PDF, tmp_path, by="TL003")
    await keep(world, task, "a.pdf", PDF, tmp_path, by="KT001")
    assert [file.officer for file in await files_of(("task", task))] == [world.ids["KT001"]]


async def test_a_finished_task_takes_no_more_files(world, tmp_path):
    task = await submitted(world)
    await accept_result(
        task=task, by=await world.viewer("KT001"), now=world.now, version=await version_of(task)
    )
    with pytest.raises(Refused):
        await keep(world, task, "a.pdf", PDF, tmp_path)


async def test_a_task_takes_so_many_files_and_no_more(world, tmp_path):
    task = await given(world)
    for n in range(MOST_FILES):
        await keep(world, task, f"{n}.pdf", PDF + str(n).encode(), tmp_path)
    with pytest.raises(Refused):
        await keep(world, task, "x.pdf", PDF + b"x", tmp_path)


async def test_a_file_is_a_product_that_can_be_submitted_without_words(world, tmp_path):
    task, owner = await given(world), await world.viewer("KT003")
    with pytest.raises(Refused):
        await submit_result(task=task, words="ok", by=owner, now=world.now, version=1)
    await keep(world, task, "a.pdf", PDF, tmp_path)
    await submit_result(task=task, words="", by=owner, now=world.now, version=1)


async def test_a_file_beside_an_incident_is_told_apart_from_a_tasks(world, tmp_path):
    await keep_file(
        subject=("incident", 7),
        upload_name="a.pdf",
        body=PDF,
        by=await world.viewer("KT003"),
        now=world.now,
        folder=tmp_path,
    )
    assert len(await files_of(("incident", 7))) == 1
    assert await files_of(("task", 7)) == []
