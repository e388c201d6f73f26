from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "congvu.desk"
    label = "desk"

    def ready(self) -> None:
        from congvu.catalogue import times

        from .products import times_of_the_day

        times.use(times_of_the_day)
