"""The way to a provider of sign-on and back. Floor: web."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from jiaodu.actions.limits import demand_rate
from jiaodu.actions.signing_in import note_failure
from jiaodu.web.acting import address_of
from jiaodu.web.language import say
from jiaodu.web.views.sessions import enter


def _demand_setting(request: HttpRequest) -> None:
    if not settings.OIDC_RP_CLIENT_ID:
        raise Http404
    demand_rate("login.address", address_of(request))


class Start(OIDCAuthenticationRequestView):
    """Off to the provider, with state, nonce and a challenge that only this session can answer."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _demand_setting(request)
        return super().dispatch(request, *args, **kwargs)


class Back(OIDCAuthenticationCallbackView):
    """Back from the provider: in, or at the login page with a word."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _demand_setting(request)
        return super().dispatch(request, *args, **kwargs)

    def login_success(self) -> HttpResponseBase:
        return enter(self.request, self.user, "sign-on", self.success_url)

    def login_failure(self) -> HttpResponseBase:
        note_failure("", address_of(self.request), "sign-on")
        messages.error(
            self.request,
            say(
                "统一身份登录没有成功：您的身份没有对应的在用账号，请找上级督导机构。",
                "Sign-on did not succeed: no open account here is tied to you; ask the supervision office above.",
            ),
        )
        return redirect("login")


urlpatterns = [
    path("sign-on/", Start.as_view(), name="sign-on"),
    path("sign-on/back/", Back.as_view(), name="sign-on-back"),
]
