"""The words from which lead phrases are built: kinds of bodies, collectives, posts, levels of government."""

from dataclasses import dataclass
from functools import lru_cache

from app.tasks.annex.lexicon import keys_of

Phrases = frozenset[tuple[str, ...]]

_ORGANISATIONS = """Bộ|Sở|Ban|Phòng|Văn phòng|Ủy ban|Ủy ban nhân dân|Hội đồng|Hội đồng nhân dân|Cục|Chi cục|Tổng cục|Vụ|Trung tâm|Công an|Quân sự
Ngân hàng|Thanh tra|Kho bạc|Tổ|Tổ công tác|Đội|Hạt|Trạm|Tòa án|Viện kiểm sát|Kiểm toán|Học viện|Đảng ủy|Đảng bộ|Chi bộ|Thường trực|Đài|Báo|Tạp chí
Hội|Liên đoàn|Liên minh|Liên hiệp|Hiệp hội|Đoàn|Công đoàn|Mặt trận|Quỹ|Bộ phận|Bưu điện|Thư viện|Bảo tàng|Nhà văn hóa|Tiểu ban|Câu lạc bộ|Bộ đội|Đại học|Bảo hiểm xã hội
Thuế|Thống kê|Ban Quản lý|Ban Chỉ đạo|Ban Giám hiệu|Ban Giám đốc|Ban Biên tập|Ban Thường trực"""

_NEEDING_A_NAME = """Trường|Tập đoàn|Doanh nghiệp|Công ty|Tổng công ty|Tổ chức|Cơ quan|Đơn vị|Hợp tác xã|Bệnh viện|Viện|Ngành|Chính quyền
Xã|Phường|Thị trấn|Tỉnh|Thành phố|Thị xã|Huyện|Quận|Đặc khu|Thôn|Ấp|Bản|Buôn|Khu phố|Tổ dân phố|Cán bộ|Công chức|Lực lượng|Nhóm|Khối"""

_WHOLE_BY_THEMSELVES = """Văn phòng|Thanh tra|Công an|Ủy ban nhân dân|Hội đồng nhân dân|Đảng ủy|Kho bạc|Quân sự|Ban Chỉ đạo|Tổ công tác|Thường trực|Công đoàn|Thuế|Thống kê
Ban Giám hiệu|Ban Giám đốc|Ban Quản lý|Ban Biên tập|Ban Thường trực|Chi bộ|Đảng bộ|Bưu điện|Mặt trận|Đoàn|Thư viện|Bảo tàng"""

_NO_ORGANISATIONS = """bộ máy|bộ tiêu chí|bộ chỉ số|bộ thủ tục|ban hành|phòng chống|phòng ngừa|phòng cháy|phòng dịch|hội nhập|hội nghị|hội thảo|hội họp|tổ chức|tổ hợp|viện trợ|viện dẫn
đoàn kết|báo cáo|đài thọ|trường hợp|quỹ đất|vụ việc|vụ án|cục bộ|đội ngũ|nhóm nhiệm vụ|ngành nghề|bản đồ|bản sắc|xã hội|trạm thu phí|ban đầu|đoàn thể|khối lượng|đơn vị tính|thuế suất|thống kê số liệu"""

_QUANTIFIERS = "các|cả|những|một số|nhiều|mọi|tất cả|tất cả các|toàn bộ|toàn thể|từng|mỗi|hệ thống|hai|ba"

_NAMELESS = """địa phương|bộ ngành|bộ cơ quan|sở ngành|sở ban ngành|sở phòng|ban ngành|phòng ban|phòng đơn vị|phòng chuyên môn|phòng ban chuyên môn|xã phường|xã thị trấn|phường xã|phường thị trấn|huyện thị xã|huyện thành phố|quận huyện|tỉnh thành phố|tỉnh thành
thôn bản|thôn tổ dân phố|thôn xóm|thôn ấp|ấp khu phố|tổ dân phố|ngành|đoàn thể|hội đoàn thể|đoàn thể chính trị|doanh nghiệp|người dân|nhân dân|hộ gia đình|hộ dân|hộ kinh doanh|cá nhân|chủ đầu tư|chủ cơ sở|nhà đầu tư|nhà thầu|nhà trường|trường học
cơ sở giáo dục|cơ sở y tế|cơ sở đào tạo|cán bộ công chức|công chức viên chức|đảng viên|thành viên|bên liên quan|chính quyền địa phương|chính quyền các cấp|cấp ủy|cấp xã|cấp huyện|cấp tỉnh|các cấp|bộ chủ quản|bộ quản lý|cơ quan chủ quản
người đứng đầu|giáo viên|học sinh|hội viên|đoàn viên|cộng đồng|tập thể|bên có liên quan|lãnh đạo|trưởng thôn|theo phân công|tỉnh ủy thành ủy|huyện ủy thành ủy|huyện ủy thị ủy|đảng ủy xã phường|cộng tác viên|tổ công nghệ số cộng đồng"""

_NAMELESS_TAILS = """liên quan|có liên quan|chủ quản|chủ trì|được giao|được phân công|được lựa chọn|chuyên môn|chuyên ngành|chức năng|trực thuộc|nêu trên|ngành|ban ngành|thuộc|phụ trách|quản lý chuyên ngành|quản lý ngành
trong|trên|theo|có|đã|khác|và|của|tại|khi|do|gồm|là|từ"""

