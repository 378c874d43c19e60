"""Keep editions in the store: the record by its id, and the pack files that it was made by.

Floor: reports. In: an `Edition` and its framework. Out: files under the store's `reports/`, never written over:

    reports/editions/ed-….json          the record
    reports/packs/<framework hash>/…    the YAML files of its packs, as they were
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.framework.files import pack_files
from jiaodu.reports.editions.record import Edition, edition_from_json

REPORTS, EDITIONS, PACKS = "reports", "editions", "packs"


def edition_path(store: Path, id_: str) -> Path:
    """Where a record is kept."""
    return Path(store) / REPORTS / EDITIONS / f"{id_}.json"


def keep_edition(store: Path, edition: Edition, framework: Framework) -> Path:
    """Keep a record and the packs behind it; what is there already stays as it is. Raises JiaoduError (C04)."""
    _keep_packs(Path(store), framework)
    path = edition_path(store, edition.id)
    if not path.exists():
        text = json.dumps(edition.to_json(), ensure_ascii=False, indent=1) + "\n"
        write_atomically(path, lambda draft: _write(draft, text))
    return path


def _write(draft: Path, text: str) -> None:
    draft.write_text(text, encoding="utf-8")


def read_edition(store: Path, id_: str, named: str = "") -> Edition:
    """A kept record. Raises JiaoduError: R40 there is none, R42 it is damaged."""
    path = edition_path(store, id_)
    try:
        edition = edition_from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        known = [p.stem for p in sorted(path.parent.glob("ed-*.json"), key=lambda p: p.stat().st_mtime)[-3:]]
        raise JiaoduError(
            problem("R40", Place(named or str(store)), edition=id_, store=str(store), known=known)
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError) as error:
        raise JiaoduError(problem("R42", Place(str(path)), edition=id_, detail=str(error)[:200])) from error
    if edition.content_id() != id_:
        raise JiaoduError(problem("R42", Place(str(path)), edition=id_, detail="SHA-256"))
    return edition


def kept_editions(store: Path) -> list[Edition]:
    """All editions of a store, the oldest first. Raises JiaoduError (R42)."""
    found = [read_edition(store, path.stem) for path in (Path(store) / REPORTS / EDITIONS).glob("ed-*.json")]
    return sorted(found, key=lambda e: (e.made, e.id))


# --- the packs behind an edition ------------------------------------------------------------------------------------


def packs_path(store: Path, hash_: str) -> Path:
    """Where the pack files of a framework are kept."""
    return Path(store) / REPORTS / PACKS / hash_


def _keep_packs(store: Path, framework: Framework) -> None:
    target = packs_path(store, framework.hash)
    if target.exists():
        return
    draft = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        for pack in framework.packs:
            folder = Path(pack.folder)
            for path in pack_files(folder, pack.spec, pack.edition):
                copy = draft / pack.id / path.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        if not target.exists():
            os.replace(draft, target)
    except OSError as error:
        if not target.exists():  # another run may have kept the same packs meanwhile
            raise JiaoduError(problem("C04", Place(str(target)), detail=str(error))) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def open_kept_framework(store: Path, edition: Edition) -> Framework:
    """The framework that an edition was made by, from its kept packs.

    Raises:
        JiaoduError: R43 the packs are gone, were changed, or cannot be loaded by this program.
    """
    folder = packs_path(store, edition.framework)
    place = Place(str(folder))
    if not folder.is_dir():
        raise JiaoduError(problem("R43", place, folder=str(folder), edition=edition.id, detail="—"))
    try:
        framework = load_framework(list(edition.packs), [folder])
    except JiaoduError as error:
        detail = "; ".join(p.line("en") for p in error.problems[:3])
        raise JiaoduError(problem("R43", place, folder=str(folder), edition=edition.id, detail=detail)) from error
    if framework.hash != edition.framework:
        raise JiaoduError(
            problem("R43", place, folder=str(folder), edition=edition.id, detail=f"SHA-256 {framework.hash[:12]}")
        )
    return framework
