"""What changed a figure between two editions: each kind of change alone and several at once, against figures by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from edition_building import REGISTER, ROWS, Building

from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.evaluation import Evaluated
from jiaodu.core.evaluation import differences as cell_differences
from jiaodu.reports import Document
from jiaodu.reports.editions import Edition, states
from jiaodu.reports.editions.differences import EditionDifferences, compare_editions
from jiaodu.reports.editions.keeping import packs_path

Slot = tuple[str, str, str]
RATIO, DEGREE = ("ratio", "value", ""), ("degree", "value", "")
PUPILS, BOARDING = ("pupils", "value", ""), ("boarding", "value", "")
LIMIT, MARGIN, OUTCOME = (("ratio", part, "ratio_limit") for part in ("limit", "margin", "outcome"))


def causes(found: EditionDifferences) -> dict[Slot, tuple[str, ...]]:
    return {(f.value, f.part, f.standard): f.causes for f in found.figures}


def correct(building: Building) -> None:
    """One cell: the first school has 19 teachers and not 20."""
    building.load(rows={"A": (300, 40, 19, 15)})


def reformulate(building: Building) -> None:
    """Boarders no longer count in the ratio."""
    building.change_pack(
        "indicators/i.yaml", "sum(pupils) / sum(teachers)", "(sum(pupils) - sum(boarders)) / sum(teachers)"
    )


def tighten(building: Building) -> None:
    building.change_pack("standards/s.yaml", "value: 20", "value: 16")


def move(building: Building) -> None:
    """The second school has long been in the other county."""
    building.load(REGISTER.replace("School B,school,C1", "School B,school,C2"))


def reword(building: Building) -> None:
    building.change_pack("report/1.yaml", "在校生[[pupils]]，", "在校学生[[pupils]]，")


def merge(building: Building) -> None:
    """The second school was closed in summer; the first carries it on."""
    building.load(REGISTER.replace("机构代码,", "撤销日期,承继机构代码,机构代码,").replace("\nC", "\n,,C").replace("\nA", "\n,,A").replace("\nD", "\n,,D").replace("\nB", "\n2023-07-01,A,B"))  # fmt: skip


def between(building: Building, *changes: Callable[[Building], None]) -> EditionDifferences:
    before = building.edition()
    for change in changes:
        change(building)
    return compare_editions(before, building.edition(), building.store)


def test_one_corrected_cell(building: Building) -> None:
    found = between(building, correct)
    assert causes(found) == {s: ("data",) for s in (RATIO, MARGIN, DEGREE)}
    ratio = next(f for f in found.figures if f.value == "ratio" and f.part == "value")
    assert (ratio.exact_before, ratio.exact_after) == (Fraction(750, 45), Fraction(750, 44))
    assert (ratio.before, ratio.after) == ("16.67人/人", "17.05人/人")
    assert len(found.cells) == 1 and ratio.cells == (1,)
    cell = found.cells[0]
    assert (cell.org, cell.item, cell.before and cell.before.value, cell.after and cell.after.value) == (
        "A",
        "teachers",
        20,
        19,
    )
    assert cell.after and cell.after.address and cell.after.address.cell == "E2"
    assert not found.texts and not found.formulas and not found.standards and not found.problems


def test_each_figure_is_led_to_its_own_cells_and_to_no_others(building: Building) -> None:
    """Teachers and boarders of one school, and teachers of a school of the other county, in one load."""
    found = between(building, lambda b: b.load(rows={"A": (300, 41, 19, 15), "D": (100, 10, 9, 5)}))
    cells = {n: (c.org, c.item) for n, c in enumerate(found.cells, 1)}
    assert set(cells.values()) == {("A", "teachers"), ("A", "boarders"), ("D", "teachers")}
    led = {(f.value, f.part): {cells[n] for n in f.cells} for f in found.figures}
    assert led == {
        ("ratio", "value"): {("A", "teachers")}, ("ratio", "margin"): {("A", "teachers")},
        ("degree", "value"): {("A", "teachers")}, ("boarding", "value"): {("A", "boarders")},
    }  # fmt: skip


def test_the_cells_of_the_unit_come_before_all_others(building: Building, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long list only a part is kept: what the report is about is in it."""
    monkeypatch.setattr(cell_differences, "MOST_CELLS", 1)
    before = building.edition("C2")
    building.load(rows={"A": (300, 40, 19, 15), "B": (450, 0, 24, 20), "D": (100, 10, 9, 5)})
    found = compare_editions(before, building.edition("C2"), building.store)
    assert [c.org for c in found.cells] == ["D"] and found.more_cells
    assert all(f.cells == (1,) for f in found.figures)


