from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "congvu.sync"
    label = "sync"
