"""The preset scheme: Decree 335/2025/NĐ-CP of 21 December 2025, in force from 1 January 2026.

Criterion titles are the words of Form 01 (Annex II) of the decree; the English is the project's own.
"""

from datetime import date
from fractions import Fraction

from app.evaluation.decree_335_settings import NUMBER_SETTINGS, SETTINGS
from app.evaluation.scheme import (
    Criterion,
    CriterionGroup,
    HandOverReason,
    HandOverRule,
    Level,
    Origin,
    Scheme,
    Threshold,
)
from app.text import Text

_GROUPS = (
    CriterionGroup(
        "I",
        Text(
            "Phẩm chất chính trị, phẩm chất đạo đức, văn hóa thực thi công vụ và ý thức kỷ luật, kỷ cương trong thực thi công vụ",
            "Political and moral qualities, culture of public duty, discipline and order in public duty",
        ),
        (
            Criterion(
                "I.1",
                Text(
                    "Phẩm chất chính trị, phẩm chất đạo đức, văn hóa thực thi công vụ",
                    "Political and moral qualities, culture of public duty",
                ),
                500,
            ),
            Criterion(
                "I.2",
                Text(
                    "Ý thức kỷ luật, kỷ cương trong thực thi công vụ",
                    "Sense of discipline and order in public duty",
                ),
                500,
            ),
        ),
    ),
    CriterionGroup(
        "II",
        Text(
            "Năng lực chuyên môn, nghiệp vụ theo yêu cầu của vị trí việc làm; khả năng đáp ứng yêu cầu thực thi nhiệm vụ được giao; tinh thần trách nhiệm trong thực thi công vụ; thái độ phục vụ người dân, doanh nghiệp và khả năng phối hợp với đồng nghiệp",
            "Professional ability that the post requires; ability to carry out assigned tasks; sense of responsibility in public duty; attitude in serving people and businesses, and cooperation with colleagues",
        ),
        (
            Criterion(
                "II.1",
                Text(
                    "Năng lực chuyên môn, nghiệp vụ theo yêu cầu của vị trí việc làm",
                    "Professional ability that the post requires",
                ),
                250,
            ),
            Criterion(
                "II.2",
                Text(
                    "Khả năng đáp ứng yêu cầu thực thi nhiệm vụ được giao thường xuyên, đột xuất",
                    "Ability to carry out regular and sudden tasks",
                ),
                250,
            ),
            Criterion(
                "II.3",
                Text(
                    "Tinh thần trách nhiệm trong thực thi công vụ",
                    "Sense of responsibility in public duty",
                ),
                250,
            ),
            Criterion(
                "II.4",
                Text(
                    "Thái độ phục vụ người dân, doanh nghiệp và khả năng phối hợp với đồng nghiệp",
                    "Attitude in serving people and businesses, and cooperation with colleagues",
                ),
                250,
            ),
        ),
    ),
    CriterionGroup(
        "III",
        Text(
            "Năng lực đổi mới, sáng tạo, dám nghĩ, dám làm, dám chịu trách nhiệm vì lợi ích chung trong thực thi công vụ",
            "Innovation and creativity; daring to think, act and answer for the common good in public duty",
        ),
        (
            Criterion(
                "III.1",
                Text(
                    "Có sản phẩm, giải pháp đột phá, sáng tạo đem lại giá trị, hiệu quả thiết thực, tác động tích cực đến kết quả thực hiện nhiệm vụ của cơ quan, tổ chức, đơn vị.",
                    "Has a breakthrough or creative product or solution of practical value that improves the results of the body.",
                ),
                250,
            ),
            Criterion(
                "III.2",
                Text(
                    "Sẵn sàng tham gia thực hiện nhiệm vụ chính trị đặc biệt quan trọng, nhiệm vụ có tính chất đột xuất, phức tạp hoặc trong điều kiện khó khăn.",
                    "Is ready to take part in political tasks of special importance, and in sudden or complex tasks or under hard conditions.",
                ),
                250,
            ),
            Criterion(
                "III.3",
                Text(
                    "Có tinh thần chịu trách nhiệm trước kết quả công việc; chủ động nhận trách nhiệm khi có sai sót và có biện pháp khắc phục rõ ràng, cụ thể.",
                    "Answers for the results of the work; owns mistakes unasked and mends them with clear, concrete measures.",
                ),
                250,
            ),
            Criterion(
                "III.4",
                Text(
                    "Chủ động đưa ra quyết định trong phạm vi thẩm quyền, không né tránh; có tinh thần tiên phong trong thực hiện những nhiệm vụ mới.",
                    "Decides within the own authority without evading; goes first in carrying out new tasks.",
                ),
                250,
            ),
        ),
    ),
)

