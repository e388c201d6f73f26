"""Addresses of the diary."""

from __future__ import annotations

import datetime as dt

from django.urls import path, register_converter

from . import views
from .queries import FIRST, LAST


class DayConverter:
    """yyyy-mm-dd between the first and the last day that have an address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        day = dt.date.fromisoformat(value)
        if not FIRST <= day <= LAST:
            raise ValueError(value)
        return day

    def to_url(self, value: dt.date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


class MonthConverter:
    """yyyy-mm, as the first day of the month."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return DayConverter().to_python(f"{value}-{'03' if value == '2000-01' else '01'}").replace(day=1)

    def to_url(self, value: dt.date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(DayConverter, "day")
register_converter(MonthConverter, "month")

app_name = "diary"
urlpatterns = [
    path("hom-nay", views.today, name="today"),
    path("hom-nay/tim", views.search, name="search"),
    path("hom-nay/chon-san", views.choices, name="choices"),
    path("hom-nay/su-kien", views.events, name="events"),
    path("hom-nay/su-kien/<int:event_id>/huy", views.cancel_event, name="cancel_event"),
    path("hom-nay/lap-lai", views.recurring, name="recurring"),
    path("hom-nay/lap-lai/<int:recurring_id>/thoi", views.end_recurring, name="end_recurring"),
    path("hom-nay/<day:day>", views.day, name="day"),
    path("hom-nay/<day:day>/ghi", views.add, name="add"),
    path("hom-nay/<day:day>/chep", views.copy, name="copy"),
    path("hom-nay/<day:day>/bo-goi-y", views.dismiss, name="dismiss"),
    path("hom-nay/<day:day>/lay-lai-goi-y", views.restore, name="restore"),
    path("hom-nay/<day:day>/gui", views.submit, name="submit"),
    path("hom-nay/<day:day>/rut", views.recall, name="recall"),
    path("hom-nay/thang/<month:first>", views.month, name="month"),
    path("hom-nay/muc/<int:entry_id>", views.entry, name="entry"),
    path("hom-nay/muc/<int:entry_id>/gio", views.move, name="move"),
    path("hom-nay/muc/<int:entry_id>/bo", views.remove, name="remove"),
    path("hom-nay/muc/<int:entry_id>/minh-chung", views.attach, name="attach"),
    path("minh-chung/<int:evidence_id>", views.evidence, name="evidence"),
    path("minh-chung/<int:evidence_id>/xem", views.evidence_in_place, name="evidence_in_place"),
    path("minh-chung/<int:evidence_id>/bo", views.detach, name="detach"),
    path("nhat-ky/<int:person_id>/<day:day>", views.day_of, name="day_of"),
]
