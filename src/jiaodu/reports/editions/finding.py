"""Find the edition of a written report: the id that its Word file, page, PDF or record carries.

Floor: reports. In: a file, or an id, and a store. Out: `Edition`; JiaoduError R40, R41 or R42 with what is wrong.
"""

from __future__ import annotations

import contextlib
import json
import re
import zipfile
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.reports.editions.keeping import read_edition
from jiaodu.reports.editions.record import Edition

# the name of the property in a Word file; in a PDF the id is a keyword
PROPERTY = "jiaodu.edition"
ID = re.compile(r"ed-[0-9a-f]{20}")
LIKE_AN_ID = re.compile(r"ed-[0-9A-Za-z]{1,40}")  # mistyped or cut short: no file either
MOST_BYTES, MOST_PART = 256 * 2**20, 2**20
_OLE = b"\xd0\xcf\x11\xe0"


def find_edition(named: str | Path, store: Path) -> Edition:
    """The edition of a report, given as its file or by its id.

    Raises:
        JiaoduError: R40 no such edition in the store, R41 a file that is no edition, R42 a record that is damaged.
    """
    text = str(named)
    if ID.fullmatch(text) or (LIKE_AN_ID.fullmatch(text) and not Path(text).exists()):
        return read_edition(store, text)
    return read_edition(store, read_edition_id(Path(text)), text)


def read_edition_id(path: Path) -> str:
    """The edition id in a .docx, .html, .pdf or .json file; by the content, not by the name. Raises JiaoduError (R41)."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _no_edition(path, "too_large")
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(b"PK"):
            found = _of_docx(path)
        elif start.startswith(b"%PDF"):
            found = _of_pdf(path)
        elif start.startswith(_OLE):
            raise _no_edition(path, "locked")
        else:
            found = _of_text(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _no_edition(path, "unreadable", f"{type(error).__name__}: {error}"[:200]) from error
    if found is None:
        raise _no_edition(path, "no_id")
    return found


def _of_docx(path: Path) -> str | None:
    with zipfile.ZipFile(path) as package:
        with contextlib.suppress(KeyError):
            with package.open("docProps/custom.xml") as part:
                text = part.read(MOST_PART).decode("utf-8", "replace")
            found = re.search(rf'name="{re.escape(PROPERTY)}".*?({ID.pattern})<', text, re.DOTALL)
            if found:
                return found[1]
        for name in package.namelist():  # an archive of the file room
            if name.rsplit("/", 1)[-1] == "edition.json":
                with package.open(name) as part:
                    return _first(part.read(MOST_PART))
    return None


def _of_pdf(path: Path) -> str | None:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        found = (ID.search(str(text)) for text in document.get_metadata_dict().values())
        return next((match[0] for match in found if match), None)
    finally:
        document.close()


def _of_text(path: Path) -> str | None:
    """A page says it on its body, a record as its id."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES)
    marked = re.search(rb'data-edition="(' + ID.pattern.encode() + rb')"', content)
    if marked:
        return marked[1].decode()
    return _first(content[:MOST_PART]) if content.lstrip()[:1] == b"{" else None


def _first(content: bytes) -> str | None:
    """The id of a record, which stands at its beginning."""
    with contextlib.suppress(json.JSONDecodeError):
        named = json.loads(content).get("id", "")
        return named if isinstance(named, str) and ID.fullmatch(named) else None
    found = re.search(rb'"id": ?"(' + ID.pattern.encode() + rb')"', content[:400])
    return found[1].decode() if found else None


def _no_edition(path: Path, kind: str, detail: str = "") -> JiaoduError:
    from jiaodu.core.base.text import Text

    words = {
        "too_large": Text("文件过大", "it is too large"),
        "locked": Text("文件加密,或是旧式 .doc", "it is encrypted, or an old .doc"),
        "unreadable": Text(f"读不了({detail})", f"it cannot be read ({detail})"),
        "no_id": Text("文件里没有报告版次的编号", "it carries no id of an edition"),
    }
    return JiaoduError(problem("R41", Place(str(path)), file=path.name, detail=words[kind]))
