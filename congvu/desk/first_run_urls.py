"""Addresses of the first steps (included by the desk's addresses)."""

from django.urls import path

from . import first_run_views

urlpatterns = [
    path("bat-dau", first_run_views.begin, name="begin"),
    path("bat-dau/bo-qua", first_run_views.skip, name="first_skip"),
    path("bat-dau/<int:step>", first_run_views.first_step, name="first_step"),
]
