"""The checks inside a text: sound and faulty sentences, real wordings, planted faults, metamorphic changes."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import planting
import pytest

from jiaodu.core.prose import prose_of_text
from jiaodu.engines.claims import Check, Verdict, check_claims


def checks(text: str) -> tuple[Check, ...]:
    return check_claims(prose_of_text(text)).inside


def findings(text: str) -> list[tuple[str, str]]:
    return [(c.code, c.verdict.value) for c in checks(text) if not c.is_good]


def pairs() -> list[tuple[str, str, str]]:
    """code | sound | faulty, one a line."""
    lines = (Path(__file__).parent / "inside.txt").read_text(encoding="utf-8").splitlines()
    found = [
        tuple(part.strip() for part in line.replace("\\n", "\n").split("|"))
        for line in lines
        if line and not line.startswith("#")
    ]
    return [(code, sound, faulty) for code, sound, faulty in found]


@pytest.mark.parametrize(("code", "sound", "faulty"), pairs())
def test_each_check_lets_the_sound_pass_and_stops_the_faulty(code: str, sound: str, faulty: str) -> None:
    assert findings(sound) == []
    assert code in {found for found, _ in findings(faulty)}, checks(faulty)


def test_what_is_sound_stays_silent() -> None:
    sentences = list(planting.sound(seed=3, per_template=3))
    alarms = [s for s in sentences if findings(s.text)]
    assert len(sentences) > 250
    assert not alarms


def test_planted_faults_are_found() -> None:
    sentences = list(planting.faulty(seed=5, per_template=3))
    missed = [s for s in sentences if not findings(s.text)]
    assert len(sentences) > 250
    assert len(missed) <= len(sentences) // 50, missed


def test_a_paragraph_of_many_sound_sentences_stays_silent() -> None:
    sentences = [s.text for s in planting.sound(seed=9, per_template=1)]
    random.Random(1).shuffle(sentences)
    alarms = findings("\n".join(sentences))
    assert len(alarms) <= len(sentences) // 100, alarms


@pytest.mark.parametrize("seed", range(3))
def test_shuffling_sentences_changes_no_check_inside_a_sentence(seed: int) -> None:
    sentences = [s.text for s in planting.faulty(seed=seed, per_template=1)][:40]
    before = sorted((c.code, c.arithmetic.zh) for s in sentences for c in checks(s) if c.code != "K14")
    shuffled = list(sentences)
    random.Random(seed).shuffle(shuffled)
    after = sorted((c.code, c.arithmetic.zh) for s in shuffled for c in checks(s) if c.code != "K14")
    assert before == after


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda t: t.replace(",", "，").replace("(", "（").replace(")", "）").replace("%", "％"),
        lambda t: re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=[\d%])(?=[\u4e00-\u9fff])", " ", t),
        lambda t: t.replace(",", ",\n"),
        lambda t: t.translate({ord(a): b for a, b in zip("0123456789", "０１２３４５６７８９", strict=True)}),
    ],
)
def test_spaces_line_breaks_and_full_width_change_no_verdict(rewrite: object) -> None:
    texts = [
        "2021年教育经费12.50亿元,上年11.80亿元,增长5.93%。",
        "2021年教育经费12.50亿元,上年11.80亿元,增长9.53%。",
        "全县幼儿园120所(公办78所,民办42所)。",
        "普惠率达到78.2%,超过80%的年度目标。",
    ]
    for text in texts:
        assert [v for _, v in findings(rewrite(text))] == [v for _, v in findings(text)]  # type: ignore[operator]


def test_rounding_never_raises_an_alarm() -> None:
    """The growth as printed from unrounded levels, for every level that prints so."""
    for thousandths in range(3936, 3945, 2):
        growth = (thousandths / 3921 - 1) * 100
        text = f"总投入{thousandths / 1000:.2f}亿元,上年3.92亿元,增长{growth:.2f}%。"
        assert not findings(text), text


def test_the_arithmetic_is_written_out() -> None:
    (check,) = [c for c in checks("经费12.50亿元,上年11.80亿元,增长9.53%。") if not c.is_good]
    assert check.arithmetic.zh == "12.50亿元 ÷ 11.80亿元 − 1 = 5.845～6.019%，文中写 9.53%"
    assert check.verdict is Verdict.CONTRADICTS


def test_the_reference_text_keeps_its_findings(reference_data: Path) -> None:
    text = (reference_data / "claims_labelled" / "texts" / "000.txt").read_text(encoding="utf-8")
    found = check_claims(prose_of_text(text))
    assert sorted(c.code for c in found.inside if not c.is_good) == ["K15", "K19", "K25"]
    words = [c.code for c in found.wording]
    assert (words.count("K20"), words.count("K22")) == (8 - 1, 2)


# the part of the labelled set that was open while the rules were written
OPEN = ("000", "001", "003", "004", "006", "008", "010", "020", "021", "036")


def test_the_labelled_faults_are_found(reference_data: Path) -> None:
    folder = reference_data / "claims_labelled"
    lines = (folder / "mutations.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if json.loads(line)["file"][:3] in OPEN]
    missed = []
    for row in rows:
        text = (folder / "texts" / row["file"]).open(encoding="utf-8", newline="").read()
        start, end = row["span"]
        spoilt = text[:start] + text[start:end].replace(*row["changed"], 1) + text[end:]
        if not set(findings_of(spoilt)) - set(findings_of(text)):
            missed.append(row)
    assert len(rows) > 20
    assert not missed


def findings_of(text: str) -> list[tuple[str, str]]:
    return [(c.code, c.arithmetic.zh) for c in checks(text) if not c.is_good]


def test_sentences_in_many_voices() -> None:
    """Sound and faulty sentences as reports, bulletins and newspapers write them: all faults found, no false alarm."""
    lines = (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8").splitlines()[1:]
    pairs_ = [line.split(" | ") for line in lines]
    assert len(pairs_) > 150
    assert [sound for sound, _ in pairs_ if findings(sound)] == []
    assert [faulty for _, faulty in pairs_ if not findings(faulty)] == []


def test_sentences_of_one_paragraph_do_not_disturb_one_another() -> None:
    lines = (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8").splitlines()[1:]
    sound = [line.split(" | ")[0] for line in lines]
    alarms = []
    for seed in range(3):
        shuffled = list(sound)
        random.Random(seed).shuffle(shuffled)
        text = "\n".join("".join(shuffled[k : k + 5]) for k in range(0, len(shuffled), 5))
        alarms += findings(text)
    assert len(alarms) <= 3 * len(sound) // 200, alarms


def test_sentences_of_work_reports_raise_no_alarm() -> None:
    lines = (Path(__file__).parent / "sound.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert [line for line in lines if findings(line)] == []
    assert findings("\n".join(lines)) == []
