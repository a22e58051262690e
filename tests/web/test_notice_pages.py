"""Notices, choices and the personal calendar as people meet them in a browser without scripts."""

from app.tasks.commands import receive_task
from tests.db.work import given, version_of
from tests.page import readable


async def test_what_was_given_is_on_the_page_until_it_is_handled(visit, world):
    person = await visit("KT003")
    task = await given(world)
    answer = await person.get("/notices")
    words = readable(answer.text)
    assert "Anh/chị được giao một nhiệm vụ: Rà soát các điểm ngập úng" in words
    assert "Chưa đọc" in words
    assert "Thông báo 1 ( 1 chưa đọc)" in words or "(1 chưa đọc)" in words
    await receive_task(
        task=task, by=await world.viewer("KT003"), now=world.now, version=await version_of(task)
    )
    answer = await person.get("/notices")
    assert "chưa đọc)" not in readable(answer.text)
