"""Sixteen people write at once through real forms: half of them heads who assign, half owners who report."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bench.city import PASSWORD, Writers
from bench.client import Connection, Measured, sign_in

WRITERS = 16

Fields = Callable[[int], dict[str, str]]


@dataclass(slots=True)
class Writer:
    """One person at one form, filled anew for every sending."""

    code: str
    page: str
    path: str
    fields: Fields
    versioned: bool = False


def quick_line(owner: str, today: date) -> Fields:
    """What a head types into the line that assigns."""
    due = today + timedelta(days=30)

    def fields(number: int) -> dict[str, str]:
        return {
            "quick_title": f"Kiểm tra vệ sinh môi trường lần {number}",
            "quick_product": "Biên bản kiểm tra",
            "quick_owner": owner,
            "quick_deadline": f"{due:%d/%m/%Y}",
        }

    return fields


def _report(number: int) -> dict[str, str]:
    return {"percent": str(number % 100), "progress_words": f"Đã kiểm tra {number} điểm"}


def people(found: Writers, today: date) -> list[Writer]:
    """As many heads as owners, each at a form of their own."""
    half = WRITERS // 2
    assigning = [
        Writer(head, "/", "/tasks/quick", quick_line(owner, today)) for head, owner in found.heads[:half]
    ]
    reporting = [
        Writer(owner, f"/tasks/{task}", f"/tasks/{task}/progress", _report, versioned=True)
        for owner, task in found.owners[:half]
    ]
    if len(assigning) + len(reporting) < WRITERS:
        raise RuntimeError(f"{len(assigning)} heads and {len(reporting)} owners: the city is too small")
    return assigning + reporting


async def write_together(port: int, writers: list[Writer], seconds: float) -> Measured:
    """All of them send form after form; only the sending is timed, whatever is not taken is an error."""
    at_forms = [await _at_form(port, writer) for writer in writers]
    found = Measured()
    begun = time.perf_counter()
    await asyncio.gather(*(send(found, begun + seconds) for send in at_forms))
    found.seconds = time.perf_counter() - begun
    return found


async def _at_form(port: int, writer: Writer) -> Callable[[Measured, float], Awaitable[None]]:
    """That person signed in with the form open."""
    cookies = await sign_in(port, writer.code, PASSWORD)
    connection = await Connection(port, cookies).open()
    form = await connection.form(writer.page)

    async def send(found: Measured, end: float) -> None:
        number, version = 0, int(form["version"] or 0)
        while (now := time.perf_counter()) < end:
            number += 1
            own = {"form_key": f"writer-{writer.code}-{number}", **writer.fields(number)}
            if writer.versioned:
                own["version"] = str(version)
            answer = await connection.post(writer.path, {**form, **own})
            found.times.append(time.perf_counter() - now)
            found.errors += answer.status != 303
            version += answer.status == 303
        connection.close()

    return send
