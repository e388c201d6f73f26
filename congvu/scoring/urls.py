from django.urls import path

from . import trial_views, views

app_name = "scoring"
urlpatterns = [
    path("diem", views.mine, name="mine"),
    path("diem/<slug:code>", views.mine_period, name="mine_period"),
    path("phieu", views.waiting, name="waiting"),
    path("phieu/<int:card_id>", views.card, name="card"),
    path("phieu/<int:card_id>/diem", views.card_score, name="card_score"),
    path("phieu/<int:card_id>/tu-cham", views.self_score, name="self_score"),
    path("phieu/<int:card_id>/xac-nhan", views.confirm, name="confirm"),
    path("phieu/<int:card_id>/tra-lai", views.send_back, name="send_back"),
    path("he-so/thu", views.trial, name="trial"),
    path("bo-quy-tac/thu", trial_views.pack_trial, name="pack_trial"),
    path("ky", views.periods, name="periods"),
    path("ky/mo", views.open_period, name="open"),
    path("ky/<slug:code>", views.period, name="period"),
    path("ky/<slug:code>/tu-cham", views.ask_self, name="ask_self"),
    path("ky/<slug:code>/xac-nhan", views.ask_confirm, name="ask_confirm"),
    path("ky/<slug:code>/nhac", views.remind, name="remind"),
    path("ky/<slug:code>/cap-nhat", views.refresh, name="refresh"),
    path("ky/<slug:code>/chot", views.cutoff, name="cutoff"),
    path("ky/<slug:code>/phai-xong", views.lock_check, name="lock_check"),
    path("ky/<slug:code>/khoa", views.lock, name="lock"),
    path("ky/<slug:code>/cong-bo", views.publish, name="publish"),
    path("ky/<slug:code>/mo-lai", views.reopen, name="reopen"),
]
