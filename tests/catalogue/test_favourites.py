"""What a person records often: at most five, of her own catalogue, in her order, through every edition."""

from __future__ import annotations

import pytest

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, OutOfRange
from congvu.catalogue.commands import set_favourites
from congvu.catalogue.models import Edition, Product
from congvu.catalogue.queries import favourites
from tests.world.guards import guards_off


def choose(world, *codes: str, by: str = "lan") -> int:
    return set_favourites(
        person_id=world.lan.pk, product_ids=[world.products[c].pk for c in codes], by=world.actor(by),
        at=clock.now(),
    )  # fmt: skip


def codes(world) -> list[str]:
    return [product.code for product in favourites(world.lan.pk)]


def test_they_keep_her_order_and_the_last_choice_replaces_the_first(world):
    choose(world, "DC.02", "DC.01", "HS.01")
    assert codes(world) == ["DC.02", "DC.01", "HS.01"]
    choose(world, "HS.01", "DC.02")
    assert codes(world) == ["HS.01", "DC.02"]
    event = AuditEvent.objects.filter(what="catalogue.favourites.set").latest("pk")
    assert (event.by, event.data["count"]) == (f"person:{world.lan.pk}", 2)
    choose(world)
    assert codes(world) == []


def test_a_sixth_is_refused_and_nothing_changes(world):
    choose(world, "DC.01")
    with pytest.raises(OutOfRange, match="nhiều nhất 5 việc"):
        choose(world, *world.products)
    assert codes(world) == ["DC.01"]


def test_nobody_chooses_for_another(world):
    with pytest.raises(Denied):
        choose(world, "DC.01", by="hanh")


def test_only_what_her_catalogue_offers(world):
    with guards_off():
        Product.objects.filter(code="LX.01").update(is_shared=False)
    with pytest.raises(OutOfRange, match="không thuộc danh mục"):
        choose(world, "LX.01")


def test_a_new_edition_keeps_them_by_their_code(world):
    choose(world, "DC.01", "DC.02")
    with guards_off():
        new = Edition.objects.get(pk=world.edition.pk)
        new.pk, new.number, new.valid_from = None, 2, clock.today()
        new.save(force_insert=True)
        Edition.objects.filter(pk=world.edition.pk).update(valid_to=clock.today())
        for code in ("DC.02", "HS.01"):
            product = Product.objects.get(edition=world.edition, code=code)
            product.pk, product.edition_id = None, new.pk
            product.save(force_insert=True)
    found = favourites(world.lan.pk)
    assert [p.code for p in found] == ["DC.02"]
    assert Product.objects.get(pk=found[0].id).edition_id == new.pk
