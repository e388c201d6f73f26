from django.urls import path

from . import views

app_name = "parallel"
urlpatterns = [
    path("song-song", views.overview, name="overview"),
    path("song-song/ap-dung", views.adopt, name="adopt"),
    path("song-song/<int:adoption_id>/thoi", views.end, name="end"),
    path("song-song/<int:adoption_id>/mo/<slug:code>", views.open_sheets, name="open"),
    path("song-song/phieu/<int:sheet_id>", views.sheet, name="sheet"),
    path("song-song/phieu/<int:sheet_id>/tu-cham", views.self_mark, name="self_mark"),
    path("song-song/phieu/<int:sheet_id>/cham", views.decide, name="decide"),
    path("song-song/phieu/<int:sheet_id>/lay-lai", views.take_back, name="take_back"),
]
