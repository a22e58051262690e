"""Two invented annexes that nobody has seen, a province's and a commune's, judged from all three kinds of file."""

import pytest

from app.tasks.annex.lexicon import KnownBodies
from app.tasks.annex.reader import read_annex
from app.tasks.annex.summary import summarise
from tests.unit.annex_files import as_csv, as_docx, as_xlsx

PROVINCE = [
    ["PHỤ LỤC", "", "", "", "", "", ""],
    ["PHÂN CÔNG NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2026", "", "", "", "", "", ""],
    [
        "(Kèm theo Kế hoạch số 15/KH-UBND ngày 20/01/2026 của Ủy ban nhân dân tỉnh Sông Lam)",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
    ["", "", "", "", "", "", ""],
    ["Số TT", "Nội dung công việc", "Đơn vị thực hiện", "", "Sản phẩm đầu ra", "Thời hạn", "Ghi chú"],
    ["", "", "Chủ trì", "Phối hợp", "", "", ""],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
    ["A", "VỀ THỂ CHẾ", "", "", "", "", ""],
    [
        "1",
        "Ban hành quy chế quản lý dữ liệu dùng chung của",
        "Sở Khoa học và",
        "Sở Nội vụ",
        "Quyết định của UBND tỉnh",
        "Tháng 6/2026",
        "",
    ],
    ["", "tỉnh", "Công nghệ", "", "", "", ""],
    [
        "2",
        "Rà soát thủ tục hành chính",
        "Văn phòng UBND tỉnh; Sở Nội vụ",
        "",
        "Báo cáo",
        "Quý II/2026",
        "khẩn",
    ],
    ["Số TT", "Nội dung công việc", "Đơn vị thực hiện", "", "Sản phẩm đầu ra", "Thời hạn", "Ghi chú"],
    ["", "", "Chủ trì", "Phối hợp", "", "", ""],
    [
        "3",
        "Công khai kết quả giải quyết hồ sơ",
        "Các sở, ban, ngành; UBND các xã, phường",
        "",
        "-",
        "Thường xuyên",
        "",
    ],
    [
        "4",
        "Xây dựng bộ chỉ số văn hóa số",
        "Sở Văn hóa, Thể thao và Du lịch",
        "",
        "Bộ chỉ số",
        "trước 01/10/2026",
        "",
    ],
    ["B", "VỀ HẠ TẦNG", "", "", "", "", ""],
    [
        "5",
        "Đầu tư trung tâm dữ liệu",
        "Sở Khoa học và Công nghệ",
        "Sở Tài chính",
        "Trung tâm dữ liệu",
        "2026 và những",
        "",
    ],
    ["C", "VỀ NHÂN LỰC", "", "", "", "năm tiếp theo", ""],
    ["6", "Tập huấn kỹ năng số", "Sở Nội vụ", "Trường Chính trị tỉnh", "Lớp tập huấn", "Hằng năm", ""],
    [
        "7",
        "Diễn tập an toàn thông tin",
        "Công an tỉnh và các đơn vị liên quan",
        "",
        "Cuộc diễn tập",
        "Trong năm 2026",
        "",
    ],
    ["8", "Hỗ trợ doanh nghiệp nhỏ", "Sở Tài chính", "", "", "2026-2030", ""],
    ["9", "Bồi dưỡng chuyên gia", "", "", "Khóa học", "31/6/2026", ""],
    ["", "", "TM. ỦY BAN NHÂN DÂN", "", "", "", ""],
]
PROVINCE_MERGES = [
    (0, 0, 0, 6),
    (1, 0, 1, 6),
    (2, 0, 2, 6),
    (4, 2, 4, 3),
    (4, 0, 5, 0),
    (4, 1, 5, 1),
    (7, 1, 7, 6),
]
PROVINCE_FIGURES = {
    "rows": 9,
    "sections": 3,
    "owner": {"single": 5, "several": 2, "collective": 1, "none": 1},
    "deadline": {"date": 5, "recurring": 1, "continuous": 1, "open_ended": 1, "none": 1},
    "outcome": {"stated": 7, "missing": 2},
    "clear": 2,
}

COMMUNE = [
    ["STT", "NHIỆM VỤ", "ĐƠN VỊ CHỦ TRÌ", "ĐƠN VỊ PHỐI HỢP", "KẾT QUẢ", "THỜI GIAN"],
    ["", "Lĩnh vực kinh tế", "", "", "", ""],
    ["1", "Cấp phép xây dựng nhà ở", "Phòng Kinh tế", "", "Giấy phép", "30/9/2026"],
    ["2", "Thu thuế đất phi nông nghiệp", "Phòng Kinh tế, Thuế cơ sở 3", "Các thôn", "Báo cáo", "Quý III, IV/2026"],
    ["", "Lĩnh vực văn hóa", "", "", "", ""],
    ["3", "Tổ chức hội thi thể thao", "Phòng Văn hóa - Xã hội", "Đoàn Thanh niên", "Hội thi", "tháng 8 năm 2026"],
    ["4", "Phổ cập bơi cho học sinh", "Các trường học", "Trạm Y tế xã", "Lớp bơi", "Hè 2026"],
    ["5", "Trực một cửa", "Trung tâm Phục vụ hành chính công", "", "", "Hằng ngày"],
    ["6", "Diễn tập phòng thủ", "Ban Chỉ huy Quân sự xã", "Công an xã", "Cuộc diễn tập", "Theo lệnh"],
    ["7", "Giao ban tuần", "Văn phòng HĐND và UBND", "nt", "Thông báo kết luận", "Thường xuyên"],
    ["8", "Rà soát hộ nghèo", "UBND xã", "", "Danh sách", "chậm nhất ngày 15 tháng 11 năm 2026"],
]  # fmt: skip
COMMUNE_FIGURES = {
    "rows": 8,
    "sections": 2,
    "owner": {"single": 6, "several": 1, "collective": 1, "none": 0},
    "deadline": {"date": 5, "recurring": 1, "continuous": 1, "open_ended": 0, "none": 1},
    "outcome": {"stated": 7, "missing": 1},
    "clear": 3,
}

FILES = [
    ("province", as_csv(PROVINCE, ";")),
    ("province", as_xlsx(PROVINCE, PROVINCE_MERGES)),
    ("province", as_docx(PROVINCE, PROVINCE_MERGES)),
    ("commune", as_csv(COMMUNE)),
    ("commune", as_xlsx(COMMUNE, [(1, 1, 1, 5)])),
    ("commune", as_docx(COMMUNE, [(4, 1, 4, 5)])),
]


@pytest.mark.parametrize(("office", "content"), FILES, ids=[f"{o}-{n}" for n, (o, _) in enumerate(FILES)])
def test_an_annex_never_seen_before_is_judged_by_the_same_rules(office: str, content: bytes) -> None:
    figures = PROVINCE_FIGURES if office == "province" else COMMUNE_FIGURES
    read = read_annex(content, "")
    assert summarise(read, KnownBodies.of()) == figures
    for counted in ("owner", "deadline", "outcome"):
        assert sum(figures[counted].values()) == figures["rows"]


def test_the_province_s_annex_says_which_directive_it_is() -> None:
    guess = read_annex(FILES[1][1], "").directive_guess
    assert guess is not None
    assert (guess.number, guess.issuer) == ("15/KH-UBND", "Ủy ban nhân dân tỉnh Sông Lam")