def test_a_changed_formula(building: Building) -> None:
    found = between(building, reformulate)
    assert causes(found) == {RATIO: ("formula",), MARGIN: ("formula",)}
    assert {f.exact_after for f in found.figures if f.part == "value"} == {Fraction(710, 45)}
    assert [(d.id, d.before, d.after) for d in found.formulas] == [
        ("ratio", "sum(pupils) / sum(teachers)", "(sum(pupils) - sum(boarders)) / sum(teachers)")
    ]
    assert all(f.formulas == (1,) for f in found.figures) and not found.cells


def test_a_changed_standard(building: Building) -> None:
    found = between(building, tighten)
    assert causes(found) == {s: ("standard",) for s in (LIMIT, MARGIN, OUTCOME)}
    assert [(f.before, f.after) for f in found.figures if f.part == "outcome"] == [("达标", "不达标")]
    assert [d.id for d in found.standards] == ["ratio_limit"]
    assert found.standards[0].before == "entries (2015-01-01) value: 20"
    assert found.standards[0].after == "entries (2015-01-01) value: 16"
    assert all(f.standards == (1,) for f in found.figures)


def test_a_moved_unit(building: Building) -> None:
    found = between(building, move)
    # by hand: only the first school is left: 300 pupils, 40 boarders (as before), 20 teachers, 15 of them with a degree
    assert causes(found) == {s: ("organisation",) for s in (PUPILS, RATIO, MARGIN, DEGREE)}
    values = {f.value: f.exact_after for f in found.figures if f.part == "value"}
    assert values == {"pupils": 300, "ratio": Fraction(300, 20), "degree": Fraction(1500, 20)}
    assert [u.code for u in found.units] == ["B"] and all(f.units == (1,) for f in found.figures)
    assert not found.cells


def test_a_merged_unit(building: Building) -> None:
    found = between(building, merge)
    assert {c for f in found.figures for c in f.causes} == {"organisation"}
    assert {f.value for f in found.figures} == {"pupils", "ratio", "degree"}


def test_a_changed_sentence_changes_no_figure(building: Building) -> None:
    found = between(building, reword)
    assert not found.figures
    assert [t.causes for t in found.texts] == [("text",)]
    assert found.texts[0].before.startswith("在校生750人") and found.texts[0].after.startswith("在校学生750人")


def test_other_rounding_is_text(building: Building) -> None:
    found = between(building, lambda b: b.change_pack("indicators/i.yaml", "round: {digits: 2}", "round: {digits: 1}"))
    assert causes(found) == {RATIO: ("text",), MARGIN: ("text",)}
    assert [f.exact_before == f.exact_after for f in found.figures] == [True, True]
    assert ("16.67人/人", "16.7人/人") in [(f.before, f.after) for f in found.figures]


def test_a_figure_that_a_sentence_no_longer_names(building: Building) -> None:
    found = between(building, lambda b: b.change_pack("report/1.yaml", "，寄宿生[[boarding]]", ""))
    assert [(f.value, f.before, f.after, f.causes) for f in found.figures] == [("boarding", "40人", None, ("text",))]


