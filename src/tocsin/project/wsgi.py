"""The public side as a WSGI application, for granian and for others."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.settings"
application = get_wsgi_application()
