"""Addresses of the review."""

from django.urls import path

from . import talk_views, views

app_name = "review"
urlpatterns = [
    path("duyet", views.queue, name="queue"),
    path("duyet/nhom", views.confirm_group, name="group"),
    path("duyet/hoan-tac/<int:confirmation_id>", views.undo, name="undo"),
    path("duyet/<int:entry_id>", views.entry, name="entry"),
    path("duyet/<int:entry_id>/xac-nhan", views.confirm, name="confirm"),
    path("duyet/<int:entry_id>/dieu-chinh", views.adjust, name="adjust"),
    path("duyet/<int:entry_id>/tra-lai", views.send_back, name="return"),
    path("trao-doi", talk_views.talks, name="talks"),
    path("trao-doi/<int:entry_id>", talk_views.talk, name="talk"),
    path("trao-doi/<int:entry_id>/viet", talk_views.write, name="talk_write"),
    path("trao-doi/<int:entry_id>/tra-loi", talk_views.answer_it, name="talk_answer"),
    path("trao-doi/<int:entry_id>/khep", talk_views.close, name="talk_close"),
]
