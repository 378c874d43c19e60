"""Sign a submission: as statistician, as reviewer, as head; and the scan of the sealed print. Each is bound to the digest.

Floor: actions. In: an actor, a task, the digest that was looked at. Out: `SignOff`s. What is signed cannot change; another version needs
other signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import IntegrityError, transaction

from jiaodu.actions.acting import Actor, NotThere, may, write_audit
from jiaodu.actions.approving import demand_same, demand_state
from jiaodu.actions.evidence import keep_bytes, path_of_hash, safe_name
from jiaodu.actions.rounds import find_round
from jiaodu.actions.states import CAPACITY_NAMES
from jiaodu.actions.submissions import last_submission
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.records.models import Evidence, Round, SignOff, Task

CAPACITIES = ("statistician", "reviewer", "head")
COPY = "copy"
MOST_BYTES = 20 * 2**20
# first bytes -> media type: what a file says of itself counts, not its name
_KINDS = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def may_sign(actor: Actor, task: Task) -> list[str]:
    """The capacities in which the actor may sign the version that stands and nobody has yet."""
    if task.state not in (Task.State.SUBMITTED, Task.State.REVIEWED) or task.publication_id is not None:
        return []
    if not _signs_for(actor, task):
        return []
    signed = set(task.signatures.filter(version=task.version).values_list("capacity", flat=True))
    return [c for c in CAPACITIES if c not in signed and may(actor, f"sign.{c}", task.path, task.form)]


def may_attach(actor: Actor, task: Task) -> bool:
    """Whether the actor may add the scan of the sealed print."""
    if task.state not in (Task.State.SUBMITTED, Task.State.REVIEWED) or task.publication_id is not None:
        return False
    has = task.signatures.filter(version=task.version, capacity=COPY).exists()
    return not has and any(may(actor, f"sign.{c}", task.path, task.form) for c in CAPACITIES)


def sign(actor: Actor, number: int, capacity: str, name: str, digest: str) -> SignOff:
    """Sign the version whose digest was looked at.

    Raises: NotThere; JiaoduError A01, W50 (not submitted), W53 (another version stands), W63 (signed already), W64 (no name).
    """
    if capacity not in CAPACITIES:
        raise NotThere(capacity)
    with transaction.atomic():
        task = find_task(actor, number, f"sign.{capacity}", locked=True)
        if not _signs_for(actor, task):
            raise JiaoduError(problem("A01", verb=f"sign.{capacity}", user=actor.name))
        signer = " ".join(name.split())[:64]
        if not signer:
            raise JiaoduError(problem("W64"))
        return _sign(actor, task, capacity, signer, digest)


def attach_copy(actor: Actor, number: int, name: str, content: bytes, digest: str) -> SignOff:
    """Keep the scan of the sealed print with the version that it is of.

    Raises: NotThere; JiaoduError A01, W50, W53, W63, W65 (too large, or neither PDF nor JPEG nor PNG).
    """
    media = media_type_of(content)
    with transaction.atomic():
        task = find_task(actor, number, locked=True)
        if not any(may(actor, f"sign.{c}", task.path, task.form) for c in CAPACITIES):
            find_task(actor, number, "sign.head")
        sha256 = keep_bytes(content)
        kept = Evidence.objects.create(
            task=task, kind="scan", name=safe_name(name), sha256=sha256, size=len(content),
            media_type=media, by=actor.user,
        )  # fmt: skip
        return _sign(actor, task, COPY, kept.name[:64], digest, kept)


def read_copy(actor: Actor, number: int, signature: int) -> tuple[Evidence, Path]:
    """A scan and where its bytes are. Raises: NotThere."""
    task = find_task(actor, number)
    found = SignOff.objects.filter(task=task, pk=signature).exclude(copy=None).select_related("copy").first()
    if found is None or found.copy is None:
        raise NotThere(str(signature))
    return found.copy, path_of_hash(found.copy.sha256)


def ask_for_signatures(actor: Actor, number: int, capacities: Sequence[str]) -> Round:
    """Choose which signatures a round asks for before a submission goes on; what has gone on already stays.

    Raises: NotThere; JiaoduError A01, W52 (a closed round).
    """
    with transaction.atomic():
        made = find_round(actor, number, "round.manage", locked=True)
        if made.state == Round.State.CLOSED:
            raise JiaoduError(problem("W52", round=made.name))
        before = {"signatures": made.signatures}
        made.signatures = [c for c in (*CAPACITIES, COPY) if c in capacities]
        made.save(update_fields=["signatures"])
        after = {"signatures": made.signatures}
        write_audit(
            actor,
            "round.signatures",
            org=made.org,
            path=made.path,
            subject=f"round:{made.pk}",
            before=before,
            after=after,
        )
    return made


def media_type_of(content: bytes) -> str:
    """What a scan is by its first bytes. Raises: JiaoduError (W65)."""
    limit = MOST_BYTES // 2**20
    if len(content) > MOST_BYTES:
        raise JiaoduError(problem("W65", detail=f"{len(content) / 2**20:.1f} MB", limit=limit))
    media = next((kind for start, kind in _KINDS if content.startswith(start)), "")
    if not media:
        raise JiaoduError(problem("W65", detail="PDF / JPG / PNG ?", limit=limit))
    return media


def _signs_for(actor: Actor, task: Task) -> bool:
    """A unit signs for itself; an office only what it handed in on behalf of the unit."""
    if any(g.org == task.org for g in actor.grants):
        return True
    handed_in = last_submission(task)
    return handed_in is not None and handed_in.on_behalf


def _sign(actor: Actor, task: Task, capacity: str, name: str, digest: str, copy: Evidence | None = None) -> SignOff:
    if actor.user is None:  # a signature is a person's
        raise JiaoduError(problem("A01", verb=f"sign.{capacity}", user=actor.name))
    demand_state(task, "sign", Task.State.SUBMITTED, Task.State.REVIEWED)
    demand_same(task, digest or "-")
    try:
        with transaction.atomic():
            made = SignOff.objects.create(
                task=task,
                version=task.version,
                capacity=capacity,
                name=name,
                digest=task.digest,
                copy=copy,
                by=actor.user,
            )
    except IntegrityError:
        raise JiaoduError(problem("W63", capacity=CAPACITY_NAMES[capacity])) from None
    after = {"capacity": capacity, "name": name, "version": task.version, "digest": task.digest}
    after |= {"scan": copy.sha256} if copy else {}
    write_audit(actor, "task.sign", org=task.org, path=task.path, subject=f"task:{task.pk}", after=after)
    return made
