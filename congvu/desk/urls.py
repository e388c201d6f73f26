from django.urls import include, path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("tim", views.search, name="search"),
    path("he-thong/nhat-ky", views.trail, name="trail"),
    path("", include("congvu.desk.planning_urls")),
    path("", include("congvu.desk.products_urls")),
    path("", include("congvu.desk.first_run_urls")),
    path("", include("congvu.desk.help_urls")),
    path("", include("congvu.desk.offline_urls")),
    path("", include("congvu.desk.setup_urls")),
    path("", include("congvu.desk.sample_urls")),
]
