from django.urls import path

from . import views

app_name = "regimes"
urlpatterns = [
    path("bo-quy-tac", views.listing, name="list"),
    path("bo-quy-tac/them", views.add, name="add"),
    path("bo-quy-tac/so-sanh", views.compare, name="compare"),
    path("bo-quy-tac/co-san/<slug:pack_id>", views.pack, name="pack"),
    path("bo-quy-tac/co-san/<slug:pack_id>/tep", views.pack_file, name="pack_file"),
    path("bo-quy-tac/co-san/<slug:pack_id>/ap-dung", views.pack_use, name="pack_use"),
    path("bo-quy-tac/cua-co-quan/<int:text_id>", views.text, name="text"),
    path("bo-quy-tac/cua-co-quan/<int:text_id>/tep", views.text_file, name="text_file"),
    path("bo-quy-tac/cua-co-quan/<int:text_id>/ap-dung", views.text_use, name="text_use"),
    path("bo-quy-tac/cua-co-quan/<int:text_id>/bo", views.text_remove, name="text_remove"),
    path("bo-quy-tac/ap-dung/<int:use_id>/huy", views.cancel, name="cancel"),
]
