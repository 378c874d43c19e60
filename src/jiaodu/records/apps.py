"""The Django application of the records. Floor: records."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """One application holds all that people do."""

    name = "jiaodu.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jiaodu.records import lookups  # noqa: F401  (registers itself)
