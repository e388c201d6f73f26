from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "congvu.scoring"
    label = "scoring"
