"""`jiaodu account`: the first accounts of a deployment, and a way back in. Floor: cli. All others are made on the pages."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.output import Output
from jiaodu.cli.serving.opening import open_deployment
from jiaodu.core.base.problems import JiaoduError, problem


def run(options: Any) -> int:
    """Make an account, or give one a new one-time password; shown here and kept nowhere."""
    out = Output(options)
    open_deployment(options, make=True, migrate=True)
    from jiaodu.actions.accounts import Issued

    issued: Issued = _make(options) if options.word == "make" else _reset(options)
    out.line(
        f"登录名 {issued.user.username},一次性口令 {issued.password}(只显示这一次,首次登录后必须更换)",
        f"login {issued.user.username}, one-time password {issued.password} (shown this once; to be changed at the first log-in)",
        style="bold",
    )
    return 0


def _make(options: Any) -> Any:
    from jiaodu.actions.accounts import Person, make_account, place_of
    from jiaodu.actions.acting import Actor
    from jiaodu.actions.giving import Wish

    person = Person(options.username, options.name, options.org, options.department)
    wish = Wish(options.role, options.org, place_of(options.org), department=options.department)
    return make_account(Actor(None, door="command"), person, [wish])


def _reset(options: Any) -> Any:
    from jiaodu.actions.accounts import reset_password
    from jiaodu.actions.acting import Actor
    from jiaodu.records.models import User

    user = User.objects.filter(username=options.username).first()
    if user is None:
        raise JiaoduError(problem("U06", username=options.username))
    return reset_password(Actor(None, door="command"), user.pk)
