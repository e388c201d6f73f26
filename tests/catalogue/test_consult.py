"""Views on a proposed edition: who comments, how the council votes, what the decision owes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.catalogue import commands, queries
from congvu.catalogue.models import Comment, Consultation, Vote

from .making import ITEMS, NOON, TODAY, appraise, decide, propose, spec

DUE = dt.date(2026, 11, 25)
CHANGED = (spec(), spec("DC.02", "30", group=2), spec("DC.07", "10"))
"""Against the catalogue in force: DC.02 gets another coefficient, DC.07 is new, others go."""


def opened(world, edition, people=("hanh", "thu", "son"), **more: Any) -> Consultation:
    values: dict[str, Any] = {
        "edition_id": edition.pk, "person_ids": [world.people[p].pk for p in people], "due_on": DUE,
        "by": world.actor("binh"), "at": NOON,
    }  # fmt: skip
    return commands.open_consultation(**{**values, **more})


def vote(world, edition, by: str, choice: str = "AGREE", code: str = "DC.02", **more: Any) -> Vote:
    values: dict[str, Any] = {
        "value": None,
        "reason": "" if choice == "AGREE" else "Việc khó hơn.",
        "at": NOON,
    }
    return commands.cast_vote(
        edition_id=edition.pk, code=code, choice=choice, by=world.actor(by), **{**values, **more}
    )


def say(world, edition, by: str, code: str = "DC.02", text: str = "Hệ số này hợp lý.") -> Comment:
    return commands.comment_item(edition_id=edition.pk, code=code, text=text, by=world.actor(by), at=NOON)


def row_of(world, edition, code: str = "DC.02", by: str = "binh"):
    return queries.proposal_page(edition.pk, code, viewer=world.actor(by), on=TODAY)


class TestOpening:
    def test_only_the_appraiser_opens_and_names_people_of_the_organ(self, world):
        edition = propose(world, CHANGED)
        with pytest.raises(Denied):
            opened(world, edition, by=world.actor("hanh"))
        with pytest.raises(OutOfRange):
            opened(world, edition, people=("hanh", "dung"))
        with pytest.raises(Incomplete):
            opened(world, edition, people=())
        with pytest.raises(OutOfRange):
            opened(world, edition, due_on=TODAY - dt.timedelta(days=1))
        assert not Consultation.objects.exists()
        opened(world, edition)
        event = AuditEvent.objects.get(what="catalogue.consultation.opened")
        assert (event.data["seats"], event.subject) == (3, f"catalogue.edition:{edition.pk}")

    def test_opened_again_with_another_council_the_old_votes_do_not_count(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        vote(world, edition, "hanh")
        commands.close_consultation(edition_id=edition.pk, by=world.actor("binh"), at=NOON)
        opened(world, edition, people=("thu",))
        vote(world, edition, "thu", "DISAGREE")
        with pytest.raises(Denied):
            vote(world, edition, "hanh")
        commands.close_consultation(edition_id=edition.pk, by=world.actor("binh"), at=NOON)
        assert row_of(world, edition).proposal.tally.sentence == "0 đồng ý, 1 không đồng ý"

    def test_a_decided_edition_takes_no_views(self, world):
        edition = propose(world, CHANGED)
        appraise(world, edition)
        decide(world, edition)
        with pytest.raises(InvalidStep):
            opened(world, edition)


class TestCommenting:
    def test_holders_leaders_and_the_appraiser_comment_strangers_do_not(self, world):
        mine = spec("DC.09", "10", is_shared=False, position_ids=(world.positions["LX"].pk,))
        edition = propose(world, (*CHANGED, mine))
        opened(world, edition)
        for by in ("hai", "hanh", "binh"):
            say(world, edition, by, "DC.09")
        with pytest.raises(Denied):
            say(world, edition, "lan", "DC.09")
        with pytest.raises(Denied):
            say(world, edition, "dung", "DC.09")
        with pytest.raises(Missing):
            row_of(world, edition, "DC.09", by="lan")
        assert [c.name for c in row_of(world, edition, "DC.09", by="hai").said] == [
            "Đỗ Văn Hải", "Nguyễn Thị Hạnh", "Võ Thanh Bình",
        ]  # fmt: skip

    def test_own_words_are_withdrawn_by_their_writer_alone(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        comment = say(world, edition, "lan")
        with pytest.raises(Denied):
            commands.withdraw_comment(comment_id=comment.pk, by=world.actor("binh"), at=NOON)
        commands.withdraw_comment(comment_id=comment.pk, by=world.actor("lan"), at=NOON)
        assert row_of(world, edition).said == ()

    def test_a_code_that_does_not_change_takes_nothing(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        with pytest.raises(Missing):
            say(world, edition, "binh", "DC.404")


class TestVoting:
    def test_once_each_and_changeable_until_closed(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        vote(world, edition, "hanh")
        vote(world, edition, "hanh", "OTHER", value=Decimal("5.5"))
        vote(world, edition, "thu", "DISAGREE")
        assert Vote.objects.count() == 2
        page = row_of(world, edition, by="hanh")
        assert (page.proposal.tally, page.proposal.cast, page.proposal.own) == (None, 2, "Hệ số khác")
        commands.close_consultation(edition_id=edition.pk, by=world.actor("binh"), at=NOON)
        tally = row_of(world, edition).proposal.tally
        assert tally.sentence == "0 đồng ý, 1 không đồng ý, 1 hệ số khác (5,5)"
        assert not tally.is_carried
        with pytest.raises(InvalidStep):
            vote(world, edition, "hanh")
        assert AuditEvent.objects.filter(what="catalogue.vote.cast").count() == 3

    def test_only_members_and_only_until_the_last_day(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        with pytest.raises(Denied):
            vote(world, edition, "lan")
        vote(world, edition, "hanh", at=clock.at(DUE, 20))
        with pytest.raises(InvalidStep, match="Hạn"):
            vote(world, edition, "hanh", at=clock.at(DUE + dt.timedelta(days=1), 8))

    @pytest.mark.parametrize(
        ("choice", "more"),
        [
            ("DISAGREE", {"reason": ""}),
            ("OTHER", {"value": None}),
            ("OTHER", {"value": Decimal(0)}),
            ("OTHER", {"value": Decimal("1.00001")}),
            ("MAYBE", {}),
        ],
    )
    def test_what_a_vote_needs(self, world, choice, more):
        edition = propose(world, CHANGED)
        opened(world, edition)
        with pytest.raises((Incomplete, OutOfRange)):
            vote(world, edition, "hanh", choice, **more)
        assert not Vote.objects.exists()

    def test_a_vote_on_another_coefficient_counts_no_more(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        vote(world, edition, "hanh")
        product = edition.products.get(code="DC.02")
        commands.edit_item(
            product_id=product.pk, item=spec("DC.02", "40", group=2), by=world.actor("hanh"), at=NOON
        )
        page = row_of(world, edition, by="hanh")
        assert (page.proposal.cast, page.proposal.own, page.vote is not None) == (0, "", True)

    def test_the_database_holds_one_vote_each(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        held = vote(world, edition, "hanh")
        held.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            held.save(force_insert=True)


class TestDeciding:
    def test_not_while_votes_are_taken_and_with_a_reason_against_the_council(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        vote(world, edition, "hanh", "DISAGREE")
        appraise(world, edition)
        with pytest.raises(InvalidStep, match="đang bỏ phiếu"):
            decide(world, edition)
        commands.close_consultation(edition_id=edition.pk, by=world.actor("binh"), at=NOON)
        with pytest.raises(Incomplete, match=r"chưa đồng ý 1 mã: DC\.02") as caught:
            decide(world, edition)
        assert caught.value.field == "reason"
        decide(world, edition, reason="Theo khung của Bộ.")
        assert Consultation.objects.get().reason == "Theo khung của Bộ."
        assert AuditEvent.objects.get(what="catalogue.edition.decided").data["reason"] == "Theo khung của Bộ."
        assert row_of(world, edition).proposal.tally.disagree == 1

    def test_no_reason_is_asked_where_the_council_agreed(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        vote(world, edition, "hanh")
        vote(world, edition, "thu")
        vote(world, edition, "son", "DISAGREE")
        commands.close_consultation(edition_id=edition.pk, by=world.actor("binh"), at=NOON)
        appraise(world, edition)
        assert decide(world, edition).state == "DECIDED"


class TestPages:
    def test_each_sees_her_part_and_strangers_nothing(self, world):
        edition = propose(world, CHANGED)
        address = reverse("catalogue:consultation", args=[edition.pk])
        client = Client()
        client.force_login(world.lan.user)
        assert client.get(address).status_code == 404
        opened(world, edition, people=("lan",))
        assert "Chờ phiếu của đồng chí" in client.get(address).content.decode()
        listing = client.get(reverse("catalogue:list")).content.decode()
        assert "Bỏ phiếu và góp ý" in listing
        client.force_login(world.dung.user)
        assert client.get(address).status_code == 404

    def test_the_forms_keep_what_was_typed(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition)
        client = Client()
        client.force_login(world.hanh.user)
        address = reverse("catalogue:vote", args=[edition.pk])
        sent = {"act": "phieu", "ma": "DC.02", "choice": "OTHER", "value": "5,5", "reason": ""}
        refused = client.post(address, sent)
        assert refused.status_code == 422
        assert 'value="5,5"' in refused.content.decode()
        done = client.post(address, {**sent, "reason": "Nhiều bước."}, follow=True)
        assert done.status_code == 200
        assert "hệ số khác" in done.content.decode()
        assert Vote.objects.get().value == Decimal("5.5")
        client.post(
            reverse("catalogue:comment", args=[edition.pk]), {"act": "loi", "ma": "DC.02", "text": "Nên giữ."}
        )
        comment = Comment.objects.get()
        client.post(reverse("catalogue:withdraw_comment", args=[edition.pk, comment.pk]), {"ma": "DC.02"})
        assert not Comment.objects.filter(withdrawn_at=None).exists()

    def test_opening_and_closing_from_the_page(self, world):
        edition = propose(world, CHANGED)
        client = Client()
        client.force_login(world.binh.user)
        sent = {"due_on": "2027-11-25", "people": [world.hanh.pk]}
        assert client.post(reverse("catalogue:consult", args=[edition.pk]), sent).status_code == 303
        assert client.post(reverse("catalogue:close_consultation", args=[edition.pk])).status_code == 303
        assert Consultation.objects.get().state == "CLOSED"
        assert client.post(reverse("catalogue:close_consultation", args=[edition.pk])).status_code == 422

    def test_more_codes_cost_no_more_queries(self, world):
        counts = []
        for items in (CHANGED, (*CHANGED, *(spec(f"DC.{n}", "10") for n in range(10, 30)))):
            edition = propose(world, items)
            opened(world, edition)
            for code in [i.code for i in items[1:]]:
                vote(world, edition, "hanh", code=code)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                queries.consultation_page(edition.pk, viewer=world.actor("hanh"), on=TODAY)
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestTimesOnTheList:
    def test_for_those_who_propose_with_an_honest_minimum(self, world):
        client = Client()
        client.force_login(world.lan.user)
        assert "Thực tế</th>" not in client.get(reverse("catalogue:list")).content.decode()
        client.force_login(world.hanh.user)
        assert "<small>chưa có</small>" in client.get(reverse("catalogue:list")).content.decode()

    def test_one_query_and_none_the_second_time_that_day(self, world):
        codes = [i.code for i in ITEMS]
        from congvu.desk.products import times_of_the_day

        with CaptureQueriesContext(connection) as asked:
            times_of_the_day(world.organ.pk, codes, TODAY)
            times_of_the_day(world.organ.pk, codes, TODAY)
        assert len(asked) == 1
