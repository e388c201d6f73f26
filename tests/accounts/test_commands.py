"""Codes, passwords, suspension: who may, what is kept, what the trail says."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.accounts import codes, commands
from congvu.accounts.models import EntryCode, Installation, User
from congvu.audit.models import AuditEvent
from congvu.audit.present import present
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange, Stale
from congvu.policy.facts import SYSTEM, Actor

NOBODY = Actor(user_id=None, person_id=None, organ_id=None, name="")
NEW = "con bò vàng gặm cỏ non"


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


class TestIssueCode:
    def test_personnel_gets_a_code_that_is_kept_only_as_a_digest(self, world, about, noon):
        code = commands.issue_code(
            user_id=world.lan.user_id, subject=about("lan"), by=world.actor("binh"), at=noon
        )

        row = EntryCode.objects.get()
        assert (row.digest, row.expires_at) == (codes.digest(code), noon + dt.timedelta(days=30))
        event = last_event()
        assert present(event) == "cấp mã kích hoạt cho lan"
        assert (event.organ_id, event.owner) == (world.organ.pk, f"person:{world.lan.pk}")
        assert code not in str(event.data)

    def test_a_new_code_ends_the_one_before(self, world, about, noon):
        give = {"user_id": world.lan.user_id, "subject": about("lan"), "by": world.actor("binh")}
        first = commands.issue_code(**give, at=noon)
        commands.issue_code(**give, at=noon + dt.timedelta(minutes=1))

        with pytest.raises(OutOfRange, match="không dùng được"):
            commands.activate(
                code=first, password=NEW, repeated=NEW, by=NOBODY, at=noon + dt.timedelta(minutes=2)
            )

    @pytest.mark.parametrize("who", ["lan", "hanh", "tam", "dung"])
    def test_others_get_none_and_nothing_is_kept(self, world, about, noon, who):
        with pytest.raises(Denied):
            commands.issue_code(user_id=world.lan.user_id, subject=about("lan"), by=world.actor(who), at=noon)
        assert not EntryCode.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_a_suspended_user_gets_none(self, world, about, noon):
        User.objects.filter(pk=world.lan.user_id).update(is_active=False)
        with pytest.raises(InvalidStep, match="đang bị khóa"):
            commands.issue_code(
                user_id=world.lan.user_id, subject=about("lan"), by=world.actor("binh"), at=noon
            )


class TestActivate:
    @pytest.fixture
    def code(self, world, about, noon) -> str:
        return commands.issue_code(
            user_id=world.lan.user_id, subject=about("lan"), by=world.actor("vui"), at=noon
        )

    def test_she_chooses_her_own_password(self, world, code, noon):
        user = commands.activate(code=code.lower(), password=NEW, repeated=NEW, by=NOBODY, at=noon)

        assert user.pk == world.lan.user_id
        assert User.objects.get(pk=user.pk).check_password(NEW)
        assert (last_event().by, last_event().organ_id) == (f"user:{user.pk}", world.organ.pk)

    def test_a_code_works_once(self, code, noon):
        commands.activate(code=code, password=NEW, repeated=NEW, by=NOBODY, at=noon)
        with pytest.raises(OutOfRange, match="đã dùng") as refusal:
            commands.activate(code=code, password=NEW, repeated=NEW, by=NOBODY, at=noon)
        assert refusal.value.field == "code"

    def test_a_code_lives_thirty_days(self, code, noon):
        with pytest.raises(OutOfRange):
            commands.activate(
                code=code, password=NEW, repeated=NEW, by=NOBODY, at=noon + dt.timedelta(days=30)
            )
        commands.activate(
            code=code, password=NEW, repeated=NEW, by=NOBODY, at=noon + dt.timedelta(days=29, hours=23)
        )

    def test_a_refused_password_leaves_the_code_usable(self, code, noon):
        with pytest.raises(OutOfRange, match="ít nhất 10"):
            commands.activate(code=code, password="ngan", repeated="ngan", by=NOBODY, at=noon)
        assert EntryCode.objects.get().used_at is None
        commands.activate(code=code, password=NEW, repeated=NEW, by=NOBODY, at=noon)

    def test_a_suspended_user_cannot_come_back_by_a_code(self, world, about, code, noon):
        commands.suspend_user(
            user_id=world.lan.user_id,
            subject=about("lan"),
            reason="Nghỉ việc",
            by=world.actor("binh"),
            at=noon,
        )
        with pytest.raises(OutOfRange):
            commands.activate(code=code, password=NEW, repeated=NEW, by=NOBODY, at=noon)

    def test_a_set_up_token_activates_nobody(self, db, noon):
        token = commands.issue_setup_code(by=SYSTEM, at=noon)
        with pytest.raises(OutOfRange):
            commands.activate(code=token, password=NEW, repeated=NEW, by=NOBODY, at=noon)


class TestOwnAccount:
    def test_the_old_password_is_asked(self, world, noon):
        with pytest.raises(OutOfRange, match="hiện tại chưa đúng") as refusal:
            commands.change_password(
                old="sai rồi", password=NEW, repeated=NEW, by=world.actor("lan"), at=noon
            )
        assert refusal.value.field == "old"

    def test_preferences_are_kept(self, world, noon):
        commands.set_preferences(theme="dark", shortcuts_off=True, by=world.actor("lan"), at=noon)
        user = User.objects.get(pk=world.lan.user_id)
        assert (user.theme, user.shortcuts_off) == ("dark", True)

    def test_an_unknown_theme_is_refused(self, world, noon):
        with pytest.raises(OutOfRange):
            commands.set_preferences(theme="neon", shortcuts_off=False, by=world.actor("lan"), at=noon)

    def test_the_system_has_no_account(self, db, noon):
        with pytest.raises(Denied):
            commands.set_preferences(theme="dark", shortcuts_off=False, by=SYSTEM, at=noon)


class TestSuspend:
    def test_reason_is_asked_and_told(self, world, about, noon):
        locks = {"user_id": world.lan.user_id, "subject": about("lan"), "by": world.actor("binh"), "at": noon}
        with pytest.raises(Incomplete):
            commands.suspend_user(**locks, reason="  ")
        commands.suspend_user(**locks, reason="Chuyển công tác")
        assert present(last_event()) == "khóa tên đăng nhập lan: Chuyển công tác"
        with pytest.raises(InvalidStep):
            commands.suspend_user(**locks, reason="Lần nữa")
        commands.restore_user(**locks)
        assert User.objects.get(pk=world.lan.user_id).is_active

    def test_nobody_locks_herself_or_another_organ(self, world, about, noon):
        for who, whom in [("binh", "binh"), ("binh", "dung"), ("lan", "minh")]:
            with pytest.raises(Denied):
                commands.suspend_user(
                    user_id=world.people[whom].user_id,
                    subject=about(whom),
                    reason="x",
                    by=world.actor(who),
                    at=noon,
                )


class TestCreateUser:
    @pytest.mark.parametrize("name", ["ab", "Có Dấu", "a b c", "-abc", "a" * 61, "ab\x00", "<b>abc</b>"])
    def test_an_unusable_name_is_refused(self, world, about, noon, name):
        with pytest.raises(OutOfRange, match="Tên đăng nhập gồm") as refusal:
            commands.create_user(username=name, subject=about("lan"), by=world.actor("binh"), at=noon)
        assert refusal.value.field == "username"

    def test_a_taken_name_is_refused_in_any_case(self, world, about, noon):
        with pytest.raises(OutOfRange, match="đã có người dùng"):
            commands.create_user(username="LAN", subject=about("lan"), by=world.actor("binh"), at=noon)

    def test_there_is_no_default_password(self, world, about, noon):
        user = commands.create_user(username="moi.vao", subject=about("lan"), by=world.actor("binh"), at=noon)
        assert not user.has_usable_password()


class TestInstallation:
    def test_it_is_marked_once(self, db, noon):
        commands.begin_installation(is_sample=True, by=SYSTEM, at=noon)
        with pytest.raises(Stale):
            commands.begin_installation(is_sample=False, by=SYSTEM, at=noon)
        assert Installation.objects.get().is_sample

    def test_what_holds_data_never_becomes_sample(self, world, noon):
        with pytest.raises(OutOfRange, match="không thể thành dữ liệu mẫu"):
            commands.begin_installation(is_sample=True, by=SYSTEM, at=noon)
        assert not Installation.objects.exists()

    def test_only_the_system_marks_it(self, world, noon):
        with pytest.raises(Denied):
            commands.begin_installation(is_sample=True, by=world.actor("vui"), at=noon)

    def test_the_set_up_token_works_once_and_a_new_one_replaces_it(self, db, noon):
        first = commands.issue_setup_code(by=SYSTEM, at=noon)
        second = commands.issue_setup_code(by=SYSTEM, at=noon)
        with pytest.raises(Missing):
            commands.use_setup_code(token=first, by=SYSTEM, at=noon)
        commands.use_setup_code(token=second, by=SYSTEM, at=noon)
        with pytest.raises(Missing):
            commands.use_setup_code(token=second, by=SYSTEM, at=noon)

    def test_the_set_up_token_lives_a_day(self, db, noon):
        token = commands.issue_setup_code(by=SYSTEM, at=noon)
        with pytest.raises(Missing):
            commands.use_setup_code(token=token, by=SYSTEM, at=noon + dt.timedelta(hours=24))

    def test_a_person_cannot_ask_for_one(self, world, noon):
        with pytest.raises(Denied):
            commands.issue_setup_code(by=world.actor("vui"), at=noon)
