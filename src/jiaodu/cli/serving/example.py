"""`jiaodu serve --example`: a deployment to try out, out of the examples. Floor: cli. In: an empty folder. Out: store, accounts, a round.

Never mixed with a real deployment: a folder that holds anything else is refused, and accounts get passwords made on the spot.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from jiaodu.cli import load
from jiaodu.cli.demo import examples_folder
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import load_framework

MARK = "example.json"
CITY, COUNTY, PACKS, YEAR = "990100", "990101", ("compulsory-balance@2017",), 2024
DUTY, ITEMS = "provincial-duty@2020", "school-items@1"
# readable aloud and on a bad screen
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def prepare_example(out: Output, data: Path, *, fresh: bool) -> None:
    """Make the example where it is not there yet, and show one login per role; `fresh` makes new passwords for them."""
    from jiaodu.cli.serving.example_people import LOGINS, make_people, renew
    from jiaodu.cli.serving.example_round import make_round

    state = _state(data)
    if state == "done":
        if fresh:
            _show(out, renew(_passwords(LOGINS)))
        else:
            out.line(
                "示例部署已经建好;试用口令只在建立时显示。要新的口令:make serve SERVE_ARGS=--new-logins",
                "the example is there already; its logins were shown when it was made. For new passwords: make serve SERVE_ARGS=--new-logins",
            )
        return
    if state == "foreign":
        raise JiaoduError(problem("U05", Place(str(data)), data=str(data)))
    if state == "begun":
        _clear(data)
    (data / MARK).write_text(json.dumps({"state": "begun"}))
    out.line("正在建立示例部署,约一分钟 …", "making the example, about a minute …")
    answers = _load_examples(out, data)
    passwords = _passwords(LOGINS)
    make_people(passwords)
    make_round(out, answers)
    shutil.rmtree(answers)
    unfinished = data / f"{MARK}.new"
    unfinished.write_text(json.dumps({"state": "done"}))
    os.replace(unfinished, data / MARK)
    _show(out, passwords)


def _state(data: Path) -> str:
    """done, begun (a start that was broken off), empty, or foreign: somebody's own."""
    from jiaodu.records.models import User

    mark = data / MARK
    if mark.exists():
        return str(json.loads(mark.read_text()).get("state", "begun"))
    return "foreign" if (data / "store").exists() or User.objects.exists() else "empty"


def _clear(data: Path) -> None:
    """What a broken start left: all of it is example data."""
    from django.core.management import call_command

    for name in ("store", "answers", "evidence"):
        shutil.rmtree(data / name, ignore_errors=True)
    call_command("flush", verbosity=0, interactive=False)


def _load_examples(out: Output, data: Path) -> Path:
    """The two real inputs, and of the county all but what its schools return for the year; that goes to a store aside, for their hands."""
    examples, county = examples_folder(), examples_folder() / "county"
    here, answers = Store(data / "store"), Store(data / "answers")
    known = [county / name for name in ("register.xlsx", "2022", "2023", "2024/statistics.xlsx")]
    _bring(out, here, DUTY, [examples / "provinces", examples / "beijing-2019"])
    _bring(out, here, ITEMS, known)
    shutil.copytree(here.folder, answers.folder)
    _bring(out, answers, ITEMS, [county / "2024" / "departments.xlsx", county / "2024" / "returns"], accept_good=True)
    _bring(out, answers, ITEMS, [county / "2024" / "corrected"])
    return answers.folder


def _bring(out: Output, store: Store, pack: str, paths: list[Path], accept_good: bool = False) -> None:
    framework = load_framework(pack, [])
    asked = Namespace(data=[str(p) for p in paths], form=None, source=None, prefer=[], accept_good=accept_good)
    returns = load.read_batch(out, store, framework, asked)
    if load.stands_against(returns):
        raise JiaoduError(p for p in returns.intake.problems if p.severity == "error")
    manifest = load.commit(store, framework, returns.intake, returns.contacts)
    names = "、".join(p.name for p in paths)
    if store.folder.name == "store":
        out.line(f"  已装入 {names}:快照 {manifest.name}", f"  loaded {names}: snapshot {manifest.name}")


def _passwords(logins: Mapping[str, object]) -> dict[str, str]:
    return {name: "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)) for name in logins}


def _show(out: Output, passwords: Mapping[str, str]) -> None:
    from jiaodu.actions.roles import read_roles
    from jiaodu.cli.serving.example_people import LOGINS

    roles = read_roles()
    out.heading(
        "登录名和口令(只供试用,只显示这一次;人名和单位都是虚构的)",
        "logins (to try out only, shown this once; people and units are invented)",
    )
    rows = [
        [name, passwords[name], out.text(roles[login.role].name), login.name]
        for name, login in LOGINS.items()
        if name in passwords
    ]
    headings = [("登录名", "login"), ("口令", "password"), ("岗位", "role"), ("谁", "who")]
    out.table(headings, rows, marked=False)
