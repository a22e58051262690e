"""Questions about ủy quyền: who stands in for whom on a day.

A delegation is worth what its giver holds: on a day on which the giver has no post, has left, or no longer
heads the unit, it gives nothing, whatever its own dates say.
"""

from collections.abc import Iterable
from datetime import date

from app.db import Row, fetch
from app.people.delegation import HEAD_ROLES

_ON = "{0}.from_date <= {{}} AND ({0}.to_date IS NULL OR {0}.to_date >= {{}})"
_ROLES = ", ".join(f"'{role}'" for role in HEAD_ROLES)

#: Delegations ``d`` over unit ``u`` in force on a day, which is its argument six times.
IN_FORCE = (
    " FROM delegation d JOIN unit u ON u.id = d.unit JOIN officer g ON g.id = d.giver"
    " JOIN officer s ON s.id = d.deputy WHERE d.from_date <= {} AND d.to_date >= {} AND d.revoked_at IS NULL"
    " AND g.active = true AND s.active = true"
    f" AND EXISTS (SELECT 1 FROM posting gp WHERE gp.officer = d.giver AND {_ON.format('gp')})"
    " AND EXISTS (SELECT 1 FROM role_grant rg JOIN unit ru ON ru.id = rg.unit WHERE rg.officer = d.giver"
    f" AND rg.role IN ({_ROLES}) AND {_ON.format('rg')} AND ru.outside = false"
    " AND u.path LIKE ru.path || '%')"
)


async def deputies_on(givers: Iterable[int], day: date) -> dict[int, int]:
    """For each of these officers who has one on ``day``, the officer that stands in by delegation."""
    wanted = sorted(set(givers))
    if not wanted:
        return {}
    marks = ", ".join("{}" for _ in wanted)
    rows = await fetch(
        f"SELECT d.giver, d.deputy{IN_FORCE} AND d.giver IN ({marks}) ORDER BY d.id", *[day] * 6, *wanted
    )
    return {row["giver"]: row["deputy"] for row in rows}


async def names_of_deputies_on(givers: Iterable[int], day: date) -> dict[int, str]:
    """The same, by name: for the words that ask for the deputy."""
    wanted = sorted(set(givers))
    if not wanted:
        return {}
    marks = ", ".join("{}" for _ in wanted)
    rows = await fetch(
        f"SELECT d.giver, s.full_name{IN_FORCE} AND d.giver IN ({marks}) ORDER BY d.id", *[day] * 6, *wanted
    )
    return {row["giver"]: row["full_name"] for row in rows}


async def given_to(deputy: int, day: date) -> list[Row]:
    """What the officer may use in another's place on ``day``: giver, unit, scope, days, backlog."""
    return await fetch(
        "SELECT d.giver, d.unit, u.path, d.scope, d.from_date, d.to_date, d.with_backlog"
        f"{IN_FORCE} AND d.deputy = {{}} ORDER BY d.id",
        *[day] * 6,
        deputy,
    )


async def heads_over(unit_path: str, officers: Iterable[int], day: date) -> set[int]:
    """Which of these officers head the unit in their own right on ``day``."""
    wanted = sorted(set(officers))
    if not wanted:
        return set()
    marks = ", ".join("{}" for _ in wanted)
    rows = await fetch(
        "SELECT DISTINCT g.id FROM officer g JOIN role_grant rg ON rg.officer = g.id JOIN unit ru ON ru.id = rg.unit"
        f" JOIN posting gp ON gp.officer = g.id WHERE g.active = true AND g.id IN ({marks})"
        f" AND rg.role IN ({_ROLES}) AND {_ON.format('rg')} AND {_ON.format('gp')}"
        " AND ru.outside = false AND {} LIKE ru.path || '%'",
        *wanted,
        *[day] * 4,
        unit_path,
    )
    return {row["id"] for row in rows}


async def in_force(delegations: Iterable[int], day: date) -> set[int]:
    """Which of these delegations give something on ``day``."""
    wanted = sorted(set(delegations))
    if not wanted:
        return set()
    marks = ", ".join("{}" for _ in wanted)
    rows = await fetch(f"SELECT d.id{IN_FORCE} AND d.id IN ({marks})", *[day] * 6, *wanted)
    return {row["id"] for row in rows}


async def heads_of(paths: Iterable[str], day: date) -> list[Row]:
    """Everybody who heads a unit of ``paths`` or below in their own right on ``day``, in Vietnamese order."""
    wanted = sorted(set(paths))
    if not wanted:
        return []
    scope = " OR ".join("ru.path LIKE {}" for _ in wanted)
    return await fetch(
        "SELECT DISTINCT g.id, g.full_name AS name, g.staff_code, g.sort_key FROM officer g"
        " JOIN role_grant rg ON rg.officer = g.id JOIN unit ru ON ru.id = rg.unit WHERE g.active = true"
        f" AND rg.role IN ({_ROLES}) AND {_ON.format('rg')} AND ru.outside = false AND ({scope})"
        " ORDER BY g.sort_key, g.staff_code",
        day,
        day,
        *(path + "%" for path in wanted),
    )
