"""Writing about users: codes, passwords, suspension. Who they are at work is above this room."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from congvu.audit.trail import record
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange, Stale
from congvu.base.text import clean
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject

from . import codes, events, passwords
from .models import EntryCode, Installation, User

CODE_LIFE = dt.timedelta(days=30)
SETUP_LIFE = dt.timedelta(hours=24)
FIRST_STEPS = 3
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{1,58}[a-z0-9])")
BAD_CODE = (
    "Mã này không dùng được: gõ chưa đúng, đã dùng hoặc đã hết hạn. Hỏi quản trị của cơ quan để nhận mã mới."
)
BAD_LINK = "Liên kết này đã dùng hoặc đã hết hạn. Chạy lại hệ thống để nhận liên kết mới."


@transaction.atomic
def create_user(
    *,
    username: str,
    subject: Subject,
    by: Actor,
    at: dt.datetime,
    email: str = "",
    password: str | None = None,
) -> User:
    """A sign-in for a person of `subject.organ_id`; without a password until her code is used.

    password: only the set-up of the first administrator gives one, already checked.
    Raises: Denied, OutOfRange (name unusable or taken).
    """
    check(by, Action.ACCOUNT_CODE_ISSUE, subject)
    username = clean(username).lower()
    if not USERNAME.fullmatch(username):
        raise OutOfRange(
            "Tên đăng nhập gồm 3 đến 60 ký tự: chữ thường không dấu, số, dấu chấm, gạch ngang.",
            field="username",
        )
    if User.objects.filter(username=username).exists():
        raise OutOfRange("Tên đăng nhập này đã có người dùng. Chọn tên khác.", field="username")
    user = User(username=username, email=clean(email)[:254], created_at=at)
    user.set_password(password)
    user.save(force_insert=True)
    _note(events.USER_CREATED, user, subject, by, at, username=username)
    return user


@transaction.atomic
def change_email(*, user_id: int, email: str, subject: Subject, by: Actor, at: dt.datetime) -> User:
    """The address that reminders are mailed to; empty means none. The address itself is not recorded.

    Raises: Denied, Missing, OutOfRange (no address).
    """
    check(by, Action.PERSON_EDIT, subject)
    user = _user(user_id)
    email = clean(email)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise OutOfRange("Ghi địa chỉ thư như ten@coquan.gov.vn.", field="email") from None
    if email != user.email:
        user.email = email[:254]
        user.save(update_fields=["email"])
        _note(events.EMAIL_CHANGED, user, subject, by, at, username=user.username)
    return user


@transaction.atomic
def issue_code(*, user_id: int, subject: Subject, by: Actor, at: dt.datetime) -> str:
    """A new activation code, good for 30 days and once; earlier unused ones stop working.

    subject: the person whose sign-in it is (organ, unit, owner). The code is told here only;
    the database keeps its digest. The present password works until the code is used.
    Raises: Denied, Missing, InvalidStep (suspended).
    """
    check(by, Action.ACCOUNT_CODE_ISSUE, subject)
    user = _user(user_id)
    if not user.is_active:
        raise InvalidStep("Tên đăng nhập này đang bị khóa. Mở lại trước khi cấp mã.")
    _end_unused(EntryCode.objects.filter(user=user, purpose=EntryCode.Purpose.ACTIVATE), at)
    code = codes.new_code()
    EntryCode.objects.create(
        user=user,
        purpose=EntryCode.Purpose.ACTIVATE,
        digest=codes.digest(code),
        organ_id=subject.organ_id,
        issued_at=at,
        issued_by=by.key,
        expires_at=at + CODE_LIFE,
    )
    _note(events.CODE_ISSUED, user, subject, by, at, username=user.username)
    return code


@transaction.atomic
def issue_setup_code(*, by: Actor, at: dt.datetime) -> str:
    """The token of the one-time set-up link, good for 24 hours; an unused earlier one stops working.

    Raises: Denied (only the system itself asks, when it starts).
    """
    if not by.is_system:
        raise Denied("Liên kết thiết lập chỉ do hệ thống cấp khi khởi động.")
    _end_unused(EntryCode.objects.filter(purpose=EntryCode.Purpose.SETUP), at)
    token = codes.new_token()
    expires = at + SETUP_LIFE
    code = EntryCode.objects.create(
        purpose=EntryCode.Purpose.SETUP,
        digest=codes.digest(token),
        issued_at=at,
        issued_by=by.key,
        expires_at=expires,
    )
    record(
        events.SETUP_ISSUED, f"accounts.code:{code.pk}", by=by, at=at, organ_id=None,
        expires=f"{expires:%H:%M %d/%m/%Y}",
    )  # fmt: skip
    return token


@transaction.atomic
def use_setup_code(*, token: str, by: Actor, at: dt.datetime) -> EntryCode:
    """Take the set-up token; part of the command that sets the organ up. Raises: Missing."""
    code = _take(EntryCode.Purpose.SETUP, codes.digest(token), at)
    if code is None:
        raise Missing(BAD_LINK)
    record(events.SETUP_USED, f"accounts.code:{code.pk}", by=by, at=at, organ_id=None)
    return code


@transaction.atomic
def activate(*, code: str, password: str, repeated: str, by: Actor, at: dt.datetime) -> User:
    """Use an activation code: the person chooses her own password and other sessions end.

    The code says whose sign-in it is, so `by` is nobody yet; the event names the user.
    Raises: OutOfRange with field "code", "password" or "repeated".
    """
    digest = codes.digest(codes.typed(code))
    found = _take(EntryCode.Purpose.ACTIVATE, digest, at)
    if found is None or found.user is None or not found.user.is_active:
        raise OutOfRange(BAD_CODE, field="code")
    user = found.user
    if not user.has_usable_password():
        user.first_run = User.FirstRun.DUE
    user.set_password(passwords.check_new(password, repeated, user))
    user.save(update_fields=["password", "first_run"])
    herself = Actor(user_id=user.pk, person_id=None, organ_id=found.organ_id, name=user.username)
    subject = Subject(organ_id=found.organ_id)
    _note(events.ACCOUNT_ACTIVATED, user, subject, herself, at, username=user.username)
    return user


@transaction.atomic
def change_password(*, old: str, password: str, repeated: str, by: Actor, at: dt.datetime) -> User:
    """Change one's own password; every other session of hers ends.

    Raises: Denied, OutOfRange with field "old", "password" or "repeated".
    """
    user = _own(by)
    if not user.check_password(passwords.normal(old)):
        raise OutOfRange("Mật khẩu hiện tại chưa đúng.", field="old")
    user.set_password(passwords.check_new(password, repeated, user))
    user.save(update_fields=["password"])
    _note(events.PASSWORD_CHANGED, user, Subject(organ_id=by.organ_id, owner_id=by.person_id), by, at)
    return user


@transaction.atomic
def set_preferences(*, theme: str, shortcuts_off: bool, by: Actor, at: dt.datetime) -> User:
    """How the pages look and whether one-letter shortcuts work. Raises: Denied, OutOfRange."""
    user = _own(by)
    if theme not in User.Theme.values:
        raise OutOfRange("Chọn một trong ba màu giao diện.", field="theme")
    user.theme, user.shortcuts_off = theme, shortcuts_off
    user.save(update_fields=["theme", "shortcuts_off"])
    subject = Subject(organ_id=by.organ_id, owner_id=by.person_id)
    _note(events.PREFERENCES_CHANGED, user, subject, by, at, theme=theme, shortcuts_off=shortcuts_off)
    return user


@transaction.atomic
def move_first_run(*, step: int, is_done: bool, by: Actor, at: dt.datetime) -> User:
    """Note that she did a step of the first run (1 to 3), or is through with it or skips the rest.

    A step done again changes nothing. Raises: Denied, OutOfRange.
    """
    user = _own(by)
    if not 0 <= step <= FIRST_STEPS:
        raise OutOfRange(f"Hướng dẫn có {FIRST_STEPS} bước.")
    is_over = is_done and user.first_run != User.FirstRun.DONE
    if step <= user.first_step and not is_over:
        return user
    user.first_step = max(step, user.first_step)
    if is_done:
        user.first_run = User.FirstRun.DONE
    user.save(update_fields=["first_run", "first_step"])
    subject = Subject(organ_id=by.organ_id, owner_id=by.person_id)
    _note(
        events.FIRST_RUN_MOVED, user, subject, by, at, step=step,
        what="khép" if is_done else f"xem bước {step} của",
    )  # fmt: skip
    return user


@transaction.atomic
def suspend_user(*, user_id: int, subject: Subject, reason: str, by: Actor, at: dt.datetime) -> User:
    """Lock a sign-in: she is out at once, and her unused codes stop working.

    Raises: Denied, Missing, InvalidStep, Incomplete (no reason).
    """
    check(by, Action.ACCOUNT_SUSPEND, subject)
    user = _user(user_id)
    if not user.is_active:
        raise InvalidStep("Tên đăng nhập này đã bị khóa rồi.")
    reason = clean(reason)[:300]
    if not reason:
        raise Incomplete("Ghi lý do khóa.", field="reason")
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_unused(EntryCode.objects.filter(user=user), at)
    _note(events.USER_SUSPENDED, user, subject, by, at, username=user.username, reason=reason)
    return user


@transaction.atomic
def restore_user(*, user_id: int, subject: Subject, by: Actor, at: dt.datetime) -> User:
    """Unlock a sign-in; the old password works again. Raises: Denied, Missing, InvalidStep."""
    check(by, Action.ACCOUNT_SUSPEND, subject)
    user = _user(user_id)
    if user.is_active:
        raise InvalidStep("Tên đăng nhập này không bị khóa.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    _note(events.USER_RESTORED, user, subject, by, at, username=user.username)
    return user


@transaction.atomic
def note_sign_in(*, way: str, by: Actor, at: dt.datetime) -> None:
    """Record that somebody came in. way: the words of the sentence ("mật khẩu", "mã kích hoạt")."""
    record(
        events.USER_SIGNED_IN, f"accounts.user:{by.user_id}", by=by, at=at, organ_id=by.organ_id,
        owner_id=by.person_id, way=way,
    )  # fmt: skip


@transaction.atomic
def begin_installation(*, is_sample: bool, by: Actor, at: dt.datetime) -> Installation:
    """Write the one row about this folder, before any other data; never a second time.

    Raises: Denied, Stale (there is one), OutOfRange (sample where something is kept already).
    """
    if not by.is_system:
        raise Denied("Chỉ hệ thống đánh dấu thư mục dữ liệu khi khởi động.")
    if Installation.objects.exists():
        raise Stale("Thư mục dữ liệu này đã được đánh dấu.")
    if is_sample and User.objects.exists():
        raise OutOfRange("Nơi đã có dữ liệu thì không thể thành dữ liệu mẫu.")
    row = Installation.objects.create(is_sample=is_sample, began_at=at)
    if is_sample:
        record(events.SAMPLE_BEGUN, "accounts.installation:1", by=by, at=at, organ_id=None)
    return row


def _user(user_id: int) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise Missing("Không có người dùng này.")
    return user


def _own(by: Actor) -> User:
    check(by, Action.ACCOUNT_OWN_EDIT, Subject(organ_id=by.organ_id, owner_id=by.person_id))
    if by.user_id is None:
        raise Denied("Đồng chí cần đăng nhập.")
    return _user(by.user_id)


def _end_unused(rows, at: dt.datetime) -> None:  # type: ignore[no-untyped-def]
    rows.filter(used_at__isnull=True, expires_at__gt=at).update(expires_at=at)


def _take(purpose: str, digest: str, at: dt.datetime) -> EntryCode | None:
    """Mark the code used; None when it is unknown, used or too old. Only one caller gets it."""
    live = EntryCode.objects.filter(purpose=purpose, digest=digest, used_at__isnull=True, expires_at__gt=at)
    if not live.update(used_at=at):
        return None
    return EntryCode.objects.select_related("user").get(digest=digest)


def _note(kind, user: User, subject: Subject, by: Actor, at: dt.datetime, **data) -> None:  # type: ignore[no-untyped-def]
    record(
        kind,
        f"accounts.user:{user.pk}",
        by=by,
        at=at,
        organ_id=subject.organ_id,
        owner_id=subject.owner_id,
        **data,
    )
