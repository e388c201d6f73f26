"""Addresses of duties. Days use the diary's converter "day", which is common to the site."""

from django.urls import path

from .views import mine, swaps, templates, week

app_name = "duties"
urlpatterns = [
    path("ca", mine.today, name="mine"),
    path("ca/<day:day>", mine.day, name="day"),
    path("ca/<day:day>/ghi", mine.tap, name="tap"),
    path("ca/<day:day>/thuong-le", mine.usual, name="usual"),
    path("ca/<day:day>/xong", mine.finish, name="finish"),
    path("ca/<day:day>/mo-lai", mine.reopen, name="reopen"),
    path("ca/lan/<int:tap_id>/hoan-tac", mine.undo, name="undo"),
    path("ca/lan/<int:tap_id>/anh", mine.photo, name="photo"),
    path("ca/lan/<int:tap_id>/tieng", mine.voice, name="voice"),
    path("duyet-ca", week.week, name="week"),
    path("duyet-ca/nguoi/<int:person_id>/<day:monday>", week.confirm, name="confirm"),
    path("duyet-ca/lan/<int:approval_id>/nhan", week.accept, name="accept"),
    path("duyet-ca/lan/<int:approval_id>/mo-lai", week.reopen, name="reopen_week"),
    path("duyet-ca/ca/<int:shift_id>/tra-lai", week.send_back, name="return"),
    path("doi-ca", swaps.home, name="swaps"),
    path("doi-ca/xin", swaps.ask, name="swap_ask"),
    path("doi-ca/<int:swap_id>/tra-loi", swaps.reply, name="swap_answer"),
    path("doi-ca/<int:swap_id>/rut", swaps.withdraw, name="swap_withdraw"),
    path("doi-ca/<int:swap_id>/quyet", swaps.decide, name="swap_decide"),
    path("mau-ca", templates.home, name="templates"),
    path("mau-ca/moi", templates.new, name="template_new"),
    path("mau-ca/<int:template_id>", templates.one, name="template"),
    path("mau-ca/<int:template_id>/sua", templates.edit, name="template_edit"),
    path("mau-ca/<int:template_id>/thoi", templates.end, name="template_end"),
    path("mau-ca/<int:template_id>/dong", templates.item_new, name="item_new"),
    path("mau-ca/<int:template_id>/ban-mo-ta", templates.build, name="build"),
    path("mau-ca/dong/<int:item_id>", templates.item_edit, name="item_edit"),
    path("mau-ca/dong/<int:item_id>/bo", templates.item_drop, name="item_drop"),
]
