"""Load tables into a deployment's store from the command line, with a line in the audit. Floor: actions.

In: what intake read without errors. Out: the new manifest. The line is written when the store has moved: a snapshot that has none was
cut off between the two, and its manifest says who made it and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiaodu.actions.acting import Actor, write_audit
from jiaodu.actions.holdings import open_store
from jiaodu.core.facts.manifest import Manifest
from jiaodu.core.facts.staging import Original, Staged, StagedRegister

MOST_FILES = 200  # that a line of the audit names


def load_facts(
    actor: Actor,
    staged: Sequence[Staged],
    registers: Sequence[StagedRegister],
    *,
    packs: Sequence[str],
    originals: Mapping[str, Original],
) -> Manifest:
    """Commit and write it down. Raises: JiaoduError as the store says (S05, S06, S08, S09); then nothing was loaded."""
    store = open_store()
    before = store.head().name
    manifest = store.commit(staged, registers, originals=originals, packs=packs)
    files = sorted({s.origin.file for s in staged} | {r.origin.file for r in registers})
    after = {
        "snapshot": manifest.name,
        "by": manifest.by,
        "sheets": len(staged) + len(registers),
        "rows": sum(s.rows.num_rows for s in staged),
        "units": sum(len(r.organisations) for r in registers),
        "files": files[:MOST_FILES],
    }
    write_audit(actor, "facts.load", subject=f"snapshot:{manifest.name}", before={"snapshot": before}, after=after)
    return manifest
