"""The look of Công Vụ as a Django app: templates, components, static files."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "congvu.ui"
    label = "ui"
    verbose_name = "giao diện"
