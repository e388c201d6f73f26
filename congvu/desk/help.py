"""Help: which page of it belongs to which page of the product, and how to write for a position."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest

from congvu.catalogue.queries import edition_in_force, products_for
from congvu.catalogue.queries.index import Item, items_of
from congvu.org.models import Position, PositionTask
from congvu.org.queries import place
from congvu.policy.facts import Actor
from congvu.ui.addresses import address

EXAMPLES = 2
PRODUCTS = 40


@dataclass(frozen=True)
class Topic:
    """One page of help. `page` is the address name of the page it is about, "" where it is about many."""

    slug: str
    title: str
    lead: str
    template: str
    page: str


def _topic(slug: str, title: str, lead: str, page: str) -> Topic:
    return Topic(slug, title, lead, TEMPLATES[slug], page)


TEMPLATES = {
    "hom-nay": "desk/help/today.html",
    "phuc-vu": "desk/help/duties.html",
    "mat-mang": "desk/help/offline.html",
    "viec": "desk/help/tasks.html",
    "ke-hoach": "desk/help/plans.html",
    "giao-viec": "desk/help/assign.html",
    "duyet": "desk/help/review.html",
    "trao-doi": "desk/help/talks.html",
    "diem": "desk/help/score.html",
    "cham-diem": "desk/help/cards.html",
    "ky": "desk/help/periods.html",
    "xep-loai-nam": "desk/help/years.html",
    "kien-nghi": "desk/help/appeals.html",
    "dong-bo": "desk/help/sync.html",
    "nghi": "desk/help/leave.html",
    "bo-quy-tac": "desk/help/regimes.html",
    "danh-muc": "desk/help/catalogue.html",
    "co-quan": "desk/help/org.html",
    "nhap": "desk/help/imports.html",
    "thong-bao": "desk/help/reminders.html",
    "tai-khoan": "desk/help/account.html",
    "nhat-ky-he-thong": "desk/help/trail.html",
}
TOPICS: dict[str, Topic] = {
    topic.slug: topic
    for topic in (
        _topic("hom-nay", "Ghi nhật ký", "Việc gì, bao lâu; hai ô là đủ một dòng.", "diary:today"),
        _topic("phuc-vu", "Ghi ca trực, phục vụ", "Bấm theo danh mục của ca, không phải viết.", "duties:mine"),
        _topic("mat-mang", "Mất mạng vẫn ghi", "Mục ghi được giữ trên máy, tự gửi khi có mạng.", ""),
        _topic("viec", "Việc của tôi", "Nhận việc, báo tiến độ, xin gia hạn.", "assignments:mine"),
        _topic("ke-hoach", "Kế hoạch tháng", "Lấy lại việc cũ, sửa từng dòng, gửi xác nhận.", "desk:plans"),
        _topic("giao-viec", "Giao việc", "Một việc, nhiều người, tổng tỷ lệ 100%.", "assignments:unit"),
        _topic("duyet", "Duyệt nhật ký", "Mục cần xem kỹ đứng trước.", "review:queue"),
        _topic("trao-doi", "Trao đổi", "Nói lại về một quyết định, có người khép.", "review:talks"),
        _topic("diem", "Điểm của tôi", "Mỗi con số mở ra được đến nguồn của nó.", "scoring:mine"),
        _topic("cham-diem", "Chấm điểm phiếu", "Mười tiêu chí chung và kết quả công việc.", "scoring:waiting"),
        _topic("ky", "Kỳ đánh giá", "Mở, tự chấm, xác nhận, khóa, công bố.", "scoring:periods"),
        _topic("xep-loai-nam", "Xếp loại năm", "Tổ chức trước, rồi người; quyết định sai thì thay.", "rating:home"),
        _topic("kien-nghi", "Kiến nghị", "Không nhất trí với kết quả: gửi, theo dõi, giải quyết.", "appeals:list"),
        _topic("dong-bo", "Đồng bộ", "Kết quả gửi đến Cơ sở dữ liệu quốc gia.", "sync:list"),
        _topic("bo-quy-tac", "Bộ quy tắc", "Thêm, thử, áp dụng từ một ngày.", "regimes:list"),
        _topic("nghi", "Nghỉ và lịch", "Ngày nghỉ được duyệt thì không phải ghi.", "worktime:leave"),
        _topic("danh-muc", "Danh mục và hệ số", "Sản phẩm nào, hệ số bao nhiêu, theo quyết định nào.", "catalogue:list"),
        _topic("co-quan", "Cơ quan và vị trí", "Đơn vị, người, vị trí, người xác nhận.", "org:structure"),
        _topic("nhap", "Nhập dữ liệu", "Xem trước từng dòng, rồi mới ghi.", "imports:home"),
        _topic("thong-bao", "Lời nhắc", "Mỗi việc nhắc một lần, tắt bằng một lần bấm.", "notifications:list"),
        _topic("tai-khoan", "Tài khoản và quyền riêng tư", "Màu giao diện, mật khẩu, ai xem được gì.", "accounts:profile"),
        _topic("nhat-ky-he-thong", "Nhật ký hệ thống", "Ai làm gì lúc nào, nối thành chuỗi.", "desk:trail"),
    )
}  # fmt: skip

BY_PAGE = {
    "accounts:activate": None,
    "accounts:login": None,
    "assignments:assign": "giao-viec",
    "assignments:unit": "giao-viec",
    "desk:accept": "danh-muc",
    "desk:draft": "danh-muc",
    "desk:home": None,
    "desk:norms": "danh-muc",
    "desk:plan": "ke-hoach",
    "desk:plan_confirm": "ke-hoach",
    "desk:plan_month": "ke-hoach",
    "desk:plan_products": "ke-hoach",
    "desk:plan_recall": "ke-hoach",
    "desk:plan_return": "ke-hoach",
    "desk:plans": "ke-hoach",
    "desk:product": "danh-muc",
    "desk:sample": None,
    "desk:search": "",
    "desk:settle": "danh-muc",
    "desk:setup": None,
    "desk:trail": "nhat-ky-he-thong",
    "desk:wishes": "danh-muc",
    "notifications:off": None,
    "parallel:decide": "bo-quy-tac",
    "parallel:adopt": "bo-quy-tac",
    "parallel:end": "bo-quy-tac",
    "parallel:overview": "bo-quy-tac",
    "parallel:self_mark": "bo-quy-tac",
    "parallel:sheet": "bo-quy-tac",
    "parallel:take_back": "bo-quy-tac",
    "review:talk": "trao-doi",
    "review:talks": "trao-doi",
    "scoring:card": "cham-diem",
    "scoring:card_score": "diem",
    "scoring:mine": "diem",
    "scoring:mine_period": "diem",
    "scoring:pack_trial": "bo-quy-tac",
    "scoring:trial": "danh-muc",
    "scoring:waiting": "cham-diem",
    "ui:gallery": None,
}
"""Pages whose topic is not that of their room; "" is the index, None a page that has no frame."""
BY_ROOM = {
    "accounts": "tai-khoan",
    "appeals": "kien-nghi",
    "assignments": "viec",
    "catalogue": "danh-muc",
    "desk": "",
    "diary": "hom-nay",
    "duties": "phuc-vu",
    "imports": "nhap",
    "notifications": "thong-bao",
    "org": "co-quan",
    "rating": "xep-loai-nam",
    "regimes": "bo-quy-tac",
    "reports": "diem",
    "review": "duyet",
    "scoring": "ky",
    "sync": "dong-bo",
    "worktime": "nghi",
}


def topic_of(view_name: str) -> str | None:
    """The slug for a page ("" for the index), None for a page without help. Raises KeyError."""
    return BY_PAGE[view_name] if view_name in BY_PAGE else BY_ROOM[view_name.partition(":")[0]]


def help_address(request: HttpRequest) -> str:
    """Where the help link of this page leads; the index where nothing is known of the page."""
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match else ""
    slug = topic_of(name) if name.partition(":")[0] in BY_ROOM or name in BY_PAGE else ""
    return address("desk:help_topic", slug) if slug else address("desk:help")


@dataclass(frozen=True)
class Example:
    """How a line of one product is written: what, how much, with which evidence."""

    code: str
    detail: str
    unit: str
    evidence: str
    output: str


@dataclass(frozen=True)
class Writing:
    """How to write for one's position: its tasks, its products, two examples from the catalogue."""

    position: Position
    unit_name: str
    tasks: tuple[PositionTask, ...]
    products: tuple[Item, ...]
    total: int
    own: int
    examples: tuple[Example, ...]


def writing(viewer: Actor, *, on: dt.date) -> Writing | None:
    """For the viewer's place today, from the job description and the catalogue in force; None without one.

    The examples are products that say which evidence they expect, else what comes out of them; own
    ones first.
    """
    spot = place(viewer.person_id or 0, on=on)
    if spot is None:
        return None
    edition = edition_in_force(spot.organ_id, on)
    by_id = {item.id: item for item in items_of(edition)} if edition else {}
    choices = products_for(spot.person_id, on=on)
    own = sum(choice.is_own for choice in choices)
    items = [by_id[choice.id] for choice in choices]
    with_evidence = [item for item in items if item.evidence]
    telling = [*with_evidence, *(item for item in items if item.output and not item.evidence)][:EXAMPLES]
    return Writing(
        position=Position.objects.get(pk=spot.position_id),
        unit_name=spot.unit_name,
        tasks=tuple(PositionTask.objects.filter(position_id=spot.position_id).order_by("sort", "pk")),
        products=tuple(items[:PRODUCTS]),
        total=len(items),
        own=own,
        examples=tuple(
            Example(i.code, i.detail, i.unit_of_measure or "sản phẩm", i.evidence, i.output) for i in telling
        ),
    )
