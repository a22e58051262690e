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
    "task.offered": Text("Chuyển cho người khác, chờ nhận", "Offered to another person"),
    "task.taken": Text("Nhận việc được chuyển đến", "Hand-over taken"),
    "task.offer_returned": Text("Trả lại việc được chuyển đến", "Hand-over given back"),
    "task.offer_settled": Text("Để việc ở lại với người đang giữ", "Left with its holder"),
    "task.appointed": Text("Chỉ định đầu mối", "Settled on one person by order"),
    "task.lead_change_asked": Text("Đề nghị thay đầu mối xuyên suốt", "Another lead was asked for"),
    "task.lead_change_decided": Text("Quyết định về thay đầu mối", "Change of lead decided"),
    "task.withdrawn": Text("Thu hồi", "Withdrawn"),
    "task.converted": Text("Quy đổi ra sản phẩm chuẩn", "Converted into standard units"),
    "task.cause_claimed": Text("Đề nghị công nhận nguyên nhân khách quan", "Objective cause claimed"),
    "task.objective_confirmed": Text("Xác nhận nguyên nhân khách quan", "Objective cause confirmed"),
    "task.cause_refused": Text("Không công nhận nguyên nhân khách quan", "Objective cause not confirmed"),
    "task.protected": Text("Ghi đề xuất được bảo vệ", "Protected initiative recorded"),
    "task.protection_ended": Text("Kết thúc bảo vệ đề xuất", "Protection ended"),
    "task.opinion_asked": Text("Hỏi ý kiến đơn vị khác", "Opinion asked"),
    "task.opinion_answered": Text("Trả lời ý kiến", "Opinion given"),
    "task.opinion_silent": Text("Không trả lời ý kiến đúng hạn", "Opinion not given in time"),
    "task.opinion_withdrawn": Text("Rút câu hỏi ý kiến", "Question withdrawn"),
    "task.log_imported": Text("Nhập từ nhật ký sự kiện", "Replayed from an event log"),
    "task.log_handed_over": Text("Đổi người giữ (theo nhật ký)", "Changed hands (by the log)"),
    "task.log_finished": Text("Hoàn thành (theo nhật ký)", "Finished (by the log)"),
    "task.late": Text("Ghi nhận một lần chậm", "A lateness was recorded"),
    "task.evidence_added": Text("Thêm minh chứng", "Evidence added"),
    "task.paused": Text("Tạm dừng", "Paused"),
    "task.resumed": Text("Kết thúc tạm dừng", "Pause ended"),
    "task.extension_asked": Text("Xin gia hạn", "More time asked for"),
    "task.extension_decided": Text("Quyết định về việc gia hạn", "Extension decided"),
    "task.extension_withdrawn": Text(
        "Rút đề nghị gia hạn (đã nộp kết quả)", "Request for more time taken back by submitting"
    ),
    "task.extended": Text("Gia hạn", "Deadline extended"),
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


REMINDER_KINDS: dict[str, Text] = {
    "manual": Text("Nhắc", "Reminder"),
    "campaign": Text("Nhắc đồng loạt", "Campaign reminder"),
    "escalation": Text("Báo lên cấp trên", "Escalation"),
}
