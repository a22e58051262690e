"""Lead phrases: one body, several, a collective, nobody; names with commas, names side by side, names nobody knows."""

import pytest

from app.tasks.annex.bodies import OwnerKind, read_lead
from app.tasks.annex.lexicon import KnownBodies

COMMON = KnownBodies.of()
WARD = KnownBodies.of(
    [
        ("KT", "Phòng Kinh tế"),
        ("VHXH", "Phòng Văn hóa - Xã hội"),
        ("VP", "Văn phòng HĐND và UBND"),
        ("CA", "Công an phường Hoa Sen"),
        ("UB", "UBND phường Hoa Sen"),
        ("KT", "Tổ Kinh tế cũ"),
    ]
)


def bodies(phrase: str, known: KnownBodies = COMMON) -> list[str]:
    return [body.text for body in read_lead(phrase, known).bodies]


@pytest.mark.parametrize(
    "phrase",
    [
        "Bộ Khoa học và Công nghệ", "Bộ Văn hóa, Thể thao và Du lịch", "Bộ Lao động - Thương binh và Xã hội", "Bộ Nông nghiệp và Phát triển nông thôn",
        "BỘ KHOA HỌC VÀ CÔNG NGHỆ", "Bộ Khoa học và\nCông nghệ", "Sở TN&MT", "Sở Nông nghiệp và Môi trường tỉnh Sông Lam", "Văn phòng UBND tỉnh",
        "Văn phòng HĐND&UBND xã", "Công an tỉnh", "UBND\ntỉnh Sông Lam", "UBND xã", "Ban Quản lý các khu công nghiệp tỉnh", "Thanh tra Bộ Tài chính", "Vụ Tổ chức - Cán bộ",
        "Trung tâm Chuyển đổi số thuộc Sở Khoa học và Công nghệ", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Nông nghiệp, Xây dựng và Môi trường",
        "Ban Chỉ đạo phòng, chống thiên tai và tìm kiếm cứu nạn", "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh", "Đảng ủy Công an tỉnh",
        "Tập đoàn Công nghiệp - Viễn thông Quân đội (Viettel)", "Chủ tịch UBND xã", "Đồng chí Nguyễn Văn A - Phó Chủ tịch UBND xã", "Công chức Tư pháp - Hộ tịch",
        "VNPT", "Thôn 5", "So Tai chinh", "Văn phòng", "Trường Tiểu học Hòa Bình", "Bộ Công an (Cục C06)",
    ],
)  # fmt: skip
def test_one_name_is_one_body_whatever_signs_it_holds(phrase: str) -> None:
    read = read_lead(phrase, COMMON)
    assert read.kind is OwnerKind.SINGLE
    assert len(read.bodies) == 1
    assert not read.collectives


@pytest.mark.parametrize(
    ("phrase", "count"),
    [
        ("Bộ Tài chính, Bộ Công Thương", 2),
        ("Bộ Tài chính Bộ Công Thương", 2),
        ("Bộ Tài chính\nBộ Công Thương", 2),
        ("- Bộ Tài chính\n- Bộ Công Thương", 2),
        ("Văn phòng Chính phủ; Bộ Công an", 2),
        ("Bộ Khoa học và Công nghệ, Bộ Quốc phòng và Bộ Công an", 3),
        ("Viện Hàn lâm Khoa học và Công nghệ Việt Nam, Viện Hàn lâm Khoa học Xã hội Việt Nam", 2),
        ("Sở Tài chính, Nội vụ", 2),
        ("Sở Công Thương, EVN", 2),
        ("Sở Nội vụ / Sở Tài chính", 2),
        ("Phòng VH-XH, Phòng KT", 2),
        ("UBND xã Tân Lập, UBND xã Hòa Bình", 2),
        ("Vụ Pháp chế, Vụ Tổ chức cán bộ", 2),
        ("Công an xã, Ban Chỉ huy Quân sự xã", 2),
        ("Trường Mầm non Hoa Sen, Trường Tiểu học Tân Lập", 2),
    ],
)
def test_several_names_are_several_bodies(phrase: str, count: int) -> None:
    read = read_lead(phrase, COMMON)
    assert read.kind is OwnerKind.SEVERAL
    assert len(read.bodies) == count


def test_a_kind_named_once_before_a_list_belongs_to_every_name() -> None:
    assert bodies("Các Sở: Tài chính, Nội vụ, Văn hóa, Thể thao và Du lịch") == [
        "Sở Tài chính",
        "Sở Nội vụ",
        "Sở Văn hóa, Thể thao và Du lịch",
    ]
    assert bodies("Các Bộ: Y tế; Công an") == ["Bộ Y tế", "Bộ Công an"]
    assert bodies("UBND các xã Tân Lập, Hòa Bình") == ["UBND xã Tân Lập", "UBND xã Hòa Bình"]


