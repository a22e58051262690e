"""Words of tasks on the pages: states, reasons, sources, and what each act of the history is called."""

from app.text import Text

# state: name and tone of its tag
STATES: dict[str, tuple[Text, str]] = {
    "draft": (Text("Bản nháp", "Draft"), "grey"),
    "awaiting_person": (Text("Chờ người", "Awaiting an owner"), "grey"),
    "given": (Text("Mới giao", "Given"), "blue"),
    "in_progress": (Text("Đang làm", "Under way"), "blue"),
    "submitted": (Text("Chờ duyệt", "Awaiting acceptance"), "grey"),
    "done": (Text("Hoàn thành", "Done"), "done"),
    "withdrawn": (Text("Đã thu hồi", "Withdrawn"), "grey"),
}

END_REASONS: dict[str, Text] = {
    "cannot": Text("không làm được", "could not do it"),
    "absence": Text("vắng mặt", "absent"),
    "moved": Text("được điều chuyển", "moved by the head"),
    "not_authority": Text("không thuộc thẩm quyền", "not within authority"),
    "lacks_papers": Text("thiếu hồ sơ", "papers lacking"),
    "withdrawn": Text("việc đã thu hồi", "the task was withdrawn"),
}

ORIGINS: dict[str, Text] = {
    "ordinary": Text("giao bình thường", "ordinary"),
    "taken_over": Text("nhận thay người khác", "taken over"),
    "sudden": Text("đột xuất", "sudden"),
}

PRIORITIES: dict[str, Text] = {
    "normal": Text("Bình thường", "Normal"),
    "urgent": Text("Khẩn", "Urgent"),
}

LACK_NAMES = {
    "owner": Text("Thiếu người", "No owner"),
    "deadline": Text("Thiếu thời hạn", "No deadline"),
    "outcome": Text("Thiếu kết quả", "No outcome"),
    "lead": Text("Thiếu đầu mối", "No lead"),
}

EVENTS: dict[str, Text] = {
    "task.draft_saved": Text("Lưu bản nháp", "Draft saved"),
    "task.imported": Text("Nhập từ phụ lục", "Imported from an annex"),
    "task.assigned": Text("Giao việc", "Assigned"),
    "task.given_to_unit": Text("Giao cho đơn vị", "Given to a unit"),
    "task.owner_named": Text("Giao người chịu trách nhiệm chính", "Owner named"),
    "task.received": Text("Đã nhận việc", "Received"),
    "task.progress": Text("Báo cáo tiến độ", "Progress reported"),
    "task.submitted": Text("Nộp kết quả", "Result submitted"),
    "task.accepted": Text("Duyệt kết quả", "Result accepted"),
    "task.returned": Text("Trả lại để làm lại", "Returned for rework"),
    "task.handed_back": Text("Chuyển trả", "Handed back"),
    "task.hand_back_taken_back": Text(
        "Rút đề nghị chuyển trả (đã nộp kết quả)", "Hand-back taken back by submitting"
    ),
    "task.hand_back_decided": Text("Quyết định về việc chuyển trả", "Hand-back decided"),
    "task.reassigned": Text("Giao lại cho người khác", "Reassigned"),
    "task.withdrawn": Text("Thu hồi", "Withdrawn"),
    "task.converted": Text("Quy đổi ra sản phẩm chuẩn", "Converted into standard units"),
    "task.objective_confirmed": Text("Xác nhận nguyên nhân khách quan", "Objective cause confirmed"),
    "task.late": Text("Ghi nhận một lần chậm", "A lateness was recorded"),
    "task.evidence_added": Text("Thêm minh chứng", "Evidence added"),
    "task.reminded": Text("Nhắc việc", "Reminded"),
    "task.reminder_answered": Text("Trả lời đôn đốc", "Reminder answered"),
    "task.escalated": Text("Báo lên cấp trên vì chậm", "Escalated for lateness"),
}


def state_label(code: str) -> Text:
    """The name of a state; the code itself where the vocabulary has none."""
    return STATES[code][0] if code in STATES else Text(code, code)


def state_tone(code: str) -> str:
    """The tone of a state's tag."""
    return STATES[code][1] if code in STATES else "grey"
