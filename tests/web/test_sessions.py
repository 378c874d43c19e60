"""Logging in and staying in: lockout, first passwords, second factor, tokens, clocks, limits, headers."""

from __future__ import annotations

import time

import pytest
from django.http import HttpRequest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.town import FIRST, PASSWORD, Town

from jiaodu.actions.accounts import reset_password, unlock_account
from jiaodu.actions.acting import Actor, actor_of
from jiaodu.actions.limits import count_attempt
from jiaodu.actions.passwords import check_new_password, one_time_password
from jiaodu.actions.tokens import make_token
from jiaodu.records.models import ApiToken, AuditEntry, User
from jiaodu.web.acting import address_of

NEW = "青山-绿水-4417"


def log_in(client: Client, username: str, password: str = PASSWORD, **extra: str) -> int:
    return client.post("/login/", {"username": username, "password": password} | extra).status_code


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_login_gets_a_new_session_and_an_audit_line(town: Town) -> None:
    client = Client()
    client.post("/language/", {"language": "en"})
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    assert log_in(client, "first") == 302 and client.cookies["sessionid"].value != before
    assert AuditEntry.objects.get(deed="login").user == "first"
    assert client.cookies["sessionid"]["httponly"] and client.cookies["sessionid"]["samesite"] == "Lax"


def test_five_wrong_passwords_lock_this_address_until_the_office_unlocks(town: Town) -> None:
    client = Client()
    assert [log_in(client, "first", "falsch") for _ in range(6)] == [422, 422, 422, 422, 429, 429]
    assert log_in(client, "first") == 429 and not is_in(client)
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert log_in(elsewhere, "first") == 302
    unlock_account(actor_of(User.objects.get(username="north")), User.objects.get(username="first").pk)
    assert log_in(client, "first") == 302
    assert AuditEntry.objects.filter(deed="login.failed", subject="user:first").count() == 7


def test_a_stranger_and_a_wrong_password_look_alike_and_what_was_typed_is_not_kept(town: Town) -> None:
    pages = [Client().post("/login/", {"username": name, "password": "x"}) for name in ("first", "geheim-passwort")]
    texts = [page.content.decode().replace("geheim-passwort", "first") for page in pages]
    assert texts[0].count("用户名或密码不对") == texts[1].count("用户名或密码不对") == 1
    assert not AuditEntry.objects.filter(subject__contains="geheim").exists()


@pytest.mark.parametrize("back", ["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_login_leads_away(town: Town, back: str) -> None:
    response = Client().post("/login/", {"username": "first", "password": PASSWORD, "next": back})
    assert response.headers["Location"] == "/"


def test_a_first_password_leads_to_one_page_only_and_is_gone_after_it(town: Town) -> None:
    issued = reset_password(Actor(None), User.objects.get(username="first").pk)
    client = Client()
    assert log_in(client, "first", issued.password) == 302
    for path in ("/", "/account/tokens/", "/jobs/", "/tasks/1/"):
        assert client.get(path).headers["Location"] == "/account/password/"
    other = Client()
    log_in(other, "first", issued.password)
    sent = {"present": issued.password, "new": NEW, "again": NEW}
    assert client.post("/account/password/", sent | {"again": "anders"}).status_code == 422
    assert client.post("/account/password/", sent | {"new": "kurz", "again": "kurz"}).status_code == 422
    assert client.post("/account/password/", sent).status_code == 302
    assert is_in(client) and not is_in(other)
    assert log_in(Client(), "first", issued.password) == 422 and log_in(Client(), "first", NEW) == 302


def test_a_first_password_stops_working(town: Town, settings: object) -> None:
    settings.ONE_TIME_PASSWORD_DAYS = -1  # type: ignore[attr-defined]
    issued = reset_password(Actor(None), User.objects.get(username="first").pk)
    page = Client().post("/login/", {"username": "first", "password": issued.password})
    assert page.status_code == 422 and "过期" in page.content.decode()


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("kurz1", {"A02"}),
        ("password123", {"A03"}),
        ("qwertyuiop12", {"A03"}),
        ("1234567890", {"A03", "A05"}),
        ("aaaaaaaaaa1", {"A03", "A05"}),
        ("9902010001-abc", {"A04"}),
        ("xx-zhangwei-77", {"A04"}),
        ("x" * 257, {"A25"}),
        (NEW, set()),
        ("vier tassen kalter tee 7", set()),
    ],
)
def test_rules_of_passwords(password: str, wrong: set[str]) -> None:
    user = User(username="zhangwei", name="虚构", org="9902010001")
    assert {p.code for p in check_new_password(password, user)} == wrong


def test_one_time_passwords_are_good_and_never_alike() -> None:
    made = {one_time_password() for _ in range(500)}
    assert len(made) == 500 and all(not set(p) & set("0oO1lIi") and len(p) == 17 for p in made)


def code_of(device: TOTPDevice, ahead: int = 0) -> str:
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, ahead):06d}"


def test_the_second_factor_from_picture_to_recovery_code(town: Town) -> None:
    client, user = Client(), User.objects.get(username="first")
    log_in(client, "first")
    page = client.get("/account/second-factor/").content.decode()
    device = TOTPDevice.objects.get(user=user)
    assert "<svg" in page and "style=" not in page
    answer = client.post("/account/second-factor/", {"code": code_of(device)})
    codes = [part.split("</code>")[0] for part in answer.content.decode().split("<li><code>")[1:]]
    assert len(codes) == 10
    assert not any(code.replace("-", "") in str(list(user.staticdevice_set.get().token_set.values())) for code in codes)
    device.refresh_from_db()

    late = Client()
    assert log_in(late, "first") == 302 and not is_in(late)
    assert late.get("/account/").status_code == 302
    assert late.post("/login/code/", {"code": code_of(device)}).status_code == 422, "a code works once"
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert late.post("/login/code/", {"code": code_of(device, 1)}).status_code == 302 and is_in(late)

    paper = Client()
    log_in(paper, "first")
    assert paper.post("/login/code/", {"code": codes[0].upper()}).status_code == 302 and is_in(paper)
    again = Client()
    log_in(again, "first")
    assert again.post("/login/code/", {"code": codes[0]}).status_code == 422


