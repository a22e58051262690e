"""What raises a flag on work that is passed around: bounces, circles, late moves, papers asked for twice.

As in ``flag_grounds``, a predicate gives the ground in words and a day that depends on the facts alone. The
hand-overs are what they were when they happened; an offer counts only once it was answered.
"""

from collections.abc import Callable
from datetime import date

from app.formats import format_date
from app.tasks.flag_grounds import DRAFT, Ground, HandOverFact, TaskFacts
from app.text import Text
from app.workdays import Calendar

NEAR_DEADLINE_DAYS = 2  # work that changes hands so late leaves the next holder no time
HANDED_ON_TIMES = 2  # once can be a mistake of address; twice means that nobody takes it
PAPERS_TIMES = 2  # papers are asked for once, all together (Decree 118/2025/NĐ-CP on the one-stop office)


def bounced(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    bounces = [move.on for move in facts.hand_overs if move.is_bounce]
    if not bounces:
        return None
    times, last = len(bounces), bounces[-1]
    return Ground(
        Text(
            f"Bị chuyển trả {times} lần, gần nhất ngày {format_date(last)}",
            f"Bounced {times} time{'s' if times > 1 else ''}, last on {format_date(last, 'en')}",
        ),
        bounces[0],
    )


def handed_on_twice(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    bounces = [move.on for move in facts.hand_overs if move.is_bounce]
    if len(bounces) < HANDED_ON_TIMES:
        return None
    second = bounces[HANDED_ON_TIMES - 1]
    return Ground(
        Text(
            f"Chuyển trả, chuyển đi {len(bounces)} lần; lần thứ hai ngày {format_date(second)}",
            f"Handed back or on {len(bounces)} times; the second time on {format_date(second, 'en')}",
        ),
        second,
    )


def second_papers(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    asked = [move.on for move in facts.hand_overs if move.asks_for_papers]
    if len(asked) < PAPERS_TIMES:
        return None
    second = asked[PAPERS_TIMES - 1]
    return Ground(
        Text(
            f"Trả lại vì thiếu hồ sơ lần thứ {len(asked)}; lần thứ hai ngày {format_date(second)}",
            f"Came back for lacking papers {len(asked)} times; the second time on {format_date(second, 'en')}",
        ),
        second,
    )


def moved_near_deadline(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    due = facts.due
    if due is None or facts.state == DRAFT:
        return None
    last = calendar.effective_day(due)
    first = calendar.add(last, -NEAR_DEADLINE_DAYS)
    near = [move.on for move in facts.hand_overs if _changes_hands(move) and first <= move.on <= last]
    if not near:
        return None
    return Ground(
        Text(
            f"Chuyển đi ngày {format_date(near[0])}, hạn {format_date(due)}",
            f"Moved on {format_date(near[0], 'en')}, due {format_date(due, 'en')}",
        ),
        near[0],
    )


def _changes_hands(move: HandOverFact) -> bool:
    """Handed back, or taken by another person; given again to the same person is no change of hands."""
    return move.kind == "hand_back" or (move.moved and move.from_officer != move.to_officer)


def ping_pong(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    day = _returned_on(facts.hand_overs, lambda move: (move.from_officer, move.to_officer))
    if day is None:
        return None
    return Ground(
        Text(
            f"Việc quay lại người đã chuyển đi, ngày {format_date(day)}",
            f"Came back on {format_date(day, 'en')} to the person who had passed it on",
        ),
        day,
    )


def unit_ping_pong(facts: TaskFacts, calendar: Calendar) -> Ground | None:
    day = _returned_on(facts.hand_overs, lambda move: (move.from_unit, move.to_unit))
    if day is None:
        return None
    return Ground(
        Text(
            f"Việc quay lại đơn vị đã chuyển đi, ngày {format_date(day)}",
            f"Came back on {format_date(day, 'en')} to the unit that had passed it on",
        ),
        day,
    )


Ends = Callable[[HandOverFact], tuple[int | None, int | None]]


def _returned_on(moves: tuple[HandOverFact, ...], ends: Ends) -> date | None:
    """The first day on which the work went A → B → A, one of the two moves being a bounce.

    The assigner to whom work is handed back does not hold it: back from A and then given to B is A → B.
    """
    chain: list[int] = []
    bounced: list[bool] = []  # whether a bounce led to the holder at the same place of the chain
    pending = False
    for move in moves:
        pending = pending or move.is_bounce
        giver, taker = ends(move)
        if giver is not None and not chain:
            chain, bounced = [giver], [False]
        if not move.moved or taker is None or chain[-1:] == [taker]:
            continue
        chain.append(taker)
        bounced.append(pending)
        pending = False
        if len(chain) >= 3 and chain[-3] == taker and any(bounced[-2:]):
            return move.on
    return None
