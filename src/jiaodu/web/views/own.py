"""One's own account: password, second factor, tokens, sessions. Floor: web."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp import login as otp_login

from jiaodu.actions.acting import may
from jiaodu.actions.passwords import LEAST, change_password, end_sessions, is_outdated
from jiaodu.actions.roles import read_roles
from jiaodu.actions.second_factor import (
    confirm_second_factor,
    drop_second_factor,
    has_second_factor,
    must_have_second_factor,
    offer_second_factor,
    renew_recovery_codes,
)
from jiaodu.actions.tokens import MOST_DAYS, make_token, revoke_token
from jiaodu.core.base.problems import JiaoduError, Problem
from jiaodu.web.acting import Request, limited
from jiaodu.web.language import said, say
from jiaodu.web.units import unit_names


@login_required
@require_GET
def show(request: Request) -> HttpResponse:
    """Who I am here, what I may do, and what keeps the account safe."""
    grants = request.actor.grants
    names = unit_names([request.user.org, *(grant.org for grant in grants)])
    roles = read_roles()
    context = {
        "unit": names[request.user.org],
        "grants": [
            {"role": said(roles[g.role].name), "unit": names[g.org], "forms": g.forms, "until": g.until}
            for g in grants
            if g.role in roles
        ],
        "second_factor": has_second_factor(request.user),
        "must_second_factor": must_have_second_factor(request.actor),
        "may_tokens": may(request.actor, "token.own"),
    }
    return render(request, "web/own/show.html", context)


@sensitive_post_parameters("present", "new", "again")
@login_required
@limited("password")
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    """Choose a password. All other sessions of the account end."""
    is_first = request.user.must_change_password
    found: Sequence[Problem] = ()
    differ = False
    if request.method == "POST":
        new = request.POST.get("new", "")
        differ = new != request.POST.get("again", "")
        try:
            if not differ:
                user = change_password(request.actor, request.POST.get("present", ""), new)
                update_session_auth_hash(request, user)
                messages.success(
                    request,
                    say("密码已改，别处的登录都已退出。", "The password is changed; all other sessions have ended."),
                )
                return redirect("workbench" if is_first else "own")
        except JiaoduError as error:
            found = error.problems
    context = {
        "problems": found,
        "differ": differ,
        "is_first": is_first,
        "is_outdated": is_outdated(request.user),
        "least": LEAST,
    }
    return render(request, "web/own/password.html", context, status=422 if found or differ else 200)


@sensitive_post_parameters("code")
@login_required
@limited("code")
@require_http_methods(["GET", "POST"])
def second_factor(request: Request) -> HttpResponse:
    """Set up the second factor: a picture for the telephone, the first code back, recovery codes once."""
    found: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            device, codes = confirm_second_factor(request.actor, request.POST.get("code", ""))
            otp_login(request, device)
            return render(request, "web/own/codes.html", {"codes": codes, "is_first": True})
        except JiaoduError as error:
            found = error.problems
    offer = offer_second_factor(request.actor)
    context = {
        "problems": found,
        "offer": offer,
        "picture": mark_safe(offer.picture),
        "must": must_have_second_factor(request.actor),
        "again": has_second_factor(request.user),
    }
    return render(request, "web/own/second_factor.html", context, status=422 if found else 200)


@login_required
@limited("code")
@require_POST
def recovery_codes(request: Request) -> HttpResponse:
    """New recovery codes, shown once."""
    return render(request, "web/own/codes.html", {"codes": renew_recovery_codes(request.actor)})


@login_required
@require_POST
def second_factor_off(request: Request) -> HttpResponse:
    """The owner switches it off where no role must have it."""
    drop_second_factor(request.actor)
    messages.success(request, say("第二步验证已关闭。", "The second step is off."))
    return redirect("own")


@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: Request) -> HttpResponse:
    """Tokens for programs; a new one is shown once, on the answer to the request that made it."""
    may_here = may(request.actor, "token.own")
    made = None
    found: Sequence[Problem] = ()
    if request.method == "POST":
        days = request.POST.get("days", "")
        try:
            made = make_token(
                request.actor,
                request.POST.get("name", ""),
                int(days) if days.isdecimal() and len(days) < 5 else 0,
                request.POST.get("write") == "1",
            )
        except JiaoduError as error:
            if any(p.code == "A01" for p in error.problems):
                raise
            found = error.problems
    kept = request.user.tokens.order_by("-created")[:100]
    context = {
        "made": made,
        "tokens": kept,
        "problems": found,
        "most": MOST_DAYS,
        "may_here": may_here,
        "now": timezone.now(),
    }
    return render(request, "web/own/tokens.html", context, status=422 if found else 200)


@login_required
@require_POST
def token_end(request: Request, number: int) -> HttpResponse:
    """End a token."""
    revoke_token(request.actor, number)
    messages.success(request, say("令牌已作废。", "The token is void."))
    return redirect("own-tokens")


@login_required
@require_POST
def sessions_end(request: Request) -> HttpResponse:
    """Log out everywhere else."""
    user = end_sessions(request.actor)
    update_session_auth_hash(request, user)
    messages.success(request, say("别处的登录都已退出。", "All other sessions have ended."))
    return redirect("own")


urlpatterns = [
    path("account/", show, name="own"),
    path("account/password/", password, name="own-password"),
    path("account/second-factor/", second_factor, name="own-second-factor"),
    path("account/second-factor/codes/", recovery_codes, name="own-recovery-codes"),
    path("account/second-factor/off/", second_factor_off, name="own-second-factor-off"),
    path("account/tokens/", tokens, name="own-tokens"),
    path("account/tokens/<int:number>/end/", token_end, name="own-token-end"),
    path("account/sessions/end/", sessions_end, name="own-sessions-end"),
]