def test_a_password_alone_is_no_login_where_there_is_a_second_factor(town: Town) -> None:
    user = User.objects.get(username="first")
    TOTPDevice.objects.create(user=user, name="x", confirmed=True)
    client = Client()
    log_in(client, "first")
    assert client.get("/").headers["Location"].startswith("/login/")
    reset_password(Actor(None), user.pk)  # the pending login was for the old password
    assert client.get("/login/code/").headers["Location"] == "/login/"
    assert Client().get("/login/code/").headers["Location"] == "/login/"


def test_a_role_that_must_have_one_sees_nothing_before(town: Town, settings: object) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({"city_office"})  # type: ignore[attr-defined]
    client = Client()
    log_in(client, "city")
    assert client.get("/accounts/").headers["Location"] == "/account/second-factor/"
    device = TOTPDevice.objects.get_or_create(user=User.objects.get(username="city"), confirmed=False)[0]
    client.post("/account/second-factor/", {"code": code_of(device)})
    assert client.get("/accounts/").status_code == 200
    assert client.post("/account/second-factor/off/").status_code == 403


def test_sessions_end_by_clock_and_by_hand(town: Town, settings: object) -> None:
    client, other = Client(), Client()
    log_in(client, "first")
    log_in(other, "first")
    client.post("/account/sessions/end/")
    assert is_in(client) and not is_in(other)
    session = client.session
    session["seen"] = int(time.time()) - 61 * 60
    session.save()
    assert not is_in(client)
    log_in(client, "first")
    session = client.session
    session["began"] = int(time.time()) - 13 * 3600
    session.save()
    assert not is_in(client)


def test_a_closed_account_is_out_at_once(town: Town) -> None:
    client = Client()
    log_in(client, "first")
    User.objects.filter(username="first").update(is_active=False)
    assert not is_in(client) and log_in(Client(), "first") == 422


def test_tokens_speak_for_their_owner_and_no_cookie_does(town: Town) -> None:
    first = User.objects.get(username="first")
    text = make_token(actor_of(first), "x", 5).text
    assert text not in str(list(ApiToken.objects.values()))
    head = {"Authorization": f"Bearer {text}"}
    answer = Client(enforce_csrf_checks=True).get("/api/whoami/", headers=head)
    assert answer.json()["user"] == "first" and answer.json()["org"] == FIRST
    assert Client(enforce_csrf_checks=True).post("/api/whoami/", headers=head).status_code == 403, "reads only"
    with_cookie = Client()
    with_cookie.force_login(first)
    assert with_cookie.get("/api/whoami/").status_code == 401
    assert Client().get("/account/", headers=head).status_code == 302, "a token opens no page"
    for change in ({"expires": "2020-01-01T00:00Z"}, {"revoked": "2020-01-01T00:00Z"}):
        other = make_token(actor_of(first), "y", 5)
        ApiToken.objects.filter(pk=other.token.pk).update(**change)
        assert Client().get("/api/whoami/", headers={"Authorization": f"Bearer {other.text}"}).status_code == 401
    User.objects.filter(username="first").update(is_active=False)
    assert Client().get("/api/whoami/", headers=head).status_code == 401


def test_a_token_that_reads_only_has_no_other_verb(town: Town) -> None:
    from jiaodu.actions.acting import may
    from jiaodu.actions.tokens import actor_of_token

    first = actor_of(User.objects.get(username="first"))
    reads = actor_of_token(make_token(first, "x", 5).text, "")
    writes = actor_of_token(make_token(first, "x", 5, True).text, "")
    assert reads and writes
    assert may(reads, "task.see") and not may(reads, "task.fill") and may(writes, "task.fill")


def test_limits_count_over_processes_and_say_when_to_come_back(town: Town, settings: object) -> None:
    settings.LIMITS = {"api.address": (3, 3600)}  # type: ignore[attr-defined]
    answers = [Client().get("/api/whoami/") for _ in range(5)]
    assert [a.status_code for a in answers] == [401, 401, 401, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert Client(REMOTE_ADDR="10.1.1.1").get("/api/whoami/").status_code == 401
    assert [count_attempt("upload", "a"), count_attempt("upload", "a"), count_attempt("upload", "b")] == [1, 2, 1]


def test_a_forwarded_address_counts_only_from_our_own_proxies(settings: object) -> None:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9"}
    assert address_of(request) == "127.0.0.1"
    settings.PROXIES = 1  # type: ignore[attr-defined]
    assert address_of(request) == "203.0.113.9"
    settings.PROXIES = 3  # type: ignore[attr-defined]
    assert address_of(request) == "127.0.0.1"


def test_headers_of_every_page(town: Town) -> None:
    client = Client()
    client.force_login(User.objects.get(username="first"))
    for path in ("/", "/login/", "/nowhere/", "/account/"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
        assert "no-store" in headers["Cache-Control"] and "camera=()" in headers["Permissions-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"


def test_forms_need_their_token(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="north"))
    assert client.post(f"/accounts/{User.objects.get(username='first').pk}/close/").status_code == 403
    assert log_in(Client(enforce_csrf_checks=True), "first") == 403


def test_a_script_is_told_to_log_in_again(town: Town) -> None:
    answer = Client().get("/jobs/", headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer.headers["HX-Redirect"] == "/login/"
