"""Addresses of products and wishes (included by the desk's addresses)."""

from django.urls import path

from . import products_views as views

urlpatterns = [
    path("danh-muc/san-pham/<int:product_id>", views.product, name="product"),
    path("danh-muc/thuc-te", views.norms, name="norms"),
    path("danh-muc/de-nghi", views.wishes, name="wishes"),
    path("danh-muc/de-nghi/tra-loi", views.settle, name="settle"),
    path("danh-muc/de-nghi/vao-danh-muc", views.accept, name="accept"),
    path("danh-muc/de-nghi/ban-de-xuat", views.draft, name="draft"),
]
