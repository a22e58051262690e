"""The demonstration's own small work catalogue: forty invented products in four groups."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from app.evaluation.catalogue_commands import import_catalogue
from app.evaluation.catalogue_file import CatalogueFile
from app.evaluation.catalogue_judge import CatalogueRow
from app.people.viewer import Viewer

TITLE = "Danh mục sản phẩm, công việc của UBND phường Trúc Lâm (hư cấu)"
DECISION = "12/QĐ-UBND (hư cấu)"
STANDARD = Fraction(5)  # points of the standard unit: a product's factor is points / 5
UNIT_NAMES = {
    "VP": "Văn phòng HĐND và UBND",
    "KT": "Phòng Kinh tế, Hạ tầng và Đô thị",
    "VX": "Phòng Văn hóa - Xã hội",
    "HC": "Trung tâm Phục vụ hành chính công",
}


@dataclass(frozen=True, slots=True)
class Product:
    """One invented item. ``about``: what a task of it is told apart by, "month" or "place"."""

    unit: str
    group: str
    points: Fraction
    task: str
    product: str
    about: str = "month"


def _products(unit: str, *rows: tuple[str, str, str, str, str]) -> tuple[Product, ...]:
    return tuple(
        Product(unit, group, Fraction(points), task, product, about)
        for group, points, task, product, about in rows
    )


PRODUCTS = (
    *_products(
        "VP",
        ("N1", "5/2", "Ghi biên bản họp giao ban", "Biên bản họp giao ban đã ký", "month"),
        ("N1", "3", "Lập lịch công tác của lãnh đạo phường", "Lịch công tác đã ban hành", "month"),
        ("N1", "4", "Sắp xếp hồ sơ lưu trữ", "Mục lục hồ sơ kèm biên bản bàn giao", "month"),
        (
            "N2",
            "5",
            "Tổng hợp kết quả thực hiện kết luận giao ban",
            "Báo cáo tổng hợp kèm bảng số liệu",
            "month",
        ),
        ("N2", "6", "Rà soát văn bản quá hạn trả lời", "Danh sách văn bản quá hạn kèm đề xuất", "month"),
        (
            "N2",
            "7",
            "Kiểm tra an toàn hệ thống máy tính",
            "Biên bản kiểm tra kèm danh mục cần xử lý",
            "month",
        ),
        ("N3", "10", "Chuẩn bị tài liệu họp HĐND phường", "Bộ tài liệu họp và tờ trình", "month"),
        ("N3", "12", "Xây dựng báo cáo cải cách hành chính", "Báo cáo cải cách hành chính", "month"),
        ("N4", "15", "Xây dựng kế hoạch chuyển đổi số", "Kế hoạch kèm phân công và tiến độ", "month"),
        (
            "N4",
            "18",
            "Xây dựng quy chế làm việc sửa đổi",
            "Dự thảo quy chế kèm bảng tiếp thu ý kiến",
            "month",
        ),
    ),
    *_products(
        "KT",
        ("N1", "3", "Kiểm tra chợ và điểm kinh doanh", "Biên bản kiểm tra", "place"),
        ("N1", "4", "Đo đạc, chỉnh lý thửa đất biến động", "Trích lục bản đồ chỉnh lý", "place"),
        ("N1", "5/2", "Cập nhật sổ theo dõi thu ngân sách", "Bảng số liệu thu ngân sách", "month"),
        ("N2", "5", "Kiểm tra trật tự xây dựng", "Biên bản kiểm tra kèm ảnh hiện trạng", "place"),
        ("N2", "6", "Rà soát điểm ngập úng", "Báo cáo rà soát kèm danh sách điểm ngập", "place"),
        ("N2", "15/2", "Thẩm định hồ sơ cấp phép vỉa hè", "Tờ trình kết quả thẩm định", "place"),
        ("N3", "10", "Lập dự toán sửa chữa đường ngõ", "Hồ sơ dự toán trình duyệt", "place"),
        ("N3", "12", "Xác minh nguồn gốc đất", "Biên bản xác minh kèm hồ sơ thửa đất", "place"),
        ("N4", "16", "Quyết toán công trình cải tạo vỉa hè", "Hồ sơ quyết toán", "place"),
        ("N4", "20", "Xây dựng phương án thoát nước", "Phương án kèm bản vẽ và dự toán", "place"),
    ),
    *_products(
        "VX",
        ("N1", "5/2", "Viết tin bài truyền thanh", "Ba tin bài đã phát", "month"),
        ("N1", "3", "Xác nhận hồ sơ hộ tịch phức tạp", "Danh sách hồ sơ đã xác nhận", "month"),
        ("N1", "4", "Thăm, tặng quà người có công", "Danh sách ký nhận", "place"),
        ("N2", "5", "Rà soát hộ nghèo, hộ cận nghèo", "Biên bản họp dân kèm danh sách", "place"),
        ("N2", "6", "Kiểm tra cơ sở karaoke, internet", "Biên bản kiểm tra", "place"),
        ("N2", "7", "Chi trả trợ cấp xã hội", "Bảng chi trả đã ký nhận", "month"),
        ("N3", "10", "Tổ chức hội nghị phổ biến pháp luật", "Báo cáo kết quả kèm danh sách dự", "place"),
        ("N3", "11", "Thẩm định hồ sơ người có công", "Tờ trình kết quả thẩm định", "month"),
        ("N4", "15", "Tổ chức lễ hội truyền thống của phường", "Kế hoạch và báo cáo tổng kết", "month"),
        ("N4", "18", "Xây dựng đề án thiết chế văn hóa", "Dự thảo đề án kèm bảng tiếp thu ý kiến", "place"),
    ),
    *_products(
        "HC",
        ("N1", "5/2", "Đối soát hồ sơ một cửa", "Bảng đối soát đã ký", "month"),
        ("N1", "3", "Cập nhật bảng niêm yết thủ tục", "Danh mục thủ tục đã niêm yết", "month"),
        ("N1", "4", "Hướng dẫn nộp hồ sơ trực tuyến", "Biên bản buổi hướng dẫn kèm danh sách", "place"),
        ("N2", "5", "Khảo sát mức độ hài lòng", "Báo cáo khảo sát kèm bảng số liệu", "month"),
        ("N2", "6", "Rà soát hồ sơ trễ hẹn", "Danh sách hồ sơ trễ hẹn kèm thư xin lỗi", "month"),
        ("N2", "7", "Số hóa kết quả thủ tục", "Biên bản số hóa kèm danh mục tệp", "month"),
        ("N3", "10", "Chuẩn hóa quy trình nội bộ", "Bộ quy trình nội bộ trình duyệt", "month"),
        ("N3", "12", "Tập huấn tổ công nghệ số cộng đồng", "Báo cáo tập huấn kèm danh sách", "place"),
        ("N4", "15", "Xây dựng phương án cắt giảm thủ tục", "Phương án kèm bảng so sánh", "month"),
        ("N4", "16", "Tái cấu trúc một thủ tục liên thông", "Tờ trình kèm sơ đồ quy trình mới", "month"),
    ),
)


async def plant_catalogue(*, valid_from: date, by: Viewer, now: datetime) -> int:
    """Save the catalogue as a version in force from ``valid_from``; returns its id."""
    return await import_catalogue(
        read=CatalogueFile(TITLE, None, STANDARD, (), tuple(_rows()), (), ()),
        title=TITLE,
        decision=DECISION,
        decided_on=valid_from,
        valid_from=valid_from,
        sha256="",
        by=by,
        now=now,
    )


def code_of(number: int) -> str:
    """The code of the item at that place of ``PRODUCTS``."""
    product = PRODUCTS[number]
    return f"{product.unit}.{product.group}.{number % 10 + 1:02}"


def _rows() -> list[CatalogueRow]:
    return [
        CatalogueRow(
            sheet=UNIT_NAMES[product.unit],
            row_number=number + 2,
            code=code_of(number),
            unit_name=UNIT_NAMES[product.unit],
            group=product.group,
            task=product.task,
            detail="",
            product=product.product,
            points=product.points,
            factor_milli=int(product.points / STANDARD * 1000),
            note="",
        )
        for number, product in enumerate(PRODUCTS)
    ]
