"""Word files, pages and PDFs: what a reader sees, where it stands, what is bound; hostile files are one clear problem."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.core.prose.files import paragraph, put, typeset, word

from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.prose import read_prose
from jiaodu.core.prose.word_file import pieces_of, prose_of_docx

FIGURE = (
    '<w:bookmarkStart w:id="1" w:name="jd_f_rate"/><w:sdt><w:sdtPr><w:tag w:val="jd_f_rate"/></w:sdtPr><w:sdtContent>'
    '<w:r><w:t>80.</w:t></w:r><w:r><w:t>7%</w:t></w:r></w:sdtContent></w:sdt><w:bookmarkEnd w:id="1"/>'
)


def said(prose, kinds=("title", "heading", "paragraph", "list", "cell", "note")):
    return [prose.of(b) for b in prose.blocks if b.kind in kinds]


def test_a_word_file_reads_as_with_all_changes_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>建成</w:t></w:r><w:del><w:r><w:delText>二</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>三</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r><w:tab/><w:t>所</w:t><w:br/><w:t>学校</w:t></w:r></w:p>"
    )
    prose = prose_of_docx(word(body))
    assert said(prose) == ["建成三\t所\n学校"]
    assert [(p.code, p.data["count"]) for p in prose.problems] == [("N23", 3)]


def test_styles_make_headings_also_when_they_inherit() -> None:
    body = (
        paragraph("某市自评报告", "t")
        + paragraph("工作成效", "a1")
        + paragraph("党建", "mine")
        + paragraph("（二）经费")
    )
    prose = prose_of_docx(word(body + paragraph("正文一句。")))
    assert [(b.kind, b.level) for b in prose.blocks] == [
        ("title", 0), ("heading", 1), ("heading", 1), ("heading", 2), ("paragraph", 0),
    ]  # fmt: skip
    assert prose.title == "某市自评报告"
    assert prose.blocks[3].place.zh == "第4段"


@pytest.mark.parametrize("lost", ["none", "bookmark", "control"])
def test_a_figure_is_bound_by_its_bookmark_or_its_control(lost: str) -> None:
    figure = {
        "none": FIGURE,
        "bookmark": FIGURE.replace('w:name="jd_f_rate"', 'w:name="_Toc1"'),
        "control": FIGURE.replace('<w:tag w:val="jd_f_rate"/>', ""),
    }[lost]
    prose = prose_of_docx(word(f"<w:p><w:r><w:t>普惠率</w:t></w:r>{figure}<w:r><w:t>。</w:t></w:r></w:p>"))
    assert [(prose.text[b.start : b.end], b.id) for b in prose.bounds] == [("80.7%", "jd_f_rate")]


def test_cells_know_their_heads_through_merged_columns() -> None:
    def cell(text: str, span: int = 1) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{paragraph(text)}</w:tc>'

    head = "<w:trPr><w:tblHeader/></w:trPr>"
    rows = (
        f"<w:tr>{head}{cell('学校')}{cell('学生数(人)', 2)}</w:tr><w:tr>{head}{cell('')}{cell('男')}{cell('女')}</w:tr>"
        f"<w:tr>{cell('一小')}{cell('150')}{cell('140')}</w:tr>"
    )
    prose = prose_of_docx(word(paragraph("表前。") + f"<w:tbl>{rows}</w:tbl>" + paragraph("表后。")))
    found = {prose.of(b): b for b in prose.blocks if b.kind == "cell"}
    assert found["140"].heads == ("学生数(人)", "女", "一小")
    assert found["140"].place.zh == "表1第3行第3列"
    assert found["男"].is_head and not found["150"].is_head
    assert said(prose, ("paragraph",)) == ["表前。", "表后。"]


def test_boxes_and_footnotes_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框内3所')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>正文。</w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:type="separator" w:id="0">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("含民办。")}</w:footnote></w:footnotes>'
    )
    prose = prose_of_docx(word(body, footnotes=notes))
    assert [(prose.of(b), b.place.zh) for b in prose.blocks] == [
        ("正文。", "第1段"), ("框内3所", "第1段文本框"), ("含民办。", "脚注1"),
    ]  # fmt: skip


def test_addresses_and_pieces_lead_back_to_the_runs() -> None:
    import io

    from lxml import etree

    data = word(paragraph("一") + "<w:p><w:r><w:t>建成</w:t></w:r><w:r><w:t>3所</w:t></w:r></w:p>")
    block = prose_of_docx(data).blocks[1]
    part, _, number = block.address.partition("#")
    tree = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(part))
    found = list(tree.iter("{*}p"))[int(number)]
    assert [(p.start, p.end, p.text) for p in pieces_of(found)] == [(0, 2, "建成"), (2, 4, "3所")]


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>T</title><style>p{}</style></head>
<body data-snapshot="S1"><h1>某市自评报告</h1><nav><a>目录</a></nav><script>var x = 1</script>
<p>普惠率 <a data-figure="jd_f_rate" href="#">80.7%</a>，<b>比上年</b>
增长<span style="display: none">9</span>。<!-- 8 --></p><h2>一、成效</h2><ul><li>建成3所</li></ul>
<table><thead><tr><th>学校<th colspan=2>人数</tr><tr><th><th>男<th>女</tr></thead>
<tr><td rowspan=2>一小<td>150<td>140<tr><td>1<td>2</table>
<section class="annexes"><h2>附件1</h2><p>说明</p></section><footer>脚</footer></body></html>"""


