"""Logging in, with a code where the account has one, and out; choosing a language. Floor: web."""

from __future__ import annotations

import time
from collections.abc import Container
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login

from jiaodu.actions.limits import demand_rate
from jiaodu.actions.second_factor import check_code, has_second_factor
from jiaodu.actions.signing_in import is_expired, note_failure, note_login, note_logout
from jiaodu.records.models import User
from jiaodu.web.acting import THEMES, Request, address_of
from jiaodu.web.language import say

# how long somebody may look for their telephone
_PENDING = 300
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: Request) -> HttpResponse:
    """The first page: user name and password."""
    back = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.actor:
        return redirect(back)
    if request.method == "GET":
        return _page(request, back)
    address, username = address_of(request), request.POST.get("username", "").strip()[:150]
    demand_rate("login.address", address)
    demand_rate("login.account", username)
    user = authenticate(request, username=username, password=request.POST.get("password", "")[:300])
    if getattr(request, "axes_locked_out", False):
        note_failure(username, address, "locked")
        return locked_out(request)
    if not isinstance(user, User):
        note_failure(username, address, "password")
        return _page(request, back, say("用户名或密码不对。", "The user name or the password is wrong."), username)
    if is_expired(user):
        note_failure(username, address, "expired")
        said = say(
            "首次登录的密码已经过期，请让上级机构重新发一个。",
            "The first password has expired; ask the office above for another.",
        )
        return _page(request, back, said, username)
    if has_second_factor(user):
        request.session.cycle_key()
        request.session["pending"] = {
            "user": user.pk,
            "hash": user.get_session_auth_hash(),
            "at": int(time.time()),
            "next": back,
        }
        return redirect("login-code")
    return enter(request, user, "password", back)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def log_in_code(request: Request) -> HttpResponse:
    """The second page: a code from the telephone, or a recovery code."""
    pending = request.session.get("pending")
    user = _pending_user(pending)
    if pending is None or user is None:
        request.session.pop("pending", None)
        return redirect("login")
    said = ""
    if request.method == "POST":
        address = address_of(request)
        demand_rate("code", f"user:{user.username}")
        device = check_code(user, request.POST.get("code", "")[:40])
        if device is not None:
            del request.session["pending"]
            user.backend = _BACKEND
            kind = "code" if type(device).__name__ == "TOTPDevice" else "recovery code"
            return enter(request, user, f"password and {kind}", pending["next"], device)
        note_failure(user.username, address, "code")
        said = say(
            "动态码不对或已经用过。请等下一个再试；连续出错会越等越久。",
            "The code is wrong or was used already. Wait for the next one; after each wrong one the wait grows.",
        )
    return render(request, "web/sessions/code.html", {"said": said}, status=422 if said else 200)


def enter(request: Request, user: User, how: str, back: str, device: Any = None) -> HttpResponse:
    """A new session with a new key for somebody who has shown who they are."""
    login(request, user)
    if device is not None:
        otp_login(request, device)
    request.session["how"] = how
    note_login(user, address_of(request), how)
    response = redirect(back)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        _remember(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    return response


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Too many wrong passwords from here for this account."""
    return render(request, "web/sessions/locked.html", status=429)


@require_POST
def log_out(request: Request) -> HttpResponse:
    """End the session."""
    if request.actor:
        note_logout(request.actor)
    logout(request)
    return redirect("login")


@require_POST
def choose_language(request: Request) -> HttpResponse:
    """Chinese or English, kept in a cookie; back to the page that asked."""
    return _kept(request, settings.LANGUAGE_COOKIE_NAME, request.POST.get("language", ""), dict(settings.LANGUAGES))


@require_POST
def choose_theme(request: Request) -> HttpResponse:
    """Light, dark, or as the system has it; kept in a cookie."""
    return _kept(request, "theme", request.POST.get("theme", ""), THEMES)


def _kept(request: Request, cookie: str, chosen: str, choices: Container[str]) -> HttpResponse:
    """Back to the page that asked, with the choice in a cookie where it is one."""
    response = redirect(_safe(request, request.POST.get("back", "/")))
    if chosen in choices:
        _remember(response, cookie, chosen)
    return response


def _remember(response: HttpResponse, cookie: str, chosen: str) -> None:
    response.set_cookie(cookie, chosen, max_age=31_536_000, samesite="Lax", secure=settings.HTTPS, httponly=True)


def _page(request: HttpRequest, back: str, said: str = "", username: str = "") -> HttpResponse:
    context = {"said": said, "next": back, "username": username, "sign_on": bool(settings.OIDC_RP_CLIENT_ID)}
    return render(request, "web/login.html", context, status=422 if said else 200)


def _pending_user(pending: dict[str, Any] | None) -> User | None:
    """Who typed the right password a moment ago and has not had it changed since."""
    if not pending or time.time() - pending["at"] > _PENDING:
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == pending["hash"] else None


def _safe(request: HttpRequest, back: str) -> str:
    """An address of ours, or the workbench."""
    fits = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if fits else "/"


urlpatterns = [
    path("login/", log_in, name="login"),
    path("login/code/", log_in_code, name="login-code"),
    path("logout/", log_out, name="logout"),
    path("language/", choose_language, name="language"),
    path("theme/", choose_theme, name="theme"),
]
