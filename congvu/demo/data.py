"""What the sample organ is made of. Every name, organ and number is invented."""

from __future__ import annotations

from dataclasses import dataclass

ORGAN = ("SNV", "Sở Nội vụ tỉnh Sông Mây", "Sở Nội vụ")


@dataclass(frozen=True)
class UnitSpec:
    code: str
    name: str
    short: str


UNITS = (
    UnitSpec("VP", "Văn phòng Sở", "Văn phòng"),
    UnitSpec("CCVC", "Phòng Công chức, viên chức", "Công chức, viên chức"),
    UnitSpec("TCBM", "Phòng Tổ chức bộ máy và biên chế", "Tổ chức bộ máy"),
    UnitSpec("XDCQ", "Phòng Xây dựng chính quyền", "Xây dựng chính quyền"),
    UnitSpec("CCHC", "Phòng Cải cách hành chính", "Cải cách hành chính"),
    UnitSpec("TTPC", "Phòng Thanh tra, pháp chế", "Thanh tra, pháp chế"),
    UnitSpec("LDVL", "Phòng Lao động, việc làm", "Lao động, việc làm"),
)


@dataclass(frozen=True)
class PositionSpec:
    code: str
    name: str
    group: str
    legacy: str = ""


POSITIONS = (
    PositionSpec("LD-01", "Giám đốc Sở", "LEADERSHIP", "LEADERSHIP"),
    PositionSpec("LD-02", "Phó Giám đốc Sở", "LEADERSHIP", "LEADERSHIP"),
    PositionSpec("LD-03", "Trưởng phòng thuộc Sở", "LEADERSHIP", "LEADERSHIP"),
    PositionSpec("LD-04", "Phó Trưởng phòng thuộc Sở", "LEADERSHIP", "LEADERSHIP"),
    PositionSpec("CM-01", "Chuyên viên quản lý công chức, viên chức", "PROFESSIONAL", "SPECIALISED"),
    PositionSpec("CM-02", "Chuyên viên tổ chức bộ máy, biên chế", "PROFESSIONAL", "SPECIALISED"),
    PositionSpec("CM-03", "Chuyên viên xây dựng chính quyền", "PROFESSIONAL", "SPECIALISED"),
    PositionSpec("CM-04", "Chuyên viên cải cách hành chính", "PROFESSIONAL", "SPECIALISED"),
    PositionSpec("CM-05", "Thanh tra viên, chuyên viên pháp chế", "PROFESSIONAL", "SPECIALISED"),
    PositionSpec("CM-06", "Chuyên viên lao động, việc làm", "PROFESSIONAL", "SPECIALISED"),
    PositionSpec("CM-07", "Chuyên viên tổng hợp", "PROFESSIONAL", "SHARED"),
    PositionSpec("CM-08", "Kế toán viên", "PROFESSIONAL", "SHARED"),
    PositionSpec("CM-09", "Văn thư viên", "PROFESSIONAL", "SHARED"),
    PositionSpec("PV-01", "Nhân viên lái xe", "SUPPORT", "SUPPORT"),
    PositionSpec("PV-02", "Nhân viên bảo vệ", "SUPPORT", "SUPPORT"),
    PositionSpec("PV-03", "Nhân viên tạp vụ", "SUPPORT", "SUPPORT"),
)

STAFF_POSITION = {
    "CCVC": "CM-01",
    "TCBM": "CM-02",
    "XDCQ": "CM-03",
    "CCHC": "CM-04",
    "TTPC": "CM-05",
    "LDVL": "CM-06",
}


@dataclass(frozen=True)
class ProductSpec:
    """`units` and `positions`: whom it belongs to; none means shared by everyone."""

    code: str
    task: str
    detail: str
    output: str
    measure: str
    group: int
    score: str
    units: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    norm: int | None = None


def _p(
    code: str, task: str, detail: str, output: str, measure: str, group: int, score: str, **more: object
) -> ProductSpec:
    return ProductSpec(code, task, detail, output, measure, group, score, **more)  # type: ignore[arg-type]


