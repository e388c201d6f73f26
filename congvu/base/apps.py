from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "congvu.base"
    label = "base"
