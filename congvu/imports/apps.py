from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "congvu.imports"
    label = "imports"
