"""The address of the one-time set-up page (included by the desk's addresses)."""

from django.urls import path

from . import setup_views

urlpatterns = [path("thiet-lap/<str:token>", setup_views.setup, name="setup")]
