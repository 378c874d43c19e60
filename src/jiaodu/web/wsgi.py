"""The application that granian serves. Floor: web."""

import os
import signal
import threading
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiaodu.web.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()


def end_with(parent: int) -> None:
    """End this process when the one that started it is gone: killed, it tells nobody, and its children would keep the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


if os.environ.get("JIAODU_SERVING") == "1":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
