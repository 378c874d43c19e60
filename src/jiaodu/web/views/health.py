"""For monitors and proxies: whether the service can answer. Floor: web."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jiaodu.actions.health import look_at_health


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """200 or 503 with a line of JSON; open to all, and tells nothing of what is inside."""
    health = look_at_health()
    return JsonResponse(health.to_json(), status=200 if health.well else 503)


urlpatterns = [path("health/", show, name="health")]
