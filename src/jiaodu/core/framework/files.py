"""Find packs and read their files into typed definitions.

Floor: core.framework. In: pack folders. Out: `Definition`s (id, model, place), with every problem of every file.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.yaml_reader import Locator, Steps, parse_bytes, read_yaml

M = TypeVar("M", bound=BaseModel)
KINDS: dict[str, type[schema.Model]] = {
    "documents": schema.Document,
    "sources": schema.Source,
    "groupings": schema.Grouping,
    "forms": schema.Form,
    "indicators": schema.Indicator,
    "standards": schema.Standard,
    "checks": schema.Check,
    "grading": schema.Grading,
    "tests": schema.Example,
    "wording": schema.Wording,
    "places": schema.Places,
    "measures": schema.MeasureKind,
}
EDITION_KINDS: dict[str, type[schema.Model]] = {"duties": schema.DutyFrame, "report": schema.ReportTemplate}
KIND_NAMES = {
    "documents": Text("文档", "document"),
    "sources": Text("来源", "source"),
    "groupings": Text("分组类型", "kind of groups"),
    "forms": Text("表", "form"),
    "indicators": Text("指标", "indicator"),
    "standards": Text("标准", "standard"),
    "checks": Text("核对规则", "check"),
    "grading": Text("评分方案", "grading scheme"),
    "tests": Text("样例", "worked example"),
    "wording": Text("用语表", "wording"),
    "places": Text("学位预测", "forecast of places"),
    "measures": Text("学位措施", "measure"),
    "items": Text("数据项", "item"),
    "marks": Text("分档", "mark"),
    "grades": Text("等次", "grade"),
    "departments": Text("部门", "department"),
    "sections": Text("报告章节", "section"),
    "focuses": Text("评价重点", "focus"),
    "attributes": Text("分组或机构属性", "breakdown or register attribute"),
    "dates": Text("统计时点", "reference date"),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """One noun of a pack as read."""

    id: str
    model: Any
    pack: str
    locator: Locator
    steps: Steps

    def place(self, *steps: str | int) -> Place:
        """The place of the definition or of a part of it."""
        return self.locator.place((*self.steps, *steps))


@dataclass
class PackFiles:
    """All definitions of one pack in one edition, by kind."""

    spec: schema.PackFile
    edition: str
    folder: Path
    hash: str
    found: dict[str, dict[str, Definition]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    frame: Definition | None = None
    reports: dict[str, Definition] = field(default_factory=dict)


def builtin_folder() -> Path:
    """The folder of the packs that ship with jiaodu: inside the wheel, or at the root of a checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "packs"
    return inside if inside.is_dir() else package.parents[1] / "packs"


def search_path(extra: Sequence[str | Path] = ()) -> tuple[Path, ...]:
    """Folders in which packs are looked for: those given, then $JIAODU_PACKS, then the built-in ones."""
    named = [Path(p) for p in os.environ.get("JIAODU_PACKS", "").split(os.pathsep) if p]
    return (*(Path(p) for p in extra), *named, builtin_folder())


