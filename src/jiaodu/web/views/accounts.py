"""Other people's accounts: the list, one account, and the deeds on it. Floor: web."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaodu.actions import accounts as deeds
from jiaodu.actions.accounts import Issued, Person
from jiaodu.actions.acting import may
from jiaodu.actions.giving import Wish, givable_roles, may_manage
from jiaodu.actions.roles import read_roles
from jiaodu.actions.second_factor import has_second_factor, lift_second_factor
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.records.models import User
from jiaodu.web.acting import Request, limited, needs
from jiaodu.web.language import said, say
from jiaodu.web.units import unit_names

PAGE = 50
STATES = ("open", "closed", "new", "first")


@needs("account.see")
@require_GET
def index(request: Request) -> HttpResponse:
    """The accounts in reach, searched and filtered, fifty a page."""
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("q", "role", "state", "org")}
    found = deeds.search_accounts(request.actor, asked["q"], asked["role"], asked["state"], asked["org"])
    page = Paginator(found.prefetch_related("grants"), PAGE).get_page(request.GET.get("page"))
    roles = read_roles()
    names = unit_names(user.org for user in page)
    rows = [
        {
            "user": user,
            "unit": names[user.org],
            "roles": [said(roles[g.role].name) for g in user.grants.all() if g.role in roles],
        }
        for user in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "asked": asked,
        "query": _query(asked),
        "roles": [(id_, said(role.name)) for id_, role in roles.items()],
        "may_manage": may(request.actor, "account.manage"),
    }
    return render(request, "web/accounts/index.html", context)


@needs("account.manage")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """One account by hand."""
    found: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            person, wish = _person(request.POST), _wish(request.POST)
            issued = deeds.make_account(request.actor, person, [wish])
            return slips(request, [issued])
        except JiaoduError as error:
            found = _shown(error)
    context = {"problems": found, "given": request.POST or {"org": request.GET.get("org", "")}, **_choices(request)}
    return render(request, "web/accounts/new.html", context, status=422 if found else 200)


@needs("account.see")
@require_GET
def show(request: Request, number: int) -> HttpResponse:
    """One account: who, which rights, and what may be done."""
    return _show(request, deeds.find_account(request.actor, number))


@needs("account.manage")
@require_POST
def change(request: Request, number: int) -> HttpResponse:
    """Correct name, unit, department, telephone."""
    try:
        deeds.change_account(request.actor, number, _person(request.POST))
    except JiaoduError as error:
        return _show(request, deeds.find_account(request.actor, number), _shown(error))
    messages.success(request, say("已更正。", "Corrected."))
    return redirect("account", number)


@needs("account.reset")
@limited("reset")
@require_POST
def reset(request: Request, number: int) -> HttpResponse:
    """A one-time password, shown on the slip that is the answer."""
    try:
        return slips(request, [deeds.reset_password(request.actor, number)])
    except JiaoduError as error:
        return _show(request, deeds.find_account(request.actor, number), _shown(error))


@needs("account.reset")
@require_POST
def unlock(request: Request, number: int) -> HttpResponse:
    """Forget failed tries."""
    return _deed(request, number, deeds.unlock_account, say("已解锁。", "Unlocked."))


@needs("account.reset")
@require_POST
def lift(request: Request, number: int) -> HttpResponse:
    """Lift the second factor of somebody who lost their telephone."""
    return _deed(request, number, lift_second_factor, say("第二步验证已解除。", "The second step is lifted."))


@needs("account.manage")
@require_POST
def close(request: Request, number: int) -> HttpResponse:
    """Close an account."""
    return _deed(request, number, deeds.close_account, say("账号已停用。", "The account is closed."))


@needs("account.manage")
@limited("reset")
@require_POST
def reopen(request: Request, number: int) -> HttpResponse:
    """Open a closed account again, with a one-time password."""
    try:
        return slips(request, [deeds.open_account(request.actor, number)])
    except JiaoduError as error:
        return _show(request, deeds.find_account(request.actor, number), _shown(error))


@needs("account.manage")
@require_POST
def hand_over(request: Request, number: int) -> HttpResponse:
    """Somebody leaves, a colleague takes over."""
    given = request.POST.get("successor", "")
    heir = int(given) if given.isdecimal() and len(given) < 12 else 0
    try:
        deeds.hand_over(request.actor, number, heir)
    except JiaoduError as error:
        return _show(request, deeds.find_account(request.actor, number), _shown(error))
    messages.success(request, say("已交接，原账号停用。", "Handed over; the account that was left is closed."))
    return redirect("account", heir)


@needs("grant.manage")
@require_POST
def grant(request: Request, number: int) -> HttpResponse:
    """Another role."""
    try:
        deeds.add_grant(request.actor, number, _wish(request.POST))
    except JiaoduError as error:
        return _show(request, deeds.find_account(request.actor, number), _shown(error))
    messages.success(request, say("已授权。", "Granted."))
    return redirect("account", number)


@needs("grant.manage")
@require_POST
def grant_end(request: Request, number: int, grant_number: int) -> HttpResponse:
    """A role ends."""
    try:
        deeds.end_grant(request.actor, number, grant_number)
    except JiaoduError as error:
        return _show(request, deeds.find_account(request.actor, number), _shown(error))
    messages.success(request, say("已收回。", "The role is withdrawn."))
    return redirect("account", number)


def slips(request: Request, issued: list[Issued]) -> HttpResponse:
    """First-login slips to print, one a person; the only time that these passwords are seen."""
    names = unit_names(one.user.org for one in issued)
    issued = sorted(issued, key=lambda one: (one.user.path, one.user.username))
    context = {
        "slips": [{"user": one.user, "password": one.password, "unit": names[one.user.org]} for one in issued],
        "address": request.build_absolute_uri("/"),
        "days": settings.ONE_TIME_PASSWORD_DAYS,
        "until": timezone.localdate() + dt.timedelta(days=settings.ONE_TIME_PASSWORD_DAYS),
    }
    return render(request, "web/accounts/slips.html", context)


def _deed(request, number, deed, said_after):
    try:
        deed(request.actor, number)
    except JiaoduError as error:
        return _show(request, deeds.find_account(request.actor, number), _shown(error))
    messages.success(request, said_after)
    return redirect("account", number)


def _show(request: Request, user: User, problems: Sequence[Problem] = ()) -> HttpResponse:
    roles, grants = read_roles(), list(user.grants.all())
    names = unit_names([user.org, *(g.org for g in grants)])
    manageable = may_manage(request.actor, user, grants)
    colleagues = deeds.accounts_within(request.actor, "account.manage").filter(org=user.org, is_active=True)
    place = user.path or "/"
    context = {
        "shown": user,
        "unit": names[user.org],
        "problems": problems,
        "grants": [
            {"grant": g, "role": said(roles[g.role].name) if g.role in roles else g.role, "unit": names[g.org]}
            for g in grants
        ],
        "second_factor": has_second_factor(user),
        "locked": AccessAttempt.objects.filter(
            username=user.username, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
        ).exists(),
        "manage": manageable and may(request.actor, "account.manage", place),
        "reset": manageable and may(request.actor, "account.reset", place),
        "give": manageable and may(request.actor, "grant.manage", place),
        "is_me": request.user.pk == user.pk,
        "colleagues": colleagues.exclude(pk=user.pk).order_by("name")[:100],
        "given": {"org": user.org},
        **_choices(request),
    }
    return render(request, "web/accounts/show.html", context, status=422 if problems else 200)


def _choices(request: Request) -> dict[str, object]:
    roles = read_roles()
    return {"roles": [(id_, said(roles[id_].name)) for id_ in givable_roles(request.actor)]}


def _person(given: QueryDict) -> Person:
    return Person(**{name: given.get(name, "").strip() for name in deeds.NAMES})


def _wish(given: QueryDict) -> Wish:
    org = given.get("grant_org", "").strip() or given.get("org", "").strip()
    forms = tuple(dict.fromkeys(given.get("forms", "").replace(",", " ").replace("，", " ").replace("、", " ").split()))
    start, end = _day(given.get("from_day", "")), _day(given.get("until", ""))
    return Wish(
        given.get("role", ""),
        org,
        deeds.place_of(org),
        forms[:200],
        given.get("grant_department", "").strip(),
        start,
        end,
    )


def _day(given: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError as error:
        raise JiaoduError(problem("A26", start=given, end="")) from error


def _shown(error: JiaoduError) -> Sequence[Problem]:
    """What was wrong, for the page that asked; a verb that is forbidden is a page of its own."""
    if any(p.code in ("A01", "A23") for p in error.problems):
        raise error
    return error.problems


def _query(asked: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in asked.items() if value})
    return query.urlencode()


urlpatterns = [
    path("accounts/", index, name="accounts"),
    path("accounts/new/", new, name="account-new"),
    path("accounts/<int:number>/", show, name="account"),
    path("accounts/<int:number>/change/", change, name="account-change"),
    path("accounts/<int:number>/reset/", reset, name="account-reset"),
    path("accounts/<int:number>/unlock/", unlock, name="account-unlock"),
    path("accounts/<int:number>/second-factor/lift/", lift, name="account-lift"),
    path("accounts/<int:number>/close/", close, name="account-close"),
    path("accounts/<int:number>/reopen/", reopen, name="account-reopen"),
    path("accounts/<int:number>/hand-over/", hand_over, name="account-hand-over"),
    path("accounts/<int:number>/grants/", grant, name="account-grant"),
    path("accounts/<int:number>/grants/<int:grant_number>/end/", grant_end, name="account-grant-end"),
]
