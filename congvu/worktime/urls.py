"""Addresses of working time."""

from django.urls import path

from .views import calendar, leaves, schedules

app_name = "worktime"
urlpatterns = [
    path("lich", calendar.year, name="calendar"),
    path("lich/ngay", calendar.day_set, name="day_set"),
    path("lich/hoan-doi", calendar.swap, name="swap"),
    path("lich/ngay/<int:day_id>/bo", calendar.day_remove, name="day_remove"),
    path("lich/che-do", schedules.home, name="schedules"),
    path("lich/che-do/moi", schedules.new, name="schedule_new"),
    path("lich/che-do/<int:schedule_id>", schedules.edit, name="schedule_edit"),
    path("lich/che-do/nguoi", schedules.use, name="schedule_use"),
    path("lich/che-do/loai-ca", schedules.kind_set, name="kind_set"),
    path("lich/che-do/loai-ca/<int:kind_id>/bo", schedules.kind_remove, name="kind_remove"),
    path("lich/ca", schedules.rota, name="rota"),
    path("lich/ca/ba-to", schedules.teams, name="teams"),
    path("lich/nguoi/<int:person_id>", calendar.person, name="person"),
    path("nghi", leaves.home, name="leave"),
    path("nghi/ghi", leaves.record, name="leave_record"),
    path("nghi/<int:leave_id>/quyet", leaves.decide, name="leave_decide"),
    path("nghi/<int:leave_id>/huy", leaves.cancel, name="leave_cancel"),
]
