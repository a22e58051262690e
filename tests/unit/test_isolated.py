"""A file that kills its reader is refused; the server lives on."""

import os
import re
import zipfile
from io import BytesIO

import pytest

from app.errors import Refused
from app.evaluation.catalogue_commands import open_safely
from app.isolated import in_child
from app.text import Text
from tests.db.test_catalogues import INVENTED


def dies(_: bytes) -> int:
    os.abort()


def devours(_: bytes) -> int:
    return len(bytearray(8 * 1024**3))


def refuses(_: bytes) -> int | Text:
    return Text("Không.", "No.")


@pytest.mark.parametrize("reader", [dies, devours, refuses])
async def test_a_child_that_dies_or_refuses_is_a_refusal(reader):
    with pytest.raises(Refused):
        await in_child(reader, b"")


async def test_an_honest_catalogue_is_read_in_the_child():
    read = await open_safely(INVENTED)
    assert [item.code for item in read.items] == ["A.01", "A.02", "A.03"]


async def test_a_forged_count_that_makes_the_reader_abort_is_refused():
    forged = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(INVENTED)) as honest,
        zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for entry in honest.infolist():
            body = honest.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                body, changed = re.subn(rb'uniqueCount="\d+"', b'uniqueCount="4294967290"', body)
                assert changed == 1
            out.writestr(entry.filename, body)
    try:
        read = await open_safely(forged.getvalue())
    except Refused:
        return
    assert len(read.items) == 3  # a reader that minds the count no longer reads what is there
