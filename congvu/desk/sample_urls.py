"""The address of the sample roles (included by the desk's addresses)."""

from django.urls import path

from . import sample_views

urlpatterns = [path("dung-thu", sample_views.sample, name="sample")]
