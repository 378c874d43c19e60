"""The WSGI application of the bare opponent, for granian."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.web_bare_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
