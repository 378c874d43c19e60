"""What programs ask: so far, who their token speaks for. Floor: web. In: a token (Authorization: Bearer). Out: JSON."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from jiaodu.web.acting import Request


@require_GET
def whoami(request: Request) -> HttpResponse:
    """The account of the token, and what it may."""
    actor = request.actor
    grants = [{"role": g.role, "org": g.org, "forms": g.forms} for g in actor.grants]
    return JsonResponse({"user": actor.name, "org": request.user.org, "writes": not actor.reads_only, "grants": grants})


urlpatterns = [path("api/whoami/", whoami, name="api-whoami")]
