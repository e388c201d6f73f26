"""What is recorded about editions. The subject is the edition: `catalogue.edition:<id>`."""

from congvu.audit.trail import Kind

PROPOSED = Kind("catalogue.edition.proposed", "đề xuất danh mục “{name}”, {count} mục")
REVISED = Kind(
    "catalogue.edition.revised",
    "nạp lại danh mục đề xuất: {created} mục mới, {changed} mục đổi, {removed} mục bỏ",
)
STANDARD_SET = Kind("catalogue.edition.standard_set", "chọn sản phẩm chuẩn {code}, {score} điểm")
APPRAISED = Kind("catalogue.edition.appraised", "thẩm định danh mục “{name}”")
SENT_BACK = Kind("catalogue.edition.sent_back", "trả lại danh mục “{name}”: {reason}")
DECIDED = Kind(
    "catalogue.edition.decided", "quyết định danh mục “{name}” theo số {number}, hiệu lực từ {valid_from}"
)
WITHDRAWN = Kind("catalogue.edition.withdrawn", "rút danh mục “{name}”: {reason}")

ITEM_ADDED = Kind("catalogue.item.added", "thêm mục {code}")
ITEM_CHANGED = Kind("catalogue.item.changed", "sửa mục {code}")
ITEM_REMOVED = Kind("catalogue.item.removed", "bỏ mục {code}")

FAVOURITES_SET = Kind("catalogue.favourites.set", "chọn {count} việc hay làm của mình")
FAVOURITE_KEPT = Kind("catalogue.favourites.kept", "ghim “{code}” vào việc hay làm của mình")
FAVOURITE_DROPPED = Kind("catalogue.favourites.dropped", "bỏ ghim “{code}” khỏi việc hay làm của mình")

WISH_ASKED = Kind("catalogue.wish.asked", "đề nghị bổ sung “{title}” vào danh mục")
WISH_SECONDED = Kind("catalogue.wish.seconded", "cùng cần “{title}” trong danh mục")
WISH_UNSECONDED = Kind("catalogue.wish.unseconded", "thôi cùng cần “{title}” trong danh mục")
WISH_MERGED = Kind("catalogue.wish.merged", "trả lời đề nghị “{title}”: dùng mục {code}")
WISH_ACCEPTED = Kind("catalogue.wish.accepted", "đưa đề nghị “{title}” vào danh mục đề xuất, mã {code}")
WISH_DECLINED = Kind("catalogue.wish.declined", "không bổ sung “{title}”: {reason}")

EXAMPLE_ADDED = Kind("catalogue.example.added", "thêm ví dụ cho mục {code}")
EXAMPLE_RETIRED = Kind("catalogue.example.retired", "bỏ ví dụ của mục {code}")

CONSULTED = Kind(
    "catalogue.consultation.opened", "lấy ý kiến về “{name}” đến {due_on}, hội đồng {seats} người"
)
CONSULTED_ENOUGH = Kind("catalogue.consultation.closed", "khép đợt lấy ý kiến về “{name}”")
COMMENTED = Kind("catalogue.comment.made", "góp ý về mã {code}")
COMMENT_WITHDRAWN = Kind("catalogue.comment.withdrawn", "rút góp ý về mã {code}")
VOTED = Kind("catalogue.vote.cast", "bỏ phiếu về mã {code}")
