"""The list of accounts and the slips as pages: few queries however many accounts, passwords shown once."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.hashers import check_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.town import FIRST, PATHS, Town

from jiaodu.records.models import Grant, User


def client(name: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=name))
    return made


@pytest.mark.parametrize("count", [5, 120])
def test_the_list_asks_as_much_for_many_as_for_few(town: Town, count: int, django_assert_max_num_queries: Any) -> None:
    made = User.objects.bulk_create(
        User(username=f"u{n:03d}", name="虚构", org=FIRST, path=PATHS[FIRST]) for n in range(count)
    )
    Grant.objects.bulk_create(Grant(user=user, role="school", org=FIRST, path=PATHS[FIRST]) for user in made)
    browser = client("north")
    with django_assert_max_num_queries(7):
        page = browser.get("/accounts/").content.decode()
    assert page.count("虚构第一小学") >= min(count, 40)
    with django_assert_max_num_queries(12):
        browser.get(f"/accounts/{made[0].pk}/")


def test_from_a_list_to_slips_that_open_accounts_once(town: Town) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["单位代码", "姓名", "角色", "用户名"],
        [FIRST, "虚构甲", "学校(园)", "s-1"],
        [FIRST, "虚构乙", "学校(园)", "s-2"],
    ):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    north = client("north")
    page = north.post("/accounts/list/", {"file": SimpleUploadedFile("x.xlsx", target.getvalue())})
    assert page.status_code == 200 and not User.objects.filter(username="s-1").exists()
    signed = re.search(r'name="rows" value="([^"]+)"', page.content.decode())
    assert signed
    assert client("south").post("/accounts/list/make/", {"rows": signed[1]}).status_code == 302, "signed for another"
    assert not User.objects.filter(username="s-1").exists()
    slips = north.post("/accounts/list/make/", {"rows": signed[1]})
    passwords = re.findall(r'class="secret">([^<]+)<', slips.content.decode())
    assert len(passwords) == 2 and "no-store" in slips.headers["Cache-Control"]
    users = [User.objects.get(username=name) for name in ("s-1", "s-2")]
    assert all(check_password(password, user.password) for password, user in zip(passwords, users, strict=True))
    assert north.post("/accounts/list/make/", {"rows": signed[1]}).status_code == 422, "made once"
    assert passwords[0] not in north.get(f"/accounts/{users[0].pk}/").content.decode()
    fresh = Client()
    fresh.post("/login/", {"username": "s-1", "password": passwords[0]})
    assert fresh.get("/").headers["Location"] == "/account/password/"
