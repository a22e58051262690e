"""The catalogue of conduct rules, as data: what an incident may be recorded under.

The wording is our own; the place in the instrument and how well it is known stand beside each rule. No
law fixes points for a breach (Decree 335/2025 Art. 12): a rule only says beside which general criterion
a confirmed incident is shown, and a person decides what it means for the score. The criteria follow
Annex I of the decree:

- I.1, morals and culture of public duty: probity, no harassing, no bossing, decent manners, private life;
- I.2, discipline and order: house rules, working hours, assignments, property, true information;
- II.4, attitude to people: how citizens and businesses are served.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.text import Text


class Certainty(StrEnum):
    """How the rule is known; a rule may be known in more than one way."""

    TEXT = "T"
    NEWS = "N"
    DRAFT = "D"
    MINISTRY = "M"


CERTAINTY_MEANINGS = {
    Certainty.TEXT: Text("Đã đọc trong văn bản.", "Read in the text."),
    Certainty.NEWS: Text(
        "Theo báo chí đưa tin về văn bản đã ban hành.", "From the press on the issued text."
    ),
    Certainty.DRAFT: Text(
        "Chỉ thấy trong tin về dự thảo tháng 12/2016: chưa xác nhận có trong văn bản ban hành.",
        "Seen only in reports of the draft of December 2016: not confirmed in the issued text.",
    ),
    Certainty.MINISTRY: Text(
        "Theo quy định chung của Bộ Nội vụ hoặc Thủ tướng Chính phủ.",
        "From national rules of the Ministry of Home Affairs or the Prime Minister.",
    ),
}


@dataclass(frozen=True, slots=True)
class Instrument:
    """A document that sets rules of conduct. Where only its year is known, it counts from the year's end."""

    code: str
    number: str
    title: Text
    active_from: date


@dataclass(frozen=True, slots=True)
class ConductRule:
    """One rule that an incident may break."""

    code: str
    text: Text
    instrument: Instrument
    place: Text  # chapter, article or part of the instrument
    certainty: tuple[Certainty, ...]
    criterion: str  # the general criterion of Decree 335 beside which an incident is shown
    also: tuple[Instrument, ...] = ()  # other instruments with the same rule

    @property
    def active_from(self) -> date:
        """The first day on which one of its instruments certainly held."""
        return min(each.active_from for each in (self.instrument, *self.also))

    @property
    def draft_only(self) -> bool:
        """Whether it is known from a draft alone: the office's own house rules must then be named as ground."""
        return set(self.certainty) == {Certainty.DRAFT}


@dataclass(frozen=True, slots=True)
class ConductGroup:
    """The rules of one place, for a select."""

    prefix: str
    label: Text
    rules: tuple[ConductRule, ...]


# fmt: off
HANOI_522 = Instrument("522", "522/QĐ-UBND", Text("Quy tắc ứng xử của cán bộ, công chức, viên chức, người lao động thành phố Hà Nội", "Code of conduct of Hanoi's officials and employees"), date(2017, 1, 25))
HANOI_1665 = Instrument("1665", "1665/QĐ-UBND", Text("Quy tắc ứng xử nơi công cộng trên địa bàn thành phố Hà Nội", "Code of conduct in Hanoi's public places"), date(2017, 3, 10))
MOHA_2816 = Instrument("2816", "2816/2017 (Bộ Nội vụ)", Text("Quy định của Bộ Nội vụ về văn hóa công sở", "Ministry of Home Affairs: culture of the workplace"), date(2017, 12, 31))
MOHA_758 = Instrument("758", "758/2021 (Bộ Nội vụ)", Text("Quy định của Bộ Nội vụ về văn hóa công vụ", "Ministry of Home Affairs: culture of public duty"), date(2021, 12, 31))
DIRECTIVE_26 = Instrument("26", "26/CT-TTg", Text("Chỉ thị của Thủ tướng Chính phủ về kỷ luật, kỷ cương hành chính", "Prime Minister's directive on administrative discipline"), date(2016, 12, 31))
DECREE_118 = Instrument("118", "118/2025/NĐ-CP", Text("Nghị định về thủ tục hành chính theo cơ chế một cửa", "Decree on one-stop administrative procedures"), date(2025, 7, 1))
DECREE_61 = Instrument("61", "61/2018/NĐ-CP", Text("Nghị định về cơ chế một cửa, một cửa liên thông", "Decree on the one-stop mechanism"), date(2018, 12, 31))
WARD_MODEL = Instrument("3B3K", "Mô hình 3 biết, 3 không", Text("Mô hình “3 biết, 3 không” của phường Thanh Xuân Nam", "The model “3 knows, 3 noes” of Thanh Xuân Nam ward"), date(2024, 12, 31))

