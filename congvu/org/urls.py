"""Addresses of the organisation."""

from django.urls import path

from .views import people, rights, structure

app_name = "org"
urlpatterns = [
    path("co-quan", structure.home, name="structure"),
    path("co-quan/thong-tin", structure.organ, name="organ"),
    path("co-quan/quy-dinh", structure.rules, name="rules"),
    path("co-quan/vi-tri", structure.positions, name="positions"),
    path("co-quan/vi-tri/moi", structure.position_new, name="position_new"),
    path("co-quan/don-vi/moi", structure.unit_new, name="unit_new"),
    path("co-quan/don-vi/<int:unit_id>/sua", structure.unit_edit, name="unit_edit"),
    path("co-quan/don-vi/<int:unit_id>/chuyen", structure.unit_move, name="unit_move"),
    path("co-quan/don-vi/<int:unit_id>/ket-thuc", structure.unit_close, name="unit_close"),
    path("co-quan/nguoi/moi", people.person_new, name="person_new"),
    path("nguoi/<int:person_id>", people.card, name="person"),
    path("nguoi/<int:person_id>/sua", people.person_edit, name="person_edit"),
    path("nguoi/<int:person_id>/bo-tri", people.post_new, name="post_new"),
    path("nguoi/<int:person_id>/bo-tri/<int:row_id>/ket-thuc", people.post_end, name="post_end"),
    path("nguoi/<int:person_id>/bo-tri/<int:row_id>/bo", people.post_withdraw, name="post_withdraw"),
    path("nguoi/<int:person_id>/bo-tri/<int:row_id>/phu-trach", people.charge, name="charge"),
    path("nguoi/<int:person_id>/ma-kich-hoat", people.code, name="code"),
    path("nguoi/<int:person_id>/khoa", people.suspend, name="suspend"),
    path("nguoi/<int:person_id>/mo-khoa", people.restore, name="restore"),
    path("nguoi/<int:person_id>/vai-tro", rights.role_new, name="role_new"),
    path("nguoi/<int:person_id>/vai-tro/<int:row_id>/ket-thuc", rights.role_end, name="role_end"),
    path("nguoi/<int:person_id>/nguoi-xac-nhan", rights.confirmer_new, name="confirmer_new"),
    path(
        "nguoi/<int:person_id>/nguoi-xac-nhan/<int:row_id>/ket-thuc",
        rights.confirmer_end,
        name="confirmer_end",
    ),
    path("uy-quyen", rights.delegations, name="delegations"),
    path("uy-quyen/<int:row_id>/thoi", rights.delegation_revoke, name="delegation_revoke"),
]
