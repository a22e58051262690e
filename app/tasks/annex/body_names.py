"""The bodies that directives name most: one table, old names beside the new ones.

The fields of ministries, departments and sections are listed once with their usual abbreviations;
from them come the names that an annex may use ("Sở Tài nguyên và Môi trường", "Sở TN&MT").
Names are data for recognising text; which bodies exist today is the unit tree's business.
"""

from collections.abc import Iterator

FIELDS: dict[str, tuple[str, ...]] = {
    "Công an": ("CA",),
    "Công Thương": ("CT",),
    "Dân tộc và Tôn giáo": ("DTTG", "DT&TG"),
    "Dân tộc": (),
    "Du lịch": (),
    "Giao thông vận tải": ("GTVT",),
    "Giao thông công chính": (),
    "Giáo dục và Đào tạo": ("GDĐT", "GD&ĐT", "GD-ĐT"),
    "Kế hoạch và Đầu tư": ("KHĐT", "KH&ĐT"),
    "Khoa học và Công nghệ": ("KHCN", "KH&CN"),
    "Khoa học, Công nghệ và Môi trường": (),
    "Kinh tế": ("KT",),
    "Kinh tế, Hạ tầng và Đô thị": ("KTHT&ĐT", "KT, HT&ĐT"),
    "Kinh tế và Hạ tầng": (),
    "Kinh tế ngành": (),
    "Lao động - Thương binh và Xã hội": ("LĐTBXH", "LĐTB&XH", "LĐ-TB&XH", "LĐ-TBXH", "LĐ - TB và XH"),
    "Ngoại giao": ("NG",),
    "Ngoại vụ": (),
    "Nội vụ": ("NV",),
    "Nông nghiệp và Môi trường": ("NNMT", "NN&MT", "NNvàMT"),
    "Nông nghiệp và Phát triển nông thôn": ("NNPTNT", "NN&PTNT", "NN và PTNT"),
    "Nông nghiệp": (),
    "Quốc phòng": ("QP",),
    "Quản lý đô thị": ("QLĐT",),
    "Quy hoạch - Kiến trúc": ("QHKT", "QH-KT"),
    "An toàn thực phẩm": (),
    "Tài chính": ("TC",),
    "Tài chính - Kế hoạch": ("TCKH", "TC-KH"),
    "Tài nguyên và Môi trường": ("TNMT", "TN&MT"),
    "Thông tin và Truyền thông": ("TTTT", "TT&TT"),
    "Tư pháp": ("TP",),
    "Văn hóa - Xã hội": ("VHXH", "VH-XH", "VH - XH", "VH&XH"),
    "Văn hóa và Thể thao": ("VHTT", "VH&TT"),
    "Văn hóa và Thông tin": (),
    "Văn hóa, Khoa học và Thông tin": (),
    "Văn hóa, Thể thao và Du lịch": ("VHTTDL", "VHTT&DL", "VH,TT&DL", "VH, TT và DL"),
    "Văn hóa, Thông tin, Thể thao và Du lịch": (),
    "Xây dựng": ("XD",),
    "Y tế": ("YT",),
}

MINISTRIES = (
    "Công an", "Công Thương", "Dân tộc và Tôn giáo", "Giao thông vận tải", "Giáo dục và Đào tạo", "Kế hoạch và Đầu tư",
    "Khoa học và Công nghệ", "Lao động - Thương binh và Xã hội", "Ngoại giao", "Nội vụ", "Nông nghiệp và Môi trường",
    "Nông nghiệp và Phát triển nông thôn", "Quốc phòng", "Tài chính", "Tài nguyên và Môi trường",
    "Thông tin và Truyền thông", "Tư pháp", "Văn hóa, Thể thao và Du lịch", "Xây dựng", "Y tế",
)  # fmt: skip

DEPARTMENTS = (
    *(field for field in MINISTRIES if field not in {"Công an", "Quốc phòng", "Ngoại giao"}),
    "An toàn thực phẩm", "Du lịch", "Giao thông công chính", "Ngoại vụ", "Quy hoạch - Kiến trúc", "Văn hóa và Thể thao",
)  # fmt: skip

SECTIONS = (
    "Dân tộc", "Dân tộc và Tôn giáo", "Giáo dục và Đào tạo", "Khoa học, Công nghệ và Môi trường", "Kinh tế", "Kinh tế, Hạ tầng và Đô thị",
    "Kinh tế và Hạ tầng", "Kinh tế ngành", "Lao động - Thương binh và Xã hội", "Nội vụ", "Nông nghiệp", "Nông nghiệp và Môi trường",
    "Nông nghiệp và Phát triển nông thôn", "Quản lý đô thị", "Tài chính - Kế hoạch", "Tài nguyên và Môi trường", "Tư pháp",
    "Văn hóa - Xã hội", "Văn hóa và Thông tin", "Văn hóa, Khoa học và Thông tin", "Xây dựng", "Y tế",
)  # fmt: skip