INSTRUMENTS = (HANOI_522, HANOI_1665, MOHA_2816, MOHA_758, DIRECTIVE_26, DECREE_118, DECREE_61, WARD_MODEL)

_T, _N, _D, _M = (Certainty.TEXT,), (Certainty.NEWS,), (Certainty.DRAFT,), (Certainty.MINISTRY,)
_HOURS = Text("Chương II, thời giờ làm việc", "Chapter II, working time")
_DRESS = Text("Chương II, trang phục, tác phong", "Chapter II, dress and manner")
_DISCIPLINE = Text("Chương II, kỷ luật", "Chapter II, discipline")
_PROPERTY = Text("Chương II, sử dụng trang thiết bị, tài sản", "Chapter II, equipment and property")
_PEOPLE = Text("Chương III, ứng xử với người dân", "Chapter III, conduct to the people")
_HOME = Text("Chương III, nơi cư trú", "Chapter III, place of residence")
_PUBLIC = Text("Chương III, nơi công cộng", "Chapter III, public places")
_DRAFT = Text("Dự thảo tháng 12/2016", "Draft of December 2016")
_WHOLE = Text("Chưa rõ điều khoản", "Article not known")
_ONE_NOTICE = Text("Điểm a khoản 2 Điều 17 (sửa đổi bởi 309/2026/NĐ-CP)", "Art. 17.2.a (as amended by 309/2026/NĐ-CP)")
_BANS = Text("Các hành vi không được làm", "Acts that are forbidden")
_KNOWS, _NOES = Text("3 biết", "3 knows"), Text("3 không", "3 noes")
_PAVEMENT, _SIGHTS = Text("Điều về vỉa hè, lòng đường", "Article on pavements"), Text("Điều 11", "Art. 11")
_FAITH = Text("Điều về nơi thờ tự", "Article on religious places")


def _dont(number: int) -> Text:
    return Text(f"Điều 3, điều không nên làm thứ {number}", f"Art. 3, don't {number}")


def _do(number: int) -> Text:
    return Text(f"Điều 3, điều nên làm thứ {number}", f"Art. 3, do {number}")


