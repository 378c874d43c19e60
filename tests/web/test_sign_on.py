"""Sign-on against a small provider in this process, on the loopback: only the right token of the right provider opens an account."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from tests.town import Town

from jiaodu.records.models import AuditEntry, User

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(HTTPServer):
    """Answers two questions: its keys, and the token for a code."""

    claims: dict[str, Any]
    key = KEY
    status = 200
    asked: dict[str, list[str]]


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        self._send({"keys": [public | {"kid": "1", "alg": "RS256"}]})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked = parse_qs(body)
        token = jwt.encode(self.server.claims, self.server.key, "RS256", {"kid": "1"})
        self._send({"id_token": token, "access_token": "x"}, self.server.status)

    def _send(self, content: object, status: int = 200) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def provider(settings: Any, town: Town) -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET, settings.OIDC_OP_ISSUER = "jiaodu", "s", base
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT, settings.OIDC_OP_TOKEN_ENDPOINT = base + "/a", base + "/t"
    settings.OIDC_OP_USER_ENDPOINT, settings.OIDC_OP_JWKS_ENDPOINT = base + "/u", base + "/k"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "jiaodu.web.sign_on.SignOn"]
    User.objects.filter(username="first").update(external_id="person-7")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def go(provider: Provider, client: Client, **changes: Any) -> Any:
    """To the provider and back, with a token whose claims are changed; None leaves a claim out."""
    there = client.get("/sign-on/?next=/account/")
    sent = {name: values[0] for name, values in parse_qs(urlsplit(there.headers["Location"]).query).items()}
    assert sent["code_challenge_method"] == "S256" and sent["state"] and sent["nonce"]
    base = f"http://127.0.0.1:{provider.server_port}"
    claims = {"iss": base, "aud": "jiaodu", "sub": "person-7", "nonce": sent["nonce"], "exp": time.time() + 60}
    provider.claims = {name: value for name, value in (claims | changes).items() if value is not None}
    return client.get("/sign-on/back/", {"code": "c", "state": changes.pop("state", sent["state"])})


def test_the_right_token_opens_the_account_that_is_tied_to_it(provider: Provider) -> None:
    client = Client()
    answer = go(provider, client)
    assert answer.headers["Location"] == "/account/" and client.get("/account/").status_code == 200
    assert provider.asked["code_verifier"] and AuditEntry.objects.get(deed="login").after == {"how": "sign-on"}
    assert "oidc_access_token" not in client.session


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"azp": "another"},
        {"exp": 1},
        {"exp": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": "person-8"},
        {"sub": "first"},
        {"sub": None},
    ],
    ids=str,
)
def test_any_other_token_opens_nothing(provider: Provider, changes: dict[str, Any]) -> None:
    client, count = Client(), User.objects.count()
    go(provider, client, **changes)
    assert client.get("/account/").status_code == 302 and User.objects.count() == count


def test_neither_a_foreign_signature_nor_a_broken_provider_nor_a_closed_account(provider: Provider) -> None:
    client = Client()
    provider.key = OTHER
    go(provider, client)
    assert client.get("/account/").status_code == 302
    provider.key, provider.status = KEY, 500
    assert go(provider, client).headers["Location"] == "/login/"
    provider.status = 200
    User.objects.filter(username="first").update(is_active=False)
    assert go(provider, client).headers["Location"] == "/login/"
    assert "没有成功" in client.get("/login/").content.decode()


def test_a_state_of_another_session_is_refused(provider: Provider) -> None:
    assert Client().get("/sign-on/back/", {"code": "c", "state": "s"}).headers["Location"] == "/login/"
    client = Client(raise_request_exception=False)
    client.get("/sign-on/")
    assert client.get("/sign-on/back/", {"code": "c", "state": "forged"}).status_code == 400
