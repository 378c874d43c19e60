"""Open a deployment from the command line: its folder, Django, its tables. Floor: cli."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def open_deployment(options: Any, *, make: bool = False, migrate: bool = False) -> Path:
    """Set Django up on the folder of --data; gives the folder. `make` makes an absent one, `migrate` brings the tables up to date."""
    data = Path(options.data).resolve()
    if make:
        data.mkdir(parents=True, exist_ok=True)
    os.environ["JIAODU_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiaodu.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    if migrate:
        call_command("migrate", verbosity=0, interactive=False)
    return data