CONDUCT_RULES = (
    ConductRule("CQ-01", Text("Giữ đúng giờ làm việc, không làm việc riêng trong giờ", "Keep working hours; no private business in them"), HANOI_522, _HOURS, _N + _M, "I.2", (DIRECTIVE_26,)),
    ConductRule("CQ-02", Text("Mặc trang phục công sở gọn gàng, tóc chỉnh tề", "Proper office dress, tidy hair"), HANOI_522, _DRESS, _N, "I.2"),
    ConductRule("CQ-03", Text("Tư thế, cử chỉ nghiêm túc", "Serious posture and gestures"), HANOI_522, _DRESS, _N, "I.1"),
    ConductRule("CQ-04", Text("Đeo thẻ khi làm việc", "Wear the name badge"), MOHA_2816, _WHOLE, _M, "I.2", (DIRECTIVE_26,)),
    ConductRule("CQ-05", Text("Không mặc áo không tay, không cổ; váy dài đến gối", "No shirt without sleeves or collar; skirt to the knee"), HANOI_522, _DRAFT, _D, "I.2"),
    ConductRule("CQ-06", Text("Không để hình xăm phản cảm; nước hoa, trang điểm, trang sức chừng mực", "No offensive tattoos; scent, make-up and jewellery in measure"), HANOI_522, _DRAFT, _D, "I.2"),
    ConductRule("CQ-07", Text("Không hút thuốc trong công sở", "No smoking in the office"), HANOI_522, _DRAFT, _D + _M, "I.2", (DIRECTIVE_26,)),
    ConductRule("CQ-08", Text("Không uống rượu, bia trong giờ làm việc, bữa trưa ngày làm việc và khi trực", "No alcohol in working hours, at lunch of a working day or on duty"), HANOI_522, _DRAFT, _D + _M, "I.2", (DIRECTIVE_26,)),
    ConductRule("CQ-09", Text("Không nghe nhạc, chơi trò chơi, hát karaoke trong giờ làm việc", "No music, games or karaoke in working hours"), HANOI_522, _DRAFT, _D + _M, "I.2", (MOHA_2816,)),
    ConductRule("CQ-10", Text("Không nấu ăn, tụ tập riêng trong phòng làm việc", "No cooking or private gatherings in the work room"), HANOI_522, _DRAFT, _D, "I.2"),
    ConductRule("CQ-11", Text("Không bán hàng, mời chào đồng nghiệp và người dân", "No selling to or soliciting colleagues and citizens"), HANOI_522, _DRAFT, _D, "I.2"),
    ConductRule("CQ-12", Text("Không nói tục, không tán gẫu khi làm việc", "No swearing and no idle chatting at work"), HANOI_522, _DRAFT, _D, "I.1"),
    ConductRule("CQ-13", Text("Chấp hành phân công và kỷ luật của tổ chức", "Obey assignments and the organisation's discipline"), HANOI_522, _DISCIPLINE, _N, "I.2"),
    ConductRule("CQ-14", Text("Chỉ dùng trang thiết bị, tài sản công cho công việc", "Use equipment and public property for the job only"), HANOI_522, _PROPERTY, _N, "I.2"),
    ConductRule("CQ-15", Text("Giữ nơi làm việc ngăn nắp, không để vật cấm", "Keep the workplace neat; no forbidden material"), MOHA_2816, _WHOLE, _M, "I.2"),
    ConductRule("CQ-16", Text("Không đưa thông tin chưa kiểm chứng lên mạng xã hội", "No unverified information on social networks"), MOHA_758, _WHOLE, _M, "I.2"),
    ConductRule("CQ-17", Text("Không làm mất, hư hỏng hoặc sai lệch hồ sơ", "No loss, damage or falsifying of files"), MOHA_758, _WHOLE, _M, "I.2"),
    ConductRule("DN-01", Text("Giải quyết công việc đúng quy định, đúng quy trình", "Handle work by the rule and the procedure"), HANOI_522, _PEOPLE, _N, "II.4"),
    ConductRule("DN-02", Text("Không sách nhiễu, gợi ý hoặc nhận tiền, quà", "No harassing; no hinting for or taking money or gifts"), HANOI_522, _PEOPLE, _N, "I.1"),
    ConductRule("DN-03", Text("Không hẹn gặp giải quyết công việc ngoài cơ quan, ngoài giờ", "No appointments outside the office or hours to settle work"), HANOI_522, _PEOPLE, _N, "I.1"),
    ConductRule("DN-04", Text("Không gây căng thẳng, bức xúc, dọa nạt người dân", "No tension with, provoking or threatening of citizens"), HANOI_522, _PEOPLE, _N, "II.4"),
    ConductRule("DN-05", Text("Không hách dịch, cửa quyền, quan liêu", "No bossy, authoritarian or bureaucratic manner"), MOHA_758, _WHOLE, _M, "I.1"),
    ConductRule("DN-06", Text("Không thờ ơ trước khó khăn của người dân", "No indifference to people's difficulties"), MOHA_758, _WHOLE, _M, "II.4"),
    ConductRule("DN-07", Text("Giải thích rõ ràng, hướng dẫn đầy đủ trong một lần", "Explain clearly and guide completely in one go"), DECREE_118, _ONE_NOTICE, _T, "II.4"),
    ConductRule("DN-08", Text("Biết chào hỏi, xin lỗi, cảm ơn", "Greet, apologise, thank"), WARD_MODEL, _KNOWS, _N, "II.4"),
    ConductRule("DN-09", Text("Không trễ hẹn, không gây phiền hà, không yêu cầu bổ sung giấy tờ lần hai", "Not late, no annoyance, no second request for papers"), WARD_MODEL, _NOES, _N, "II.4"),
    ConductRule("DN-10", Text("Không đùn đẩy hồ sơ, không đòi giấy tờ ngoài quy định", "No pushing away of dossiers; no papers beyond the list"), DECREE_61, _BANS, _N, "II.4"),
    ConductRule("KD-01", Text("Gương mẫu nơi cư trú; không tổ chức cưới, tang, tiệc phô trương, trục lợi", "A model at home; no showy or profit-seeking weddings, funerals or parties"), HANOI_522, _HOME, _N, "I.1"),
    ConductRule("KD-02", Text("Chấp hành pháp luật và chủ trương của Đảng nơi cư trú", "Follow the law and the Party's line in the community"), HANOI_522, _HOME, _N, "I.1"),
    ConductRule("NC-01", Text("Không làm trái thuần phong mỹ tục nơi công cộng", "No breach of good customs in public"), HANOI_522, _PUBLIC, _N, "I.1"),
    ConductRule("NC-02", Text("Không tham gia, xúi giục, bao che hành vi vi phạm pháp luật", "No joining, inciting or covering for lawbreaking"), HANOI_522, _PUBLIC, _N, "I.1"),
    ConductRule("CC-01", Text("Không vi phạm nội quy của nơi công cộng", "Keep the rules of the place"), HANOI_1665, _dont(1), _T, "I.1"),
    ConductRule("CC-02", Text("Không gây ồn ào, mất trật tự", "No noise or disorder"), HANOI_1665, _dont(2), _T, "I.1"),
    ConductRule("CC-03", Text("Không kích động, đe dọa, dùng bạo lực", "No inciting, threatening or violence"), HANOI_1665, _dont(3), _T, "I.1"),
    ConductRule("CC-04", Text("Không chửi bới, xúc phạm người khác", "No swearing at or insulting others"), HANOI_1665, _dont(4), _T, "I.1"),
    ConductRule("CC-05", Text("Không hút thuốc, khạc nhổ, phóng uế tùy tiện", "No smoking, spitting or relieving oneself at will"), HANOI_1665, _dont(5), _T, "I.1"),
    ConductRule("CC-06", Text("Không vứt rác bừa bãi", "No littering"), HANOI_1665, _dont(6), _T, "I.1"),
    ConductRule("CC-07", Text("Không làm hại cây xanh, thảm cỏ, cảnh quan", "No damage to trees, grass or landscape"), HANOI_1665, _dont(7), _T, "I.1"),
    ConductRule("CC-08", Text("Không chiếm không gian, công trình công cộng cho việc riêng", "No use of public space or works for private ends"), HANOI_1665, _dont(8), _N, "I.1"),
    ConductRule("CC-09", Text("Không viết, vẽ bậy lên công trình công cộng", "No scrawling on public works"), HANOI_1665, _dont(9), _N, "I.1"),
    ConductRule("CC-10", Text("Không thả rông vật nuôi nguy hiểm", "No dangerous animals let loose"), HANOI_1665, _dont(10), _N, "I.1"),
    ConductRule("CC-11", Text("Không mang vũ khí, chất nổ", "No weapons or explosives"), HANOI_1665, _dont(11), _N, "I.1"),
    ConductRule("CC-12", Text("Không lấn chiếm vỉa hè, lòng đường", "No occupying of pavement or roadway"), HANOI_1665, _PAVEMENT, _N, "I.1"),
    ConductRule("CC-13", Text("Không chen lấn, gây rối tại điểm tham quan", "No pushing or trouble at sights"), HANOI_1665, _SIGHTS, _N, "I.1"),
    ConductRule("CC-14", Text("Không mê tín, không ăn mặc phản cảm nơi thờ tự", "No superstition and no unsuitable clothes at religious places"), HANOI_1665, _FAITH, _N, "I.1"),
    ConductRule("CC-D1", Text("Chấp hành pháp luật nơi công cộng", "Obey the law in public places"), HANOI_1665, _do(1), _T, "I.1"),
    ConductRule("CC-D2", Text("Tôn trọng không gian chung", "Respect shared space"), HANOI_1665, _do(2), _T, "I.1"),
    ConductRule("CC-D3", Text("Cư xử lịch sự, nhã nhặn", "Be courteous"), HANOI_1665, _do(3), _T, "I.1"),
    ConductRule("CC-D4", Text("Ăn mặc lịch sự", "Dress decently"), HANOI_1665, _do(4), _T, "I.1"),
    ConductRule("CC-D5", Text("Nhường nhịn, giúp đỡ người yếu thế", "Yield to and help the weak"), HANOI_1665, _do(5), _T, "I.1"),
    ConductRule("CC-D6", Text("Bảo vệ lẽ phải", "Defend what is right"), HANOI_1665, _do(6), _T, "I.1"),
    ConductRule("CC-D7", Text("Bảo vệ môi trường", "Protect the environment"), HANOI_1665, _do(7), _T, "I.1"),
)
# fmt: on

