"""Text files: offsets are those of the file, broken lines are joined, headings found within lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.prose import flatten, prose_of_text, quoted, read_prose, sentences_of

LINE = "我市建成学校十二所，新增学位一万二千个，覆盖全部街道和乡镇，比上年多"


def read(folder: Path, content: bytes, name: str = "a.txt"):
    path = folder / name
    path.write_bytes(content)
    return read_prose(path)


@pytest.mark.parametrize(
    "content",
    [
        "标题\r\n\r\n一、成效\r\n建成3所。\r\n".encode(),
        "\ufeff标题\n一、成效\n建成3所。".encode(),
        "\ufeff标题\n一、成效\n建成3所。".encode("utf-16-le"),
        "\ufeff标题\n一、成效\n建成3所。".encode("utf-16-be"),
        "标题\r一、成效\r建成3所。".encode("gb18030"),
        "标题\u2028一、成效\n\x0b建成3所。".encode(),
    ],
)
def test_offsets_are_those_of_the_file_opened_with_its_own_line_ends(tmp_path: Path, content: bytes) -> None:
    prose = read(tmp_path, content)
    with (tmp_path / "a.txt").open(encoding=prose.encoding, newline="") as stream:
        assert prose.text == stream.read()
    at = prose.text.index("3所")
    block = prose.block_at(at)
    assert block is not None and prose.of(block).endswith("建成3所。")


@given(st.text(alphabet="一二、（）()。，,;；：:\t\r\n 3学校建\ufeff\u200b\u3000附件", max_size=120))
def test_blocks_are_in_order_and_leave_out_only_white_space(text: str) -> None:
    prose = prose_of_text(text)
    assert prose.text == text
    at, outside = 0, ""
    for block in prose.blocks:
        assert at <= block.start < block.end <= len(text)
        outside += text[at : block.start]
        at = block.end
        for sentence in sentences_of(prose, block):
            assert block.start <= sentence.start < sentence.end <= block.end
    assert not (outside + text[at:]).strip(" \t\r\n\u3000\ufeff\xa0")


@given(st.text(alphabet="学校a1 \n\r\t\u200b\ufeff,。", max_size=60), st.integers(0, 10), st.integers(0, 10))
def test_flat_text_leads_back_to_its_characters(text: str, before: int, after: int) -> None:
    start, end = min(before, len(text)), max(min(before, len(text)), len(text) - after)
    flat = flatten(text, start, end)
    assert len(flat.offsets) == len(flat.text) + 1
    for i, character in enumerate(flat.text):
        assert text[flat.offsets[i]] == character or (character == " " and text[flat.offsets[i]].isspace())
    plain = "".join(c for c in text[start:end] if not c.isspace() and c not in "\u200b\ufeff")
    assert flat.text.replace(" ", "") == plain


def test_flat_text_keeps_words_apart_and_joins_chinese() -> None:
    said = "school  places\n\n 在校\n 学生 1 200 人"
    assert flatten(said, 0, len(said)).text == "school places在校学生1 200人"


def test_a_line_that_was_broken_inside_a_sentence_goes_on() -> None:
    prose = prose_of_text(f"{LINE}\n\n 户籍学生巩固率102%。\n\n 另起一段。")
    assert [prose.of(b)[-5:] for b in prose.blocks] == ["102%。", "另起一段。"]
    assert prose.blocks[0].line == 1 and prose.blocks[1].line == 5


def test_a_short_line_without_a_stop_stays_alone() -> None:
    prose = prose_of_text("某市自评报告\n某某市人民政府\n现将情况报告如下。")
    assert [b.kind for b in prose.blocks] == ["title", "title", "paragraph"]
    assert prose.title == "某市自评报告"


def test_headings_are_found_at_the_head_of_lines_and_inside_them() -> None:
    prose = prose_of_text(" 一、工作成效 (一)加强党的建设 我市高度重视。\n(二)办好教育。全市建成学校。\n二、问题\n")
    said = [(b.kind, b.level, prose.of(b)) for b in prose.blocks]
    assert said == [
        ("heading", 1, "一、工作成效"),
        ("heading", 2, "(一)加强党的建设"),
        ("paragraph", 0, "我市高度重视。"),
        ("heading", 2, "(二)办好教育。"),
        ("paragraph", 0, "全市建成学校。"),
        ("heading", 1, "二、问题"),
    ]


@pytest.mark.parametrize(
    "text", ["小学一、二年级学生参加。", "包括 一、二年级的课程。", "第(一)项措施落实。", "3.5万人参加。"]
)
def test_what_only_looks_like_a_heading_mark_is_text(text: str) -> None:
    assert [b.kind for b in prose_of_text(text).blocks] == ["paragraph"]


def test_an_annex_begins_at_its_heading_and_not_at_a_mention() -> None:
    prose = prose_of_text("标题\n具体见附件1，数据完整。\n附件1 数据表\n说明文字。")
    assert [b.part for b in prose.blocks] == ["body", "body", "annex", "annex"]


@pytest.mark.parametrize(
    ("last", "part"),
    [
        ("推荐访问:某市 履行 自评", "aside"),
        ("责任编辑：某某", "aside"),
        ("【打印本页】", "aside"),
        ("相关阅读：\n下一篇：某市教育公报", "aside"),
        ("推荐访问学者到校任教。", "body"),
        ("责任编辑：某某。全市建成学校3所。", "body"),
        ("下一步，我市将继续努力。", "body"),
        ("经费来源：市财政", "body"),
    ],
)
def test_what_a_web_page_puts_under_a_text_is_no_part_of_it(last: str, part: str) -> None:
    prose = prose_of_text(f"标题\n一、成效\n责任编辑：某某\n建成学校3所。\n\n{last}\n")
    after = prose.index_at(prose.text.index(last[:4], 20))
    assert {b.part for b in prose.blocks[after:]} == {part}
    assert {b.part for b in prose.blocks[:after]} == {"body"}  # the same words in the middle stay


def test_rows_of_tabs_are_cells_with_their_heads() -> None:
    prose = prose_of_text("数据如下。\n学校\t人数(人)\n一小\t300\n二小\t\n")
    cells = [(prose.of(b), b.row, b.column, b.heads, b.is_head) for b in prose.blocks if b.kind == "cell"]
    assert cells == [
        ("学校", 1, 1, (), True),
        ("人数(人)", 1, 2, (), True),
        ("一小", 2, 1, ("学校",), False),
        ("300", 2, 2, ("人数(人)", "一小"), False),
        ("二小", 3, 1, ("学校",), False),
    ]


def test_sentences_end_at_stops_and_not_at_a_scanned_decimal_point() -> None:
    prose = prose_of_text("入学率达89。7%。建成3所；另有“两个覆盖”。” 尾句")
    said = [prose.text[s.start : s.end] for b in prose.blocks for s in sentences_of(prose, b)]
    assert said == ["入学率达89。7%。", "建成3所；", "另有“两个覆盖”。”", "尾句"]
    assert quoted("建成\n\n 3所 学校 \t新") == "建成 3所学校新"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "N07"), (b" \r\n\t", "N07"), (b"\x00\x01\x02abc\xff\xff", "N08"), (b"\xef\xbb\xbf", "N07")],
)
def test_what_is_no_text_is_a_problem(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(JiaoduError) as caught:
        read(tmp_path, content)
    assert [p.code for p in caught.value.problems] == [code]


def test_a_hundred_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(JiaoduError) as caught:
        read_prose(path)
    assert caught.value.problems[0].code == "N02"


def test_hidden_characters_and_other_encodings_are_said_and_kept(tmp_path: Path) -> None:
    prose = read(tmp_path, "入学\u200b率为\u202e%99，全市建成学校。".encode("gb18030"))
    assert prose.text[2] == "\u200b"
    assert [p.code for p in prose.problems] == ["N24", "N21"]
    assert "RIGHT-TO-LEFT OVERRIDE" in prose.problems[1].what()


def test_a_file_that_is_not_there_or_a_folder_is_a_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "no.txt", tmp_path):
        with pytest.raises(JiaoduError) as caught:
            read_prose(path)
        assert caught.value.problems[0].code == "N01"


def test_the_outline_of_a_whole_report(reference_data: Path) -> None:
    path = reference_data / "claims_labelled" / "texts" / "000.txt"
    if not path.is_file():
        pytest.skip("no labelled texts")
    prose = read_prose(path)
    with path.open(encoding="utf-8", newline="") as stream:
        assert prose.text == stream.read()
    levels = [b.level for b in prose.blocks if b.kind == "heading"]
    assert levels == [1, *[2] * 6, 1, *[2] * 4, 1, *[2] * 4]
    assert not any(b.part == "annex" for b in prose.blocks)
