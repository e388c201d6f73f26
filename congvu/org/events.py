"""What can happen to the organisation, as sentences of the trail."""

from congvu.audit.trail import Kind

ORGAN_CREATED = Kind("org.organ.created", "lập cơ quan {name}")
ORGAN_EDITED = Kind("org.organ.edited", "sửa thông tin cơ quan {name}")
RULES_EDITED = Kind("org.rules.edited", "sửa quy định của cơ quan: {changes}")
RECORDS_CLOSED = Kind("org.records.closed", "khóa sổ sách đến trước ngày {day}")
UNIT_ADDED = Kind("org.unit.added", "lập đơn vị {name} từ ngày {valid_from}")
UNIT_RENAMED = Kind("org.unit.renamed", "đổi đơn vị {old} thành {name}")
UNIT_MOVED = Kind("org.unit.moved", "chuyển đơn vị {name} về {parent}")
UNIT_CLOSED = Kind("org.unit.closed", "kết thúc đơn vị {name} từ ngày {valid_to}")
PERSON_ADDED = Kind("org.person.added", "thêm đồng chí {name}, mã {staff_code}")
PERSON_EDITED = Kind("org.person.edited", "sửa hồ sơ của đồng chí {name}")
POSITION_PUT = Kind("org.position.put", "ghi vị trí việc làm {name}, {tasks} nhiệm vụ")
POSTED = Kind("org.posting.made", "bố trí đồng chí {name} vào {unit} từ ngày {valid_from}")
POSTING_ENDED = Kind("org.posting.ended", "kết thúc bố trí của đồng chí {name} ở {unit} từ ngày {valid_to}")
POSTING_WITHDRAWN = Kind("org.posting.withdrawn", "bỏ bố trí chưa bắt đầu của đồng chí {name} ở {unit}")
CHARGE_SET = Kind("org.charge.set", "giao đồng chí {name} phụ trách: {units}")
ROLE_GRANTED = Kind("org.role.granted", "giao vai trò {role} cho đồng chí {name} từ ngày {valid_from}")
ROLE_ENDED = Kind("org.role.ended", "thôi vai trò {role} của đồng chí {name} từ ngày {valid_to}")
DELEGATED = Kind(
    "org.delegation.made",
    "lập {form}: đồng chí {taker} làm thay đồng chí {giver} từ ngày {valid_from} đến trước ngày {valid_to}",
)
DELEGATION_REVOKED = Kind(
    "org.delegation.revoked", "thôi {form}: đồng chí {taker} không còn làm thay đồng chí {giver}"
)
CONFIRMER_SET = Kind(
    "org.confirmer.set", "chỉ định đồng chí {confirmer} xác nhận cho đồng chí {name} từ ngày {valid_from}"
)
CONFIRMER_ENDED = Kind(
    "org.confirmer.ended", "thôi chỉ định người xác nhận cho đồng chí {name} từ ngày {valid_to}"
)
