from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "congvu.appeals"
    label = "appeals"