_CENTRAL = (
    "Chính phủ", "Quốc hội", "Ủy ban Thường vụ Quốc hội", "Văn phòng Chính phủ", "VPCP", "Văn phòng Quốc hội", "Văn phòng Chủ tịch nước",
    "Văn phòng Trung ương Đảng", "Văn phòng Trung ương", "Thanh tra Chính phủ", "TTCP", "Ngân hàng Nhà nước Việt Nam", "Ngân hàng Nhà nước", "NHNN", "NHNN Việt Nam",
    "Ủy ban Dân tộc", "Ủy ban Quản lý vốn nhà nước tại doanh nghiệp", "Kiểm toán nhà nước",
    "Tòa án nhân dân tối cao", "Viện kiểm sát nhân dân tối cao", "Tòa án nhân dân", "Viện kiểm sát nhân dân", "TAND", "VKSND",
    "Ban Tuyên giáo Trung ương", "Ban Tuyên giáo và Dân vận Trung ương", "Ban Tổ chức Trung ương", "Ban Dân vận Trung ương", "Ban Nội chính Trung ương",
    "Ban Kinh tế Trung ương", "Ban Chính sách, chiến lược Trung ương", "Ủy ban Kiểm tra Trung ương", "Hội đồng Lý luận Trung ương",
    "Đài Truyền hình Việt Nam", "VTV", "Đài Tiếng nói Việt Nam", "VOV", "Thông tấn xã Việt Nam", "TTXVN",
    "Viện Hàn lâm Khoa học và Công nghệ Việt Nam", "Viện Hàn lâm Khoa học và Công nghệ", "Viện Hàn lâm Khoa học xã hội Việt Nam", "Viện Hàn lâm Khoa học xã hội",
    "Bảo hiểm xã hội Việt Nam", "BHXH Việt Nam", "Học viện Chính trị quốc gia Hồ Chí Minh", "Học viện Hành chính Quốc gia",
    "Liên đoàn Thương mại và Công nghiệp Việt Nam", "VCCI", "Ban Cơ yếu Chính phủ", "Ban Quản lý Lăng Chủ tịch Hồ Chí Minh",
    "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam", "Trung ương Mặt trận Tổ quốc Việt Nam", "Tổng Liên đoàn Lao động Việt Nam",
    "Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Trung ương Đoàn", "Trung ương Hội Liên hiệp Phụ nữ Việt Nam", "Trung ương Hội Nông dân Việt Nam",
    "Trung ương Hội Cựu chiến binh Việt Nam", "Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam", "Tổng cục Thống kê", "Tổng cục Thuế", "Tổng cục Hải quan",
    "Kho bạc Nhà nước", "Đại học Quốc gia Hà Nội", "Đại học Quốc gia Thành phố Hồ Chí Minh",
)  # fmt: skip