# fmt: off
SHARED = "Soạn thảo, tổng hợp dùng chung"
PRODUCTS = (
    _p("DC.01", SHARED, "Soạn thảo văn bản hành chính đơn giản", "Văn bản", "văn bản", 1, "5", norm=45),
    _p("DC.02", SHARED, "Soạn công văn trả lời, hướng dẫn cơ quan, đơn vị", "Công văn", "công văn", 2, "25", norm=180),
    _p("DC.03", SHARED, "Soạn tờ trình, quyết định cá biệt", "Tờ trình, quyết định", "văn bản", 2, "30", norm=210),
    _p("DC.04", SHARED, "Góp ý dự thảo văn bản của cơ quan khác", "Văn bản góp ý", "văn bản", 2, "20", norm=150),
    _p("DC.05", SHARED, "Báo cáo định kỳ", "Báo cáo", "báo cáo", 3, "60", norm=420),
    _p("DC.06", SHARED, "Báo cáo chuyên đề, đột xuất", "Báo cáo", "báo cáo", 3, "80", norm=600),
    _p("DC.07", SHARED, "Chuẩn bị nội dung cuộc họp, biên bản, thông báo kết luận", "Biên bản, thông báo", "cuộc họp", 2, "15", norm=120),
    _p("DC.08", SHARED, "Cập nhật cơ sở dữ liệu cán bộ, công chức, viên chức", "Bản ghi đã cập nhật", "lượt", 1, "4", norm=30),
    _p("DC.09", SHARED, "Tiếp, hướng dẫn tổ chức và người dân", "Lượt tiếp", "lượt", 1, "5", norm=30),
    _p("QL.01", "Lãnh đạo, quản lý", "Chỉ đạo, điều hành công việc của đơn vị", "Kế hoạch và kết quả tháng", "tháng", 3, "70", positions=("LD-01", "LD-02", "LD-03", "LD-04")),
    _p("QL.02", "Lãnh đạo, quản lý", "Thẩm định, duyệt hồ sơ trình của công chức", "Hồ sơ đã duyệt", "hồ sơ", 2, "12", positions=("LD-01", "LD-02", "LD-03", "LD-04")),
    _p("QL.03", "Lãnh đạo, quản lý", "Chủ trì cuộc họp, kết luận giải quyết vướng mắc", "Kết luận", "cuộc họp", 2, "20", positions=("LD-01", "LD-02", "LD-03", "LD-04")),
    _p("CV.01", "Quản lý công chức, viên chức", "Thẩm định hồ sơ nâng bậc lương", "Hồ sơ đã thẩm định", "hồ sơ", 2, "12", units=("CCVC",), norm=60),
    _p("CV.02", "Quản lý công chức, viên chức", "Thẩm định hồ sơ tuyển dụng, tiếp nhận", "Văn bản thẩm định", "hồ sơ", 3, "55", units=("CCVC",), norm=300),
    _p("CV.03", "Quản lý công chức, viên chức", "Thẩm định hồ sơ nghỉ hưu, thôi việc", "Tờ trình", "hồ sơ", 2, "18", units=("CCVC",), norm=90),
    _p("CV.04", "Quản lý công chức, viên chức", "Xây dựng kế hoạch đào tạo, bồi dưỡng", "Kế hoạch", "kế hoạch", 4, "120", units=("CCVC",), norm=900),
    _p("TC.01", "Tổ chức bộ máy, biên chế", "Thẩm định đề án vị trí việc làm", "Văn bản thẩm định", "đề án", 4, "110", units=("TCBM",), norm=840),
    _p("TC.02", "Tổ chức bộ máy, biên chế", "Rà soát, giao biên chế của một đơn vị", "Bảng biên chế", "đơn vị", 2, "25", units=("TCBM",), norm=150),
    _p("TC.03", "Tổ chức bộ máy, biên chế", "Thẩm định thành lập, sắp xếp tổ chức", "Văn bản thẩm định", "hồ sơ", 3, "75", units=("TCBM",), norm=480),
    _p("XD.01", "Xây dựng chính quyền", "Hướng dẫn nghiệp vụ cho cấp xã", "Văn bản hướng dẫn", "văn bản", 2, "30", units=("XDCQ",), norm=200),
    _p("XD.02", "Xây dựng chính quyền", "Thẩm định hồ sơ địa giới, tổ dân phố", "Văn bản thẩm định", "hồ sơ", 3, "65", units=("XDCQ",), norm=420),
    _p("XD.03", "Xây dựng chính quyền", "Tổng hợp số liệu cán bộ cấp xã", "Bảng tổng hợp", "bảng", 2, "20", units=("XDCQ",), norm=150),
    _p("CH.01", "Cải cách hành chính", "Kiểm tra cải cách hành chính tại một cơ quan", "Biên bản kiểm tra", "cuộc", 3, "60", units=("CCHC",), norm=480),
    _p("CH.02", "Cải cách hành chính", "Chấm chỉ số cải cách hành chính của một cơ quan", "Phiếu chấm", "phiếu", 2, "25", units=("CCHC",), norm=150),
    _p("CH.03", "Cải cách hành chính", "Rà soát, đơn giản hóa thủ tục hành chính", "Phương án", "thủ tục", 3, "55", units=("CCHC",), norm=360),
    _p("TT.01", "Thanh tra, pháp chế", "Xử lý đơn khiếu nại, tố cáo, kiến nghị", "Văn bản xử lý", "đơn", 2, "30", units=("TTPC",), norm=210),
    _p("TT.02", "Thanh tra, pháp chế", "Thẩm định dự thảo văn bản quy phạm pháp luật", "Báo cáo thẩm định", "dự thảo", 4, "105", units=("TTPC",), norm=720),
    _p("TT.03", "Thanh tra, pháp chế", "Kiểm tra văn bản của cấp xã", "Kết luận kiểm tra", "văn bản", 2, "20", units=("TTPC",), norm=120),
    _p("LD.01", "Lao động, việc làm", "Thẩm định hồ sơ cấp phép lao động", "Giấy phép", "hồ sơ", 2, "22", units=("LDVL",), norm=120),
    _p("LD.02", "Lao động, việc làm", "Tổng hợp thị trường lao động tháng", "Bản tin", "bản tin", 3, "60", units=("LDVL",), norm=420),
    _p("LD.03", "Lao động, việc làm", "Hướng dẫn doanh nghiệp đăng ký nội quy", "Văn bản hướng dẫn", "văn bản", 2, "25", units=("LDVL",), norm=150),
    _p("VT.01", "Văn thư", "Tiếp nhận, đăng ký văn bản đến trong tuần", "Tuần đã đăng ký đủ", "tuần", 2, "40", positions=("CM-09",), norm=180),
    _p("VT.02", "Văn thư", "Phát hành văn bản đi trong tuần", "Tuần đã phát hành đủ", "tuần", 2, "40", positions=("CM-09",), norm=180),
    _p("KT.01", "Kế toán", "Lập chứng từ, thanh toán", "Bộ chứng từ", "bộ", 2, "12", positions=("CM-08",), norm=60),
    _p("KT.02", "Kế toán", "Báo cáo quyết toán tháng", "Báo cáo", "báo cáo", 3, "60", positions=("CM-08",), norm=480),
    _p("LX.01", "Lái xe", "Chuyến xe phục vụ công tác", "Chuyến an toàn, đúng giờ", "chuyến", 1, "6", positions=("PV-01",)),
    _p("LX.02", "Lái xe", "Bảo dưỡng, kiểm tra xe tuần", "Sổ xe đã ký", "lần", 1, "5", positions=("PV-01",)),
    _p("BV.01", "Bảo vệ", "Năm ca trực bảo vệ trụ sở", "Ca trực an toàn", "đợt trực", 2, "40", positions=("PV-02",)),
    _p("TV.01", "Tạp vụ", "Vệ sinh khu vực được phân công trong tuần", "Khu vực sạch", "tuần", 2, "30", positions=("PV-03",)),
    _p("TV.02", "Tạp vụ", "Phục vụ cuộc họp, hội nghị", "Cuộc họp được phục vụ", "cuộc họp", 1, "5", positions=("PV-03",)),
)

