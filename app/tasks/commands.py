"""Acts on tasks: the one place from which pages, imports and seeds call them."""

from app.tasks.assigning import assign_task, give_to_unit, name_owner, save_draft
from app.tasks.converting import convert_task
from app.tasks.deciding import accept_result, confirm_objective_cause, return_result, withdraw_task
from app.tasks.entry import TaskEntry, faults_for_person, search_key
from app.tasks.evidence import keep_file
from app.tasks.extending import ask_extension, decide_extension, extend_deadline
from app.tasks.handing import decide_hand_back, hand_back, reassign
from app.tasks.pausing import pause_task, resume_task
from app.tasks.working import receive_task, receive_tasks, report_progress, submit_result
from app.tasks.writing import next_codes

__all__ = [
    "TaskEntry",
    "accept_result",
    "ask_extension",
    "assign_task",
    "confirm_objective_cause",
    "convert_task",
    "decide_extension",
    "decide_hand_back",
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
    "report_progress",
    "resume_task",
    "return_result",
    "save_draft",
    "search_key",
    "submit_result",
    "withdraw_task",
]
