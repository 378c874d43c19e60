"""What stands between a login and the pages: sessions that are too old, a first password, a second factor not yet set up.

Floor: web. In: requests of people who are logged in. Out: the page, or the one page that they must see first.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiaodu.actions.acting import Actor
from jiaodu.actions.passwords import is_outdated
from jiaodu.actions.second_factor import must_have_second_factor

# the session is written at most so often for the sake of the clock
_STEP = 300
_ALWAYS = ("logout", "language")


class GateMiddleware:
    """Sends people to what they must do first; ends sessions nobody used for IDLE_MINUTES or that began SESSION_HOURS ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None or actor.door != "web":
            return _for_programs(request, self.get_response(request))
        if _is_over(request):
            logout(request)
            request.actor = None  # type: ignore[attr-defined]
            return _for_programs(request, redirect(f"{settings.LOGIN_URL}?{urlencode({'next': _back(request)})}"))
        first = _first(request, actor)
        return redirect(first) if first else self.get_response(request)


def start_clock(request: HttpRequest | None, **_: object) -> None:
    """Note in a session when it began: a receiver of `user_logged_in`, so that no way in is without a clock."""
    if request is not None:
        request.session["began"] = request.session["seen"] = int(time.time())


user_logged_in.connect(start_clock, dispatch_uid="jiaodu.web.gate.start_clock")


def _is_over(request: HttpRequest) -> bool:
    now = int(time.time())
    began, seen = request.session.get("began", 0), request.session.get("seen", 0)
    if now - began > settings.SESSION_HOURS * 3600 or now - seen > settings.IDLE_MINUTES * 60:
        return True
    if now - seen > _STEP:
        request.session["seen"] = now
    return False


def _first(request: HttpRequest, actor: Actor) -> str:
    """The address of what must be done before anything else; empty where nothing must."""
    if actor.user is None or request.path in {reverse(name) for name in _ALWAYS}:
        return ""
    by_provider = request.session.get("how") == "sign-on"
    if not by_provider and is_outdated(actor.user):
        wanted = reverse("own-password")
        return "" if request.path == wanted else wanted
    if not by_provider and must_have_second_factor(actor) and not request.session.get("otp_device_id"):
        wanted = reverse("own-second-factor")
        return "" if request.path == wanted else wanted
    return ""


def _back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/"


def _for_programs(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A script of a page gets 401 and the address to go to, not the login page in the middle of a table."""
    scripted = "HX-Request" in request.headers or "X-Requested-With" in request.headers
    if scripted and response.status_code == 302 and response.headers["Location"].startswith(settings.LOGIN_URL):
        answer = HttpResponse(status=401)
        answer.headers["HX-Redirect"] = settings.LOGIN_URL
        return answer
    return response
