"""Addresses of work."""

from django.urls import path

from . import views

app_name = "assignments"
urlpatterns = [
    path("viec", views.mine, name="mine"),
    path("viec/don-vi", views.unit, name="unit"),
    path("viec/<int:task_id>", views.task, name="task"),
    path("viec/<int:task_id>/huy", views.cancel_task, name="cancel_task"),
    path("viec/phan/<int:share_id>/nhan", views.accept, name="accept"),
    path("viec/phan/<int:share_id>/tien-do", views.progress, name="progress"),
    path("viec/phan/<int:share_id>/khong-lam-duoc", views.unable, name="unable"),
    path("viec/phan/<int:share_id>/lam-tiep", views.keep, name="keep"),
    path("viec/phan/<int:share_id>/gia-han", views.extend, name="extend"),
    path("viec/phan/<int:share_id>/chuyen", views.hand_over, name="hand_over"),
    path("viec/phan/<int:share_id>/chuyen-ky", views.carry_over, name="carry_over"),
    path("viec/phan/<int:share_id>/huy", views.cancel, name="cancel"),
    path("viec/gia-han/<int:extension_id>", views.decide_extension, name="decide_extension"),
    path("viec/ket-qua/<int:delivery_id>/nguyen-nhan", views.propose_cause, name="propose_cause"),
    path("viec/ket-qua/<int:delivery_id>/sua", views.rejudge, name="rejudge"),
    path("viec/nguyen-nhan/<int:cause_id>", views.decide_cause, name="decide_cause"),
    path("giao-viec", views.assign, name="assign"),
    path("giao-viec/san-pham", views.products, name="products"),
    path("giao-viec/han", views.due_hint, name="due_hint"),
]
