from django.urls import path

from . import views

app_name = "appeals"
urlpatterns = [
    path("kien-nghi", views.listing, name="list"),
    path("phieu/<int:card_id>/kien-nghi", views.lodge, name="lodge"),
    path("kien-nghi/<int:appeal_id>", views.case, name="case"),
    path("kien-nghi/<int:appeal_id>/tiep-nhan", views.receive, name="receive"),
    path("kien-nghi/<int:appeal_id>/giao-lai", views.name_again, name="name_again"),
    path("kien-nghi/<int:appeal_id>/buoi-lam-viec", views.hearing, name="hearing"),
    path("kien-nghi/<int:appeal_id>/trinh", views.prepare, name="prepare"),
    path("kien-nghi/<int:appeal_id>/tra-lai", views.send_back, name="send_back"),
    path("kien-nghi/<int:appeal_id>/quyet-dinh", views.decide, name="decide"),
    path("kien-nghi/<int:appeal_id>/da-sua", views.finish, name="finish"),
    path("kien-nghi/<int:appeal_id>/rut", views.withdraw, name="withdraw"),
    path("kien-nghi/<int:appeal_id>/tai-lieu", views.paper_new, name="paper_new"),
    path("kien-nghi/tai-lieu/<int:paper_id>", views.paper, name="paper"),
]
