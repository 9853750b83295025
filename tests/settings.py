"""The settings with a data folder of their own, which the tests throw away, and a password hash that costs nothing."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="tocsin-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["TOCSIN_DATA"] = _folder
os.environ["TOCSIN_URL"] = "http://127.0.0.1:8000"
for _name in ("TOCSIN_SIGNING_KEY", "TOCSIN_DESK_KEY", "TOCSIN_SECRET_KEY", "TOCSIN_SECRET_FILE", "TOCSIN_NETWORK"):
    os.environ.pop(_name, None)

from tocsin.project.settings import *  # noqa: E402, F403 - after the folder is set
from tocsin.project.settings import DATABASES, KEYRING  # noqa: E402

KEYRING.make_missing()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: tests with several threads each need a connection of their own.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
