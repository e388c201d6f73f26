"""The one policy table: who may do what. Pure, so that the matrix test is exhaustive."""

from __future__ import annotations

from collections.abc import Callable

from congvu.base.errors import Denied

from .actions import Action as A
from .facts import Actor, Role, Subject

Rule = Callable[[Actor, Subject], bool]


def _same_organ(who: Actor, what: Subject) -> bool:
    return who.is_system or (what.organ_id is not None and who.organ_id == what.organ_id)


def member(who: Actor, what: Subject) -> bool:
    """Anyone signed in who works in the organ."""
    return _same_organ(who, what) and (who.is_system or who.person_id is not None)


def everyone(who: Actor, what: Subject) -> bool:
    """Even someone not signed in."""
    return True


def anyone(who: Actor, what: Subject) -> bool:
    return who.is_system or who.user_id is not None


def owner(who: Actor, what: Subject) -> bool:
    return who.person_id is not None and who.person_id == what.owner_id


def participant(who: Actor, what: Subject) -> bool:
    return who.person_id is not None and (
        who.person_id in what.participants or who.person_id == what.owner_id
    )


def decider_of_another(who: Actor, what: Subject) -> bool:
    """The named confirmer or authority, or who acts for her; never the owner herself."""
    return not owner(who, what) and who.stands_for(what.decider_id)


def leads(who: Actor, what: Subject) -> bool:
    """Head or deputy of the unit or of one above it."""
    return heads(who, what) or who.holds(Role.DEPUTY, what.organ_id, what.unit_path)


def heads(who: Actor, what: Subject) -> bool:
    return who.holds(Role.HEAD, what.organ_id, what.unit_path, owner_id=what.owner_id)


def personnel(who: Actor, what: Subject) -> bool:
    return who.is_system or who.holds(Role.PERSONNEL, what.organ_id, what.unit_path)


def administrator(who: Actor, what: Subject) -> bool:
    return who.is_system or who.holds(Role.ADMIN, what.organ_id, what.unit_path)


def keeper(who: Actor, what: Subject) -> bool:
    """Personnel body or technical administrator."""
    return personnel(who, what) or administrator(who, what)


def heads_managing(who: Actor, what: Subject) -> bool:
    """Head of the managing agency (Đ13.2); an organ without one manages itself."""
    organ = what.managing_organ_id or what.organ_id
    return any(h.role is Role.HEAD and h.organ_id == organ and h.unit_path.count("/") == 2 for h in who.roles)


def either(*rules: Rule) -> Rule:
    def rule(who: Actor, what: Subject) -> bool:
        return any(r(who, what) for r in rules)

    rule.__name__ = " | ".join(r.__name__ for r in rules)
    return rule


def not_owner(rule_: Rule) -> Rule:
    def rule(who: Actor, what: Subject) -> bool:
        return not owner(who, what) and rule_(who, what)

    rule.__name__ = f"not the owner & ({rule_.__name__})"
    return rule


KEEPER = "Việc này do cơ quan tham mưu về tổ chức, cán bộ hoặc quản trị hệ thống làm."
PERSONNEL = "Việc này do cơ quan tham mưu về tổ chức, cán bộ làm."
LEADER = "Chỉ người đứng đầu hoặc cấp phó phụ trách đơn vị làm được việc này."
DECIDER = "Chỉ người có thẩm quyền xác nhận, hoặc người được ủy quyền, làm được việc này."
OWN = "Chỉ người thực hiện làm được việc này."
WRITER = "Chỉ người viết làm được việc này với nhật ký này."

