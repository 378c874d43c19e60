"""Load packs into one checked, immutable framework; or say everything that is wrong with them at once.

Floor: core.framework. In: names ID@EDITION and folders. Out: `Framework`, or JiaoduError with all problems.
"""

from __future__ import annotations

import contextlib
import difflib
import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem, worst
from jiaodu.core.base.tables import Table
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.compile import compile_indicators, growth_indicators, previous_indicator
from jiaodu.core.framework.files import (
    KIND_NAMES,
    KINDS,
    Definition,
    PackFiles,
    find_packs,
    read_pack,
    read_pack_file,
    search_path,
)
from jiaodu.core.framework.links import check_links
from jiaodu.core.framework.model import Form, Framework, Grading, Indicator, Pack, Standard
from jiaodu.core.framework.references import COMPARED_TREE
from jiaodu.core.framework.report_links import check_templates, compared_indicators
from jiaodu.core.framework.rules import compile_rules

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Loading:
    """A framework as far as it could be loaded, and what was wrong."""

    framework: Framework | None
    problems: tuple[Problem, ...]


def load_framework(names: str | Sequence[str], folders: Sequence[str | Path] = ()) -> Framework:
    """Load packs, given as ID@EDITION (or ID, for its only or newest edition), with all that they build on.

    Raises:
        JiaoduError: with every error of every file.
    """
    loading = try_framework([names] if isinstance(names, str) else names, folders)
    if loading.framework is None:
        raise JiaoduError(p for p in loading.problems if p.severity == "error")
    return loading.framework


def try_framework(names: Sequence[str], folders: Sequence[str | Path] = ()) -> Loading:
    """Load packs and keep all problems, warnings too."""
    with _collector_paused():
        return _load(names, folders)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Nearly all that loading makes is there to stay: looking through it for garbage again and again took a third of it."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _load(names: Sequence[str], folders: Sequence[str | Path]) -> Loading:
    problems: list[Problem] = []
    available = find_packs(search_path(folders))
    packs: dict[str, PackFiles] = {}
    for name in names:
        _gather(name, available, packs, problems, ())
    merged = _merge(list(packs.values()), problems)
    framework = _build(list(packs.values()), merged, problems) if packs and worst(problems) != "error" else None
    if framework is None or worst(problems) == "error":
        return Loading(None, tuple(problems))
    # a template with faults writes no report, and nothing else depends on it
    return Loading(framework, (*problems, *(p for t in framework.reports.values() for p in t.faults)))


def pack_editions(folders: Sequence[str | Path] = ()) -> dict[str, tuple[str, ...]]:
    """Every pack that can be found, with its editions."""
    found: dict[str, tuple[str, ...]] = {}
    for name, folder in find_packs(search_path(folders)).items():
        spec, _, _ = read_pack_file(folder)
        found[name] = tuple(spec.editions) if spec else ()
    return found


def _gather(
    name: str,
    available: Mapping[str, Path],
    packs: dict[str, PackFiles],
    problems: list[Problem],
    chain: tuple[str, ...],
) -> None:
    id_, _, edition = name.partition("@")
    if id_ in chain:
        problems.append(problem("P07", Place(f"{chain[-1]}/pack.yaml"), cycle=" → ".join((*chain, id_))))
        return
    if id_ in packs:
        return
    if id_ not in available:
        problems.append(problem("P05", Place(key=name), name=id_, known=sorted(available)))
        return
    spec, locator, faults = read_pack_file(available[id_])
    problems.extend(faults)
    if spec is None:
        return
    edition = edition or list(spec.editions)[-1]
    if edition not in spec.editions:
        problems.append(problem("P06", locator.place(), pack=id_, edition=edition, known=sorted(spec.editions)))
        return
    for wanted in (*spec.editions[edition].includes, *spec.editions[edition].reports):
        if wanted not in spec.editions:
            place = locator.place(("editions", edition))
            problems.append(problem("P06", place, pack=id_, edition=wanted, known=sorted(spec.editions)))
    for below in spec.builds_on:
        _gather(below, available, packs, problems, (*chain, id_))
    pack, faults = read_pack(available[id_], spec, edition)
    problems.extend(faults)
    packs[id_] = pack
    frame = spec.editions[edition]
    if frame.evaluated_year is not None and frame.align is None:
        problems.append(problem("P11", locator.place(("editions", edition)), edition=edition))


