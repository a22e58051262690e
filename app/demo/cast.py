"""The invented cast: units, people, posts, roles, accounts."""

from dataclasses import dataclass
from datetime import date, datetime

from app.db import fetch, write
from app.people.commands import (
    add_alias,
    create_account,
    create_officer,
    create_unit,
    grant_role,
)
from app.people.tables import Account

PASSWORD = "tre-xanh-ven-song"  # noqa: S105 - the demonstration's, printed at every start
SINCE = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class CastUnit:
    """An invented unit."""

    code: str
    name: str
    parent: str | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CastMember:
    """An invented person."""

    code: str
    name: str
    unit: str
    title: str
    rank: str
    roles: tuple[tuple[str, str], ...]  # (role, unit code)
    regime: str = "cong_chuc"


UNITS = (
    CastUnit("TL", "UBND phường Trúc Lâm", None, ("Ủy ban nhân dân phường Trúc Lâm", "UBND phường")),
    CastUnit("VP", "Văn phòng HĐND và UBND", "TL", ("Văn phòng HĐND-UBND", "Văn phòng")),
    CastUnit("KT", "Phòng Kinh tế, Hạ tầng và Đô thị", "TL", ("Phòng Kinh tế",)),
    CastUnit("VX", "Phòng Văn hóa - Xã hội", "TL", ("Phòng Văn hoá - Xã hội", "Phòng VH-XH")),
    CastUnit("HC", "Trung tâm Phục vụ hành chính công", "TL", ("Trung tâm PVHCC",)),
)

PEOPLE = (
    CastMember("TL001", "Trần Quốc Hưng", "TL", "Chủ tịch UBND phường", "head", (("unit_head", "TL"),)),
    CastMember("TL002", "Lê Thị Bích Ngọc", "TL", "Phó Chủ tịch UBND phường", "deputy", (("deputy", "TL"),)),
    CastMember(
        "TL003", "Đỗ Minh Khôi", "TL", "Thanh tra viên, kiểm tra công vụ", "staff", (("inspector", "TL"),)
    ),
    CastMember("VP001", "Phạm Thu Hà", "VP", "Chánh Văn phòng", "head", (("unit_head", "VP"),)),
    CastMember("VP002", "Nguyễn Văn Ân", "VP", "Công chức văn thư", "staff", (("clerk", "TL"),)),
    CastMember(
        "VP003",
        "Hoàng Gia Bảo",
        "VP",
        "Công chức công nghệ thông tin",
        "staff",
        (("staff", "VP"), ("administrator", "TL")),
    ),
    CastMember("VP004", "Nguyễn Thị Ánh", "VP", "Công chức tổng hợp", "staff", (("staff", "VP"),)),
    CastMember("KT001", "Vũ Đình Long", "KT", "Trưởng phòng", "head", (("unit_head", "KT"),)),
    CastMember("KT002", "Bùi Thị Lan", "KT", "Phó Trưởng phòng", "deputy", (("deputy", "KT"),)),
    CastMember("KT003", "Ngô Văn Đức", "KT", "Công chức xây dựng", "staff", (("staff", "KT"),)),
    CastMember("KT004", "Trịnh Thị Ngân", "KT", "Công chức tài chính", "staff", (("staff", "KT"),)),
    CastMember(
        "KT005", "Đặng Quang Huy", "KT", "Công chức địa chính, môi trường", "staff", (("staff", "KT"),)
    ),
    CastMember("VX001", "Lý Thị Hồng Vân", "VX", "Trưởng phòng", "head", (("unit_head", "VX"),)),
    CastMember("VX002", "Nguyễn Thị Ánh", "VX", "Công chức văn hóa, thông tin", "staff", (("staff", "VX"),)),
    CastMember(
        "VX003", "Mai Xuân Thủy", "VX", "Công chức lao động, người có công", "staff", (("staff", "VX"),)
    ),
    CastMember("VX004", "Phan Anh Tuấn", "VX", "Công chức tư pháp, hộ tịch", "staff", (("staff", "VX"),)),
    CastMember("HC001", "Đinh Thị Phương Thảo", "HC", "Giám đốc Trung tâm", "head", (("unit_head", "HC"),)),
    CastMember("HC002", "Tạ Hải Yến", "HC", "Công chức một cửa", "staff", (("staff", "HC"),)),
    CastMember("HC003", "Cao Thị Mỹ Hạnh", "HC", "Công chức một cửa", "staff", (("staff", "HC"),)),
    CastMember("HC004", "Võ Thành Nam", "HC", "Nhân viên hợp đồng", "staff", (("staff", "HC"),), "hop_dong"),
)


async def plant_cast(*, now: datetime, since: date = SINCE) -> dict[str, int]:
    """Make the units and people; returns the ids by code (units and people alike)."""
    ids: dict[str, int] = {}
    async with write():
        for unit in UNITS:
            ids[unit.code] = await create_unit(
                code=unit.code,
                name=unit.name,
                parent=ids[unit.parent] if unit.parent else None,
                by=None,
                now=now,
                on=since,
            )
            for alias in unit.aliases:
                await add_alias(unit=ids[unit.code], name=alias, by=None, now=now)
        for member in PEOPLE:
            ids[member.code] = await _plant_member(member, ids, now, since)
    await _plant_accounts(ids, now)
    return ids


async def _plant_member(member: CastMember, ids: dict[str, int], now: datetime, since: date) -> int:
    officer = await create_officer(
        staff_code=member.code,
        full_name=member.name,
        unit=ids[member.unit],
        title=member.title,
        rank=member.rank,
        from_date=since,
        by=None,
        now=now,
        email=f"{member.code.lower()}@truclam.example",
        regime=member.regime,
    )
    for role, unit in member.roles:
        await grant_role(officer=officer, role=role, unit=ids[unit], from_date=since, by=None, now=now)
    return officer


async def _plant_accounts(ids: dict[str, int], now: datetime) -> None:
    """One hash serves the whole cast: the password is the same and everybody knows it."""
    first, *others = (member.code for member in PEOPLE)
    await create_account(officer=ids[first], password=PASSWORD, by=None, now=now, must_change=False)
    row = await fetch("SELECT password_hash FROM account WHERE officer = {}", ids[first])
    async with write():
        for code in others:
            await Account(officer=ids[code], password_hash=row[0]["password_hash"]).save()
