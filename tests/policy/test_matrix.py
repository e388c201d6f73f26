"""Every action × every kind of actor: who may, exactly (docs/reference/rights.md says the same)."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.base.errors import Denied
from congvu.policy.actions import Action as A
from congvu.policy.decide import RULES, acting_for, can, check, refusal
from congvu.policy.facts import SYSTEM, Actor, Held, Role, Subject

ORGAN, OTHER = 1, 2
ROOT, DEPT, SIBLING = "/1/", "/1/2/", "/1/3/"
LAN, HANH, TAM = 11, 12, 13


def actor(person_id: int, *held: Held, unit: str = DEPT, organ: int = ORGAN) -> Actor:
    return Actor(user_id=person_id, person_id=person_id, organ_id=organ, name="", roles=held, unit_path=unit)


CAST = {
    "owner": actor(LAN),
    "owner_who_heads": actor(LAN, Held(Role.HEAD, ORGAN, DEPT)),
    "decider": actor(HANH),
    "delegate": actor(21, Held(Role.HEAD, ORGAN, DEPT, for_person_id=HANH, form="TUQ")),
    "owner_as_delegate": actor(LAN, Held(Role.HEAD, ORGAN, DEPT, for_person_id=HANH, form="TUQ")),
    "head": actor(22, Held(Role.HEAD, ORGAN, DEPT)),
    "deputy": actor(23, Held(Role.DEPUTY, ORGAN, DEPT)),
    "organ_head": actor(TAM, Held(Role.HEAD, ORGAN, ROOT), unit=ROOT),
    "head_elsewhere": actor(24, Held(Role.HEAD, ORGAN, SIBLING), unit=SIBLING),
    "colleague": actor(25),
    "personnel": actor(26, Held(Role.PERSONNEL, ORGAN, ROOT)),
    "administrator": actor(27, Held(Role.ADMIN, ORGAN, ROOT)),
    "other_organ_head": actor(28, Held(Role.HEAD, OTHER, "/9/"), unit="/9/", organ=OTHER),
    "other_organ_personnel": actor(29, Held(Role.PERSONNEL, OTHER, "/9/"), unit="/9/", organ=OTHER),
    "nobody": Actor(user_id=None, person_id=None, organ_id=None, name=""),
    "user_without_person": Actor(user_id=30, person_id=None, organ_id=None, name=""),
    "system": SYSTEM,
}
WHAT = Subject(organ_id=ORGAN, unit_path=DEPT, owner_id=LAN, decider_id=HANH, participants=(LAN,))

OWNERS = {"owner", "owner_who_heads", "owner_as_delegate"}
DECIDERS = {"decider", "delegate"}
HEADS = {"owner_who_heads", "owner_as_delegate", "delegate", "head", "organ_head"}
LEADERS = HEADS | {"deputy"}
PERSONNEL = {"personnel", "system"}
KEEPERS = {"personnel", "administrator", "system"}
MEMBERS = set(CAST) - {"other_organ_head", "other_organ_personnel", "nobody", "user_without_person"}
SIGNED_IN = set(CAST) - {"nobody"}

MAY: dict[A, set[str]] = {
    A.ACCOUNT_CODE_ISSUE: KEEPERS,
    A.ACCOUNT_OWN_EDIT: SIGNED_IN,
    A.ACCOUNT_SUSPEND: KEEPERS,
    A.APPEAL_DECIDE: DECIDERS,
    A.APPEAL_LIST: SIGNED_IN,
    A.APPEAL_LODGE: OWNERS,
    A.APPEAL_PREPARE: set(),  # the only participant in WHAT is the owner; another one: tests/appeals
    A.APPEAL_RECEIVE: PERSONNEL,
    A.APPEAL_VIEW: OWNERS | DECIDERS | PERSONNEL | HEADS,
    A.TASK_ASSIGN: LEADERS | DECIDERS,
    A.TASK_CANCEL: LEADERS - OWNERS,
    A.TASK_CARRY_OVER: DECIDERS | (LEADERS - OWNERS),
    A.TASK_VIEW: OWNERS | LEADERS | PERSONNEL | DECIDERS,
    A.SHARE_ACCEPT: OWNERS,
    A.SHARE_HAND_IN: OWNERS,
    A.SHARE_HAND_OVER: LEADERS - OWNERS,
    A.SHARE_REPORT: OWNERS,
    A.DELIVERY_JUDGE: DECIDERS,
    A.CAUSE_DECIDE: DECIDERS,
    A.CAUSE_PROPOSE: OWNERS,
    A.EXTENSION_ASK: OWNERS,
    A.EXTENSION_DECIDE: DECIDERS | (LEADERS - OWNERS),
    A.PLAN_CONFIRM: DECIDERS | (LEADERS - OWNERS),
    A.PLAN_EDIT: OWNERS | LEADERS,
    A.PLAN_VIEW: OWNERS | LEADERS | PERSONNEL | DECIDERS,
    A.UNPLANNED_ACCEPT: DECIDERS,
    A.AUDIT_ERASE: PERSONNEL,
    A.AUDIT_VIEW: KEEPERS,
    A.CATALOGUE_VIEW: MEMBERS,
    A.COMMENT_MAKE: OWNERS | LEADERS | PERSONNEL,
    A.COMMENT_WITHDRAW: OWNERS,
    A.CONSULT_KEEP: PERSONNEL,
    A.EDITION_APPRAISE: PERSONNEL,
    A.EDITION_DECIDE: {"organ_head"},
    A.EDITION_PROPOSE: LEADERS | PERSONNEL,
    A.EXAMPLE_KEEP: LEADERS | PERSONNEL,
    A.FAVOURITE_SET: OWNERS,
    A.VOTE_CAST: OWNERS,
    A.WISH_APPRAISE: PERSONNEL,
    A.WISH_ASK: OWNERS,
    A.WISH_SECOND: MEMBERS - OWNERS,
    A.DESK_OPEN: SIGNED_IN,
    A.DAY_RECALL: OWNERS,
    A.DAY_SUBMIT: OWNERS,
    A.DAY_VIEW: OWNERS | DECIDERS | HEADS,
    A.ENTRY_WRITE: OWNERS,
    A.EVENT_CANCEL: OWNERS,
    A.EVENT_MAKE: MEMBERS,
    A.EVIDENCE_VIEW: OWNERS | DECIDERS | HEADS,
    A.DUTY_RECORD: OWNERS,
    A.DUTY_VIEW: OWNERS | DECIDERS | HEADS,
    A.DUTY_CONFIRM: DECIDERS,
    A.DUTY_RETURN: DECIDERS,
    A.DUTY_QUEUE_VIEW: SIGNED_IN,
    A.SWAP_ANSWER: OWNERS,
    A.SWAP_ASK: OWNERS,
    A.DUTY_TEMPLATE_EDIT: LEADERS | PERSONNEL,
    A.IMPORT_CATALOGUE: LEADERS | PERSONNEL,
    A.IMPORT_POSITIONS: KEEPERS,
    A.IMPORT_STAFF: KEEPERS,
    A.REMINDER_OWN: OWNERS,
    A.CONFIRMER_SET: PERSONNEL,
    A.DELEGATION_MAKE: OWNERS | PERSONNEL,
    A.PERSON_EDIT: KEEPERS,
    A.POSTING_EDIT: KEEPERS,
    A.ROLE_GRANT: KEEPERS | (HEADS - OWNERS),
    A.RULES_EDIT: KEEPERS,
    A.STRUCTURE_EDIT: KEEPERS,
    A.STRUCTURE_VIEW: MEMBERS,
    A.RATING_DECIDE: DECIDERS,
    A.RATING_RECORD: PERSONNEL,
    A.RATING_REPLACE: {"organ_head"} | PERSONNEL,
    A.DOSSIER_KEEP: PERSONNEL,
    A.DOSSIER_SELF_RATE: OWNERS,
    A.DOSSIER_VIEW: OWNERS | DECIDERS | PERSONNEL | HEADS,
    A.MINUTES_CONFIRM: PERSONNEL | (HEADS - OWNERS),
    A.MINUTES_WRITE: PERSONNEL | LEADERS,
    A.UNIT_SELF_RATE: PERSONNEL | LEADERS,
    A.YEAR_KEEP: PERSONNEL,
    A.YEAR_VIEW: PERSONNEL | LEADERS,
    A.REGIME_KEEP: PERSONNEL,
    A.REGIME_SWITCH: PERSONNEL,
    A.REGIME_VIEW: MEMBERS,
    A.SLIP_PRINT: OWNERS | DECIDERS | PERSONNEL | HEADS,
    A.ENTRY_ADJUST: DECIDERS,
    A.ENTRY_CONFIRM: DECIDERS,
    A.ENTRY_RETURN: DECIDERS,
    A.DECISION_UNDO: DECIDERS,
    A.QUEUE_VIEW: SIGNED_IN,
    A.ADJUSTMENT_ACCEPT: OWNERS,
    A.TALK_ANSWER: DECIDERS,
    A.TALK_CLOSE: OWNERS | DECIDERS,
    A.TALK_LIST: SIGNED_IN,
    A.TALK_VIEW: OWNERS | DECIDERS | HEADS,
    A.TALK_WRITE: OWNERS,
    A.CARD_CONFIRM: DECIDERS,
    A.CARD_SELF_SCORE: OWNERS,
    A.CARD_VIEW: OWNERS | DECIDERS | PERSONNEL | HEADS,
    A.PERIOD_LOCK: PERSONNEL,
    A.PERIOD_OPEN: PERSONNEL,
    A.PERIOD_PUBLISH: HEADS,
    A.PERIOD_REOPEN: HEADS,
    A.PERIOD_VIEW: PERSONNEL | LEADERS,
    A.TRIAL_RUN: PERSONNEL | HEADS,
    A.SYNC_KEEP: PERSONNEL,
    A.SYNC_VIEW: PERSONNEL,
    A.GALLERY_VIEW: set(CAST),
    A.CALENDAR_EDIT: KEEPERS,
    A.LEAVE_DECIDE: DECIDERS | PERSONNEL,
    A.LEAVE_RECORD: OWNERS | PERSONNEL,
    A.SCHEDULE_EDIT: KEEPERS,
    A.SHIFT_AGREE: OWNERS,
    A.SHIFT_EXCHANGE: DECIDERS | (LEADERS - OWNERS),
    A.WORKTIME_VIEW: OWNERS | DECIDERS | HEADS | PERSONNEL,
}


def test_every_action_has_a_rule_and_a_row_here():
    assert set(RULES) == set(A)
    assert set(MAY) == set(A)


@pytest.mark.parametrize(("action", "who"), list(itertools.product(A, CAST)), ids=lambda v: str(v))
def test_matrix(action: A, who: str):
    assert can(CAST[who], action, WHAT) is (who in MAY[action])


@pytest.mark.parametrize("action", list(A))
def test_a_refusal_is_a_sentence_and_check_raises_it(action: A):
    stranger = CAST["other_organ_head"]
    sentence = refusal(stranger, action, WHAT)
    if not sentence:
        assert "other_organ_head" in MAY[action]
        return
    assert sentence.endswith(".")
    with pytest.raises(Denied) as caught:
        check(stranger, action, WHAT)
    assert caught.value.sentence == sentence


OPINIONS = [
    A.DOSSIER_VIEW,
    A.YEAR_VIEW,
    A.DAY_VIEW,
    A.EVIDENCE_VIEW,
    A.CARD_VIEW,
    A.SLIP_PRINT,
    A.DUTY_VIEW,
    A.DUTY_CONFIRM,
    A.ENTRY_CONFIRM,
    A.CARD_CONFIRM,
    A.TASK_VIEW,
    A.TALK_VIEW,
    A.APPEAL_VIEW,
]


@pytest.mark.parametrize("action", OPINIONS)
def test_the_technical_administrator_sees_no_diary_score_or_opinion(action: A):
    assert not can(CAST["administrator"], action, WHAT)


JUDGING = [A.APPEAL_DECIDE, A.APPEAL_PREPARE, A.APPEAL_RECEIVE, A.DECISION_UNDO, A.TALK_ANSWER, A.DELIVERY_JUDGE, A.CAUSE_DECIDE, A.ENTRY_CONFIRM, A.ENTRY_ADJUST, A.ENTRY_RETURN, A.CARD_CONFIRM,
           A.UNPLANNED_ACCEPT, A.EXTENSION_DECIDE, A.LEAVE_DECIDE, A.TASK_CARRY_OVER, A.RATING_DECIDE, A.RATING_RECORD, A.RATING_REPLACE, A.SHARE_HAND_OVER,
           A.DUTY_CONFIRM, A.DUTY_RETURN, A.SHIFT_EXCHANGE, A.PLAN_CONFIRM]  # fmt: skip

roles = st.lists(
    st.builds(
        Held,
        role=st.sampled_from(Role),
        organ_id=st.sampled_from([ORGAN, OTHER]),
        unit_path=st.sampled_from([ROOT, DEPT, SIBLING, "/9/"]),
        for_person_id=st.sampled_from([None, HANH, TAM, LAN]),
    ),
    max_size=4,
)


@given(roles=roles, action=st.sampled_from(JUDGING))
def test_nobody_judges_herself_whatever_roles_she_holds(roles, action):
    herself = dataclasses.replace(CAST["owner"], roles=tuple(roles))
    assert not can(herself, action, WHAT)
    assert not can(herself, action, dataclasses.replace(WHAT, decider_id=LAN))


@given(roles=roles, action=st.sampled_from(list(A)))
def test_losing_a_role_never_gives_a_right(roles, action):
    more = dataclasses.replace(CAST["colleague"], roles=tuple(roles))
    less = dataclasses.replace(more, roles=tuple(roles[:-1]))
    assert can(more, action, WHAT) or not can(less, action, WHAT)


@given(roles=roles, action=st.sampled_from([a for a in A if "other_organ_head" not in MAY[a]]))
def test_a_right_held_only_in_another_organ_reaches_nothing_here(roles, action):
    foreign = [dataclasses.replace(h, organ_id=OTHER, unit_path="/9/", for_person_id=None) for h in roles]
    stranger = Actor(user_id=99, person_id=99, organ_id=OTHER, name="", roles=tuple(foreign), unit_path="/9/")
    assert not can(stranger, action, WHAT)


def test_a_delegation_is_named_only_when_it_was_needed():
    delegate = CAST["delegate"]
    assert acting_for(delegate, A.ENTRY_CONFIRM, WHAT) == HANH
    also_decider = dataclasses.replace(WHAT, decider_id=delegate.person_id)
    assert acting_for(delegate, A.ENTRY_CONFIRM, also_decider) is None