# A rule belongs to the group with the longest prefix that its code begins with.
_GROUPS = (
    ("CQ", Text("Trong cơ quan", "In the office")),
    ("DN", Text("Với người dân, doanh nghiệp", "Towards people and businesses")),
    ("KD", Text("Nơi cư trú", "At home")),
    ("NC", Text("Cán bộ, công chức nơi công cộng", "Officials in public")),
    ("CC-D", Text("Nơi công cộng: điều nên làm", "Public places: dos")),
    ("CC", Text("Nơi công cộng: điều không nên làm", "Public places: don'ts")),
)
_RULES = {rule.code: rule for rule in CONDUCT_RULES}


def conduct_rule(code: str) -> ConductRule:
    """The rule with this code; ``KeyError`` where the catalogue has none."""
    return _RULES[code]


def conduct_groups(on: date | None = None) -> tuple[ConductGroup, ...]:
    """The rules by place, for a select; with ``on`` only those that held on that day."""
    chosen = [rule for rule in CONDUCT_RULES if on is None or rule.active_from <= on]
    by_prefix: dict[str, list[ConductRule]] = {prefix: [] for prefix, _ in _GROUPS}
    for rule in chosen:
        prefix = max((each for each in by_prefix if rule.code.startswith(each)), key=len)
        by_prefix[prefix].append(rule)
    return tuple(
        ConductGroup(prefix, label, tuple(by_prefix[prefix]))
        for prefix, label in _GROUPS
        if by_prefix[prefix]
    )
