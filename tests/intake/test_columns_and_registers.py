"""Sheets with one item a row, and registers of organisations.

Floor: tests. In: small files made here. Out: nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from small_files import FRAMEWORK, REGISTER, TREE, cells, codes, make_framework, rows_of, write_book, write_csv

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.intake import Intake, read_sources

Read = Callable[..., Intake]


def sheet(*items: list[Any], **labels: Any) -> list[list[Any]]:
    top = {"表名": "学校情况", "机构代码": "110105", "机构名称": "朝阳区", "年度": 2019, **labels}
    return [*([k, v] for k, v in top.items() if v is not None), [], ["数据项", "单位", "数值", "说明"], *items]


def test_one_record(read: Read) -> None:
    intake = read(
        sheet(
            ["小学在校学生数", "万人", 1.5, "含附设班"],
            ["普惠率", "%", "不适用"],
            ["教育经费", "", "约12"],
            来源="自评报告",
        ),
        name="任意",
    )
    assert codes(intake) == []
    assert rows_of(intake) == [
        {
            "org": "110105", "period": 2019, "as_of": dt.date(2019, 12, 31), "source": "report", "pupils": 15000,
            "share": None, "funds": Decimal(12), "_row": 3, "_missing": {"share": "not_applicable"},
            "_hedge": {"funds": "about"}, "_note": {"pupils": "含附设班"},
        }
    ]  # fmt: skip
    origin = intake.staged[0].origin
    assert origin.orientation == "columns"
    assert origin.cell("pupils", 3) == "C8"


def test_columns_in_another_order(read: Read) -> None:
    rows = [["机构代码：110105"], ["年度:2019", ""], ["数值", "说明", "数据项"], [5, "", "学校(机构)数"]]
    assert rows_of(read(rows))[0]["schools"] == 5


def test_what_is_wrong(read: Read) -> None:
    assert codes(read(sheet(["小学在校学生数", "万元", 1]))) == ["I13"]
    assert codes(read(sheet(["小学在校学生数", "斤", 1]))) == ["I13"]
    assert codes(read(sheet(["小学在校学生数", "", "多"], ["类别", "", "甲"]))) == ["I24", "I29"]
    assert codes(read(sheet(["在校学生", "", 1], ["普惠率", "", 80]))) == ["I09"]
    assert codes(read(sheet(["普惠率", "", 80], ["share", "", 81]))) == ["I12"]
    assert codes(read(sheet(["一、基本情况"], ["普惠率", "", 80]))) == []
    assert codes(read(sheet(["普惠率", "", 80], 机构代码=None))) == ["I14"]
    assert codes(read(sheet(["普惠率", "", 80], 机构代码=""))) == ["I41"]
    assert codes(read(sheet(["普惠率", "", 80], 机构代码="110199"))) == ["I15"]
    assert codes(read(sheet(["别的", "", ""]))) == ["I11"]


def test_several_records_are_refused(read: Read) -> None:
    rows = [
        ["机构代码", "", "110105", "110108"],
        ["年度", "", 2019],
        ["数据项", "单位", "数值", "数值"],
        ["普惠率", "", 80, 81],
    ]
    assert "I42" in codes(read(rows))


def test_merged_values(read: Read) -> None:
    assert "I39" in codes(read(sheet(["小学在校学生数", "", 5], ["教育经费", "", 6]), merged=["C7:C8"]))


CONTACTS = {
    "contact": {"name": {"zh": "联系人", "en": "contact"}, "type": "text"},
    "telephone": {"name": {"zh": "联系电话", "en": "telephone"}, "type": "text"},
}
HEAD = ["机构代码", "机构名称", "层级", "上级代码", "生效日期", "撤销日期", "学段"]


def test_a_register(read: Read) -> None:
    rows = [
        HEAD,
        ["S1", "一小", "学校", "110105", "2001-09-01", "", "小学、初中"],
        [120000.0, "天津市", "省级", "", "", dt.date(2030, 1, 1), ""],
    ]
    intake = read(rows, name="机构名录")
    assert codes(intake) == []
    school, city = intake.registers[0].organisations
    assert (school.level, school.parent, school.valid_from) == ("school", "110105", dt.date(2001, 9, 1))
    assert school.attributes == {"stage": ("primary", "junior")}
    assert (city.code, city.level, city.closed, city.attributes) == ("120000", "province", dt.date(2030, 1, 1), {})


def test_what_is_wrong_in_a_register(read: Read) -> None:
    rows = [
        HEAD,
        ["S1", "一小", "学堂", "110105", "", "", ""],
        ["S2", "二小", "学校", "999", "去年", "", "大学"],
        ["", "三小", "学校", "", "", "", ""],
        ["S4", "", "学校", "S1", "", "", ""],
    ]
    intake = read(rows, name="机构名录")
    assert sorted(codes(intake)) == ["I29", "I31", "I32", "I36", "I41", "I41"]
    assert cells(intake, "I32") == ["A3"]


def test_registers_are_known_to_other_files_whatever_the_order(tmp_path: Path) -> None:
    write_csv(tmp_path / "a学校情况.csv", "机构代码,年度,小学在校学生数\n120101,2019,5\n")
    write_csv(
        tmp_path / "z机构名录.csv", "机构代码,机构名称,层级,上级代码\n120000,天津市,省,\n120101,和平区,县,120000\n"
    )
    write_book(tmp_path / "b.xlsx", {"学校情况": [["机构代码", "年度", "小学在校学生数"], ["120101", 2018, 5]]})
    intake = read_sources([tmp_path], FRAMEWORK, OrganisationTree(()))
    assert codes(intake) == []
    assert len(intake.staged) == 2
    assert len(intake.registers[0].organisations) == 2


def test_a_register_again_replaces_its_versions(read: Read) -> None:
    intake = read([HEAD, ["110105", "朝阳区", "县(区)", "110000", "", "", ""]], name="机构名录")
    assert codes(intake) == []
    assert len(TREE) == 4


def test_contacts_are_read_and_stay_out_of_what_is_printed(tmp_path: Path) -> None:
    framework = make_framework(organisations=REGISTER | {"items": REGISTER["items"] | CONTACTS})
    path = write_book(
        tmp_path / "r.xlsx",
        {
            "机构名录": [
                ["机构代码", "机构名称", "层级", "联系人", "联系电话"],
                ["1", "某省", "省", "某甲", 13800000000.0],
            ]
        },
    )
    unit = read_sources([path], framework, OrganisationTree(())).registers[0].organisations[0]
    assert (unit.contact, unit.telephone) == ("某甲", "13800000000")
    assert "某甲" not in repr(unit) and "138" not in repr(unit)
