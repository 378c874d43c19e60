"""Hold the search for cyclic garbage while millions of small objects are made.

Floor: base. In: nothing. Out: a context manager. Objects that refer to each other in no circle are freed as ever.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """Hold the search for cycles: what is made inside makes none, and it would be walked over and over."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
