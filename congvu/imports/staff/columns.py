"""The columns of a staff list: their names, what they mean, what the template says of them.

Only what the work needs is read. Birth dates, identity numbers, telephones and addresses are
never columns here (Luật 91/2025/QH15: collect no more than the purpose needs).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: field name, title in the template, other titles (folded), help, limit in characters."""

    field: str
    title: str
    synonyms: tuple[str, ...]
    help: str
    limit: int
    is_required: bool = False
    example: str = ""


COLUMNS = (
    Column(
        "staff_code",
        "Mã cán bộ",
        (
            "ma can bo",
            "ma cb",
            "ma cbcc",
            "ma cong chuc",
            "ma nhan vien",
            "ma nv",
            "ma nhan su",
            "ma so",
            "ma",
        ),
        "Mã riêng của từng người trong cơ quan, không dùng số căn cước.",
        30,
        True,
        "VIDU-001",
    ),
    Column(
        "full_name",
        "Họ và tên",
        ("ho va ten", "ho ten", "ten can bo", "ho va ten can bo", "ten cong chuc", "ten nhan vien"),
        "Ghi đủ họ, tên đệm, tên.",
        120,
        True,
        "Nguyễn Văn Ví Dụ",
    ),
    Column(
        "unit",
        "Đơn vị",
        (
            "don vi",
            "phong ban",
            "phong",
            "don vi cong tac",
            "phong ban chuyen mon",
            "bo phan",
            "phong don vi",
            "ten don vi",
        ),
        "Tên hoặc mã đơn vị đã có trong hệ thống.",
        200,
        True,
        "Văn phòng",
    ),
    Column(
        "position",
        "Vị trí việc làm",
        (
            "vi tri viec lam",
            "ten vi tri viec lam",
            "vi tri",
            "vtvl",
            "ten vtvl",
            "ma vi tri viec lam",
            "ma vtvl",
            "ma vi tri",
            "ma ten vi tri viec lam",
        ),
        "Mã hoặc tên vị trí việc làm đã có trong hệ thống.",
        500,
        True,
        "Chuyên viên Văn phòng",
    ),
    Column(
        "title",
        "Chức vụ",
        ("chuc vu", "chuc danh", "chuc vu chuc danh", "chuc vu dang giu"),
        "Để trống nếu không giữ chức vụ lãnh đạo, quản lý.",
        120,
        example="",
    ),
    Column(
        "subject_type",
        "Loại",
        ("loai", "doi tuong", "loai can bo", "loai lao dong", "dien", "loai hinh"),
        "Cán bộ, Công chức, Viên chức hoặc Hợp đồng; để trống là Công chức.",
        60,
        example="Công chức",
    ),
    Column(
        "starts_on",
        "Ngày bắt đầu",
        (
            "ngay bat dau",
            "tu ngay",
            "ngay bo tri",
            "ngay nhan viec",
            "bat dau tu",
            "ngay vao",
            "ngay bat dau cong tac",
        ),
        "Ngày bắt đầu ở đơn vị và vị trí này, dạng 01/07/2026; để trống là ngày nhập. Người đã có trong hệ thống thì đây là ngày chuyển.",
        40,
        example="01/07/2026",
    ),
    Column(
        "email",
        "Thư công vụ",
        ("thu cong vu", "email", "thu dien tu", "email cong vu", "e mail", "hop thu", "hop thu cong vu"),
        "Địa chỉ thư công vụ, không bắt buộc; chỉ dùng khi thêm người mới.",
        254,
        example="vidu@example.gov.vn",
    ),
    Column(
        "username",
        "Tên đăng nhập",
        ("ten dang nhap", "tai khoan", "username", "ten tai khoan", "user"),
        "Chữ thường không dấu, số, dấu chấm, gạch; để trống thì hệ thống đặt theo tên. Chỉ dùng khi thêm người mới.",
        60,
        example="vidu001",
    ),
    Column(
        "percent",
        "Kiêm nhiệm (%)",
        (
            "kiem nhiem",
            "kiem nhiem %",
            "ty le kiem nhiem",
            "ti le kiem nhiem",
            "phan tram kiem nhiem",
            "ty le %",
        ),
        "Chỉ ghi ở hàng thứ hai của cùng một người: phần thời gian ở vị trí kiêm nhiệm, từ 1 đến 99.",
        20,
        example="",
    ),
)
BY_FIELD = {column.field: column for column in COLUMNS}
REQUIRED = tuple(column.field for column in COLUMNS if column.is_required)
SUBJECT_TYPES = {
    "CADRE": "Cán bộ",
    "CIVIL_SERVANT": "Công chức",
    "PUBLIC_EMPLOYEE": "Viên chức",
    "CONTRACT": "Hợp đồng",
}
