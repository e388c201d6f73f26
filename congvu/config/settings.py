"""The one settings file. What differs from place to place comes from `env`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF

from congvu.config import env, mail

DATA = env.data_folder()
DEBUG = env.DEBUG.value() == "1"
LOCAL = env.HTTPS.value() != "1"


def _secret() -> str:
    if value := env.SECRET.value():
        return value
    path = DATA / "secret"
    if not path.exists():
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")


SECRET_KEY = _secret()
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *filter(None, env.HOSTS.value().split(",")),
]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in filter(None, env.HOSTS.value().split(","))]

_url = env.DATABASE_URL.value()
DATABASES: dict[str, dict[str, Any]]
if _url:
    _parts = urlparse(_url)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(_parts.path[1:]),
            "USER": unquote(_parts.username or ""),
            "PASSWORD": unquote(_parts.password or ""),
            "HOST": _parts.hostname or "",
            "PORT": str(_parts.port or ""),
            "OPTIONS": {
                "pool": {"min_size": 1, "max_size": 8},
                # Compiling to machine code and helpers pay for reports of minutes; ours take
                # milliseconds, and many people ask at once.
                "options": "-c jit=off -c max_parallel_workers_per_gather=0",
                # A statement that comes again is planned once for each connection: planning a join
                # takes longer than answering it.
                "server_side_binding": True,
                "prepare_threshold": 3,
            },
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "congvu.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                # IMMEDIATE: a command that reads then writes never loses to another (ADR 0009).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                    "PRAGMA journal_size_limit=67108864;PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "congvu.base",
    "congvu.audit",
    "congvu.ui",
    "congvu.accounts",
    "congvu.org",
    "congvu.regimes",
    "congvu.worktime",
    "congvu.catalogue",
    "congvu.assignments",
    "congvu.diary",
    "congvu.duties",
    "congvu.review",
    "congvu.scoring",
    "congvu.parallel",
    "congvu.rating",
    "congvu.appeals",
    "congvu.reports",
    "congvu.notifications",
    "congvu.sync",
    "congvu.imports",
    "congvu.desk",
    "congvu.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "congvu.ui.permissions.PermissionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "congvu.accounts.middleware.NoStoreMiddleware",
    "congvu.audit.middleware.RememberingMiddleware",
    "congvu.org.middleware.ActorMiddleware",
    "congvu.org.middleware.AddressMiddleware",
    "congvu.audit.middleware.AccessLogMiddleware",
]

ROOT_URLCONF = "congvu.config.urls"
WSGI_APPLICATION = "congvu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("congvu.ui.loader.AddressedLoader", ["django.template.loaders.app_directories.Loader"]),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "congvu.desk.shell.shell",
            ],
            "builtins": ["congvu.ui.templatetags.ui"],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["congvu.accounts.backends.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# What a password must be stands in congvu.accounts.passwords: its refusals are our sentences.
LOGIN_URL = "/dang-nhap"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/5m/ip", "activate": "30/15m/ip"}
ACCOUNT_ADAPTER = "congvu.accounts.adapter.Adapter"
MESSAGE_STORAGE = "congvu.ui.flash.NewestStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

SESSION_ENGINE = "congvu.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "congvu.ui.errors.csrf_failure"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = None if LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],  # a voice note, also before it is sent
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],  # a PDF of evidence, the only address of ours that may be framed
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Attempts to sign in are counted here: a flood of names must not push the counts out.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
UPLOAD_BYTES = int(env.UPLOAD_MB.value()) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MEDIA_ROOT = DATA / "files"

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
# Made at set-up, never committed: the interface font.
FONTS = DATA / "fonts"
STATICFILES_DIRS: list[Path] = [FONTS] if FONTS.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "congvu.ui.storage.StaticStorage"},
}

_mail = mail.server(env.MAIL_URL.value())
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.use_tls, _mail.use_ssl, 20
SYNC_URL, SYNC_SECRET = env.SYNC_URL.value().strip(), env.SYNC_SECRET.value()
DEFAULT_FROM_EMAIL = env.MAIL_FROM.value() or f"congvu@{_mail.host or 'localhost'}"
BASE_URL = mail.base_url(env.BASE_URL.value(), env.HOSTS.value(), env.BIND.value(), https=not LOCAL)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
