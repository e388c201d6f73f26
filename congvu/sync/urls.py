from django.urls import path

from . import views

app_name = "sync"
urlpatterns = [
    path("dong-bo", views.listing, name="list"),
    path("dong-bo/<int:parcel_id>/tep", views.parcel_file, name="file"),
    path("dong-bo/<int:parcel_id>/gui-lai", views.retry, name="retry"),
]
