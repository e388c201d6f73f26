from django.apps import AppConfig


class RegimesConfig(AppConfig):
    name = "congvu.regimes"
    label = "regimes"
