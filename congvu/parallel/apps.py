from django.apps import AppConfig


class ParallelConfig(AppConfig):
    name = "congvu.parallel"
    label = "parallel"
