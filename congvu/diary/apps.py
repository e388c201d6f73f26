from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "congvu.diary"
    label = "diary"
