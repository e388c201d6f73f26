"""Addresses of the help (included by the desk's addresses)."""

from django.urls import path

from . import help_views

urlpatterns = [
    path("tro-giup", help_views.index, name="help"),
    path("tro-giup/vi-tri", help_views.position, name="help_position"),
    path("tro-giup/<slug:slug>", help_views.topic, name="help_topic"),
]
