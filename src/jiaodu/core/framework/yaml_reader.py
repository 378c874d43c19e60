"""Read YAML as text with places: every scalar stays what was written, every key knows its line and column.

Floor: core.framework. In: a file. Out: plain dicts, lists and texts, and a `Locator`; problems instead of exceptions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from jiaodu.core.base.problems import Place, Problem, problem

MAX_BYTES = 4_000_000
MAX_DEPTH = 60
MAX_NODES = 400_000
Steps = tuple[str | int, ...]
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Scalars stay what was written, so nobody asks for their type: guessing it took a third of composing."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """The same tag for all."""
        return "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Locator:
    """Where each part of a file stands."""

    file: str
    places: dict[Steps, tuple[int, int]] = field(default_factory=dict)

    def place(self, steps: Steps = ()) -> Place:
        """The place of a part, or of the nearest part around it."""
        while steps and steps not in self.places:
            steps = steps[:-1]
        line, column = self.places.get(steps, (1, 1))
        return Place(self.file, line, column)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file as read: data with text scalars, its locator, and what was wrong."""

    data: Any
    locator: Locator
    problems: tuple[Problem, ...] = ()


def read_yaml(path: Path, shown_as: str = "") -> YamlFile:
    """Read one file; P01 unreadable, P02 a key twice, P17 too large."""
    locator = Locator(shown_as or str(path))
    try:
        raw = path.read_bytes()
    except OSError as error:
        return YamlFile(None, locator, (problem("P01", Place(locator.file), detail=str(error)),))
    return parse_bytes(raw, locator)


def parse_bytes(raw: bytes, locator: Locator) -> YamlFile:
    """Read the content of a file."""
    if len(raw) > MAX_BYTES:
        return YamlFile(None, locator, (problem("P17", Place(locator.file), size=len(raw), limit=MAX_BYTES),))
    try:
        return parse_yaml(raw.decode("utf-8"), locator)
    except UnicodeDecodeError as error:
        return YamlFile(None, locator, (problem("P01", Place(locator.file), detail=str(error)),))


def parse_yaml(text: str, locator: Locator) -> YamlFile:
    """Read YAML text."""
    problems: list[Problem] = []
    try:
        node = yaml.compose(text, Loader=_Loader)
        data = _plain(node, (), locator, problems) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(locator.file, mark.line + 1, mark.column + 1) if mark else Place(locator.file)
        return YamlFile(None, locator, (problem("P01", place, detail=error.problem or str(error)),))
    except (yaml.YAMLError, RecursionError) as error:
        return YamlFile(None, locator, (problem("P01", Place(locator.file), detail=str(error)[:200]),))
    return YamlFile(data, locator, tuple(problems))


def _plain(node: yaml.Node, steps: Steps, locator: Locator, problems: list[Problem]) -> Any:
    if len(steps) > MAX_DEPTH or len(locator.places) > MAX_NODES:
        # aliases of aliases would grow without bound
        raise RecursionError("nested too deeply, or too many values")
    locator.places.setdefault(steps, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.ScalarNode):
        return None if node.value in ("", "~", "null") and not node.style else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*steps, i), locator, problems) for i, child in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        place = (key.start_mark.line + 1, key.start_mark.column + 1)
        if name in found:
            first = locator.places[(*steps, name)]
            problems.append(problem("P02", Place(locator.file, *place), name=name, first=f"{first[0]}:{first[1]}"))
            continue
        locator.places[(*steps, name)] = place
        found[name] = _plain(value, (*steps, name), locator, problems)
    return found
