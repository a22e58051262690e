"""Who is meant by what was typed: a staff code, an offered label, or a name without marks."""

import re
from datetime import date

from app.people.queries import OfficerRow, officers_under

MOST_FOUND = 20  # people offered while typing a name
_LABELLED = re.compile(r"(\S+)\s+[–-]\s+.+")


def person_label(person: OfficerRow) -> str:
    """A person as the form offers it: names repeat, so the code stands first and the unit last."""
    return f"{person.staff_code} – {person.name} ({person.unit_name})"


async def people_like(typed: str, day: date) -> list[OfficerRow]:
    """Who is meant: by staff code, by an offered label or by a name without marks; at most a screenful.

    The posts are those of ``day``; a staff code that matches whole names that person alone.
    """
    typed = " ".join(typed.split())
    if not typed:
        return []
    label = _LABELLED.fullmatch(typed)
    code = (label[1] if label else typed).upper()
    found = await officers_under(("/",), day, search=label[1] if label else typed, with_inactive=True)
    exact = [person for person in found if person.staff_code == code]
    return (exact or found)[:MOST_FOUND]
