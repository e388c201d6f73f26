"""What the trail says about rating years, dossiers, organisations and decisions."""

from __future__ import annotations

from congvu.audit.trail import Kind

YEAR_OPENED = Kind("rating.year.opened", "mở năm xếp loại {year}, {people} hồ sơ, theo bộ quy tắc {pack}")
YEAR_STEPPED = Kind("rating.year.stepped", "chuyển năm xếp loại {year} sang bước {state}")
YEAR_REFRESHED = Kind(
    "rating.year.refreshed", "cập nhật hồ sơ xếp loại năm {year}: thêm {added}, đổi {changed}, bỏ {removed}"
)
OUTSTANDING_SET = Kind(
    "rating.year.outstanding_set", "ghi cơ quan nổi trội năm {year}: {outstanding}, theo {document}"
)

DOSSIER_EDITED = Kind(
    "rating.dossier.edited", "ghi hồ sơ xếp loại năm {year}: {months} tháng công tác, nhóm {group}"
)
SELF_RATED = Kind("rating.dossier.self_rated", "tự xếp loại năm {year}")
PARTY_NOTED = Kind("rating.dossier.party_noted", "ghi nhận xét của cấp ủy năm {year}, văn bản {document}")
PERIOD_NOTED = Kind("rating.dossier.period_noted", "ghi kỳ {code} của năm {year} theo {document}")
PERIOD_CLEARED = Kind("rating.dossier.period_cleared", "bỏ ghi chú kỳ {code} của năm {year}")
FACT_ENTERED = Kind("rating.fact.entered", "ghi trường hợp quyết định mức năm {year}, văn bản {document}")
FACT_WITHDRAWN = Kind("rating.fact.withdrawn", "rút trường hợp quyết định mức năm {year}: {reason}")

UNIT_SELF_RATED = Kind("rating.unit.self_rated", "tự đánh giá tổ chức {unit} năm {year}")

MINUTES_WRITTEN = Kind("rating.minutes.written", "ghi biên bản họp xếp loại của {unit} ngày {day}")
MINUTES_CONFIRMED = Kind("rating.minutes.confirmed", "xác nhận biên bản họp xếp loại của {unit} ngày {day}")

DECIDED = Kind("rating.decision.made", "quyết định xếp loại năm {year}, số {number} ngày {day}")
REPLACED = Kind(
    "rating.decision.replaced", "thay quyết định xếp loại năm {year} bằng quyết định {number} ngày {day}"
)
