"""Addresses of the review."""

from django.urls import path

from . import views

app_name = "review"
urlpatterns = [
    path("duyet", views.queue, name="queue"),
    path("duyet/<int:entry_id>", views.entry, name="entry"),
    path("duyet/<int:entry_id>/xac-nhan", views.confirm, name="confirm"),
    path("duyet/<int:entry_id>/dieu-chinh", views.adjust, name="adjust"),
    path("duyet/<int:entry_id>/tra-lai", views.send_back, name="return"),
]
