"""Art. 13: work without a factor is settled once by the head, never by its owner."""

import pytest

from app.db import fetch_one
from app.errors import Conflict, NotAllowed, Refused
from app.tasks.commands import convert_task
from app.tasks.tables import CatalogueItem, CatalogueVersion
from tests.db.work import MONDAY, counts, given, row_of, version_of


async def item(world, *, factor_milli: int = 2_400) -> int:
    version = CatalogueVersion(
        title="Danh mục thử",
        decision="01/QĐ (hư cấu)",
        valid_from=MONDAY.replace(month=1),
        created_at=world.now,
    )
    await version.save()
    made = CatalogueItem(
        catalogue=version.id, code="T.01", task="Việc thử", points_hundredths=1_200, factor_milli=factor_milli
    )
    await made.save()
    return int(made.id)


async def convert(
    world, task: int, by: str = "KT001", *, catalogue_item: int | None = None, words: str = ""
) -> None:
    await convert_task(
        task=task,
        catalogue_item=catalogue_item,
        words=words,
        by=await world.viewer(by),
        now=world.now,
        version=await version_of(task),
    )


async def test_the_head_settles_the_factor_from_the_catalogue(world):
    task = await given(world)
    assert (await row_of(task))["factor_milli"] is None
    await convert(world, task, catalogue_item=await item(world))
    assert (await row_of(task))["factor_milli"] == 2_400


async def test_a_product_outside_the_catalogue_counts_one_unit_with_the_reason_kept(world):
    task = await given(world)
    await convert(world, task, words="Sản phẩm mới, đã báo cáo đề nghị bổ sung danh mục.")
    assert (await row_of(task))["factor_milli"] == 1_000
    kept = await fetch_one(
        "SELECT facts FROM history WHERE kind = 'task.converted' AND subject_id = {}", task
    )
    assert "đề nghị bổ sung" in kept["facts"]


async def test_without_item_and_words_it_is_refused_and_nothing_is_written(world):
    task = await given(world)
    before = await counts()
    with pytest.raises(Refused) as refused:
        await convert(world, task)
    assert set(refused.value.fields) == {"words"}
    with pytest.raises(Refused) as refused:
        await convert(world, task, catalogue_item=99_999)
    assert set(refused.value.fields) == {"catalogue_item"}
    assert await counts() == before


async def test_a_settled_factor_never_changes(world):
    task = await given(world)
    await convert(world, task, words="Một sản phẩm chuẩn.")
    with pytest.raises(Refused):
        await convert(world, task, catalogue_item=await item(world))
    assert (await row_of(task))["factor_milli"] == 1_000


async def test_nobody_converts_work_of_their_own(world):
    task = await given(world)
    with pytest.raises(NotAllowed):
        await convert(world, task, by="KT003", words="Một sản phẩm chuẩn.")


async def test_a_stale_version_is_a_conflict(world):
    task = await given(world)
    with pytest.raises(Conflict):
        await convert_task(
            task=task,
            catalogue_item=None,
            words="x y z",
            by=await world.viewer("KT001"),
            now=world.now,
            version=99,
        )
