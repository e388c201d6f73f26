"""Addresses of the reminders."""

from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("thong-bao", views.listing, name="list"),
    path("thong-bao/doc", views.read_all, name="read_all"),
    path("thong-bao/<int:reminder_id>/mo", views.open_one, name="open"),
    path("thong-bao/loai/<slug:kind>/tat", views.turn_off, name="turn_off"),
    path("thong-bao/cach-nhac", views.choice, name="choice"),
    path("thong-bao/tat/<str:token>", views.off, name="off"),
]
