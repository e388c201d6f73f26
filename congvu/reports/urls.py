from django.urls import path, register_converter

from . import views


class SlipKind:
    """The two files of a form."""

    regex = "docx|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SlipKind, "slipkind")

app_name = "reports"
urlpatterns = [
    path("phieu/<int:card_id>/mau-01.<slipkind:kind>", views.slip, name="slip"),
    path("nam/<int:year>/ho-so/<int:dossier_id>/mau-02.<slipkind:kind>", views.year_slip, name="year_slip"),
    path("nam/<int:year>/danh-sach.xlsx", views.year_file, name="year_list"),
]
