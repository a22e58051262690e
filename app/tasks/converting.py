"""Quy đổi: giving a factor to work that had none when it was assigned (Decree 335/2025/NĐ-CP, Art. 13).

An imported row and work without an entry in the catalogue count with factor 1 and the mark "chưa quy đổi";
the head settles every such mark before a sheet is confirmed.
"""

from datetime import datetime

from app.clock import local_day
from app.db import write
from app.errors import Refused
from app.history import record
from app.people.viewer import Viewer
from app.tasks.choosing import factor_of
from app.tasks.entry import Faults
from app.tasks.rules import Act
from app.tasks.writing import begin, change, refuse, required
from app.text import Text, clean

STANDARD_FACTOR_MILLI = 1_000  # one standard unit of product

CONVERTED = Text("Việc này đã có hệ số quy đổi.", "This task has its factor already.")


async def convert_task(
    *, task: int, catalogue_item: int | None, words: str, by: Viewer, now: datetime, version: int
) -> None:
    """Settle the factor once: from the catalogue's item, or one standard unit with the reason in words.

    Without an item the product is not in the catalogue yet: its addition is for the competent level to decide
    (Art. 13.3), so the words say why one standard unit is right until then. Nobody converts work of their own.
    """
    async with write():
        row = await begin(Act.CONVERT, task, by, now, version)
        if row["factor_milli"] is not None:
            raise Refused(CONVERTED)
        faults: Faults = {}
        factor = await factor_of(catalogue_item, local_day(now), faults)
        if catalogue_item is None:
            why = Text(
                "Chọn sản phẩm trong danh mục, hoặc nêu vì sao tính một sản phẩm chuẩn.",
                "Choose a product of the catalogue, or say why one standard unit is right.",
            )
            faults |= required("words", words, why)
            factor = STANDARD_FACTOR_MILLI
        refuse(faults)
        await change(row, catalogue_item=catalogue_item, factor_milli=factor)
        facts = {"catalogue_item": catalogue_item, "factor_milli": factor, "words": clean(words)}
        await record("task.converted", ("task", task), by=by.officer_id, now=now, facts=facts)