def test_a_new_indicator_in_a_new_sentence(building: Building) -> None:
    def add(b: Building) -> None:
        path = b.packs / "trial" / "indicators" / "i.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "\nper: {name: {zh: 寄宿率, en: boarding share}, table: schools, formula: sum(boarders) / sum(pupils), unit: percent, levels: [school, county]}\n", encoding="utf-8")  # fmt: skip
        b.change_pack("report/1.yaml", "，寄宿生[[boarding]]", "，寄宿生[[boarding]]，占[[per]]")

    found = between(building, add)
    assert [(f.value, f.before, f.causes) for f in found.figures] == [("per", None, ("text",))]


def test_a_standard_that_comes(building: Building) -> None:
    def add(b: Building) -> None:
        path = b.packs / "trial" / "standards" / "s.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "\ndegrees: {name: {zh: 学历, en: degrees}, indicator: degree, levels: [county], basis: target, entries: [{from: 2015-01-01, op: '>=', value: 80, document: act, article: '3'}]}\n", encoding="utf-8")  # fmt: skip

    found = between(building, add)
    assert causes(found) == {("degree", part, "degrees"): ("standard",) for part in ("limit", "margin", "outcome")}
    assert [t.causes for t in found.texts] == [("standard",)]  # the row of the table says more


def test_a_blank_cell_makes_a_figure_missing(building: Building) -> None:
    found = between(building, lambda b: b.load(rows={"B": (450, 0, None, 20)}))
    said = {(f.value, f.part): (f.after, f.exact_after) for f in found.figures}
    assert said["ratio", "value"][0] is not None and said["ratio", "value"][0].startswith("〔未报")
    assert said["ratio", "value"][1] is None and {c for f in found.figures for c in f.causes} == {"data"}


# --- several at once, against a computation in plain fractions -------------------------------------------------------

CHANGES: Mapping[str, Callable[[Building], None]] = {
    "data": correct,
    "organisation": move,
    "formula": reformulate,
    "standard": tighten,
}
CORRECTED = ROWS | {"A": (300, 40, 19, 15)}


def by_hand(made: frozenset[str]) -> dict[Slot, object]:
    """All that the report says, had only these changes been made."""
    rows = CORRECTED if "data" in made else ROWS
    schools = ("A",) if "organisation" in made else ("A", "B")
    pupils, boarders, teachers, graduates = (sum(rows[s][i] for s in schools) for i in range(4))
    counted = pupils - boarders if "formula" in made else pupils
    limit, ratio = 16 if "standard" in made else 20, Fraction(counted, teachers)
    return {
        PUPILS: pupils, BOARDING: boarders, RATIO: ratio, DEGREE: Fraction(100 * graduates, teachers), LIMIT: limit,
        MARGIN: limit - ratio, OUTCOME: ratio <= limit,
    }  # fmt: skip


def expected(made: tuple[str, ...]) -> dict[Slot, set[str]]:
    """Whatever alone changes the earlier edition, or taken back alone changes the later one."""
    everything, nothing = frozenset(made), frozenset[str]()
    found = {}
    for slot, before in by_hand(nothing).items():
        if before == by_hand(everything)[slot]:
            continue
        alone = {c for c in made if by_hand(frozenset({c}))[slot] != before}
        back = {c for c in made if by_hand(everything - {c})[slot] != by_hand(everything)[slot]}
        found[slot] = alone | back
    return found


@pytest.mark.parametrize("made", [c for n in (2, 3, 4) for c in itertools.combinations(CHANGES, n)], ids="+".join)
def test_several_at_once_give_the_causes_of_a_computation_by_hand(made: tuple[str, ...], building: Building) -> None:
    before = building.edition()
    for name in made:
        CHANGES[name](building)
    after = building.edition()
    found = compare_editions(before, after, building.store)
    assert {s: set(c) for s, c in causes(found).items()} == expected(made)
    exact = {(f.value, f.part, f.standard): f.exact_after for f in found.figures if f.part != "outcome"}
    assert exact == {s: v for s, v in by_hand(frozenset(made)).items() if s in exact}
    for figure in found.figures:  # with several causes, what each alone would have printed
        for cause, text in figure.alone.items():
            assert text is not None
            slot = (figure.value, figure.part, figure.standard)
            if figure.part == "value" and slot == RATIO:
                hand = by_hand(frozenset({cause}))[slot]
                assert f"{float(text.removesuffix('人/人')):.2f}" == f"{float(hand):.2f}"  # type: ignore[arg-type]
    again = compare_editions(after, before, building.store)
    assert causes(again) == causes(found)


