"""Addresses of plans (included by the desk's addresses)."""

from django.urls import path

from . import planning_views as views

urlpatterns = [
    path("ke-hoach", views.home, name="plans"),
    path("ke-hoach/san-pham", views.products, name="plan_products"),
    path("ke-hoach/<int:plan_id>", views.plan, name="plan"),
    path("ke-hoach/<int:plan_id>/rut", views.recall, name="plan_recall"),
    path("ke-hoach/<int:plan_id>/tra-lai", views.send_back, name="plan_return"),
    path("ke-hoach/<int:plan_id>/xac-nhan", views.confirm, name="plan_confirm"),
    path("ke-hoach/<str:written>", views.month, name="plan_month"),
]
