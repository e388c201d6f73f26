from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "congvu.worktime"
    label = "worktime"