@pytest.mark.parametrize("seed", range(6))
def test_random_changes_have_the_causes_of_a_computation_by_hand(seed: int, building: Building) -> None:
    """Random corrections, a random move, random rules: what is printed before and after, and why, as by plain fractions."""
    random = Random(seed)
    rows = dict(ROWS)
    for school in random.sample(sorted(rows), 2):
        pupils, boarders, teachers, graduates = rows[school]
        rows[school] = (pupils + random.choice((0, 15)), boarders, teachers + random.choice((0, 5)), graduates)
    moved = random.choice(("", "A", "B", "D"))
    limit, counts_boarders = random.choice((20, 18, 15)), random.random() < 0.5
    before = building.edition()
    building.load(rows=rows)
    if moved:
        old, new = ("C2", "C1") if moved == "D" else ("C1", "C2")
        building.load(REGISTER.replace(f"School {moved},school,{old}", f"School {moved},school,{new}"))
    if not counts_boarders:
        reformulate(building)
    building.change_pack("standards/s.yaml", "value: 20", f"value: {limit}")
    after = building.edition()

    def print_all(made: frozenset[str]) -> dict[Slot, object]:
        used = rows if "data" in made else ROWS
        homes = {"A": "C1", "B": "C1", "D": "C2"}
        if "organisation" in made and moved:
            homes[moved] = "C1" if moved == "D" else "C2"
        sums = [sum(used[s][i] for s in used if homes[s] == "C1") for i in range(4)]
        ratio = Fraction(sums[0] - (sums[1] if "formula" in made and not counts_boarders else 0), sums[2])
        most = limit if "standard" in made else 20
        return {
            PUPILS: sums[0], BOARDING: sums[1], RATIO: ratio, DEGREE: Fraction(100 * sums[3], sums[2]), LIMIT: most,
            MARGIN: most - ratio, OUTCOME: ratio <= most,
        }  # fmt: skip

    kinds = frozenset({"data", "organisation", "formula", "standard"})
    first, last = print_all(frozenset()), print_all(kinds)
    hand = {
        slot: {
            kind
            for kind in kinds
            if print_all(frozenset({kind}))[slot] != first[slot] or print_all(kinds - {kind})[slot] != last[slot]
        }
        for slot in first
        if first[slot] != last[slot]
    }
    found = compare_editions(before, after, building.store)
    assert {slot: set(c) for slot, c in causes(found).items()} == hand
    exact = {(f.value, f.part, f.standard): (f.exact_before, f.exact_after) for f in found.figures}
    assert all(exact[slot] == (first[slot], last[slot]) for slot in exact if slot != OUTCOME)


def test_data_that_only_the_new_formula_reads(building: Building) -> None:
    """Neither change moves the figure of the earlier edition through the boarders alone; together they do."""
    found = between(building, lambda b: b.load(rows={"A": (300, 50, 20, 15)}), reformulate)
    assert causes(found) == {RATIO: ("data", "formula"), MARGIN: ("data", "formula"), BOARDING: ("data",)}
    ratio = next(f for f in found.figures if (f.value, f.part) == ("ratio", "value"))
    assert ratio.alone["data"] == "16.67人/人" and ratio.cells == (1,)


# --- what cannot be compared or explained -------------------------------------------------------------------------


def test_the_same_edition_has_no_differences(building: Building) -> None:
    found = between(building)
    assert not found.figures and not found.texts and found.before.id == found.after.id


def test_another_load_of_the_same_rows_changes_nothing(building: Building) -> None:
    found = between(building, lambda b: b.load(REGISTER, ROWS))
    assert found.before.snapshot != found.after.snapshot and not found.figures and not found.texts


