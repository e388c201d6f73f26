from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "congvu.catalogue"
    label = "catalogue"
