"""Acts of the machine of ``lives.py``: work that changes hands, and its lead."""

from datetime import timedelta

from hypothesis import strategies as st

from app.tasks import commands
from app.tasks.reasons import HAND_BACK_REASONS, Reason
from app.tasks.rules import Act
from tests.property.life_seen import Row
from tests.property.life_stage import (
    LEAVE,
    Attempt,
    Chance,
    Stage,
    beside,
    does,
    lets_go,
    number_of,
    takers,
)

new_leads = st.sampled_from(["KT001", "KT002", "KT003", "TL001", "TL002", "VX001"])

#: Who may give work in each unit, by hand from the cast; its head first. The chairman and his deputy may in all.
ASSIGNING = {"TL": ("TL001", "TL002"), "KT": ("KT001", "KT002"), "VX": ("VX001",), "VP": ("VP001",)}


def superiors(old: str, new: str) -> set[str]:
    """The common superiors of two people: in the unit of both, in the one above where one of them heads it."""
    unit = old[:2]
    found = set(ASSIGNING["TL"])
    if new[:2] == unit and ASSIGNING[unit][0] not in (old, new):
        found.update(ASSIGNING[unit])
    return found - {old, new}


class Moving(Stage):
    """Work is handed back, offered, taken, ordered to somebody; its lead is replaced."""

    def free(self, row: Row) -> bool:
        """Nothing waits for an answer before the work may move."""
        return self.waits(row).move is None

    def at_once(self, on: Attempt, to: str) -> bool:
        """What the decider takes, or who has it gets again, is not offered."""
        return self.ids[to] in (on.by.officer_id, on.row["owner"])

    @does(Act.HAND_BACK, reason=st.sampled_from(HAND_BACK_REASONS))
    def hand_back(self, chance: Chance, reason: Reason) -> None:
        self.act(
            Act.HAND_BACK,
            chance,
            "task.handed_back",
            lambda on: commands.hand_back(**on.versioned, reason=reason, words="Nêu lý do"),
            prefer=self.free,
        )

    @does(Act.DECIDE_HAND_BACK, upheld=st.booleans(), to=st.none() | takers)
    def decide(self, chance: Chance, upheld: bool, to: str | None) -> None:
        said = {"upheld": upheld, "to_officer": self.ids[to] if to else None, "words": "Đã xem xét"}

        def leaves(on: Attempt) -> bool:
            goes_now = to is None or self.at_once(on, to)
            return upheld and goes_now and on.waits.hand_back["reason"] in LEAVE

        self.act(
            Act.DECIDE_HAND_BACK,
            chance,
            "task.hand_back_decided",
            lambda on: commands.decide_hand_back(
                hand_over=number_of(on.waits.hand_back), **said, **on.person
            ),
            prefer=lambda row: self.waits(row).hand_back,
            leaves=leaves,
        )

    @does(Act.REASSIGN, to=takers, reason=st.sampled_from(list(Reason)))
    def reassign(self, chance: Chance, to: str, reason: Reason) -> None:
        said = {"to_officer": self.ids[to], "reason": reason, "words": "Phân công lại"}
        self.act(
            Act.REASSIGN,
            chance,
            lambda on: "task.reassigned" if self.at_once(on, to) else "task.offered",
            lambda on: commands.reassign(**on.versioned, **said),
            prefer=self.free,
            leaves=lambda on: self.at_once(on, to) and reason in LEAVE,
        )

    @does(Act.TAKE)
    def take(self, chance: Chance) -> None:
        self.act(
            Act.TAKE,
            chance,
            "task.taken",
            lambda on: commands.take_offer(hand_over=number_of(on.waits.offer), **on.person),
            prefer=lambda row: self.waits(row).offer,
            leaves=lambda on: lets_go(on.waits.offer),
        )

    @does(Act.RETURN_OFFER, reason=st.sampled_from(HAND_BACK_REASONS))
    def return_offer(self, chance: Chance, reason: Reason) -> None:
        said = {"reason": reason, "words": "Nêu lý do"}
        self.act(
            Act.RETURN_OFFER,
            chance,
            "task.offer_returned",
            lambda on: commands.return_offer(hand_over=number_of(on.waits.offer), **said, **on.person),
            prefer=lambda row: self.waits(row).offer,
        )

    @does(Act.KEEP)
    def keep(self, chance: Chance) -> None:
        """After a return the work stays where it is."""
        self.act(
            Act.KEEP,
            chance,
            "task.offer_settled",
            lambda on: commands.decide_offer_anew(
                hand_over=number_of(on.waits.returned), to_officer=None, words="Để lại", **on.person
            ),
            prefer=lambda row: self.waits(row).returned,
        )

    @beside("offer anew after a return", lambda life: life.waiting("returned"), to=takers)
    def offer_anew(self, chance: Chance, to: str) -> None:
        """After a return the work goes to somebody else, for the reason that was decided on before."""
        papers = self.waiting("returned")
        paper = papers[chance.place % len(papers)]
        row = self.seen.tasks[paper["task"]]
        by = self.actor(Act.REASSIGN, row, chance)
        self.now += timedelta(minutes=7)
        at_once = self.ids[to] == by.officer_id
        done = self.try_beside(
            "offer anew after a return",
            ("task.reassigned" if at_once else "task.offered",),
            lambda: commands.decide_offer_anew(
                hand_over=paper["id"], to_officer=self.ids[to], words="Giao người khác", by=by, now=self.now
            ),
        )
        if done and at_once and lets_go(paper):
            self.may_leave.add(row["id"])

    @does(Act.APPOINT, to=takers, upheld=st.booleans())
    def appoint(self, chance: Chance, to: str, upheld: bool) -> None:
        def says(on: Attempt) -> bool | None:
            return upheld if on.waits.hand_back else None

        def leaves(on: Attempt) -> bool:
            paper = on.waits.move
            if self.ids[to] == on.row["owner"]:
                return False
            return paper is None or (
                upheld and paper["reason"] in LEAVE if on.waits.hand_back else lets_go(paper)
            )

        self.act(
            Act.APPOINT,
            chance,
            "task.appointed",
            lambda on: commands.appoint(
                **on.versioned, to_officer=self.ids[to], words="Một đầu mối làm", upheld=says(on)
            ),
            leaves=leaves,
        )

    @does(Act.ASK_LEAD, to=new_leads)
    def ask_lead(self, chance: Chance, to: str) -> None:
        """A common superior who asks decides by asking."""

        def decided(on: Attempt) -> tuple[str, ...]:
            by, old = self.codes[on.by.officer_id], self.codes.get(on.row["lead"], to)
            return ("task.lead_change_decided",) if by in superiors(old, to) else ()

        self.act(
            Act.ASK_LEAD,
            chance,
            "task.lead_change_asked",
            lambda on: commands.ask_lead_change(
                **on.versioned, to_lead=self.ids[to], words="Đổi người theo dõi"
            ),
            prefer=lambda row: not self.waits(row).lead_change,
            after=decided,
        )

    @beside(
        "decide on a change of lead",
        lambda life: life.waiting("lead_change"),
        approved=st.booleans(),
    )
    def decide_lead(self, chance: Chance, approved: bool) -> None:
        papers = self.waiting("lead_change")
        paper = papers[chance.place % len(papers)]
        able = sorted(superiors(self.codes[paper["from_lead"]], self.codes[paper["to_lead"]])) or ["TL001"]
        by = self.viewer(self.ids[chance.who or able[chance.quality % len(able)]])
        self.now += timedelta(minutes=7)
        self.try_beside(
            "decide on a change of lead",
            ("task.lead_change_decided",),
            lambda: commands.decide_lead_change(
                change_id=paper["id"], approved=approved, words="Đã xem xét", by=by, now=self.now
            ),
        )
