"""The actor of a request, and what every page shows. Floor: web. In: requests. Out: `request.actor`, context of pages."""

from __future__ import annotations

import functools
import ipaddress
import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, actor_of, may
from jiaodu.actions.holdings import read_tree
from jiaodu.actions.limits import demand_rate
from jiaodu.actions.tokens import actor_of_token, digest_of
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.text import Language
from jiaodu.records.models import User
from jiaodu.web import navigation
from jiaodu.web.language import language, said, say

API = "/api/"
View = Callable[..., HttpResponse]
THEMES = ("system", "light", "dark")


class Request(HttpRequest):
    """A request as views get it: with the actor where somebody is logged in."""

    actor: Actor
    user: User


class ActorMiddleware:
    """Sets `request.actor` for users who are logged in, and turns what actions refuse into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(API):
            return self._for_program(request)
        user = request.user
        actor = actor_of(user, address_of(request)) if user.is_authenticated else None
        cast(Any, request).actor = actor
        return self.get_response(request)

    def _for_program(self, request: HttpRequest) -> HttpResponse:
        """Programs bring a token and nothing else counts: no cookie, hence no forged request from a page."""
        address = address_of(request)
        word, _, text = request.headers.get("Authorization", "").partition(" ")
        try:
            actor = actor_of_token(text.strip(), address) if word.lower() == "bearer" else None
            if actor is None:
                demand_rate("api.address", address)
                return _refusal(401, "token")
            demand_rate("api", digest_of(text.strip()))
        except JiaoduError as error:
            return too_often(request, error)
        if actor.reads_only and request.method not in ("GET", "HEAD", "OPTIONS"):
            return _refusal(403, "read only")
        cast(Any, request).actor = actor
        cast(Any, request).user = actor.user
        cast(Any, request)._dont_enforce_csrf_checks = True
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """A NUL in what was sent is no text, and no database takes it: 400."""
        sent = [*request.GET.lists(), *(request.POST.lists() if request.method == "POST" else ())]
        if any("\x00" in text for name, values in sent for text in (name, *map(str, values))):
            raise BadRequest("NUL")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotThere):
            raise Http404
        if not isinstance(exception, JiaoduError):
            return None
        codes = {p.code for p in exception.problems}
        if "A01" in codes:
            raise PermissionDenied from exception
        if "A23" in codes:
            return too_often(request, exception)
        return _problems(request, exception, 422)


def too_often(request: HttpRequest, error: JiaoduError) -> HttpResponse:
    """429, with how long to wait."""
    seconds = str(error.problems[0].data["seconds"])
    if request.path.startswith(API):
        response: HttpResponse = _refusal(429, "too many requests")
    else:
        response = _problems(request, error, 429)
    response.headers["Retry-After"] = seconds
    return response


def _problems(request: HttpRequest, error: JiaoduError, status: int) -> HttpResponse:
    page = "web/parts/problems.html" if getattr(request, "htmx", False) else "web/problems.html"
    return render(request, page, {"problems": error.problems}, status=status)


def _refusal(status: int, why: str) -> JsonResponse:
    response = JsonResponse({"error": why}, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Of X-Forwarded-For only what our own proxies (JIAODU_PROXIES of them) wrote counts."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return direct
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    given = chain[-settings.PROXIES] if len(chain) >= settings.PROXIES else ""
    try:
        return str(ipaddress.ip_address(given))
    except ValueError:
        return direct


def needs(verb: str) -> Callable[[View], View]:
    """A page for those who may do a verb somewhere; the action itself asks again about the object."""

    def around(view: View) -> View:
        @functools.wraps(view)
        @login_required
        def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.actor, verb):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        cast(Any, checked).verb = verb
        return checked

    return around


def limited(kind: str) -> Callable[[View], View]:
    """A page that writes (POST) at most so often a user (LIMITS of actions/limits.py); beyond that 429."""

    def around(view: View) -> View:
        @functools.wraps(view)
        def counted(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                demand_rate(kind, f"user:{request.actor.name}" if request.actor else address_of(request))
            return view(request, *args, **kwargs)

        return counted

    return around


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: the language, the actor, what they may do anywhere."""
    actor: Actor | None = getattr(request, "actor", None)
    verbs = _verbs(actor) if actor else frozenset()
    return {
        "language": language(),
        "theme": theme_of(request),
        "actor": actor,
        "verbs": verbs,
        "menu": navigation.entries(verbs, request.path) if actor else [],
        "jobs_page": navigation.exists("/jobs/"),
        "account_page": navigation.exists("/account/"),
        "unit_name": unit_name(actor) if actor else "",
        "role_names": role_names(actor) if actor else "",
    }


def theme_of(request: HttpRequest) -> str:
    """light, dark or system, as the reader chose."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else "system"


def unit_name(actor: Actor) -> str:
    """The name of the unit that the user works for; its code where the register does not know it."""
    return _unit_name(actor.user.org, language(), int(time.monotonic() // 300)) if actor.user else ""


@functools.lru_cache(maxsize=4096)
def _unit_name(code: str, language: Language, _five_minutes: int) -> str:
    """Kept for five minutes, so that a page need not open the store for its head line."""
    try:
        unit = read_tree().last_known(code, timezone.localdate())
    except (JiaoduError, OSError):
        return code
    return (unit.name_en if language == "en" and unit.name_en else unit.name) if unit else code


def role_names(actor: Actor) -> str:
    """The names of the user's roles, each once."""
    from jiaodu.actions.roles import read_roles

    roles = read_roles()
    names = {grant.role: said(roles[grant.role].name) for grant in actor.grants if grant.role in roles}
    return say("、", ", ").join(names.values())


def _verbs(actor: Actor) -> frozenset[str]:
    from jiaodu.actions.roles import read_roles

    roles = read_roles()
    return frozenset(verb for grant in actor.grants if grant.role in roles for verb in roles[grant.role].may)