_LOCAL = (
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Công an", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Đảng ủy", "Văn phòng Tỉnh ủy", "Văn phòng Thành ủy", "Văn phòng Đảng ủy", "Văn phòng UBND", "Văn phòng HĐND",
    "Văn phòng HĐND và UBND", "Văn phòng Đảng ủy, HĐND và UBND", "Văn phòng Đoàn đại biểu Quốc hội và HĐND", "Văn phòng Đoàn ĐBQH và HĐND",
    "VP HĐND và UBND", "VP UBND", "Bộ Chỉ huy Quân sự", "Bộ CHQS", "Bộ Tư lệnh Thủ đô", "Bộ Chỉ huy Bộ đội Biên phòng", "BĐBP", "Ban Chỉ huy Quân sự", "Ban CHQS", "BCH Quân sự", "BCHQS", "CHQS",
    "Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Thành ủy", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Ban Tuyên giáo và Dân vận Thành ủy", "Ban Nội chính Tỉnh ủy",
    "Ủy ban Kiểm tra Tỉnh ủy", "Ủy ban Kiểm tra Đảng ủy", "Ban Xây dựng Đảng", "Ban Tổ chức", "Ban Tuyên giáo", "Ban Dân vận", "Ban Nội chính",
    "Ban Kinh tế - Ngân sách", "Ban Văn hóa - Xã hội", "Ban Pháp chế", "Ban Đô thị", "Ban Dân tộc", "Ban Thi đua - Khen thưởng", "Ban Tôn giáo",
    "Ban Quản lý các khu công nghiệp", "Ban Quản lý Khu kinh tế", "Ban Quản lý các khu công nghiệp và chế xuất", "Ban Quản lý dự án",
    "Ban Quản lý dự án đầu tư xây dựng", "BQLDA", "Ban QLDA", "Ban Chỉ đạo 35", "Ban An toàn giao thông",
    "Cục Thuế", "Cục Thống kê", "Cục Hải quan", "Cục Thi hành án dân sự", "Chi cục Thuế", "Chi cục Thống kê", "Chi cục Thi hành án dân sự",
    "Chi cục Kiểm lâm", "Hạt Kiểm lâm", "Chi cục Quản lý thị trường", "Thuế cơ sở", "Thống kê cơ sở",
    "Bảo hiểm xã hội", "BHXH", "Ngân hàng Chính sách xã hội", "NHCSXH", "Kho bạc",
    "Trung tâm Phục vụ hành chính công", "Trung tâm PVHCC", "TTPVHCC", "TT PVHCC", "Trung tâm Hành chính công", "Trung tâm Chuyển đổi số", "Trung tâm Khuyến nông",
    "Trung tâm Văn hóa, Thông tin và Thể thao", "Trung tâm Văn hóa - Thông tin - Thể thao", "Trung tâm Văn hóa, Thể thao và Truyền thông", "Trung tâm Dịch vụ tổng hợp",
    "Trung tâm Cung ứng dịch vụ sự nghiệp công", "Trung tâm Dịch vụ việc làm", "Trung tâm Xúc tiến đầu tư", "Trung tâm Y tế", "Trạm Y tế", "Trung tâm Chính trị",
    "Trung tâm Phát triển quỹ đất", "Trung tâm Công nghệ thông tin", "Trường Chính trị", "Báo và Đài phát thanh, truyền hình", "Đài Phát thanh và Truyền hình",
    "Đài Phát thanh - Truyền hình", "Đài PTTH", "Đài PT-TH", "Đài Truyền thanh", "Báo và phát thanh, truyền hình", "Bưu điện",
    "Ủy ban Mặt trận Tổ quốc Việt Nam", "Ủy ban Mặt trận Tổ quốc", "UBMTTQ Việt Nam", "UBMTTQVN", "UBMTTQ", "Mặt trận Tổ quốc Việt Nam", "Mặt trận Tổ quốc", "MTTQ", "MTTQVN", "MTTQ Việt Nam",
    "Liên đoàn Lao động", "LĐLĐ", "Công đoàn", "Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Đoàn Thanh niên", "Đoàn TNCS Hồ Chí Minh", "Đoàn TNCSHCM", "ĐTN", "Đoàn TN", "Thành đoàn", "Tỉnh đoàn",
    "Hội Liên hiệp Phụ nữ", "Hội LHPN", "Hội Phụ nữ", "Hội Nông dân", "Hội Cựu chiến binh", "Hội CCB", "Hội Chữ thập đỏ", "Hội Người cao tuổi", "Hội Khuyến học", "Hội Luật gia", "Hội Nhà báo",
    "Liên minh Hợp tác xã", "Hiệp hội Doanh nghiệp", "Liên hiệp các Hội Khoa học và Kỹ thuật", "Quỹ Đầu tư phát triển",
)  # fmt: skip

ABBREVIATIONS: dict[str, str] = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "tw": "trung ương",
    "tp": "thành phố",
    "vp": "văn phòng",
    "cp": "chính phủ",
    "bch": "ban chỉ huy",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "mttq": "mặt trận tổ quốc",
    "bhxh": "bảo hiểm xã hội",
    "nhnn": "ngân hàng nhà nước",
    "chqs": "chỉ huy quân sự",
    "pvhcc": "phục vụ hành chính công",
    "qlda": "quản lý dự án",
    "đbqh": "đại biểu quốc hội",
    "lhpn": "liên hiệp phụ nữ",
    "ccb": "cựu chiến binh",
    "bql": "ban quản lý",
    "kcn": "khu công nghiệp",
    "kkt": "khu kinh tế",
    "tncs": "thanh niên cộng sản",
}
"""Short forms that stand for the same words wherever they occur in a name."""


def common_names() -> Iterator[str]:
    """Every name and abbreviation of the table."""
    yield from _CENTRAL
    yield from _LOCAL
    for kind, letter, fields in (("Bộ", "B", MINISTRIES), ("Sở", "S", DEPARTMENTS), ("Phòng", "P", SECTIONS)):
        for field in fields:
            yield f"{kind} {field}"
            for short in FIELDS[field]:
                yield f"{kind} {short}"
                if letter != "P" and short.isalpha() and len(letter + short) > 2:
                    yield letter + short