_THRESHOLDS = (
    Threshold(Level.EXCELLENT, Fraction(90), True, Text("Điều 20.1", "Art. 20.1")),
    Threshold(Level.GOOD, Fraction(70), False, Text("Điều 20.2", "Art. 20.2")),
    Threshold(Level.COMPLETED, Fraction(50), True, Text("Điều 20.3", "Art. 20.3")),
)

_SILENT = Text("quy ước của phần mềm; Điều 18.1.d không nêu", "own rule; Art. 18.1.d is silent")

_HAND_OVERS = (
    HandOverRule(
        HandOverReason.CANNOT,
        Text("không có khả năng hoàn thành", "not able to finish it"),
        True,
        Origin.TAKEN_OVER,
        Text("Điều 18.1.d", "Art. 18.1.d"),
    ),
    HandOverRule(
        HandOverReason.ABSENCE,
        Text(
            "nghỉ, chuyển công tác hoặc hết ủy quyền",
            "leave, transfer or the end of a delegation",
        ),
        False,
        Origin.TAKEN_OVER,
        _SILENT,
    ),
    HandOverRule(
        HandOverReason.MOVED_BY_HEAD,
        Text("lãnh đạo chuyển cho người khác", "moved to another person by the head"),
        False,
        Origin.TAKEN_OVER,
        _SILENT,
    ),
    HandOverRule(
        HandOverReason.NOT_AUTHORITY_UPHELD,
        Text(
            "không thuộc thẩm quyền, người giao việc đồng ý",
            "not within authority, upheld by the assigner",
        ),
        False,
        Origin.ORDINARY,
        _SILENT,
    ),
    HandOverRule(
        HandOverReason.LACKS_PAPERS_UPHELD,
        Text("thiếu hồ sơ, người giao việc đồng ý", "papers lacking, upheld by the assigner"),
        False,
        Origin.ORDINARY,
        _SILENT,
    ),
    HandOverRule(
        HandOverReason.WITHDRAWN,
        Text("nhiệm vụ đã được thu hồi", "the task was withdrawn"),
        False,
        None,
        _SILENT,
    ),
)

ND335_2025 = Scheme(
    code="ND335-2025",
    title=Text("Nghị định 335/2025/NĐ-CP", "Decree 335/2025/NĐ-CP"),
    basis=Text(
        "Nghị định số 335/2025/NĐ-CP ngày 21/12/2025 của Chính phủ, Điều 12 đến Điều 18, Điều 20, Mẫu số 01 Phụ lục II",
        "Decree 335/2025/NĐ-CP of 21 December 2025, Articles 12 to 18 and 20, Form 01 of Annex II",
    ),
    covers=Text(
        "công chức (Điều 2); không áp dụng cho viên chức, Quân đội, Công an, cơ yếu",
        "civil servants (Art. 2); not public employees, army, police or cipher service",
    ),
    valid_from=date(2026, 1, 1),
    groups=_GROUPS,
    thresholds=_THRESHOLDS,
    lowest_level=Level.NOT_COMPLETED,
    leader_level=Level.COMPLETED,
    leader_values=(Fraction(1), Fraction(1, 2)),
    result_max=70,
    deduction=Fraction(1, 4),
    unconverted_factor=Fraction(1),
    max_catalogue_groups=5,
    hand_overs=_HAND_OVERS,
    settings=SETTINGS,
    number_settings=NUMBER_SETTINGS,
)