RULES: dict[A, tuple[Rule, str]] = {
    A.ACCOUNT_CODE_ISSUE: (keeper, KEEPER),
    A.ACCOUNT_OWN_EDIT: (anyone, "Đồng chí cần đăng nhập."),
    A.ACCOUNT_SUSPEND: (not_owner(keeper), KEEPER),
    A.APPEAL_DECIDE: (
        decider_of_another,
        "Kiến nghị do người được giao giải quyết, hoặc người được ủy quyền, quyết định.",
    ),
    A.APPEAL_LIST: (anyone, "Đồng chí cần đăng nhập."),
    A.APPEAL_LODGE: (owner, "Mỗi người chỉ kiến nghị về kết quả của mình."),
    A.APPEAL_PREPARE: (not_owner(participant), "Kiến nghị do người được giao chuẩn bị."),
    A.APPEAL_RECEIVE: (not_owner(personnel), PERSONNEL),
    A.APPEAL_VIEW: (
        either(owner, participant, decider_of_another, personnel, heads),
        "Đồng chí không xem được kiến nghị này.",
    ),
    A.TASK_ASSIGN: (either(leads, decider_of_another), LEADER),
    A.TASK_CANCEL: (not_owner(leads), LEADER),
    A.TASK_CARRY_OVER: (either(decider_of_another, not_owner(leads)), LEADER),
    A.TASK_VIEW: (
        either(participant, leads, personnel, decider_of_another),
        "Đồng chí không tham gia việc này.",
    ),
    A.SHARE_ACCEPT: (owner, OWN),
    A.SHARE_HAND_IN: (owner, OWN),
    A.SHARE_HAND_OVER: (not_owner(leads), LEADER),
    A.SHARE_REPORT: (owner, OWN),
    A.DELIVERY_JUDGE: (decider_of_another, DECIDER),
    A.CAUSE_DECIDE: (decider_of_another, DECIDER),
    A.CAUSE_PROPOSE: (owner, OWN),
    A.EXTENSION_ASK: (owner, OWN),
    A.EXTENSION_DECIDE: (not_owner(either(decider_of_another, leads)), LEADER),
    A.PLAN_CONFIRM: (
        either(decider_of_another, not_owner(leads)),
        "Kế hoạch do lãnh đạo đơn vị, hoặc cấp trên của người lập, xác nhận.",
    ),
    A.PLAN_EDIT: (either(owner, leads), "Chỉ người lập hoặc lãnh đạo đơn vị sửa được kế hoạch này."),
    A.PLAN_VIEW: (
        either(participant, leads, personnel, decider_of_another),
        "Đồng chí không có trong kế hoạch này.",
    ),
    A.UNPLANNED_ACCEPT: (decider_of_another, DECIDER),
    A.AUDIT_ERASE: (not_owner(personnel), PERSONNEL),
    A.AUDIT_VIEW: (keeper, KEEPER),
    A.CATALOGUE_VIEW: (member, "Danh mục này của cơ quan khác."),
    A.COMMENT_MAKE: (
        either(participant, leads, personnel),
        "Góp ý do người làm việc này, lãnh đạo và cơ quan tổ chức, cán bộ.",
    ),
    A.COMMENT_WITHDRAW: (owner, "Chỉ người góp ý rút được góp ý của mình."),
    A.CONSULT_KEEP: (personnel, PERSONNEL),
    A.EDITION_APPRAISE: (personnel, PERSONNEL),
    A.EDITION_DECIDE: (
        heads_managing,
        "Danh mục do người đứng đầu cơ quan quản lý công chức quyết định.",
    ),
    A.EDITION_PROPOSE: (
        either(leads, personnel),
        "Danh mục do người đứng đầu đơn vị hoặc cơ quan tổ chức, cán bộ đề xuất.",
    ),
    A.EXAMPLE_KEEP: (
        either(leads, personnel),
        "Ví dụ do lãnh đạo đơn vị hoặc cơ quan tổ chức, cán bộ thêm và bỏ.",
    ),
    A.FAVOURITE_SET: (owner, "Chỉ người làm chọn việc hay làm của mình."),
    A.VOTE_CAST: (participant, "Chỉ thành viên hội đồng bỏ phiếu được."),
    A.WISH_APPRAISE: (personnel, PERSONNEL),
    A.WISH_ASK: (owner, "Mỗi người tự đề nghị bổ sung cho việc của mình."),
    A.WISH_SECOND: (
        not_owner(member),
        "Người đề nghị đã được tính; người khác cùng vị trí mới bấm được nút này.",
    ),
    A.DESK_OPEN: (anyone, "Đồng chí cần đăng nhập."),
    A.DAY_RECALL: (owner, WRITER),
    A.DAY_SUBMIT: (owner, WRITER),
    A.DAY_VIEW: (
        either(owner, decider_of_another, heads),
        "Đồng chí không xem được nhật ký này.",
    ),
    A.ENTRY_WRITE: (owner, WRITER),
    A.EVENT_CANCEL: (owner, "Chỉ người tạo sự kiện hủy được sự kiện này."),
    A.EVENT_MAKE: (member, "Chỉ cán bộ của cơ quan tạo được sự kiện chung."),
    A.EVIDENCE_VIEW: (
        either(owner, decider_of_another, heads),
        "Đồng chí không xem được minh chứng này.",
    ),
    A.DUTY_RECORD: (owner, "Chỉ người trực ca ghi được ca này."),
    A.DUTY_VIEW: (
        either(owner, decider_of_another, heads),
        "Đồng chí không xem được ca này.",
    ),
    A.DUTY_CONFIRM: (
        decider_of_another,
        "Không ai tự xác nhận ca của mình; chỉ người xác nhận của ngày đó làm được.",
    ),
    A.DUTY_RETURN: (
        decider_of_another,
        "Không ai tự xác nhận ca của mình; chỉ người xác nhận của ngày đó làm được.",
    ),
    A.DUTY_QUEUE_VIEW: (anyone, "Đồng chí cần đăng nhập."),
    A.SWAP_ANSWER: (owner, "Chỉ người được hỏi đổi ca trả lời được."),
    A.SWAP_ASK: (owner, "Chỉ người trực ca xin đổi được ca của mình."),
    A.DUTY_TEMPLATE_EDIT: (
        either(leads, personnel),
        "Mẫu ca do lãnh đạo đơn vị hoặc cơ quan tổ chức, cán bộ lập.",
    ),
    A.IMPORT_CATALOGUE: (
        either(leads, personnel),
        "Danh mục do người đứng đầu đơn vị hoặc cơ quan tổ chức, cán bộ đề xuất.",
    ),
    A.IMPORT_POSITIONS: (keeper, KEEPER),
    A.IMPORT_STAFF: (keeper, KEEPER),
    A.REMINDER_OWN: (owner, "Chỉ người được nhắc đọc và đổi lời nhắc của mình."),
    A.CONFIRMER_SET: (not_owner(personnel), PERSONNEL),
    A.DELEGATION_MAKE: (
        either(owner, not_owner(personnel)),
        "Chỉ người giao quyền hoặc cơ quan tổ chức, cán bộ lập được ủy quyền.",
    ),
    A.PERSON_EDIT: (keeper, KEEPER),
    A.POSTING_EDIT: (not_owner(keeper), KEEPER),
    A.ROLE_GRANT: (not_owner(either(keeper, heads)), KEEPER),
    A.RULES_EDIT: (either(personnel, administrator), KEEPER),
    A.STRUCTURE_EDIT: (keeper, KEEPER),
    A.STRUCTURE_VIEW: (member, "Đồng chí không xem được cơ quan khác."),
    A.RATING_DECIDE: (
        decider_of_another,
        "Không ai tự quyết định mức của mình; chỉ người có thẩm quyền theo Điều 10 khoản 2 quyết định được.",
    ),
    A.RATING_RECORD: (
        not_owner(personnel),
        "Quyết định ký ngoài hệ thống do cơ quan tổ chức, cán bộ ghi lại; không ai tự ghi cho mình.",
    ),
    A.RATING_REPLACE: (
        not_owner(either(heads_managing, personnel)),
        "Quyết định thay thế do người đứng đầu cơ quan quản lý công chức ban hành, cơ quan tổ chức, cán bộ ghi lại.",
    ),
    A.DOSSIER_KEEP: (not_owner(personnel), PERSONNEL),
    A.DOSSIER_SELF_RATE: (owner, "Chỉ người được xếp loại tự xếp loại cho mình."),
    A.DOSSIER_VIEW: (
        either(owner, decider_of_another, personnel, heads),
        "Đồng chí không xem được hồ sơ xếp loại này.",
    ),
    A.MINUTES_CONFIRM: (
        not_owner(either(personnel, heads)),
        "Biên bản do người khác với người ghi xác nhận: người đứng đầu hoặc cơ quan tổ chức, cán bộ.",
    ),
    A.MINUTES_WRITE: (
        either(personnel, leads),
        "Biên bản do lãnh đạo đơn vị hoặc cơ quan tổ chức, cán bộ ghi.",
    ),
    A.UNIT_SELF_RATE: (
        either(personnel, leads),
        "Tổ chức do người đứng đầu của mình tổ chức tự đánh giá.",
    ),
    A.YEAR_KEEP: (personnel, PERSONNEL),
    A.YEAR_VIEW: (
        either(personnel, leads),
        "Chỉ lãnh đạo và cơ quan tổ chức, cán bộ xem bảng xếp loại.",
    ),
    A.REGIME_KEEP: (personnel, PERSONNEL),
    A.REGIME_SWITCH: (personnel, PERSONNEL),
    A.REGIME_VIEW: (member, "Đồng chí không xem được bộ quy tắc của cơ quan khác."),
    A.SLIP_PRINT: (
        either(owner, decider_of_another, personnel, heads),
        "Đồng chí không in được phiếu này.",
    ),
    A.ENTRY_ADJUST: (
        decider_of_another,
        "Không ai tự xác nhận nhật ký của mình; chỉ người xác nhận của ngày đó làm được.",
    ),
    A.ENTRY_CONFIRM: (
        decider_of_another,
        "Không ai tự xác nhận nhật ký của mình; chỉ người xác nhận của ngày đó làm được.",
    ),
    A.ENTRY_RETURN: (
        decider_of_another,
        "Không ai tự xác nhận nhật ký của mình; chỉ người xác nhận của ngày đó làm được.",
    ),
    A.DECISION_UNDO: (decider_of_another, DECIDER),
    A.QUEUE_VIEW: (anyone, "Đồng chí cần đăng nhập."),
    A.ADJUSTMENT_ACCEPT: (owner, WRITER),
    A.TALK_ANSWER: (decider_of_another, DECIDER),
    A.TALK_CLOSE: (
        either(owner, decider_of_another),
        "Người viết hoặc người xác nhận khép trao đổi này.",
    ),
    A.TALK_LIST: (anyone, "Đồng chí cần đăng nhập."),
    A.TALK_VIEW: (
        either(owner, decider_of_another, heads),
        "Đồng chí không xem được trao đổi này.",
    ),
    A.TALK_WRITE: (owner, WRITER),
    A.CARD_CONFIRM: (
        decider_of_another,
        "Không ai tự chấm điểm cho mình; chỉ người có thẩm quyền theo Điều 10 làm được.",
    ),
    A.CARD_SELF_SCORE: (owner, "Chỉ người được đánh giá tự chấm điểm."),
    A.CARD_VIEW: (
        either(owner, decider_of_another, personnel, heads),
        "Đồng chí không xem được điểm này.",
    ),
    A.PERIOD_LOCK: (personnel, PERSONNEL),
    A.PERIOD_OPEN: (personnel, PERSONNEL),
    A.PERIOD_PUBLISH: (heads, "Kỳ do người đứng đầu cơ quan công bố."),
    A.PERIOD_REOPEN: (heads, "Kỳ do người đứng đầu cơ quan mở lại."),
    A.PERIOD_VIEW: (
        either(personnel, leads),
        "Chỉ lãnh đạo và cơ quan tổ chức, cán bộ xem bảng kỳ.",
    ),
    A.TRIAL_RUN: (
        either(personnel, heads),
        "Thử hệ số, bộ quy tắc do cơ quan tổ chức, cán bộ hoặc người đứng đầu cơ quan làm.",
    ),
    A.SYNC_KEEP: (personnel, PERSONNEL),
    A.SYNC_VIEW: (personnel, PERSONNEL),
    A.GALLERY_VIEW: (everyone, ""),
    A.CALENDAR_EDIT: (keeper, KEEPER),
    A.LEAVE_DECIDE: (not_owner(either(decider_of_another, personnel)), DECIDER),
    A.LEAVE_RECORD: (
        either(owner, personnel),
        "Chỉ người nghỉ hoặc cơ quan tổ chức, cán bộ ghi được.",
    ),
    A.SCHEDULE_EDIT: (keeper, KEEPER),
    A.SHIFT_AGREE: (owner, "Chỉ người được hỏi đổi ca đồng ý đổi được."),
    A.SHIFT_EXCHANGE: (
        not_owner(either(decider_of_another, leads)),
        "Đổi ca do người xác nhận hoặc lãnh đạo đơn vị quyết định.",
    ),
    A.WORKTIME_VIEW: (
        either(owner, decider_of_another, heads, personnel),
        "Đồng chí không xem được lịch của người khác.",
    ),
}


def refusal(who: Actor, action: A, what: Subject) -> str:
    """The sentence to show beside a disabled button; empty means allowed."""
    rule, sentence = RULES[action]
    return "" if rule(who, what) else sentence


def can(who: Actor, action: A, what: Subject) -> bool:
    return not refusal(who, action, what)


def check(who: Actor, action: A, what: Subject) -> None:
    """Raises Denied with the sentence of the rule."""
    if sentence := refusal(who, action, what):
        raise Denied(sentence)


def acting_for(who: Actor, action: A, what: Subject) -> int | None:
    """The person whose delegation makes the action possible; None when her own right is enough."""
    if can(who.without_delegations(), action, what):
        return None
    for held in who.roles:
        if held.for_person_id is None:
            continue
        if held.for_person_id == what.decider_id and can(who, action, what):
            return held.for_person_id
    for held in who.roles:
        if held.for_person_id is not None and can(who, action, what):
            return held.for_person_id
    return None