def find_packs(folders: Iterable[Path]) -> dict[str, Path]:
    """Pack folders by name; the first folder of the search path wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            for child in sorted(folder.iterdir()):
                if (child / "pack.yaml").is_file():
                    found.setdefault(child.name, child)
    return found


def read_pack_file(folder: Path) -> tuple[schema.PackFile | None, Locator, tuple[Problem, ...]]:
    """Read pack.yaml alone."""
    path = folder / "pack.yaml"
    shown = _shown(folder, path)
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, Locator(shown), (problem("P01", Place(shown), detail=str(error)),)
    return _pack_file(shown, content)


@functools.lru_cache(maxsize=64)
def _pack_file(shown: str, content: bytes) -> tuple[schema.PackFile | None, Locator, tuple[Problem, ...]]:
    file = parse_bytes(content, Locator(shown))
    if file.problems:
        return None, file.locator, file.problems
    problems: list[Problem] = []
    spec = validate(schema.PackFile, file.data, file.locator, (), problems)
    return spec, file.locator, tuple(problems)


def pack_files(folder: Path, spec: schema.PackFile, edition: str) -> list[Path]:
    """The files of a pack that belong to an edition."""
    return [p for p in sorted(folder.rglob("*.yaml")) if _belongs(p.relative_to(folder), spec, edition)]


def read_pack(folder: Path, spec: schema.PackFile, edition: str) -> tuple[PackFiles, tuple[Problem, ...]]:
    """Read every file of a pack for one edition."""
    paths = pack_files(folder, spec, edition)
    digest = hashlib.sha256(edition.encode())
    contents = {path: path.read_bytes() if path.is_file() else None for path in paths}
    for path, content in contents.items():
        # what cannot be read is reported when it is read below
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + (content or b"") + b"\0")
    pack = PackFiles(spec, edition, folder, digest.hexdigest())
    problems: list[Problem] = []
    for path, content in contents.items():
        kind = path.relative_to(folder).parts[0]
        if kind in KINDS:
            _read_definitions(pack, kind, path, content, problems)
        elif kind in EDITION_KINDS:
            _read_edition_file(pack, kind, path, problems)
    return pack, tuple(problems)


def _belongs(relative: Path, spec: schema.PackFile, edition: str) -> bool:
    """Whether a file belongs to an edition: a folder named as an edition is there for that edition, and for those that
    include it."""
    kind, *inner = relative.parts
    if kind in EDITION_KINDS:
        read = {edition, *(spec.editions[edition].reports if kind == "report" else ())}
        return not read.isdisjoint((relative.stem,) if len(inner) == 1 else inner[:-1])
    if kind in KINDS:
        read = {edition, *spec.editions[edition].includes}
        return not inner[:-1] or inner[0] not in spec.editions or inner[0] in read
    return relative.name == "pack.yaml"


def _shown(folder: Path, path: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def _read_definitions(pack: PackFiles, kind: str, path: Path, content: bytes | None, problems: list[Problem]) -> None:
    shown = _shown(pack.folder, path)
    if content is None:
        problems.extend(read_yaml(path, shown).problems)
        return
    of_file, parts = _definitions(kind, pack.spec.id, shown, content)
    problems.extend(of_file)
    for part in parts:
        problems.extend(part.problems)
        if first := pack.found[kind].get(part.id):
            problems.append(problem("P02", part.place, name=part.id, first=str(first.place())))
        elif part.definition is not None:
            pack.found[kind][part.id] = part.definition


@dataclass(frozen=True, slots=True)
class _Part:
    """One entry of a file: its definition, or what is wrong with it."""

    id: str
    place: Place
    definition: Definition | None
    problems: tuple[Problem, ...]


@functools.lru_cache(maxsize=1024)
def _definitions(kind: str, pack: str, shown: str, content: bytes) -> tuple[tuple[Problem, ...], tuple[_Part, ...]]:
    """The entries of a file, from its content alone: editions share most of their files, so what is made is kept (and
    never changed: all of it is frozen)."""
    file = parse_bytes(content, Locator(shown))
    problems = list(file.problems)
    if file.data is None or not _is_mapping(file.data, file.locator, problems):
        return tuple(problems), ()
    parts = []
    for id_, data in file.data.items():
        found: list[Problem] = []
        model = _definition(kind, data, file.locator, (id_,), found)
        definition = None if model is None else Definition(id_, model, pack, file.locator, (id_,))
        parts.append(_Part(id_, file.locator.place((id_,)), definition, tuple(found)))
    return tuple(problems), tuple(parts)


def _definition(kind: str, data: Any, locator: Locator, steps: Steps, problems: list[Problem]) -> Any:
    """One definition; a check's model goes by its kind."""
    if kind != "checks":
        return validate(KINDS[kind], data, locator, steps, problems)
    model = schema.check_model(data)
    if model is not None:
        return validate(model, data, locator, steps, problems)
    near = difflib.get_close_matches(str(data["kind"]), schema.CHECK_KINDS, 2, 0.5) or list(schema.CHECK_KINDS)
    detail = Text(f"没有“{data['kind']}”这种规则", f"there is no kind of rule “{data['kind']}”")
    path = ".".join(map(str, (*steps, "kind")))
    problems.append(problem("P03", locator.place((*steps, "kind")), path=path, detail=detail, known=near))
    return None


def _read_edition_file(pack: PackFiles, kind: str, path: Path, problems: list[Problem]) -> None:
    file = read_yaml(path, _shown(pack.folder, path))
    problems.extend(file.problems)
    if file.data is None:
        return
    model = validate(EDITION_KINDS[kind], file.data, file.locator, (), problems)
    if model is not None:
        definition = Definition(kind, model, pack.spec.id, file.locator, ())
        if kind == "duties":
            pack.frame = definition
        else:
            inner = path.relative_to(pack.folder).parts[1:]
            if len(inner) == 1:  # the edition's own file comes before those in its folder
                pack.reports = {"report": definition, **pack.reports}
            else:
                pack.reports[path.stem] = definition


def _is_mapping(data: Any, locator: Locator, problems: list[Problem]) -> bool:
    if isinstance(data, dict):
        return True
    detail = Text("应为“编号: 内容”的映射", "a mapping of id to content is wanted")
    problems.append(problem("P03", locator.place(), path="/", detail=detail, known="id: …"))
    return False


_DETAILS = {
    "missing": Text("缺少此项", "is missing"),
    "extra_forbidden": Text("不认识这个词", "is not a known word"),
    "string_pattern_mismatch": Text(
        "编号只能用小写字母、数字和下划线", "ids use lower-case letters, digits and underscores"
    ),
}


def validate(model: type[M], data: Any, locator: Locator, steps: Steps, problems: list[Problem]) -> M | None:
    """Type one definition; every fault becomes a P03 at its own line."""
    try:
        return model.model_validate(data if data is not None else {})
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            problems.append(_fault(model, fault, locator, steps))
        return None


def _fault(model: type[BaseModel], fault: Any, locator: Locator, steps: Steps) -> Problem:
    path: Steps = tuple(fault["loc"])
    english = fault["msg"].removeprefix("Value error, ")
    detail = _DETAILS.get(fault["type"], Text(english, english))
    words = sorted(_words(model))
    known: list[str] = []
    if path and fault["type"] == "extra_forbidden":
        known = difflib.get_close_matches(str(path[-1]), words, 3, 0.5)
    elif fault["type"] in ("literal_error", "enum"):
        known = [str(fault.get("ctx", {}).get("expected", ""))]
    return problem(
        "P03",
        locator.place((*steps, *path)),
        path=".".join(map(str, (*steps, *path))) or "/",
        detail=detail,
        known=known or words[:40],
    )


def _words(model: type[BaseModel]) -> set[str]:
    tree = model.model_json_schema()
    words = set(tree.get("properties", {}))
    for inner in tree.get("$defs", {}).values():
        words |= set(inner.get("properties", {}))
    return words