@pytest.mark.parametrize(
    "phrase",
    [
        "Các bộ, ngành, địa phương", "Bộ, ngành, địa phương", "Các bộ, ngành liên quan", "CÁC BỘ, NGÀNH, ĐỊA PHƯƠNG", "Cac bo, nganh, dia phuong",
        "Các phòng, ban, đơn vị", "Các phòng, ban, đơn vị thuộc UBND phường", "Các xã, phường", "UBND các xã, phường", "UBND xã, phường", "UBND cấp xã", "12 xã, phường",
        "Các sở, ban, ngành; UBND các xã, phường", "Sở, ban, ngành", "Các cơ quan liên quan", "các đơn vị liên quan", "Địa phương được lựa chọn", "Các địa phương",
        "Tập đoàn, doanh nghiệp công nghệ số", "Các doanh nghiệp viễn thông (VNPT, Viettel)", "Các thành phố trực thuộc Trung ương và một số tỉnh đủ điều kiện",
        "Các bộ, ngành, địa phương là chủ quản CSDLQG, CSDL chuyên ngành", "Các tỉnh, thành phố trực thuộc TW", "Chủ đầu tư", "Thủ trưởng các cơ quan, đơn vị", "Chủ tịch UBND các xã",
        "Công an các đơn vị, địa phương", "Cơ quan được giao chủ trì soạn thảo", "Cả hệ thống chính trị", "Các tỉnh Tây Nguyên", "Bí thư chi bộ các thôn", "Người dân", "theo phân công", "Các Tỉnh ủy, Thành ủy", "Tỉnh ủy, thành ủy, đảng ủy trực thuộc Trung ương", "Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ",
    ],
)  # fmt: skip
def test_a_group_without_names_is_a_collective(phrase: str) -> None:
    read = read_lead(phrase, COMMON)
    assert read.kind is OwnerKind.COLLECTIVE
    assert not read.bodies


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("Bộ Khoa học và Công nghệ và các địa phương", ["Bộ Khoa học và Công nghệ"]),
        ("VTV, VOV, TTXVN, các địa phương", ["VTV", "VOV", "TTXVN"]),
        ("Các bộ, ngành, Văn phòng Chính phủ", ["Văn phòng Chính phủ"]),
        ("Sở Nội vụ; UBND các xã, phường", ["Sở Nội vụ"]),
        ("Phòng Kinh tế/các đơn vị liên quan", ["Phòng Kinh tế"]),
        ("Cục Trồng trọt, đơn vị liên quan", ["Cục Trồng trọt"]),
    ],
)
def test_a_body_with_a_collective_counts_as_several(phrase: str, names: list[str]) -> None:
    read = read_lead(phrase, COMMON)
    assert read.kind is OwnerKind.SEVERAL
    assert [body.text for body in read.bodies] == names
    assert read.collectives


@pytest.mark.parametrize("phrase", ["", "-", "…", "123", "Không", "(…)", "chưa xác định"])
def test_a_cell_that_names_nobody_has_no_owner(phrase: str) -> None:
    assert read_lead(phrase, COMMON).kind is OwnerKind.NONE


@pytest.mark.parametrize(
    "phrase",
    [
        "Sở Y tế chủ trì, phối hợp với Sở Nội vụ",
        "Chủ trì: Sở Y tế; phối hợp: Sở Nội vụ, UBND các xã",
        "Phối hợp: Sở Nội vụ; Chủ trì: Sở Y tế",
        "Sở Y tế (chủ trì), Sở Nội vụ (phối hợp)",
        "Sở Y tế chủ trì; Sở Nội vụ phối hợp",
    ],
)
def test_bodies_that_only_coordinate_do_not_lead(phrase: str) -> None:
    assert bodies(phrase) == ["Sở Y tế"]


def test_a_unit_of_the_tree_is_found_by_name_alias_case_tone_and_without_marks() -> None:
    for phrase in ("Phòng Kinh tế", "PHÒNG KINH TẾ", "phòng kinh tế", "Phong Kinh te", "Tổ Kinh tế cũ"):
        assert [body.unit_key for body in read_lead(phrase, WARD).bodies] == ["KT"]
    assert [body.unit_key for body in read_lead("Phòng Văn hoá – Xã hội", WARD).bodies] == ["VHXH"]
    assert [
        body.unit_key
        for body in read_lead("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường", WARD).bodies
    ] == ["VP"]


def test_a_unit_is_found_without_its_place_and_with_the_bare_level() -> None:
    assert [body.unit_key for body in read_lead("Công an phường", WARD).bodies] == ["CA"]
    assert [body.unit_key for body in read_lead("UBND phường", WARD).bodies] == ["UB"]


def test_a_unit_name_with_another_place_is_not_taken_for_the_own_unit() -> None:
    body = read_lead("Phòng Kinh tế phường Tân Lập", WARD).bodies[0]
    assert body.unit_key is None


def test_a_name_that_two_units_bear_gives_no_unit() -> None:
    twice = KnownBodies.of([(1, "Tổ Một cửa"), (2, "Tổ Một cửa")])
    body = read_lead("Tổ Một cửa", twice).bodies[0]
    assert (body.known, body.unit_key) == (True, None)


def test_a_name_nobody_knows_is_one_body_that_is_not_known() -> None:
    body = read_lead("Trung tâm Nghiên cứu mây và gió", COMMON).bodies[0]
    assert (body.text, body.known) == ("Trung tâm Nghiên cứu mây và gió", False)


def test_the_longest_name_wins() -> None:
    known = KnownBodies.of([(1, "Phòng Văn hóa"), (2, "Phòng Văn hóa - Xã hội")])
    assert [body.unit_key for body in read_lead("Phòng Văn hóa - Xã hội, Phòng Văn hóa", known).bodies] == [
        2,
        1,
    ]


def test_the_same_body_named_twice_is_one() -> None:
    assert read_lead("Sở Y tế, Sở Y tế", COMMON).kind is OwnerKind.SINGLE


def test_a_very_long_cell_is_read_without_trouble() -> None:
    assert read_lead("Sở Tài chính, Nội vụ và " * 20_000, COMMON).kind is OwnerKind.SEVERAL
