"""The application that granian serves. Floor: web."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiaodu.web.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
