"""Addresses of the work without a network (included by the desk's addresses)."""

from django.urls import path

from . import offline_views

urlpatterns = [
    path("sw.js", offline_views.worker, name="worker"),
    path("ung-dung.webmanifest", offline_views.manifest, name="manifest"),
    path("ngoai-tuyen", offline_views.offline, name="offline"),
    path("hang-cho", offline_views.pulse, name="pulse"),
]
