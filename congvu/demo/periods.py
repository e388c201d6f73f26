"""Closing the months of the sample: self-scores, the authority's scores, lock, publication."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from congvu.base import clock
from congvu.base.errors import DomainError, Incomplete
from congvu.org.models import Person
from congvu.org.queries import actor_of_person
from congvu.policy.facts import Actor
from congvu.scoring.commands import (
    ask_confirm,
    ask_self,
    confirm_card,
    lock_period,
    open_period,
    publish_period,
    self_score,
)
from congvu.scoring.models import Card, Period
from rulebook import loader
from rulebook.periods import Month

STRENGTHS = (
    "Hoàn thành việc đúng hạn, phối hợp tốt với các phòng.",
    "Chủ động, báo cáo kịp thời.",
    "Nắm chắc quy định, hồ sơ ít phải sửa.",
)
WEAKNESSES = (
    "Một số việc còn dồn vào cuối tháng.",
    "Cần mạnh dạn đề xuất hơn.",
    "Minh chứng đôi khi kèm muộn.",
)
REASON_DD = "Phòng hoàn thành chương trình tháng, có cách làm mới trong phối hợp."
REASON_D = "Một công chức nghỉ thai sản cả kỳ nên không có điểm; những người còn lại đều hoàn thành."
REASON_E = "Nội bộ đoàn kết, không có phản ánh trong kỳ."
REASON_DIFFERENCE = (
    "Trừ điểm theo số lần chậm, sai sót lớn đã kết luận trong kỳ; đã trao đổi với người được đánh giá."
)


def open_month(organ_id: int, month: Month, *, by: Actor) -> Period:
    """On the first day of the month, by the personnel body."""
    with clock.frozen(clock.at(month.first, 7, 30)):
        return open_period(organ_id=organ_id, span=month, by=by, at=clock.now())


def steps(
    period: Period, *, personnel: Actor, head: Actor, draw: random.Random, is_published: bool
) -> dict[dt.date, Callable[[], None]]:
    """What happens to a period after its end, day by day, in the order of the law.

    `is_published`: False leaves the locked period on the head's desk, for the viewer to publish.
    """
    after = period.last
    one = dt.timedelta(days=1)

    def scored_by_themselves() -> None:
        with clock.frozen(clock.at(after + one, 8)):
            ask_self(period_id=period.pk, by=personnel, at=clock.now())
        cards = Card.objects.filter(period=period).select_related("person").order_by("pk")
        for n, card in enumerate(cards):
            with clock.frozen(clock.at(after + one, 9 + n * 7 // 60, n * 7 % 60)):
                self_score(
                    card_id=card.pk, points=_points(draw), strengths=draw.choice(STRENGTHS),
                    weaknesses=draw.choice(WEAKNESSES), by=_actor(card.person), at=clock.now(),
                )  # fmt: skip

    def asked_to_confirm() -> None:
        with clock.frozen(clock.at(after + 3 * one, 8)):
            ask_confirm(period_id=period.pk, by=personnel, at=clock.now())

    def locked() -> None:
        with clock.frozen(clock.at(period.cutoff_on + one, 9)):
            lock_period(period_id=period.pk, by=personnel, at=clock.now())

    def published() -> None:
        with clock.frozen(clock.at(period.cutoff_on + 2 * one, 9)):
            publish_period(period_id=period.pk, by=head, at=clock.now())

    happenings: dict[dt.date, Callable[[], None]] = {
        after + one: scored_by_themselves,
        after + 3 * one: asked_to_confirm,
        period.cutoff_on: lambda: _confirm_all(period, draw, period.cutoff_on),
        period.cutoff_on + one: locked,
    }
    if is_published:
        happenings[period.cutoff_on + 2 * one] = published
    return happenings


def _confirm_all(period: Period, draw: random.Random, day: dt.date) -> None:
    """Every authority scores those below her; a head's card waits until hers can be scored."""
    waiting = list(
        Card.objects.filter(period=period, authority__isnull=False)
        .select_related("person", "authority", "unit")
        .prefetch_related("marks")
        .order_by("-unit__path", "-duty", "pk")
    )
    while True:
        left, why = [], {}
        for card in waiting:
            try:
                with clock.frozen(clock.at(day, 10, draw.randint(0, 59))):
                    _confirm(card, draw)
            except DomainError as error:
                why[card.pk] = f"{card.person.full_name}: {error.sentence}"
                left.append(card)
        if not left:
            return
        if len(left) == len(waiting):
            raise RuntimeError("the sample left cards unconfirmed: " + "; ".join(why.values()))
        waiting = left


def _confirm(card: Card, draw: random.Random) -> None:
    given = {m.criterion: m.self_points for m in card.marks.all()}
    code = draw.choice(sorted(given))
    if draw.random() < 0.3 and given[code] >= 1:
        given[code] -= Decimal("0.5")
    ratios = None
    if card.duty != "STAFF":
        ratios = {"dd": (Decimal(1), REASON_DD), "e": (Decimal(1), REASON_E)}
        if draw.random() < 0.15:
            ratios["dd"] = (Decimal("0.5"), "Chậm kéo dài một nhiệm vụ trong chương trình công tác.")
    common: dict[str, Any] = {
        "card_id": card.pk,
        "points": given,
        "comment": "Đồng ý với tự đánh giá; tiếp tục phát huy.",
    }
    assert card.authority is not None  # the caller asked for cards with one
    by, at = _actor(card.authority), clock.now()
    for _again in range(3):
        try:
            confirm_card(**common, ratios=ratios, by=by, at=at)
        except Incomplete as error:
            if error.field == "d" and ratios is not None and "d" not in ratios:
                # Nobody's score gives d (G7): a person decides it, with the reason.
                ratios = {**ratios, "d": (Decimal(1), REASON_D)}
            elif error.field == "difference_reason" and "difference_reason" not in common:
                common["difference_reason"] = REASON_DIFFERENCE
            else:
                raise
        else:
            return


def _points(draw: random.Random) -> dict[str, Decimal]:
    """Believable marks: near the maximum, half a point or one off here and there."""
    pack = loader.pack("nd335-2025")
    marks = {}
    for criterion in pack.criteria.values():
        off = (
            draw.choice((0, 1, 1, 2, 2, 3))
            if criterion.code.startswith("III")
            else draw.choice((0, 0, 1, 1, 2))
        )
        marks[criterion.code] = criterion.maximum.value - Decimal("0.5") * off
    return marks


def _actor(person: Person) -> Actor:
    return actor_of_person(person, on=clock.today())
