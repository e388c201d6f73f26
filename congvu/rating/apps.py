from django.apps import AppConfig


class RatingConfig(AppConfig):
    name = "congvu.rating"
    label = "rating"
