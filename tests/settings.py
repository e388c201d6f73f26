"""Settings under test: the product's own, on a throw-away folder, with fast hashing."""

import os
import tempfile

os.environ.setdefault("CONGVU_DATA", tempfile.mkdtemp(prefix="congvu-test-"))
os.environ.setdefault("CONGVU_SECRET", "only-for-tests-0123456789-abcdefghij")

from congvu.config.settings import *  # noqa: F403
from congvu.config.settings import DATABASES, MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if "postgresql" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"].pop("pool", None)
else:
    # A file as in real life: the live server of the journeys reads while the test writes.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["CONGVU_DATA"], "test.sqlite3")}
