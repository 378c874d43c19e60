"""The actor of a request, and what every page shows. Floor: web. In: requests. Out: `request.actor`, context of pages."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from jiaodu.actions.acting import Actor, NotThere, actor_of, may
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import User
from jiaodu.web.language import language

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request as views get it: with the actor where somebody is logged in."""

    actor: Actor
    user: User


class ActorMiddleware:
    """Sets `request.actor` for users who are logged in, and turns what actions refuse into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        actor = actor_of(user, address_of(request)) if user.is_authenticated else None
        cast(Any, request).actor = actor
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotThere):
            raise Http404
        if isinstance(exception, JiaoduError) and any(p.code == "A01" for p in exception.problems):
            raise PermissionDenied from exception
        return None


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; a proxy's word counts only where settings say that there is one."""
    return str(request.META.get("REMOTE_ADDR", ""))


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


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: the language, the actor, what they may do anywhere."""
    actor: Actor | None = getattr(request, "actor", None)
    return {"language": language(), "actor": actor, "verbs": _verbs(actor) if actor else frozenset()}


def _verbs(actor: Actor) -> frozenset[str]:
    from jiaodu.actions.roles import read_roles

    roles = read_roles()
    return frozenset(verb for grant in actor.grants if grant.role in roles for verb in roles[grant.role].may)
