"""`jiaodu serve`: the web pages, from an empty folder to a printed address. Floor: cli."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output


def run(options: Any) -> int:
    """Bring the tables up to date and serve until stopped."""
    Path(options.data).mkdir(parents=True, exist_ok=True)
    os.environ["JIAODU_DATA"] = str(options.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiaodu.web.settings")
    import django
    from django.core.management import call_command
    from granian.constants import Interfaces
    from granian.server import Server

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    Output(options).line(
        f"打开 http://{options.host}:{options.port}/", f"open http://{options.host}:{options.port}/", style="bold"
    )
    Server(
        "jiaodu.web.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
    ).serve()
    return 0
