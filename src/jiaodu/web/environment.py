"""What settings read from the environment: the database and the secret. Floor: web."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database_of(data: Path) -> dict[str, Any]:
    """SQLite in the data folder, or the PostgreSQL server of JIAODU_DATABASE_URL (postgresql://user:password@host:port/name)."""
    url = os.environ.get("JIAODU_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "records.sqlite3",
            # opening it costs more than a query, and closing the last connection writes the whole log back: kept open
            "CONN_MAX_AGE": 600,
            # one writer at a time, who takes the lock when the transaction begins; readers go on (WAL)
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA journal_size_limit=67108864;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"JIAODU_DATABASE_URL: postgresql://… expected, not {parts.scheme}://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def secret_of(data: Path) -> str:
    """JIAODU_SECRET_KEY, else the data folder's own secret, made once and readable by its owner only.

    Where the folder does not exist (a type checker, a test) the secret lasts as long as the process.
    """
    given = os.environ.get("JIAODU_SECRET_KEY", "")
    if given:
        return given
    fresh = secrets.token_urlsafe(50)
    if not data.is_dir():
        return fresh
    path = data / "secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(fresh)
    return fresh


_HERE = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def is_open_to_others(hosts: Iterable[str]) -> bool:
    """Whether a host name is not this machine's own."""
    return any(host.strip() not in _HERE for host in hosts)


def number_of(name: str, default: int) -> int:
    """A whole number from the environment. Raises ValueError that names the variable."""
    given = os.environ.get(name, "").strip()
    if not given:
        return default
    if not given.isdigit():
        raise ValueError(f"{name}: a whole number expected, not {given!r}")
    return int(given)
