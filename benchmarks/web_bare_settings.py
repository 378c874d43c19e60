"""Settings of the bare opponent: those of the product, with two middlewares and one page."""

from jiaodu.web.settings import *  # noqa: F403

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "benchmarks.web_bare"
