"""The least a Django 5.2 application can do for the same pages: session sign-in, CSRF, one diary row and
one audit row in one transaction, a week, a team's month, a list with search, a quarter.

The database is FLOOR_DB: a SQLite path or postgresql://user@host:port/name.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from urllib.parse import urlparse

import django
from django.conf import settings

WHERE = os.environ["FLOOR_DB"]
if WHERE.startswith("postgres"):
    _url = urlparse(WHERE)
    DATABASE = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.path[1:],
        "USER": _url.username,
        "PASSWORD": _url.password or "",
        "HOST": _url.hostname,
        "PORT": _url.port,
        "CONN_MAX_AGE": 600,
    }
else:
    DATABASE = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": WHERE,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-65536;"
            "PRAGMA mmap_size=268435456;",
        },
    }

TEMPLATES = {
    "base": """<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content="width=device-width">
<title>Nhật ký</title><style>body{font:16px system-ui;max-width:60rem;margin:1rem auto}
td,th{padding:.2rem .6rem;border-bottom:1px solid #ddd}</style><nav>{{request.user.username}}</nav>
{% block b %}{% endblock %}</html>""",
    "login": """{% extends "base" %}{% block b %}<form method=post>{% csrf_token %}<input name=username autofocus>
<input name=password type=password><button>Đăng nhập</button></form>{% endblock %}""",
    "week": """{% extends "base" %}{% block b %}<form method=post action=/log>{% csrf_token %}
<input type=date name=day value="{{today|date:'Y-m-d'}}"><input name=minutes value=60>
<select name=activity>{% for a in acts %}<option value={{a}}>Việc {{a}}{% endfor %}</select>
<input name=text autofocus required><button>Ghi</button></form><table id=week>
{% for r in rows %}<tr><td>{{r.day|date:"d/m/Y"}}<td>{{r.minutes}}<td>{{r.activity}}<td>{{r.text}}{% endfor %}
</table>{% endblock %}""",
    "team": """{% extends "base" %}{% block b %}<table id=team><tr><th>Người{% for d in days %}<th>{{d}}{% endfor %}
<th>Tổng{% for n,c,t in rows %}<tr><td>{{n}}{% for x in c %}<td>{{x}}{% endfor %}<td>{{t}}{% endfor %}
</table>{% endblock %}""",
    "list": """{% extends "base" %}{% block b %}<p id=list>{{n}}</p><table>{% for r in rows %}
<tr><td>{{r.day|date:"d/m/Y"}}<td>{{r.user.username}}<td>{{r.minutes}}<td>{{r.text}}{% endfor %}
</table>{% endblock %}""",
    "organ": """{% extends "base" %}{% block b %}<table id=organ>{% for r in rows %}
<tr><td>{{r.0}}<td>{{r.1}}<td>{{r.2}}<td>{{r.3}}{% endfor %}</table>{% endblock %}""",
}
settings.configure(
    DEBUG=False,
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": DATABASE},
    USE_TZ=True,
    TIME_ZONE="Asia/Ho_Chi_Minh",
    LANGUAGE_CODE="vi",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ],
    LOGIN_URL="/login",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", TEMPLATES)],
                    )
                ],
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ],
)
django.setup()

from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Entry(models.Model):
    user = models.ForeignKey(User, models.CASCADE, db_index=False)
    team = models.IntegerField()
    day = models.DateField()
    minutes = models.IntegerField()
    activity = models.IntegerField()
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"
        db_table = "entry"
        indexes = [
            models.Index(fields=["user", "day"], name="e_ud"),
            models.Index(fields=["team", "day"], name="e_td"),
            models.Index(fields=["day"], name="e_d"),
        ]


class Audit(models.Model):
    actor = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    data = models.JSONField()

    class Meta:
        app_label = "floor"
        db_table = "audit"


@login_required
def log(request: HttpRequest) -> HttpResponse:
    given = request.POST
    with transaction.atomic():
        entry = Entry.objects.create(
            user_id=request.user.pk,
            team=(request.user.pk - 1) // 30,
            day=dt.date.fromisoformat(given["day"]),
            minutes=int(given["minutes"]),
            activity=int(given["activity"]),
            text=given["text"],
        )
        data = {name: given[name] for name in ("day", "minutes", "activity", "text")}
        Audit.objects.create(actor=request.user.pk, kind="create", subject=entry.pk, data=data)
    return HttpResponseRedirect("/")


@login_required
def week(request: HttpRequest) -> HttpResponse:
    today = dt.date.today()
    monday = today - dt.timedelta(days=today.weekday() + 7)
    mine = Entry.objects.filter(
        user_id=request.user.pk, day__gte=monday, day__lt=monday + dt.timedelta(days=14)
    )
    return render(
        request, "week", {"today": today, "acts": range(8), "rows": mine.order_by("-day", "-id")[:50]}
    )


@login_required
def team(request: HttpRequest) -> HttpResponse:
    first = dt.date.fromisoformat(request.GET["m"] + "-01")
    after = (first + dt.timedelta(days=32)).replace(day=1)
    found: dict[str, dict[int, int]] = {}
    sums = Entry.objects.filter(team=int(request.GET["t"]), day__gte=first, day__lt=after)
    for name, day, minutes in sums.values_list("user__username", "day").annotate(x=models.Sum("minutes")):
        found.setdefault(name, {})[day.day] = minutes
    days = range(1, (after - first).days + 1)
    rows = [(name, [one.get(d, "") for d in days], sum(one.values())) for name, one in sorted(found.items())]
    return render(request, "team", {"days": days, "rows": rows})


@login_required
def listed(request: HttpRequest) -> HttpResponse:
    found = Entry.objects.select_related("user").order_by("-day", "-id")
    if request.GET.get("q"):
        found = found.filter(text__contains=request.GET["q"])
    return render(request, "list", {"n": found.count(), "rows": found[:25]})


@login_required
def organ(request: HttpRequest) -> HttpResponse:
    month = "to_char(day,'YYYY-MM')" if connection.vendor == "postgresql" else "substr(day,1,7)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select team,{month},count(*),sum(minutes) from entry where day>=%s and day<%s group by 1,2 order by 1,2",
            [request.GET["a"], request.GET["b"]],
        )
        rows = cursor.fetchall()
    return render(request, "organ", {"rows": rows})


urlpatterns = [
    path("", week),
    path("log", log),
    path("team", team),
    path("list", listed),
    path("organ", organ),
    path("login", LoginView.as_view(template_name="login", next_page="/")),
]
application = get_wsgi_application()


def load(source: Path, people: int) -> None:
    """Fill an empty database from the common rows."""
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from bench import gen

    call_command("migrate", verbosity=0, run_syncdb=True)
    with connection.schema_editor() as editor:
        editor.create_model(Entry)
        editor.create_model(Audit)
    password = make_password("bench-password-1", hasher="md5")
    User.objects.bulk_create(
        [User(id=n + 1, username=f"u{n}", password=password) for n in range(people)], batch_size=500
    )
    with transaction.atomic():
        Entry.objects.bulk_create(
            (
                Entry(user_id=person + 1, team=team, day=day, minutes=minutes, activity=activity, text=text)
                for person, team, day, minutes, activity, text in gen.read(source)
            ),
            batch_size=2000,
        )
    with connection.cursor() as cursor:
        cursor.execute("analyze")


if __name__ == "__main__":
    load(Path(sys.argv[1]), int(sys.argv[2]))
