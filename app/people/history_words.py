"""How the history's kinds of acts are called on its page."""

from app.text import Text

KINDS: dict[str, Text] = {
    "account.created": Text("Tạo tài khoản", "Account created"),
    "account.disabled": Text("Khóa tài khoản", "Account disabled"),
    "account.enabled": Text("Mở lại tài khoản", "Account enabled"),
    "account.password_set": Text("Đặt mật khẩu", "Password set"),
    "account.shortcuts": Text("Chọn phím tắt", "Shortcuts chosen"),
    "account.sign_in_failed": Text("Đăng nhập sai", "Failed sign-in"),
    "account.sign_ins_ended": Text("Kết thúc mọi phiên đăng nhập", "Sign-ins ended"),
    "account.signed_in": Text("Đăng nhập", "Signed in"),
    "account.signed_out": Text("Đăng xuất", "Signed out"),
    "calendar.day_set": Text("Đặt ngày làm việc, ngày nghỉ", "Working day or day off set"),
    "demo.planted": Text("Tạo dữ liệu minh họa", "Demonstration planted"),
    "history.verified": Text("Kiểm tra chuỗi lịch sử", "History verified"),
    "officer.absent": Text("Ghi ngày vắng mặt", "Absence recorded"),
    "officer.corrected": Text("Sửa thông tin cán bộ", "Officer corrected"),
    "officer.created": Text("Thêm cán bộ", "Officer added"),
    "officer.moved": Text("Chuyển vị trí công tác", "Officer moved"),
    "role.ended": Text("Kết thúc vai trò", "Role ended"),
    "role.granted": Text("Giao vai trò", "Role granted"),
    "unit.alias_added": Text("Thêm tên gọi khác của đơn vị", "Unit's other name added"),
    "unit.created": Text("Thêm đơn vị", "Unit added"),
}


def words_of_kind(kind: str) -> Text:
    """What an act is called; the bare kind where it has no name yet."""
    return KINDS.get(kind, Text(kind, kind))
