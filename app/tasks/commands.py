"""Acts on tasks: the one place from which pages, imports and seeds call them."""

from app.tasks.appointing import appoint
from app.tasks.assigning import assign_task, give_to_unit, name_owner, save_draft
from app.tasks.causes import claim_cause, confirm_objective_cause, decide_cause
from app.tasks.converting import convert_task
from app.tasks.deciding import accept_result, return_result, withdraw_task
from app.tasks.entry import TaskEntry, faults_for_person, search_key
from app.tasks.evidence import keep_file
from app.tasks.extending import ask_extension, decide_extension, extend_deadline
from app.tasks.handing import decide_hand_back, hand_back, reassign
from app.tasks.initiatives import end_initiative, record_initiative
from app.tasks.leads import ask_lead_change, decide_lead_change
from app.tasks.offering import decide_offer_anew, return_offer, take_offer, take_silent_offers
from app.tasks.opinions import answer_opinion, ask_opinion, withdraw_opinion
from app.tasks.pausing import pause_task, resume_task
from app.tasks.recurrence import change_recurrence, create_recurrence, stop_recurrence
from app.tasks.reminding import answer_reminder, remind
from app.tasks.working import receive_task, receive_tasks, report_progress, submit_result
from app.tasks.writing import next_codes

__all__ = [
    "TaskEntry",
    "accept_result",
    "answer_opinion",
    "answer_reminder",
    "appoint",
    "ask_extension",
    "ask_lead_change",
    "ask_opinion",
    "assign_task",
    "change_recurrence",
    "claim_cause",
    "confirm_objective_cause",
    "convert_task",
    "create_recurrence",
    "decide_cause",
    "decide_extension",
    "decide_hand_back",
    "decide_lead_change",
    "decide_offer_anew",
    "end_initiative",
    "extend_deadline",
    "faults_for_person",
    "give_to_unit",
    "hand_back",
    "keep_file",
    "name_owner",
    "next_codes",
    "pause_task",
    "reassign",
    "receive_task",
    "receive_tasks",
    "record_initiative",
    "remind",
    "report_progress",
    "resume_task",
    "return_offer",
    "return_result",
    "save_draft",
    "search_key",
    "stop_recurrence",
    "submit_result",
    "take_offer",
    "take_silent_offers",
    "withdraw_opinion",
    "withdraw_task",
]
