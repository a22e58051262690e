"""Signing in and out, as a person without scripts does it."""

import asyncio

from app import clock
from app.db import fetch, fetch_one
from app.demo.cast import PASSWORD
from app.people.commands import GUESSES, disable_account
from tests.page import readable


async def test_a_person_signs_in_by_staff_code_and_by_email(visit):
    for login in ("vp001", "vp001@truclam.example"):
        nobody = await visit(None)
        answer = await nobody.submit("/sign-in", {"login": login, "password": PASSWORD}, on="/sign-in")
        cookie = answer.headers["set-cookie"]
        assert "__Host-token=" in cookie
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "authorization" not in answer.headers


async def test_both_empty_fields_are_named_at_once_and_the_login_is_kept(visit):
    nobody = await visit(None)
    answer = await nobody.submit("/sign-in", {"login": "", "password": ""}, on="/sign-in", status=422)
    assert "Nhập mã cán bộ hoặc thư điện tử." in answer.text
    assert "Nhập mật khẩu." in answer.text
    answer = await nobody.submit("/sign-in", {"login": "VP001", "password": "sai"}, on="/sign-in", status=422)
    assert 'value="VP001"' in answer.text


async def test_an_unknown_account_and_a_wrong_password_look_alike(visit):
    nobody = await visit(None)
    known = await nobody.submit("/sign-in", {"login": "VP001", "password": "sai"}, on="/sign-in", status=422)
    unknown = await nobody.submit(
        "/sign-in", {"login": "XX999", "password": "sai"}, on="/sign-in", status=422
    )
    assert readable(known.text).replace("VP001", "") == readable(unknown.text).replace("XX999", "")


async def test_guessing_is_slowed_after_five_wrong_tries(visit):
    nobody = await visit(None)
    for _ in range(5):
        await nobody.submit("/sign-in", {"login": "VP001", "password": "sai"}, on="/sign-in", status=422)
    answer = await nobody.submit(
        "/sign-in", {"login": "VP001", "password": PASSWORD}, on="/sign-in", status=422
    )
    assert "Đã nhập sai nhiều lần" in answer.text


async def test_many_guesses_sent_at_once_are_as_slow_as_one_after_the_other(visit):
    """Each counts before its password is looked at."""
    guessers = [await visit(None) for _ in range(GUESSES + 4)]
    for guesser in guessers:
        await guesser.get("/sign-in")
    answers = await asyncio.gather(
        *(
            guesser.submit("/sign-in", {"login": "VP001", "password": "sai"}, status=422)
            for guesser in guessers
        )
    )
    waits = ["Đã nhập sai nhiều lần" in answer.text for answer in answers]
    assert waits.count(True) == 4
    rows = await fetch("SELECT seq FROM history WHERE kind = 'account.sign_in_failed'")
    assert len(rows) == GUESSES


async def test_a_right_password_takes_wrong_tries_back(visit):
    for _ in range(2):
        for _ in range(GUESSES - 1):
            nobody = await visit(None)
            await nobody.submit("/sign-in", {"login": "VP001", "password": "sai"}, on="/sign-in", status=422)
        person = await visit(None)
        await person.submit("/sign-in", {"login": "VP001", "password": PASSWORD}, on="/sign-in")
    assert await fetch("SELECT id FROM sign_in_failure") == []


async def test_signing_out_ends_the_token_itself(visit):
    person = await visit("VP004")
    await person.get("/profile")
    kept = dict(person.client.cookies)
    await person.submit("/sign-out")
    person.client.cookies.update(kept)
    answer = await person.get("/profile", status=303)
    assert answer.headers["location"].startswith("/sign-in")


async def test_a_disabled_account_is_out_at_the_next_request(visit, world):
    person = await visit("VP004")
    await person.get("/profile")
    await disable_account(officer=world.ids["VP004"], by=world.ids["VP003"], now=clock.now())
    await person.get("/profile", status=303)


async def test_the_way_back_after_signing_in_stays_inside(visit):
    nobody = await visit(None)
    await nobody.get("/sign-in?next=//evil.example/")
    answer = await nobody.submit("/sign-in", {"login": "VP001", "password": PASSWORD})
    assert answer.headers["location"] == "/"


async def test_a_post_without_token_or_from_another_site_is_refused(visit):
    person = await visit("VP004")
    await person.get("/profile")
    bare = await person.client.post("/profile/shortcuts", data={"shortcuts": "1"})
    assert bare.status_code == 403
    token = person.form("/profile/shortcuts")
    foreign = await person.client.post(
        "/profile/shortcuts", data=token, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    cross = await person.client.post(
        "/profile/shortcuts", data=token, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert cross.status_code == 403


async def test_a_changed_password_ends_every_sign_in(visit, world):
    person, elsewhere = await visit("VP004"), await visit("VP004")
    await elsewhere.get("/profile")
    await person.submit(
        "/profile/password",
        {
            "old_password": PASSWORD,
            "new_password": "may-trang-tren-nui",
            "new_password_again": "may-trang-tren-nui",
        },
        on="/profile",
    )
    await elsewhere.get("/profile", status=303)
    row = await fetch_one("SELECT must_change FROM account WHERE officer = {}", world.ids["VP004"])
    assert not row["must_change"]


async def test_every_mistake_in_a_new_password_is_named(visit):
    person = await visit("VP004")
    answer = await person.submit(
        "/profile/password",
        {"old_password": "", "new_password": "abc", "new_password_again": "abd"},
        on="/profile",
        status=422,
    )
    assert "Nhập mật khẩu hiện tại." in answer.text
    assert "Hai lần nhập mật khẩu mới khác nhau." in answer.text