_LEVELS = "xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|đặc khu|thôn|ấp|bản|khu phố|tổ dân phố|cấp|cơ sở|đơn vị|địa phương|cơ quan|trường|ngành|khu vực|cụm|xóm|buôn"

_PLACES = "xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|đặc khu|thôn|ấp|bản|buôn|khu phố|tổ dân phố"
_PLAIN_GROUPS = "địa phương|đơn vị|cơ quan|bộ ngành|sở ngành|sở ban ngành|ban ngành|phòng ban|xã phường|đoàn thể|chủ đầu tư"

_COMMITTEES = "tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|đảng ủy trực thuộc|đảng ủy cơ sở"

_LISTED_KINDS = "bộ|sở|phòng|ban|cục|vụ|viện|tỉnh|thành phố|tỉnh thành phố|xã|phường|xã phường|huyện|quận|trường|hội|thôn|trung tâm"

_REGIONS = "tây nguyên|đông nam bộ|tây nam bộ|tây bắc|đông bắc|bắc bộ|nam bộ|trung bộ|bắc trung bộ|nam trung bộ|duyên hải|đồng bằng|miền|vùng|ven biển|biên giới|trung du"

_POSTS = """chủ tịch|phó chủ tịch|giám đốc|phó giám đốc|tổng giám đốc|thủ trưởng|trưởng|phó|bí thư|phó bí thư|hiệu trưởng|chánh|phó chánh|bộ trưởng|thứ trưởng|lãnh đạo|người đứng đầu|cục trưởng|vụ trưởng|chi cục trưởng|tổ trưởng|đội trưởng|trạm trưởng|chỉ huy trưởng"""

_PERSONS = "đồng chí|đ/c|ông|bà|ông/bà"
_LINKS = "của|thuộc|với|tại|do|cho|giúp|trình|cùng|về|là|trực thuộc|hợp|mưu|theo|qua|gửi"
_PASSED_OVER = "giao|đề nghị|yêu cầu|phân công|cùng|cùng với|với|hoặc|kết hợp|gồm|bao gồm|do|tại"
_NOBODY = "không|không có|chưa có|chưa xác định|chưa phân công|chưa rõ|phân công sau|giao sau|xác định sau|sẽ phân công sau|như trên|nt"
_CENTRAL_ENDINGS = "chính phủ|quốc hội|trung ương|việt nam|chủ tịch nước|nhà nước"

_RANKS = {
    "bộ": 6, "chính": 6, "quốc": 6, "ngân": 6, "đài": 6, "thông": 6, "ủy": 5, "hội đồng": 5, "tổng": 5, "sở": 4, "cục": 3, "vụ": 3, "ban": 3,
    "chi": 2, "trung": 2, "trạm": 2, "hạt": 2, "phòng": 1, "đảng": 0, "hội": 0, "đoàn": 0, "công đoàn": 0, "liên": 0, "mặt": 0,
}  # fmt: skip
DEFAULT_RANK = 4
CENTRAL_RANK = 6


@dataclass(frozen=True, slots=True)
class Grammar:
    """The word lists as keys, either with Vietnamese marks or without."""

    marked: bool
    organisations: Phrases
    needing_a_name: Phrases
    whole: Phrases
    no_organisations: Phrases
    quantifiers: Phrases
    nameless: Phrases
    nameless_tails: Phrases
    levels: Phrases
    places: Phrases
    plain_groups: Phrases
    committees: Phrases
    listed_kinds: Phrases
    regions: Phrases
    posts: Phrases
    persons: Phrases
    links: frozenset[str]
    passed_over: Phrases
    nobody: Phrases
    central_endings: Phrases
    ranks: dict[str, int]
    ministry: str
    grade: str
    lead: tuple[str, ...]
    coordinate: tuple[str, ...]
    coordination_links: frozenset[str]


@lru_cache(maxsize=2)
def grammar(marked: bool) -> Grammar:
    """The grammar for phrases typed with marks, or without."""

    def phrases(text: str) -> Phrases:
        return frozenset(keys_of(phrase, marked) for line in text.split("\n") for phrase in line.split("|"))

    return Grammar(
        marked=marked,
        organisations=phrases(_ORGANISATIONS),
        needing_a_name=phrases(_NEEDING_A_NAME),
        whole=phrases(_WHOLE_BY_THEMSELVES),
        no_organisations=phrases(_NO_ORGANISATIONS),
        quantifiers=phrases(_QUANTIFIERS),
        nameless=phrases(_NAMELESS),
        nameless_tails=phrases(_NAMELESS_TAILS) - {()},
        levels=phrases(_LEVELS),
        places=phrases(_PLACES),
        plain_groups=phrases(_PLAIN_GROUPS),
        committees=phrases(_COMMITTEES),
        listed_kinds=phrases(_LISTED_KINDS),
        regions=phrases(_REGIONS),
        posts=phrases(_POSTS),
        persons=phrases(_PERSONS),
        links=frozenset(keys[0] for keys in phrases(_LINKS) if keys),
        passed_over=phrases(_PASSED_OVER),
        nobody=phrases(_NOBODY),
        central_endings=phrases(_CENTRAL_ENDINGS),
        ranks={" ".join(keys_of(word, marked)): rank for word, rank in _RANKS.items()},
        ministry=keys_of("bộ", marked)[0],
        grade=keys_of("cấp", marked)[0],
        lead=keys_of("chủ trì", marked),
        coordinate=keys_of("phối hợp", marked),
        coordination_links=frozenset(keys_of("với cùng", marked)),
    )