def _merge(packs: list[PackFiles], problems: list[Problem]) -> dict[str, dict[str, Definition]]:
    merged: dict[str, dict[str, Definition]] = {kind: {} for kind in KINDS}
    for pack in packs:
        for kind, found in pack.found.items():
            for id_, definition in found.items():
                if first := merged[kind].get(id_):
                    problems.append(problem("P02", definition.place(), name=id_, first=str(first.place())))
                else:
                    merged[kind][id_] = definition
    return merged


def _build(packs: list[PackFiles], merged: dict[str, dict[str, Definition]], problems: list[Problem]) -> Framework:
    forms = {id_: _form(d) for id_, d in merged["forms"].items()}
    groupings = _models(merged["groupings"])
    indicators = compile_indicators(merged["indicators"], forms, problems, groupings)
    standards = {id_: _standard(d, indicators, problems) for id_, d in merged["standards"].items()}
    _compare(packs[-1], indicators)
    nouns = tuple(Pack(p.spec.id, p.edition, p.spec, str(p.folder), p.hash) for p in packs)
    digest = hashlib.sha256("".join(f"{p.ref}:{p.hash};" for p in nouns).encode()).hexdigest()
    framework = Framework(
        packs=nouns,
        documents=_models(merged["documents"]),
        sources=_models(merged["sources"]),
        forms=MappingProxyType(forms),
        indicators=MappingProxyType(indicators),
        standards=MappingProxyType(standards),
        checks=_agreements(merged["checks"]),
        gradings=MappingProxyType({i: Grading(i, d.model, d.place(), d.pack) for i, d in merged["grading"].items()}),
        rules=MappingProxyType(compile_rules(merged["checks"], forms, problems)),
        examples=_models(merged["tests"]),
        frame=packs[-1].frame.model if packs[-1].frame else None,
        report=next((d.model for d in packs[-1].reports.values()), None),
        hash=digest,
        groupings=groupings,
        wording=_models(merged["wording"]),
        places=_models(merged["places"]),
        measures=_models(merged["measures"]),
    )
    check_links(framework, merged, packs, problems)
    if worst(problems) == "error":
        return framework
    return replace(framework, reports=MappingProxyType(check_templates(framework, packs[-1].reports, packs[-1].frame)))


def _compare(main: PackFiles, indicators: dict[str, Indicator]) -> None:
    """A report that compares with the period before needs indicators of that, as a growth standard does."""
    for id_ in compared_indicators(main.reports.values(), main.frame):
        base = indicators.get(id_)
        if base is not None and base.period_kind is not PeriodKind.MONTH:
            made = (*growth_indicators(base, COMPARED_TREE), previous_indicator(base, COMPARED_TREE))
            indicators.update({i.id: i for i in made if i.id not in indicators})


def _models(definitions: Mapping[str, Definition]) -> Mapping[str, Any]:
    return MappingProxyType({id_: d.model for id_, d in definitions.items()})


def _agreements(definitions: Mapping[str, Definition]) -> Mapping[str, schema.Check]:
    """The rules between indicators; those on rows are compiled apart."""
    return MappingProxyType({id_: d.model for id_, d in definitions.items() if isinstance(d.model, schema.Check)})


def _form(definition: Definition) -> Form:
    grain, items = definition.model.columns()
    return Form(
        definition.id, definition.model, Table(definition.id, grain, items), definition.place(), definition.pack
    )


def _standard(definition: Definition, indicators: dict[str, Indicator], problems: list[Problem]) -> Standard:
    """A standard; one on growth gets indicators of its own for the change and the relative change."""
    spec: schema.Standard = definition.model
    standard = Standard(definition.id, spec, definition.place(), definition.pack, spec.indicator or "")
    base = indicators.get(spec.indicator or "")
    if spec.kind != "growth" or base is None:
        return standard
    if spec.tree is None:
        name = Text(f"标准“{spec.name.zh}”", f"the standard “{spec.name.en}”")
        problems.append(problem("F14", definition.place(), name=name))
        return standard
    made = growth_indicators(base, spec.tree)
    indicators.update({i.id: i for i in made})
    return replace(standard, judged=made[0].id, growth=made[1].id)


def near(name: str, known: Sequence[str]) -> list[str]:
    """Names that look like one that is not there."""
    return difflib.get_close_matches(name, list(known), 3, 0.4)


__all__ = ["KIND_NAMES", "Loading", "load_framework", "pack_editions", "try_framework"]
