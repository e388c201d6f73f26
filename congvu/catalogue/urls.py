"""Addresses of the catalogue."""

from django.urls import path

from .views import consult, editions, items, wishes

app_name = "catalogue"
urlpatterns = [
    path("danh-muc", editions.listing, name="list"),
    path("danh-muc/<int:edition_id>", editions.edition, name="edition"),
    path("danh-muc/<int:edition_id>/tham-dinh", editions.appraise, name="appraise"),
    path("danh-muc/<int:edition_id>/tra-lai", editions.send_back, name="send_back"),
    path("danh-muc/<int:edition_id>/quyet-dinh", editions.decide, name="decide"),
    path("danh-muc/<int:edition_id>/rut", editions.withdraw, name="withdraw"),
    path("danh-muc/<int:edition_id>/san-pham-chuan", editions.standard, name="standard"),
    path("danh-muc/<int:edition_id>/muc", editions.add_item, name="add_item"),
    path("danh-muc/<int:edition_id>/muc/<int:item_id>", editions.item, name="item"),
    path("danh-muc/<int:edition_id>/muc/<int:item_id>/bo", editions.remove_item, name="remove_item"),
    path("danh-muc/<int:edition_id>/gop-y", consult.codes, name="consultation"),
    path("danh-muc/<int:edition_id>/gop-y/mo", consult.begin, name="consult"),
    path("danh-muc/<int:edition_id>/gop-y/khep", consult.close, name="close_consultation"),
    path("danh-muc/<int:edition_id>/gop-y/ma", consult.one, name="proposal"),
    path("danh-muc/<int:edition_id>/gop-y/ma/loi", consult.comment, name="comment"),
    path("danh-muc/<int:edition_id>/gop-y/ma/phieu", consult.vote, name="vote"),
    path("danh-muc/<int:edition_id>/gop-y/rut/<int:comment_id>", consult.withdraw, name="withdraw_comment"),
    path("danh-muc/can-them", wishes.ask, name="ask"),
    path("danh-muc/can-them/<int:wish_id>/cung-can", wishes.second, name="second"),
    path("danh-muc/ghim", items.favourite, name="favourite"),
    path("danh-muc/san-pham/<int:product_id>/vi-du", items.add_example, name="add_example"),
    path("danh-muc/vi-du/<int:example_id>/bo", items.retire_example, name="retire_example"),
]