def test_editions_of_two_units_or_languages_are_refused(building: Building) -> None:
    first = building.edition()
    for other in (building.edition("C2"), building.edition(language="en")):
        with pytest.raises(JiaoduError) as error:
            compare_editions(first, other, building.store)
        assert error.value.problems[0].code == "R44"


def gone_snapshot(building: Building, edition: Edition) -> None:
    (building.store / "snapshots" / f"{int(edition.snapshot[1:]):06}.json").unlink()


def gone_packs(building: Building, edition: Edition) -> None:
    folder = packs_path(building.store, edition.framework)
    folder.rename(folder.with_name("elsewhere"))


def gone_rows(building: Building, edition: Edition) -> None:
    for path in (building.store / "tables" / "schools").glob("*.parquet"):
        path.unlink()


@pytest.mark.parametrize(("damage", "code"), [(gone_snapshot, "S03"), (gone_packs, "R43"), (gone_rows, "S04")])
def test_what_is_gone_is_said_and_the_figures_are_compared_all_the_same(
    damage: Callable[[Building, Edition], None], code: str, building: Building
) -> None:
    before = building.edition()
    correct(building)
    tighten(building)
    after = building.edition()
    damage(building, before)
    found = compare_editions(before, after, building.store)
    assert [p.code for p in found.problems] == [code]
    assert set(causes(found)) == {RATIO, DEGREE, LIMIT, MARGIN, OUTCOME}
    assert {c for f in found.figures for c in f.causes} == {"unknown"}


def test_rules_that_do_not_fit_each_other_change_together(building: Building, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where old formulas cannot be read under new standards, the two are one cause; data are still told apart."""
    real = states.compose_again

    def refuse(evaluated: Evaluated, edition: Edition) -> Document:
        if "+" in evaluated.values.framework.hash:
            raise KeyError("a mixture")
        return real(evaluated, edition)

    monkeypatch.setattr(states, "compose_again", refuse)
    found = between(building, correct, reformulate, tighten)
    assert causes(found) == {
        RATIO: ("data", "pack"), MARGIN: ("data", "pack"), DEGREE: ("data",), LIMIT: ("pack",),
        OUTCOME: ("data", "pack"),  # 710/44 > 16, and 710/45 is not
    }  # fmt: skip
    limit = next(f for f in found.figures if f.part == "limit")
    assert limit.standards == (1,) and [d.id for d in found.formulas] == ["ratio"]


def test_another_pack(building: Building) -> None:
    before = building.edition()
    (building.packs / "trial").rename(building.packs / "trial2")
    path = building.packs / "trial2" / "pack.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("id: trial", "id: trial2"), encoding="utf-8")
    building.pack = "trial2"
    tighten(building)
    found = compare_editions(before, building.edition(), building.store)
    assert causes(found) == {s: ("pack",) for s in (LIMIT, MARGIN, OUTCOME)}


def test_another_year(building: Building) -> None:
    building.load(rows=ROWS | {"A": (310, 40, 20, 15)}, year=2022)
    before = building.edition(year=2022)
    found = compare_editions(before, building.edition(), building.store)
    assert causes(found) == {s: ("year",) for s in (PUPILS, RATIO, MARGIN)}


def test_an_edition_that_this_program_does_not_print_again(building: Building) -> None:
    """As after a correction of the program: the record says 760, the same rows and packs now give 750."""
    now = building.edition()
    figures = tuple(replace(f, text="760人", exact=Fraction(760)) if f.value == "pupils" else f for f in now.figures)
    then = replace(now, figures=figures, jiaodu="0.0.9")
    found = compare_editions(then, now, building.store)
    assert causes(found) == {PUPILS: ("program",)}


def test_everything_is_said_in_json(building: Building) -> None:
    import json

    found = between(building, correct, tighten, reword, move)
    data = json.loads(json.dumps(found.to_json()))
    assert {"figures", "texts", "cells", "formulas", "standards", "units", "problems"} <= data.keys()
    assert data["before"]["id"] == found.before.id and data["figures"][0]["causes"]
    assert Path(building.store).is_dir()
