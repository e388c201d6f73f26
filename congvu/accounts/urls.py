"""Addresses of sign-in and of one's own account."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("dang-nhap", views.login, name="login"),
    path("dang-xuat", views.logout, name="logout"),
    path("kich-hoat", views.activate, name="activate"),
    path("tai-khoan", views.profile, name="profile"),
    path("tai-khoan/mat-khau", views.password, name="password"),
    path("tai-khoan/giao-dien", views.preferences, name="preferences"),
]
