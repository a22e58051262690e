"""What a row of ``hand_over`` is, as conditions of SQL: a move, a bounce, an offer that waits or came back.

Each takes the alias under which the statement knows the row.
"""


def moved(h: str) -> str:
    """The work went to another holder: at once, or when the offer was taken."""
    return f"({h}.kind <> 'hand_back' AND ({h}.offered_until IS NULL OR {h}.taken_at IS NOT NULL))"


def bounced(h: str) -> str:
    """Handed back or on by its holder, given back by who it was offered to, or sent on between units."""
    between = f"{h}.from_unit IS NOT NULL AND {h}.to_unit IS NOT NULL AND {h}.from_unit <> {h}.to_unit"
    return f"({h}.kind IN ('hand_back', 'hand_over') OR {h}.returned_at IS NOT NULL OR ({moved(h)} AND {between}))"


def offered(h: str) -> str:
    """An offer that nobody has answered."""
    return (
        f"({h}.offered_until IS NOT NULL AND {h}.taken_at IS NULL AND {h}.returned_at IS NULL"
        f" AND {h}.settled_at IS NULL)"
    )


def given_back(h: str) -> str:
    """A returned offer on which nobody has decided anew."""
    return f"({h}.returned_at IS NOT NULL AND {h}.settled_at IS NULL)"


def came_back(end: str) -> str:
    """Task ``t`` went A → B → A, one of the two moves being a bounce; ``end``: "officer" or "unit".

    Moves that stay at the same end are no step of the way, as in the predicate of the flag.
    """
    start, stop = f"from_{end}", f"to_{end}"

    def step(h: str) -> str:
        return f"({moved(h)} AND {h}.{start} <> {h}.{stop})"

    between = (
        f"SELECT 1 FROM hand_over z WHERE z.task = x.task AND z.id > x.id AND z.id < y.id AND {step('z')}"
    )
    since = (
        f"SELECT 1 FROM hand_over w WHERE w.task = x.task AND w.id >= b.id AND w.id < x.id AND {step('w')}"
    )
    return (
        f"EXISTS (SELECT 1 FROM hand_over x JOIN hand_over y ON y.task = x.task AND y.id > x.id"
        f" AND y.{start} = x.{stop} AND y.{stop} = x.{start} WHERE x.task = t.id AND {step('x')} AND {step('y')}"
        f" AND NOT EXISTS ({between}) AND EXISTS (SELECT 1 FROM hand_over b WHERE b.task = x.task"
        f" AND b.id <= y.id AND {bounced('b')} AND NOT EXISTS ({since})))"
    )


def passed(h: str) -> str:
    """Work that was really passed from one desk to another: a move that was taken, or a hand-back."""
    return f"({h}.kind = 'hand_back' OR {moved(h)})"


#: Of a row ``h`` that ``passed`` keeps: from which unit to which, and when. Handing back leads to the unit of
#: who gave the work; where that is not known, it stayed in the unit.
PASSED_FROM = "COALESCE(h.from_unit, h.to_unit)"
PASSED_TO = "COALESCE(h.to_unit, h.from_unit)"
PASSED_ON = "COALESCE(h.taken_at, h.at)"
