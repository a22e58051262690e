"""Acts on tasks: the one place from which pages, imports and seeds call them."""

from app.tasks.assigning import assign_task, give_to_unit, name_owner, save_draft
from app.tasks.converting import convert_task
from app.tasks.deciding import accept_result, confirm_objective_cause, return_result, withdraw_task
from app.tasks.entry import TaskEntry, search_key
from app.tasks.evidence import keep_file
from app.tasks.handing import decide_hand_back, hand_back, reassign
from app.tasks.reminding import answer_reminder, remind
from app.tasks.working import receive_task, report_progress, submit_result
from app.tasks.writing import next_codes

__all__ = [
    "TaskEntry",
    "accept_result",
    "answer_reminder",
    "assign_task",
    "confirm_objective_cause",
    "convert_task",
    "decide_hand_back",
    "give_to_unit",
    "hand_back",
    "keep_file",
    "name_owner",
    "next_codes",
    "reassign",
    "receive_task",
    "remind",
    "report_progress",
    "return_result",
    "save_draft",
    "search_key",
    "submit_result",
    "withdraw_task",
]
