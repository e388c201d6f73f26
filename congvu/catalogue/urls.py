"""Addresses of the catalogue."""

from django.urls import path

from . import views

app_name = "catalogue"
urlpatterns = [
    path("danh-muc", views.listing, name="list"),
    path("danh-muc/<int:edition_id>", views.edition, name="edition"),
    path("danh-muc/<int:edition_id>/tham-dinh", views.appraise, name="appraise"),
    path("danh-muc/<int:edition_id>/tra-lai", views.send_back, name="send_back"),
    path("danh-muc/<int:edition_id>/quyet-dinh", views.decide, name="decide"),
    path("danh-muc/<int:edition_id>/rut", views.withdraw, name="withdraw"),
    path("danh-muc/<int:edition_id>/san-pham-chuan", views.standard, name="standard"),
    path("danh-muc/<int:edition_id>/muc", views.add_item, name="add_item"),
    path("danh-muc/<int:edition_id>/muc/<int:item_id>", views.item, name="item"),
    path("danh-muc/<int:edition_id>/muc/<int:item_id>/bo", views.remove_item, name="remove_item"),
]
