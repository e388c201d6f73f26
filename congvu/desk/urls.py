from importlib.util import find_spec

from django.urls import include, path

from . import views

app_name = "desk"
EXTRA = [name for name in ("setup_urls", "sample_urls") if find_spec(f"congvu.desk.{name}")]
urlpatterns = [
    path("", views.home, name="home"),
    path("tim", views.search, name="search"),
    path("he-thong/nhat-ky", views.trail, name="trail"),
    *[path("", include(f"congvu.desk.{name}")) for name in EXTRA],
]