def test_a_page_reads_as_it_is_seen(tmp_path: Path) -> None:
    prose = read_prose(put(tmp_path, "a.html", PAGE.encode()))
    assert said(prose, ("title", "paragraph", "list", "heading"))[:5] == [
        "某市自评报告", "目录", "普惠率 80.7%，比上年 增长。", "一、成效", "建成3所",
    ]  # fmt: skip
    assert [(prose.text[b.start : b.end], b.id) for b in prose.bounds] == [("80.7%", "jd_f_rate")]
    parts = {prose.of(b): b.part for b in prose.blocks}
    assert (parts["目录"], parts["脚"], parts["说明"], parts["建成3所"]) == ("aside", "aside", "annex", "body")
    cells = {prose.of(b): b for b in prose.blocks if b.kind == "cell"}
    assert cells["140"].heads == ("人数", "女", "一小")
    assert cells["2"].column == 3
    assert dict(prose.properties)["data-snapshot"] == "S1"


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "gb18030", "utf-8"])
def test_a_page_in_the_encoding_that_it_states(tmp_path: Path, encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>入学率99%。</p></body></html>'
    assert said(read_prose(put(tmp_path, "a.htm", page.encode(encoding)))) == ["入学率99%。"]


CJK = '#set text(font: ("Noto Serif CJK SC", "FandolFang R"), lang: "zh")\n#set page(width: 260pt, height: 170pt, numbering: "— 1 —")\n'


def test_a_pdf_joins_lines_and_pages_and_drops_page_numbers(tmp_path: Path) -> None:
    sentence = "我市建成学校十二所，新增学位一万二千个，覆盖全部街道和乡镇，" * 6 + "完成任务。"
    source = f"{CJK}#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n一、工作成效\n\n{sentence}\n\n第二段话。"
    prose = read_prose(put(tmp_path, "a.pdf", typeset(source)))
    assert prose.pages >= 2
    assert said(prose) == ["一、工作成效", sentence, "第二段话。"]
    assert prose.blocks[1].place.zh == "第1页第2段"


def test_a_title_in_two_lines_is_as_the_file_states_it(tmp_path: Path) -> None:
    lines = "#align(center)[某省人民政府2019年度\\\n履行教育职责自评报告]\n\n" + "正文一句，在这里，" * 8 + "完。"
    titled = typeset(f'#set document(title: "某省人民政府2019年度履行教育职责自评报告")\n{CJK}{lines}')
    assert read_prose(put(tmp_path, "a.pdf", titled)).title == "某省人民政府2019年度履行教育职责自评报告"
    other = typeset(f'#set document(title: "Untitled 1")\n{CJK}{lines}')
    assert read_prose(put(tmp_path, "b.pdf", other)).title == "某省人民政府 2019 年度"


def test_a_scan_and_a_page_without_text(tmp_path: Path) -> None:
    empty = typeset("#set page(width: 100pt, height: 100pt)\n#rect(fill: black)\n#pagebreak()\n#rect()")
    with pytest.raises(JiaoduError) as caught:
        read_prose(put(tmp_path, "scan.pdf", empty))
    assert caught.value.problems[0].code == "N06"
    half = typeset("#set page(width: 100pt, height: 100pt)\n#rect(fill: black)\n#pagebreak()\nText here.")
    prose = read_prose(put(tmp_path, "half.pdf", half))
    assert [(p.code, p.data["pages"]) for p in prose.problems] == [("N20", [1])]


def bomb() -> bytes:
    return word(paragraph("入" * 4_000_000))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cut.docx", word(paragraph("一"))[:-60], "N05"),
        ("no.docx", b"PK\x03\x04word/" + b"\0" * 400, "N05"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W" * 600, "N03"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "N04"),
        ("a.pdf", b"%PDF-1.7\nbroken", "N05"),
        ("a.rtf", b"{\\rtf1 text}", "N03"),
        ("a.docx", b"\x89PNG\r\n\x1a\n....", "N03"),
        ("entity.docx", word("").replace(b"PK", b"PK"), "N07"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_clear_problem(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(JiaoduError) as caught:
        read_prose(put(tmp_path, name, content))
    assert [p.code for p in caught.value.problems] == [code]
    for language in ("zh", "en"):
        assert "—" not in caught.value.problems[0].what(language)  # every word of the message was filled


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(JiaoduError) as caught:
        read_prose(put(tmp_path, "bomb.docx", bomb()))
    assert caught.value.problems[0].code == "N02"


def test_an_entity_is_not_followed(tmp_path: Path) -> None:
    import io

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>')
    with pytest.raises(JiaoduError) as caught:
        read_prose(put(tmp_path, "a.docx", made.getvalue()))
    assert caught.value.problems[0].code == "N05"


def test_content_goes_before_the_name(tmp_path: Path) -> None:
    prose = read_prose(put(tmp_path, "a.txt", word(paragraph("建成3所。"))))
    assert prose.format == "docx"
    assert [p.code for p in prose.problems] == ["N22"]
