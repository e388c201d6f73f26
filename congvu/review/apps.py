from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "congvu.review"
    label = "review"
