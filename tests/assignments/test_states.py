"""Every state and every step of parts, hand-ins and requests."""

from __future__ import annotations

import itertools

import pytest

from congvu.assignments.states import (
    DECISION,
    DELIVERY,
    SHARE,
    DecisionState,
    DecisionStep,
    DeliveryState,
    DeliveryStep,
    ShareState,
    ShareStep,
)
from congvu.base.errors import InvalidStep

SHARES = {
    ("ASSIGNED", "ACCEPT"): "ACCEPTED",
    ("ASSIGNED", "HAND_IN"): "ACCEPTED",
    ("ASSIGNED", "REPORT_UNABLE"): "UNABLE",
    ("ASSIGNED", "HAND_OVER"): "HANDED_OVER",
    ("ASSIGNED", "CARRY_OVER"): "CARRIED_OVER",
    ("ASSIGNED", "CANCEL"): "CANCELLED",
    ("ACCEPTED", "HAND_IN"): "ACCEPTED",
    ("ACCEPTED", "REPORT_UNABLE"): "UNABLE",
    ("ACCEPTED", "FINISH"): "DONE",
    ("ACCEPTED", "HAND_OVER"): "HANDED_OVER",
    ("ACCEPTED", "CARRY_OVER"): "CARRIED_OVER",
    ("ACCEPTED", "CANCEL"): "CANCELLED",
    ("UNABLE", "KEEP"): "ACCEPTED",
    ("UNABLE", "HAND_OVER"): "HANDED_OVER",
    ("UNABLE", "CARRY_OVER"): "CARRIED_OVER",
    ("UNABLE", "CANCEL"): "CANCELLED",
    ("DONE", "REOPEN"): "ACCEPTED",
    ("DONE", "UNACCEPT"): "CANCELLED",
}
DELIVERIES = {
    ("HANDED_IN", "JUDGE_MET"): "MET",
    ("HANDED_IN", "RETURN"): "RETURNED",
    ("HANDED_IN", "WITHDRAW"): "WITHDRAWN",
    ("MET", "TAKE_BACK"): "HANDED_IN",
    ("MET", "UNACCEPT"): "WITHDRAWN",
    ("RETURNED", "TAKE_BACK"): "HANDED_IN",
    ("MET", "CORRECT_MET"): "MET",
    ("MET", "CORRECT_RETURN"): "RETURNED",
    ("RETURNED", "CORRECT_MET"): "MET",
    ("RETURNED", "CORRECT_RETURN"): "RETURNED",
}
DECISIONS = {("ASKED", "GRANT"): "GRANTED", ("ASKED", "REFUSE"): "REFUSED"}


@pytest.mark.parametrize(
    ("table", "wanted", "state", "step"),
    [
        (table, wanted, state, step)
        for table, wanted, states, steps in [
            (SHARE, SHARES, ShareState, ShareStep),
            (DELIVERY, DELIVERIES, DeliveryState, DeliveryStep),
            (DECISION, DECISIONS, DecisionState, DecisionStep),
        ]
        for state, step in itertools.product(states, steps)
    ],
)
def test_every_state_and_step(table, wanted, state, step):
    after = wanted.get((state.value, step.value))
    assert table.may(state, step) is (after is not None)
    if after is None:
        with pytest.raises(InvalidStep) as caught:
            table.after(state, step)
        assert state.label in caught.value.sentence
    else:
        assert table.after(state, step) == after
