from django.urls import path

from . import decision_views, unit_views, views

app_name = "rating"
urlpatterns = [
    path("nam", views.home, name="home"),
    path("nam/mo", views.open_year, name="open"),
    path("nam/ghi-chu/<int:note_id>/bo", views.clear_period, name="clear_period"),
    path("nam/bien-ban/<int:minutes_id>/xac-nhan", unit_views.confirm_minutes, name="confirm_minutes"),
    path("nam/<int:year>", views.board, name="board"),
    path("nam/<int:year>/buoc", views.step, name="step"),
    path("nam/<int:year>/cap-nhat", views.refresh, name="refresh"),
    path("nam/<int:year>/noi-troi", views.outstanding, name="outstanding"),
    path("nam/<int:year>/ty-le", unit_views.cap, name="cap"),
    path("nam/<int:year>/quyet-dinh", decision_views.decide_all, name="decide_all"),
    path("nam/<int:year>/to-chuc", unit_views.units, name="units"),
    path("nam/<int:year>/to-chuc/<int:rating_id>", unit_views.unit, name="unit"),
    path("nam/<int:year>/to-chuc/<int:rating_id>/tu-danh-gia", unit_views.unit_self, name="unit_self"),
    path("nam/<int:year>/to-chuc/<int:rating_id>/truong-hop", unit_views.unit_fact, name="unit_fact"),
    path("nam/<int:year>/to-chuc/<int:rating_id>/quyet-dinh", decision_views.unit_decide, name="unit_decide"),
    path("nam/<int:year>/bien-ban", unit_views.minutes, name="minutes"),
    path("nam/<int:year>/bien-ban/<int:unit_id>", unit_views.minutes_unit, name="minutes_unit"),
    path("nam/<int:year>/bien-ban/<int:unit_id>/ghi", unit_views.write_minutes, name="write_minutes"),
    path("nam/<int:year>/ho-so/<int:dossier_id>", views.dossier, name="dossier"),
    path("nam/<int:year>/ho-so/<int:dossier_id>/tu-xep-loai", views.self_rate, name="self_rate"),
    path("nam/<int:year>/ho-so/<int:dossier_id>/sua", views.edit, name="edit"),
    path("nam/<int:year>/ho-so/<int:dossier_id>/ky", views.note_period, name="note_period"),
    path("nam/<int:year>/ho-so/<int:dossier_id>/cap-uy", views.party, name="party"),
    path("nam/<int:year>/ho-so/<int:dossier_id>/truong-hop", views.fact, name="fact"),
    path("nam/<int:year>/truong-hop/<int:fact_id>/rut", views.withdraw, name="withdraw"),
    path("nam/<int:year>/ho-so/<int:dossier_id>/quyet-dinh", decision_views.decide, name="decide"),
    path("nam/<int:year>/ho-so/<int:dossier_id>/thay", decision_views.replace, name="replace"),
]
