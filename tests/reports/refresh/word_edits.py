"""What people and Word do to a report: each edit changes the XML of a Word file as Word writes it.

An edit takes the root of the body's part. Nothing here shares code with the reader under test.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
VML = "urn:schemas-microsoft-com:vml"
BODY = "word/document.xml"
Edit = Callable[[Any], None]


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def edit_file(source: Path, target: Path, *edits: Edit) -> Path:
    """A copy of a Word file with its body edited; every other part as it is."""
    parts = parts_of(source)
    root = etree.fromstring(parts[BODY])
    for edit in edits:
        edit(root)
    return write_parts(parts | {BODY: printed(root)}, target)


def printed(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def write_parts(parts: dict[str, bytes], target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


# --- finding -------------------------------------------------------------------------------------------------------


def bookmark(root: Any, id_: str) -> Any:
    return next(b for b in root.iter(w("bookmarkStart")) if b.get(w("name")) == id_)


def control(root: Any, id_: str) -> Any:
    return next(s for s in root.iter(w("sdt")) if any(t.get(w("val")) == id_ for t in s.iter(w("tag"))))


def paragraph(root: Any, id_: str) -> Any:
    return next(bookmark(root, id_).iterancestors(w("p")))


def paragraph_with(root: Any, words: str) -> Any:
    return next(p for p in root.iter(w("p")) if words in text_of(p))


def text_of(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(w("t")))


def run_of(text: str) -> Any:
    run = etree.Element(w("r"))
    made = etree.SubElement(run, w("t"))
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


def wrapped(kind: str, run: Any) -> Any:
    """A run inside a tracked change."""
    change = etree.Element(w(kind))
    for name, value in (("id", "9001"), ("author", "张三(虚构)"), ("date", "2020-05-01T00:00:00Z")):
        change.set(w(name), value)
    change.append(run)
    return change


def as_deleted(run: Any) -> Any:
    """A run as a tracked deletion keeps it."""
    made = copy.deepcopy(run)
    for text in made.iter(w("t")):
        text.tag = w("delText")
    return made


def _end_of(root: Any, start: Any) -> Any:
    return next(e for e in root.iter(w("bookmarkEnd")) if e.get(w("id")) == start.get(w("id")))


# --- edits ---------------------------------------------------------------------------------------------------------


def type_over(id_: str, text: str) -> Edit:
    def edit(root: Any) -> None:
        texts = list(control(root, id_).iter(w("t")))
        texts[0].text = text
        for other in texts[1:]:
            other.text = ""

    return edit


def write_before(id_: str, words: str) -> Edit:
    """Words typed right before the control: they may stand inside the bookmark."""

    def edit(root: Any) -> None:
        control(root, id_).addprevious(run_of(words))

    return edit


def split_run(id_: str) -> Edit:
    """The spelling checker and an edit leave a number in several runs."""

    def edit(root: Any) -> None:
        run = next(control(root, id_).iter(w("r")))
        for i, character in enumerate(text_of(run)):
            if i:
                run.addprevious(etree.Element(w("proofErr"), {w("type"): "gramStart"}))
            made = copy.deepcopy(run)
            next(made.iter(w("t"))).text = character
            run.addprevious(made)
        run.getparent().remove(run)

    return edit


def delete_figure(id_: str) -> Edit:
    def edit(root: Any) -> None:
        start = bookmark(root, id_)
        for element in (_end_of(root, start), control(root, id_), start):
            element.getparent().remove(element)

    return edit


def empty_control(id_: str) -> Edit:
    """Word shows a prompt where the content of a control was deleted."""

    def edit(root: Any) -> None:
        made = control(root, id_)
        etree.SubElement(made.find(w("sdtPr")), w("showingPlcHdr"))
        next(made.iter(w("t"))).text = "单击或点击此处输入文字。"

    return edit


def copy_control(id_: str, words: str) -> Edit:
    """Copy and paste: the control goes along with its tag, the bookmark stays where it was."""

    def edit(root: Any) -> None:
        made = copy.deepcopy(control(root, id_))
        made.find(w("sdtPr")).find(w("id")).set(w("val"), "77")
        paragraph_with(root, words).append(made)

    return edit


def copy_bookmark(id_: str, name: str, words: str) -> Edit:
    """A program copies a bookmark under another name."""

    def edit(root: Any) -> None:
        target = paragraph_with(root, words)
        for element in (
            etree.Element(w("bookmarkStart"), {w("id"): "8001", w("name"): name}),
            copy.deepcopy(next(control(root, id_).iter(w("r")))),
            etree.Element(w("bookmarkEnd"), {w("id"): "8001"}),
        ):
            target.append(element)

    return edit


def move_paragraph(id_: str, words: str) -> Edit:
    """Cut a paragraph and paste it behind another."""

    def edit(root: Any) -> None:
        moved = paragraph(root, id_)
        moved.getparent().remove(moved)
        paragraph_with(root, words).addnext(moved)

    return edit


def track_deletion(id_: str) -> Edit:
    def edit(root: Any) -> None:
        for run in list(control(root, id_).iter(w("r"))):
            run.getparent().replace(run, wrapped("del", as_deleted(run)))

    return edit


def track_replacement(id_: str, text: str) -> Edit:
    def edit(root: Any) -> None:
        run = next(control(root, id_).iter(w("r")))
        removed = wrapped("del", as_deleted(run))
        run.getparent().replace(run, removed)
        removed.addnext(wrapped("ins", run_of(text)))

    return edit


def track_move(id_: str, words: str) -> Edit:
    """A figure cut and pasted with tracking: Word keeps it at both places, as moved from and moved to."""

    def edit(root: Any) -> None:
        made = control(root, id_)
        target = copy.deepcopy(made)
        target.find(w("sdtPr")).find(w("id")).set(w("val"), "78")
        for run in list(made.iter(w("r"))):
            run.getparent().replace(run, wrapped("moveFrom", copy.deepcopy(run)))
        for run in list(target.iter(w("r"))):
            run.getparent().replace(run, wrapped("moveTo", copy.deepcopy(run)))
        paragraph_with(root, words).append(target)

    return edit


def accept_changes(root: Any) -> None:
    for name in ("del", "moveFrom"):
        for element in list(root.iter(w(name))):
            element.getparent().remove(element)
    for name in ("ins", "moveTo"):
        for element in list(root.iter(w(name))):
            for child in list(element):
                element.addprevious(child)
            element.getparent().remove(element)


def paste_as_text(id_: str, text: str | None = None) -> Edit:
    """The sentence was pasted as text: one run, neither bookmark nor control."""

    def edit(root: Any) -> None:
        target = paragraph(root, id_)
        if text is not None:
            type_over(id_, text)(root)
        words = text_of(target)
        for child in list(target):
            if child.tag != w("pPr"):
                target.remove(child)
        target.append(run_of(words))

    return edit


def strip_bookmarks(root: Any) -> None:
    for name in ("bookmarkStart", "bookmarkEnd"):
        for element in list(root.iter(w(name))):
            element.getparent().remove(element)


def strip_tags(root: Any) -> None:
    for element in list(root.iter(w("tag"))):
        element.getparent().remove(element)


def strip_controls(root: Any) -> None:
    """Remove every control and leave its content."""
    for element in list(root.iter(w("sdt"))):
        for child in list(element.find(w("sdtContent"))):
            element.addprevious(child)
        element.getparent().remove(element)


def put_in_text_box(id_: str) -> Edit:
    """A sentence in a text box: Word writes it twice, for newer and for older programs."""

    def edit(root: Any) -> None:
        target = paragraph(root, id_)
        parent = target.getparent()
        at = parent.index(target)
        parent.remove(target)
        box = f"<w:txbxContent>{etree.tostring(target).decode()}</w:txbxContent>"
        holder = (
            f'<w:p xmlns:w="{W}" xmlns:mc="{MC}" xmlns:wps="{WPS}" xmlns:v="{VML}"><w:r><mc:AlternateContent>'
            f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        )
        parent.insert(at, etree.fromstring(holder))

    return edit


def put_in_footnote(source: Path, target: Path, id_: str) -> Path:
    """A figure cut from its sentence and pasted into a footnote."""
    parts = parts_of(source)
    root = etree.fromstring(parts[BODY])
    start, figure = bookmark(root, id_), control(root, id_)
    end = _end_of(root, start)
    note = etree.fromstring(f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p/></w:footnote></w:footnotes>')
    for element in (start, figure, end):
        element.getparent().remove(element)
        next(note.iter(w("p"))).append(element)
    parts[BODY], parts["word/footnotes.xml"] = printed(root), printed(note)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    relation = (
        '<Relationship Id="rIdNotes" Target="footnotes.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", relation.encode())
    return write_parts(parts, target)


def words_without_figures(path: Path) -> bytes:
    """The body's bytes without the text inside bookmarks of figures: what must never change."""
    pattern = re.compile(rb'(<w:bookmarkStart [^>]*w:name="jd_[fo]_[^>]*>)(.*?)(<w:bookmarkEnd)', re.S)
    return pattern.sub(lambda m: m[1] + re.sub(rb">[^<]+<", b"><", m[2]) + m[3], parts_of(path)[BODY])
