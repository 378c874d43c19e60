"""Checking the figures of reports: `python -m benchmarks.claims_check [--repeat N]`.

In: nothing; invented sentences, the report of examples/beijing-2019 and its store, all packs together as a framework of more
than 300 indicators. Out: CPU seconds (the median of N) and, as a ratio, how much longer checking takes than finding the
numbers alone; planted faults found and false alarms, by kind of fault.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.timing import processor_median
from jiaodu.cli.main import main as jiaodu
from jiaodu.core.evaluation import evaluate
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.framework import load_framework, pack_editions
from jiaodu.core.prose import Prose, prose_of_text, read_prose
from jiaodu.engines.claims import check_claims
from jiaodu.engines.claims.store import Against
from jiaodu.methods.quantities import find_quantities
from jiaodu.reports import compose_report, write_docx

ROOT = Path(__file__).parents[1]
PLANTING = ROOT / "tests" / "engines" / "claims"
PACK, ORG, YEAR = "provincial-duty@2020", "110000", 2019
REPORT, LONG = 5_000, 600_000


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    planting = _planting()
    _faults(planting)
    sentences = [s.text for s in planting.sound(seed=1, per_template=2)]
    text = _text(sentences, REPORT)
    inside = processor_median(lambda: check_claims(prose_of_text(text)), repeat)
    numbers = processor_median(lambda: find_quantities(text), repeat)
    claims = len(check_claims(prose_of_text(text)).document.claims)
    print(
        f"inside, {len(text)} characters, {claims} claims: {inside:.3f} s CPU; its numbers alone {numbers:.3f} s; ratio {inside / numbers:.1f}"
    )
    for size in (LONG // 4, LONG // 2, LONG):
        long = _text(sentences, size)
        print(
            f"inside, {size} characters: {processor_median(lambda t=long: check_claims(prose_of_text(t)), 1):.2f} s CPU"
        )  # type: ignore[misc]
    _store(repeat)
    return 0


def _planting() -> Any:
    """The generator of sentences and faults that the tests use."""
    sys.path.insert(0, str(PLANTING))
    import planting

    return planting


def _faults(planting: Any) -> None:
    sound = list(planting.sound(seed=101, per_template=10))
    alarms = sum(1 for s in sound if _findings(s.text))
    print(f"sound sentences {len(sound)}: false alarms {alarms} ({alarms / len(sound):.2%})")
    faulty = list(planting.faulty(seed=103, per_template=10))
    every, found = Counter(s.how for s in faulty), Counter(s.how for s in faulty if _findings(s.text))
    for how, count in sorted(every.items()):
        print(f"planted {how}: {found[how]} of {count} found ({found[how] / count:.1%})")
    print(f"planted in all: {sum(found.values())} of {len(faulty)} ({sum(found.values()) / len(faulty):.1%})")


def _findings(text: str) -> bool:
    return any(not c.is_good for c in check_claims(prose_of_text(text)).inside)


def _text(sentences: list[str], size: int) -> str:
    """Sentences in paragraphs of six, up to a length."""
    r, lines, length = random.Random(2), [], 0
    while length < size:
        lines.append("".join(r.choice(sentences) for _ in range(6)))
        length += len(lines[-1]) + 1
    return "\n".join(lines)[:size]


def _store(repeat: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="jiaodu-bench-"))
    store = folder / "store"
    examples = [str(ROOT / "examples" / name) for name in ("provinces", "beijing-2019")]
    jiaodu(["load", *examples, "--pack", PACK, "--store", str(store), "--json"])
    facts, duty = open_snapshot(store), load_framework(PACK)
    path = folder / "report.docx"
    write_docx(compose_report(evaluate(duty, facts, YEAR, orgs=[ORG]), ORG), path)
    prose = _body(read_prose(path))
    every = load_framework([f"{name}@{editions[-1]}" for name, editions in pack_editions([]).items()])
    for name, framework in ((PACK, duty), ("all packs", every)):
        found = check_claims(prose, Against(framework, open_snapshot(store), ORG, YEAR))
        # opening the store's values is part of it: nothing is kept between runs
        seconds = processor_median(
            lambda f=framework: check_claims(prose, Against(f, open_snapshot(store), ORG, YEAR)), repeat
        )  # type: ignore[misc]
        print(
            f"against the store, {name} ({len(framework.indicators)} indicators), {len(prose.text)} characters, "
            f"{len(found.linked)} linked: {seconds:.3f} s CPU"
        )


def _body(prose: Prose) -> Prose:
    """The first 5,000 characters of the body, as a text."""
    parts = [prose.of(b) for b in prose.blocks if b.part == "body"]
    return prose_of_text("\n".join(parts)[:REPORT])


if __name__ == "__main__":
    raise SystemExit(main())
