"""Logging in and out, choosing a language. Floor: web."""

from __future__ import annotations

from collections.abc import Container

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jiaodu.web.acting import THEMES


class LogIn(LoginView):
    """The first page."""

    template_name = "web/login.html"
    redirect_authenticated_user = True


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("login")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, kept in a cookie; back to the page that asked."""
    return _kept(request, settings.LANGUAGE_COOKIE_NAME, request.POST.get("language", ""), dict(settings.LANGUAGES))


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it; kept in a cookie."""
    return _kept(request, "theme", request.POST.get("theme", ""), THEMES)


def _kept(request: HttpRequest, cookie: str, chosen: str, choices: Container[str]) -> HttpResponse:
    """Back to the page that asked, with the choice in a cookie where it is one."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if chosen in choices:
        response.set_cookie(cookie, chosen, max_age=31_536_000, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response
