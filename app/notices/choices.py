"""What a person chooses: over which channel to be told at once, and whether the morning's summary is wanted."""

from datetime import datetime

from app.db import Row, fetch, fetch_one, write
from app.errors import Conflict, Refused
from app.history import record
from app.notices.outbox import choice_of
from app.notices.rules import AT_ONCE, EMAIL, WEBHOOK, Choice, is_ref
from app.people.viewer import Viewer
from app.text import Text

SUMMARY = Text("Có nội dung cần sửa.", "Some entries need correcting.")


async def own_choice(viewer: Viewer) -> tuple[Row, Choice]:
    """The viewer's row (``email``, ``webhook_ref``, ``version``; 0 before anything was chosen) and choice."""
    row = await fetch_one(
        "SELECT o.email, c.at_once, c.digest, COALESCE(c.webhook_ref, '') AS webhook_ref,"
        " COALESCE(c.version, 0) AS version FROM officer o LEFT JOIN notice_choice c ON c.officer = o.id"
        " WHERE o.id = {}",
        viewer.officer_id,
    )
    assert row is not None
    return row, choice_of(row)


async def choose(
    *, at_once: str, digest: bool, webhook_ref: str, by: Viewer, now: datetime, version: int
) -> None:
    """Keep the choice; it holds for what happens from now on."""
    faults: dict[str, Text] = {}
    if at_once not in AT_ONCE:
        faults["at_once"] = Text("Chọn một cách nhận.", "Choose one way.")
    if webhook_ref and not is_ref(webhook_ref):
        faults["webhook_ref"] = Text(
            "Mã nhận tin chỉ gồm 4 đến 100 chữ cái không dấu, chữ số, dấu - và _.",
            "The number has 4 to 100 plain letters, digits, - and _ only.",
        )
    elif at_once == WEBHOOK and not webhook_ref:
        faults["webhook_ref"] = Text(
            "Nhập mã nhận tin của anh/chị tại dịch vụ nhắn tin.",
            "Enter your number at the messaging service.",
        )
    async with write():
        row, choice = await own_choice(by)
        if at_once == EMAIL and not choice.has_email:
            faults["at_once"] = Text(
                "Hồ sơ chưa có địa chỉ thư điện tử; hãy chọn cách khác hoặc báo quản trị viên bổ sung.",
                "There is no e-mail address on record; choose another way or ask the administrator.",
            )
        if faults:
            raise Refused(SUMMARY, faults)
        if row["version"] != version:
            raise Conflict
        await fetch(
            "INSERT INTO notice_choice (officer, at_once, digest, webhook_ref, version) VALUES ({}, {}, {}, {}, 1)"
            " ON CONFLICT (officer) DO UPDATE SET at_once = excluded.at_once, digest = excluded.digest,"
            " webhook_ref = excluded.webhook_ref, version = notice_choice.version + 1",
            by.officer_id,
            at_once,
            digest,
            webhook_ref,
        )
        facts = {"at_once": at_once, "digest": digest}
        await record("notices.chosen", ("officer", by.officer_id), by=by.officer_id, now=now, facts=facts)
