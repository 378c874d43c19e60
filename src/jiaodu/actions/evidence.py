"""Files behind figures: taken in within limits, kept under the hash of their bytes, given back only to those who may see the task.

Floor: actions. In: a name and chunks of bytes. Out: `Evidence`; the file's path for whoever serves it.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, write_audit
from jiaodu.actions.filling_rights import find_filled, own_items
from jiaodu.actions.holdings import evidence_folder
from jiaodu.actions.sheets import Sheet
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.intake.model import shown
from jiaodu.records.models import Evidence, Task

LARGEST = 20 * 2**20
MOST_FILES = 60
# what a file begins with, and the media type under which it is given back; never one that a browser would run
_PDF, _JPEG, _PNG, _ZIP, _OLE = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
KINDS = {
    ".pdf": (_PDF, "application/pdf"),
    ".jpg": (_JPEG, "image/jpeg"),
    ".jpeg": (_JPEG, "image/jpeg"),
    ".png": (_PNG, "image/png"),
    ".docx": (_ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (_ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".doc": (_OLE, "application/msword"),
    ".xls": (_OLE, "application/vnd.ms-excel"),
    ".wps": (_OLE, "application/octet-stream"),
    ".et": (_OLE, "application/octet-stream"),
}
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def add_evidence(
    actor: Actor, number: int, name: str, chunks: Iterable[bytes], row: int = 0, item: str = ""
) -> Evidence:
    """Take a file in, for an item or (`item` empty) the whole form. The bytes are on disk before the record names them.

    Raises: NotThere; JiaoduError (A01, W20, W21, W30 kind, W31 size, W32 too many, W33 empty).
    """
    find_task(actor, number, "evidence.add")
    name = safe_name(name)
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        raise JiaoduError(problem("W30", Place(name), kind=shown(suffix or name)))
    sha256, size = _keep(name, chunks, KINDS[suffix][0])
    with transaction.atomic():
        find_task(actor, number, "evidence.add", locked=True)
        task, sheet = find_filled(actor, number)
        if item and item not in sheet.form.spec.items:
            raise JiaoduError(problem("W21", Place(name), form=sheet.form.name, row=row, item=shown(item)))
        _demand_own(actor, task, sheet, item)
        count = Evidence.objects.filter(task=task, removed=None, kind="evidence").count()
        if count >= MOST_FILES:
            raise JiaoduError(problem("W32", Place(name), count=count, limit=MOST_FILES))
        made = Evidence.objects.create(
            task=task,
            row=row,
            item=item,
            name=name,
            sha256=sha256,
            size=size,
            media_type=KINDS[suffix][1],
            by=actor.user,
        )
        after = {"name": name, "sha256": sha256, "size": size, "row": row, "item": item}
        write_audit(actor, "evidence.add", org=task.org, path=task.path, subject=f"task:{task.pk}", after=after)
    return made


def remove_evidence(actor: Actor, number: int, evidence: int) -> None:
    """Take a file off a task while it is open. The bytes and the record stay: what was once sent can be shown."""
    with transaction.atomic():
        find_task(actor, number, "evidence.add", locked=True)
        task, sheet = find_filled(actor, number)
        found = _of_task(task, evidence, kind="evidence")
        _demand_own(actor, task, sheet, found.item)
        if found.removed is None:
            found.removed, found.removed_by = timezone.now(), actor.user
            found.save(update_fields=["removed", "removed_by"])
            before = {"name": found.name, "sha256": found.sha256, "item": found.item}
            write_audit(
                actor, "evidence.remove", org=task.org, path=task.path, subject=f"task:{task.pk}", before=before
            )


def find_evidence(actor: Actor, number: int, evidence: int) -> tuple[Evidence, Path]:
    """A file of a task that the actor may see, and where its bytes are. Raises NotThere."""
    found = _of_task(find_task(actor, number), evidence)
    path = path_of_hash(found.sha256)
    if not path.is_file():
        raise NotThere(found.sha256)
    return found, path


def path_of_hash(sha256: str) -> Path:
    """Where bytes are kept: by their hash alone, so that no name of anybody's is ever a path."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise NotThere(sha256)
    return evidence_folder() / sha256[:2] / sha256


def safe_name(name: str) -> str:
    """A file's name as it is shown and given back: no folders, no signs that steer, at most 120 characters with its ending."""
    plain = _NOT_IN_NAMES.sub("", re.split(r"[/\\]", name)[-1]).strip(" .") or "file"
    stem, suffix = Path(plain).stem, Path(plain).suffix
    return stem[: 120 - len(suffix)] + suffix if len(suffix) <= 10 else plain[:120]


def keep_bytes(content: bytes) -> str:
    """Keep bytes that were read already; gives their hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    handle, draft = _draft()
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _settle(Path(draft), sha256)
    return sha256


def _demand_own(actor: Actor, task: Task, sheet: Sheet, item: str) -> None:
    """Raises JiaoduError (W23) for an item that another department fills in; a file of the whole form anybody adds who fills in part."""
    if item and item not in own_items(actor, task, sheet):
        spec = sheet.form.spec.items[item]
        owner = Text(spec.owner, spec.owner) if spec.owner else Text("本单位", "the unit itself")
        raise JiaoduError(problem("W23", item=spec.name, owner=owner))


def _of_task(task: Task, evidence: int, **narrowed: str) -> Evidence:
    found = Evidence.objects.filter(task=task, pk=evidence, **narrowed).first()
    if found is None:
        raise NotThere(str(evidence))
    return found


def _keep(name: str, chunks: Iterable[bytes], begins: bytes) -> tuple[str, int]:
    """Write the chunks to a draft, counting and hashing; in its place only when all is well."""
    handle, draft = _draft()
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise JiaoduError(
                        problem("W31", Place(name), name=name, size=_megabytes(size), limit=_megabytes(LARGEST))
                    )
                head += chunk[: 16 - len(head)] if len(head) < 16 else b""
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise JiaoduError(problem("W33", Place(name), name=name))
        if not head.startswith(begins):
            raise JiaoduError(problem("W30", Place(name), kind=f"{name} ≠ {Path(name).suffix}"))
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _settle(Path(draft), digest.hexdigest())
    return digest.hexdigest(), size


def _draft() -> tuple[int, str]:
    folder = evidence_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.mkstemp(dir=folder, prefix=".draft-")


def _settle(draft: Path, sha256: str) -> None:
    target = path_of_hash(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft, target)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
