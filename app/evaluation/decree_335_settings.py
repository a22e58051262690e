"""What Decree 335/2025/NĐ-CP leaves open, and how the preset scheme closes each gap.

A setting with one option is a decision that stands in the open; one with several can be decided otherwise by
a later scheme with its own legal basis, and the engine follows it.
"""

from app.evaluation.scheme import (
    CarryOver,
    DeductionShape,
    LatenessDate,
    NumberSetting,
    Option,
    RatioCap,
    Setting,
)
from app.text import Text

_OWN = Text("quy ước của phần mềm", "the software's own rule")


def _beside(article_vi: str, article_en: str) -> Text:
    """The article that a gap belongs to; what fills the gap is the software's own rule."""
    return Text(f"{article_vi}; {_OWN.vi}", f"{article_en}; {_OWN.en}")


def _decided(code: str, title: Text, decision: Text, reason: Text, basis: Text) -> Setting:
    """A gap for which the engine knows one reading."""
    return Setting(code, title, "decided", (Option("decided", decision),), reason, basis)


SETTINGS = (
    Setting(
        "ratio_cap",
        Text("Giới hạn từng tỷ lệ a, b, c", "A ceiling for each of a, b and c"),
        RatioCap.NONE,
        (
            Option(
                RatioCap.NONE,
                Text("không cắt riêng từng tỷ lệ", "the ratios are not cut one by one"),
            ),
            Option(RatioCap.EACH, Text("mỗi tỷ lệ tối đa 100%", "each ratio counts at most 100 %")),
        ),
        Text(
            "Nghị định chỉ giới hạn cả phần kết quả ở 70 điểm, không giới hạn từng tỷ lệ.",
            "The decree caps the whole result part at 70 points, not the single ratios.",
        ),
        _beside("Điều 12.3, Điều 16", "Art. 12.3, Art. 16"),
    ),
    Setting(
        "deduction_shape",
        Text("Cộng nhiều lần trừ 25%", "Several deductions of 25 %"),
        DeductionShape.LINEAR,
        (
            Option(
                DeductionShape.LINEAR,
                Text("trừ đều mỗi lần 25%, không dưới 0", "25 % each time, never below 0"),
            ),
            Option(
                DeductionShape.COMPOUNDING,
                Text("mỗi lần trừ 25% của phần còn lại", "each time 25 % of what is left"),
            ),
        ),
        Text(
            "“Mỗi lần … bị trừ 25% điểm” được hiểu là trừ trên điểm gốc của chính sản phẩm/công việc đó.",
            "“Each time … 25 % of the points” is read as a share of that item's own full points.",
        ),
        _beside("Điều 14.2.b, 14.2.c", "Art. 14.2.b, 14.2.c"),
    ),
    Setting(
        "carry_over",
        Text("Việc quá hạn chưa nộp", "Work past its deadline and not submitted"),
        CarryOver.UNTIL_SUBMITTED,
        (
            Option(
                CarryOver.UNTIL_SUBMITTED,
                Text("tính vào mọi tháng cho đến khi nộp", "counts in every month until it is submitted"),
            ),
            Option(
                CarryOver.DUE_MONTH_ONLY,
                Text("chỉ tính vào tháng đến hạn", "counts in the month of its deadline only"),
            ),
        ),
        Text(
            "Việc chưa nộp vẫn là việc được giao; bỏ ra khỏi tháng sau thì việc tồn đọng không còn ai thấy.",
            "Work not submitted is still assigned; left out of later months, arrears would vanish from sight.",
        ),
        _beside("Điều 14.2.a", "Art. 14.2.a"),
    ),
    _decided(
        "extra_work",
        Text("Việc đảm nhận thêm, việc đột xuất", "Work taken over and sudden work"),
        Text(
            "không cộng vào tổng được giao; hoàn thành thì cộng vào tử số của a, b, c",
            "outside the assigned total; when finished it adds to the numerators of a, b and c",
        ),
        Text(
            "Luật viết “tính ngoài tổng số” và “tính thêm điểm”, không viết thêm bao nhiêu và vào đâu.",
            "The decree says “outside the total” and “extra points”, not how many and where.",
        ),
        _beside("Điều 18.1.d", "Art. 18.1.d"),
    ),
    _decided(
        "given_up_months",
        Text("Việc báo không làm được đứng ở tháng nào", "The months of work that its owner could not do"),
        Text(
            "tháng đến hạn; nếu đã quá hạn thì đến hết tháng báo, không tính vào tháng sau nữa",
            "the month of its deadline; where that has passed, up to the month of the report, and never later",
        ),
        Text(
            "Việc vẫn nằm trong tổng được giao nhưng không phạt mãi người đã báo ngay.",
            "It stays in the assigned total, yet who reported at once is not punished for ever.",
        ),
        _beside("Điều 18.1.d", "Art. 18.1.d"),
    ),
    _decided(
        "lateness",
        Text("Thế nào là một lần chậm", "What one lateness is"),
        Text(
            "mỗi hạn phải giữ đã qua mà chưa nộp: hạn của việc và hạn làm lại khi bị trả",
            "each date to be kept that passes without a submission: the deadline, and a date set for rework",
        ),
        Text(
            "Nghị định trừ theo lần, không theo ngày. Gia hạn được đồng ý trước hạn thì dời hạn; sau hạn thì không xóa lần chậm.",
            "The decree deducts per time, not per day. An extension agreed before the deadline moves it; one after it undoes nothing.",
        ),
        _beside("Điều 14.2.c", "Art. 14.2.c"),
    ),
    Setting(
        "lateness_date",
        Text("Việc được gia hạn tính chậm theo hạn nào", "By which date extended work is late"),
        LatenessDate.EXTENDED,
        (
            Option(
                LatenessDate.EXTENDED,
                Text(
                    "theo hạn đã gia hạn, nếu được đồng ý trước khi hết hạn",
                    "by the extended date, where it was agreed before the date ran out",
                ),
            ),
            Option(
                LatenessDate.ORIGINAL,
                Text(
                    "theo cả hạn trước khi gia hạn: hạn đó qua mà chưa nộp là một lần chậm",
                    "by the date before the extension too: passed without a submission it is one lateness",
                ),
            ),
        ),
        Text(
            "Luật tính số lần “chậm tiến độ” mà không nói về gia hạn; hạn do người giao đồng ý dời là hạn phải giữ. Cả hai kết quả đều được hiển thị.",
            "The decree counts times of “late progress” and says nothing of extensions; a date moved by the assigner is the one to keep. Both verdicts are shown.",
        ),
        _beside("Điều 14.2.c", "Art. 14.2.c"),
    ),
    _decided(
        "failed_check",
        Text("Thế nào là một lần chưa đạt", "What one failed check is"),
        Text(
            "lần trả lại được người duyệt ghi “sai sót lớn về nội dung”",
            "a return that the checker marks as a major error of content",
        ),
        Text(
            "Chỉ sai sót lớn về nội dung bị trừ; trả lại vì thể thức, lỗi gõ hay chữ ký không bị trừ.",
            "Only major errors of content cost points; form, typing and signatures do not.",
        ),
        _beside("Điều 14.2.b", "Art. 14.2.b"),
    ),
    _decided(
        "never_accepted",
        Text("Sản phẩm đã nộp nhưng chưa được duyệt đạt", "A product submitted but not accepted"),
        Text("chưa hoàn thành, kể cả về số lượng", "not finished, in quantity as well"),
        Text(
            "Việc chỉ hoàn thành khi kết quả được người giao chấp nhận.",
            "Work is finished only when its result has been accepted.",
        ),
        _beside("Điều 14.2.a, 14.2.b", "Art. 14.2.a, 14.2.b"),
    ),
    _decided(
        "objective_cause",
        Text("Ai xác nhận nguyên nhân khách quan", "Who confirms an objective cause"),
        Text("cấp có thẩm quyền đánh giá theo Điều 10.1", "the scoring authority of Art. 10.1"),
        Text(
            "Nghị định viết “cấp có thẩm quyền” mà không nêu cấp nào.",
            "The decree says “the competent level” without naming it.",
        ),
        _beside("Điều 14.2.b, 14.2.c", "Art. 14.2.b, 14.2.c"),
    ),
    _decided(
        "directing_work",
        Text("Việc chỉ đạo, điều hành của lãnh đạo", "A leader's directing work"),
        Text(
            "là sản phẩm/công việc riêng trong danh mục, được giao và tính như mọi việc khác",
            "items of their own in the catalogue, assigned and counted like any other",
        ),
        Text(
            "Luật bắt buộc tính việc chỉ đạo vào a, b, c nhưng không nêu cách quy đổi.",
            "The decree counts directing work in a, b and c but gives no conversion.",
        ),
        _beside("Điều 15.1.b", "Art. 15.1.b"),
    ),
    _decided(
        "left_out_of_d",
        Text("Người chưa có điểm khi tính d", "People without a score in d"),
        Text(
            "được liệt kê và không tính; không còn ai thì phần này chưa đủ dữ liệu",
            "listed and left out; where nobody is left the part has insufficient data",
        ),
        Text(
            "Người nghỉ, người mới hoặc chưa đủ dữ liệu không cho biết đơn vị đạt hay không đạt.",
            "Absence, a new post or insufficient data says nothing of the unit's result.",
        ),
        _beside("Điều 15.3.a", "Art. 15.3.a"),
    ),
    _decided(
        "organising_between",
        Text("Điểm đ khi không thuộc hai trường hợp của luật", "đ between the two cases of the decree"),
        Text(
            "người có thẩm quyền chọn 100% hoặc 50%, ghi lý do",
            "the scoring authority chooses 100 % or 50 % and writes the reason",
        ),
        Text(
            "100% đòi hỏi cả chất lượng và sáng kiến, nên không bao giờ tự đề xuất từ ngày tháng.",
            "100 % asks for quality and initiative too, so dates alone never propose it.",
        ),
        _beside("Điều 15.3.b", "Art. 15.3.b"),
    ),
    _decided(
        "uniting",
        Text("Điểm e", "Part e"),
        Text(
            "100%, trừ khi có người ghi nhận phản ánh, khiếu nại, kiến nghị phát sinh trong kỳ",
            "100 % unless feedback, a complaint or a petition of the period is on record",
        ),
        Text(
            "Luật xét việc phát sinh trong kỳ, dù đã giải quyết xong hay chưa.",
            "What counts is that it arose in the period, settled or not.",
        ),
        _beside("Điều 15.3.c", "Art. 15.3.c"),
    ),
    _decided(
        "nothing_assigned",
        Text("Tháng không có việc được giao", "A month with nothing assigned"),
        Text(
            "chưa đủ dữ liệu, không phải 0 điểm hay 100 điểm",
            "insufficient data, neither 0 nor 100 points",
        ),
        Text(
            "Không có mẫu số thì không có tỷ lệ, kể cả khi đã làm thêm việc khác; việc đó được liệt kê.",
            "Without a denominator there is no ratio, even where extra work was done; that work is listed.",
        ),
        _beside("Điều 14.2, Điều 18.1.d", "Art. 14.2, Art. 18.1.d"),
    ),
    _decided(
        "rounding",
        Text("Làm tròn", "Rounding"),
        Text(
            "không làm tròn; chỉ hiển thị hai chữ số thập phân",
            "none; two decimals in display only",
        ),
        Text(
            "Ngưỡng 50, 70, 90 được so trên số chưa làm tròn.",
            "The thresholds are compared with the unrounded number.",
        ),
        _beside("Điều 17.1, Điều 20", "Art. 17.1, Art. 20"),
    ),
    _decided(
        "unconverted",
        Text("Việc chưa có trong danh mục quy đổi", "Work without a catalogue entry"),
        Text(
            "hệ số 1 kèm dấu “chưa quy đổi”, phải xử lý trước khi xác nhận phiếu",
            "factor 1 with the mark “not converted”, to be settled before a sheet is confirmed",
        ),
        Text(
            "Sản phẩm mới phải được cấp có thẩm quyền bổ sung vào danh mục.",
            "A new product has to be added to the catalogue by the competent level.",
        ),
        _beside("Điều 13.3", "Art. 13.3"),
    ),
    _decided(
        "result_on_form",
        Text("Mục II.2 của Mẫu số 01", "Line II.2 of Form 01"),
        Text(
            "in cả tỷ lệ và điểm đã nhân 70",
            "both the ratio and the points after × 70 are printed",
        ),
        Text(
            "Điều 16 gọi tỷ lệ là “điểm”, còn tổng ở mục II.3 chỉ đúng khi đã nhân 70.",
            "Art. 16 calls the ratio “points”, while line II.3 adds up only after × 70.",
        ),
        _beside("Điều 16, Điều 17.1, Mẫu số 01", "Art. 16, Art. 17.1, Form 01"),
    ),
    _decided(
        "december",
        Text("Tháng 12", "December"),
        Text(
            "chấm sớm từ ngày 01 đến ngày 10/12 cho việc đến hạn đến khi đó",
            "scored early, 1 to 10 December, for what is due until then",
        ),
        Text(
            "Điểm năm là trung bình 12 tháng nhưng phải xếp loại trước ngày 15/12.",
            "The year is the mean of 12 months, yet ranks are due before 15 December.",
        ),
        _beside("Điều 17.3, Điều 19.2", "Art. 17.3, Art. 19.2"),
    ),
)

NUMBER_SETTINGS = (
    NumberSetting(
        "rework_working_days",
        Text("Hạn làm lại khi bị trả", "Time for rework after a return"),
        3,
        Text("ngày làm việc", "working days"),
        Text(
            "Nghị định không nêu; áp dụng hạn của việc nếu hạn đó muộn hơn.",
            "The decree gives none; the deadline holds where it is later.",
        ),
        _beside("Điều 14.2.c", "Art. 14.2.c"),
    ),
    NumberSetting(
        "prolonged_delay_working_days",
        Text("Chậm trễ kéo dài trong kế hoạch của đơn vị", "Prolonged delay in the unit's plan"),
        10,
        Text("ngày làm việc", "working days"),
        Text(
            "Việc trong kế hoạch chậm quá số ngày này thì đề xuất đ = 50%; người có thẩm quyền quyết định.",
            "An item of the plan later than this proposes đ = 50 %; a person decides.",
        ),
        _beside("Điều 15.3.b", "Art. 15.3.b"),
    ),
)
