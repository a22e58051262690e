"""Acts on tasks: the one place from which pages, imports and seeds call them."""

from app.tasks.appointing import appoint
from app.tasks.assigning import assign_task, give_to_unit, name_owner, save_draft
from app.tasks.converting import convert_task
from app.tasks.deciding import accept_result, confirm_objective_cause, return_result, withdraw_task
from app.tasks.entry import TaskEntry, search_key
from app.tasks.evidence import keep_file
from app.tasks.handing import decide_hand_back, hand_back, reassign
from app.tasks.leads import ask_lead_change, decide_lead_change
from app.tasks.offering import decide_offer_anew, return_offer, take_offer, take_silent_offers
from app.tasks.working import receive_task, report_progress, submit_result
from app.tasks.writing import next_codes

__all__ = [
    "TaskEntry",
    "accept_result",
    "appoint",
    "ask_lead_change",
    "assign_task",
    "confirm_objective_cause",
    "convert_task",
    "decide_hand_back",
    "decide_lead_change",
    "decide_offer_anew",
    "give_to_unit",
    "hand_back",
    "keep_file",
    "name_owner",
    "next_codes",
    "reassign",
    "receive_task",
    "report_progress",
    "return_offer",
    "return_result",
    "save_draft",
    "search_key",
    "submit_result",
    "take_offer",
    "take_silent_offers",
    "withdraw_task",
]
