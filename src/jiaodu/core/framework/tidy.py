"""Tidy the text of a pack file without touching its meaning.

Floor: core.framework. In: YAML text. Out: the same data with LF ends, no trailing space, one blank line between definitions.
"""

from __future__ import annotations

import unicodedata

from jiaodu.core.framework.yaml_reader import Locator, parse_yaml


def tidy_text(text: str) -> str:
    """The tidy text; the text as it is where tidying would change the data or it cannot be read."""
    lines = [unicodedata.normalize("NFC", line).rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    made: list[str] = []
    for line in lines:
        if not line and (not made or not made[-1]):
            continue
        made.append(line)
    while made and not made[-1]:
        made.pop()
    tidy = "\n".join(made) + "\n"
    before, after = parse_yaml(text, Locator("")), parse_yaml(tidy, Locator(""))
    return tidy if not after.problems and before.data == after.data else text