# fmt: on

# What one month of a staff member's plan is drawn from, by unit: (code, least, most).
PLANS: dict[str, tuple[tuple[str, int, int], ...]] = {
    "CCVC": (("CV.01", 3, 6), ("CV.02", 1, 2), ("CV.03", 2, 3), ("DC.02", 2, 3), ("DC.05", 1, 1)),
    "TCBM": (("TC.02", 2, 4), ("TC.03", 1, 1), ("DC.02", 2, 3), ("DC.04", 1, 2), ("DC.05", 1, 1)),
    "XDCQ": (("XD.01", 2, 3), ("XD.02", 1, 1), ("XD.03", 2, 3), ("DC.02", 1, 3), ("DC.05", 1, 1)),
    "CCHC": (("CH.01", 1, 2), ("CH.02", 2, 4), ("CH.03", 1, 1), ("DC.02", 1, 2), ("DC.05", 1, 1)),
    "TTPC": (("TT.01", 2, 4), ("TT.03", 3, 5), ("DC.02", 1, 2), ("DC.03", 1, 2), ("DC.05", 1, 1)),
    "LDVL": (("LD.01", 4, 7), ("LD.03", 2, 3), ("DC.02", 1, 3), ("LD.02", 1, 1)),
    "VP": (("DC.01", 4, 7), ("DC.03", 1, 2), ("DC.07", 2, 3), ("DC.05", 1, 1)),
}
BY_POSITION: dict[str, tuple[tuple[str, int, int], ...]] = {
    "CM-08": (("KT.01", 8, 12), ("KT.02", 1, 1), ("DC.01", 2, 3)),
    "CM-09": (("VT.01", 4, 4), ("VT.02", 4, 4), ("DC.01", 2, 4)),
    "PV-01": (("LX.01", 14, 20), ("LX.02", 3, 4)),
    "PV-02": (("BV.01", 6, 6),),
    "PV-03": (("TV.01", 4, 4), ("TV.02", 3, 5)),
    "LD-01": (("QL.01", 1, 1), ("QL.02", 6, 8), ("QL.03", 2, 3)),
    "LD-02": (("QL.01", 1, 1), ("QL.02", 5, 7), ("QL.03", 2, 3)),
    "LD-03": (("QL.01", 1, 1), ("QL.02", 4, 7), ("QL.03", 1, 2)),
    "LD-04": (("QL.01", 1, 1), ("QL.02", 3, 5), ("DC.06", 1, 1)),
}

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
MIDDLE_F = ("Thị", "Ngọc", "Thị Thanh", "Thị Kim", "Phương", "Thùy", "Thị Hồng")
MIDDLE_M = ("Văn", "Minh", "Quốc", "Hữu", "Thành", "Đức", "Thanh")
GIVEN_F = (
    "Mây",
    "Lụa",
    "Hạnh",
    "Thảo",
    "Vân",
    "Nhàn",
    "Đào",
    "Cúc",
    "Thơ",
    "Ngân",
    "Diễm",
    "Quyên",
    "Hiên",
    "Nguyệt",
    "Ánh",
)
GIVEN_M = (
    "Sông",
    "Bền",
    "Lành",
    "Khải",
    "Thuận",
    "Nghĩa",
    "Tín",
    "Vững",
    "Sử",
    "Đạt",
    "Ấn",
    "Thông",
    "Kiên",
    "Hòa",
    "Phúc",
)
LONGEST = "Nguyễn Phước Quý Thụy Đoan Trang"

NOTES = (
    "Đã thống nhất với đơn vị liên quan trước khi trình.",
    "Hai hồ sơ thiếu quyết định cũ, đã gọi bổ sung.",
    "Đối chiếu số liệu với báo cáo tháng trước.",
    "Làm cùng đồng nghiệp ở phòng, phần tôi là tổng hợp.",
    "Chờ ý kiến Sở Tài chính từ buổi sáng.",
)
RETURNS = (
    "Đồng chí gắn thêm tờ trình đã ký vào mục này.",
    "Số lượng chưa khớp danh sách kèm theo, đồng chí rà lại.",
    "Bổ sung số văn bản đi để đối chiếu.",
)
MAJOR = "Sai căn cứ pháp lý ở phần kiến nghị, phải làm lại nội dung này."
