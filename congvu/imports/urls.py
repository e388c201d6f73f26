"""Addresses of imports."""

from django.urls import path

from . import views, week

app_name = "imports"
urlpatterns = [
    path("hom-nay/dan-tuan", week.week, name="week"),
    path("nhap", views.home, name="home"),
    path("nhap/mau-can-bo.xlsx", views.template, name="template"),
    path("nhap/lan/<int:batch_id>", views.batch, name="batch"),
    path("nhap/lan/<int:batch_id>/tu-choi.csv", views.rejected, name="rejected"),
    path("nhap/lan/<int:batch_id>/cot", views.columns, name="columns"),
    path("nhap/lan/<int:batch_id>/xac-nhan", views.apply, name="apply"),
    path("nhap/lan/<int:batch_id>/bo", views.discard, name="discard"),
    path("nhap/lan/<int:batch_id>/cap-lai-ma", views.reissue, name="reissue"),
    path("nhap/lan/<int:batch_id>/ma-kich-hoat", views.codes_file, name="codes_file"),
    path("nhap/<slug:slug>", views.upload, name="upload"),
]
