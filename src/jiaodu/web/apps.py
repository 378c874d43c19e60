"""The Django application of the pages. Floor: web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and tags; no tables."""

    name = "jiaodu.web"
    label = "web"

    def ready(self) -> None:
        """Receivers of signals are connected when their modules are read."""
        from jiaodu.web import gate  # noqa: F401
