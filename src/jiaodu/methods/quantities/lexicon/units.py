"""Measure words and units: how they are written, their normal form, what they multiply by, and what must not follow.

Floor: methods. In: nothing. Out: `read_unit`, which finds the longest unit at a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Sort = Literal["count", "money", "measure", "share", "time", "year", "multiple", "age", "grade"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, its normal form and factor, and the characters that show that it is the start of another word."""

    written: str
    normal: str
    factor: Fraction
    sort: Sort
    never_before: str = ""


# Count words, each with what must not follow: 所 is no count word in 所有, 家 none in 家长.
_COUNTS = """
个 名 人 位 所:有属在以谓需辖作 家:长庭校教族电乡园 间:接断隔 座:谈 项:目 门:口诊户 节:约日假省能水 种:植 类 台:阶湾 套:用 册 件 批:准示评复
支 场 期:间望末中刊货 次:要日数序 起:草步来点到诉 条:件例 份 处:理于在分罚室长级 户:籍外 亩 床 层:面级 辆 架 盏 部:门分委署长属队级 组:织建成合长 班 校:园长外内级 县 市:场民长级 区:域位间 省:级委 镇 乡:村 村:民委
街道 社区 乡镇 县区 省份 省区市 市县 区县 盟 旗 师:范资生 团 队:伍 学区:制 片区 集团 学位 床位 席 栋 幢 片 块 株 棵 头 只:有要是能 匹 艘 艇 颗 枚 篇 本:科市省区县校级报次年月专土 页 章 款 幅 首:次先都批家 曲 部 卷 箱 盒 袋 瓶 桶 根 把:关握 张 顶 扇 面:积向对临貌 盘 例:如外 宗 笔:试 单:位独 格 眼 口:径岸 对:于比象口应接 双:方 组 轮:岗流 届 版:本权 步 站 岗 门次 人次 项次 场次 台次 车次 班次 件次 家次 户次 所次 批次:录 科次 册次
"""
_PEOPLE = frozenset(["名", "人", "位", "个人"])
_PLACES = frozenset(
    [
        "省",
        "市",
        "县",
        "区",
        "镇",
        "乡",
        "村",
        "省份",
        "省区市",
        "市县",
        "区县",
        "县区",
        "乡镇",
        "旗",
        "盟",
        "街道",
        "社区",
    ]
)
_MONEY = {"元": "元", "块钱": "元", "元人民币": "元", "美元": "美元", "港元": "港元", "港币": "港元", "欧元": "欧元", "日元": "日元", "英镑": "英镑", "角": "角", "元/人": "元/人",
          "元/生": "元/生", "元/年": "元/年", "元/月": "元/月", "元/人年": "元/人年", "元/生年": "元/生年", "元/平方米": "元/平方米"}  # fmt: skip
_MEASURES: dict[str, tuple[str, str]] = {
    "平方公里": ("平方米", "1000000"), "平方千米": ("平方米", "1000000"), "km2": ("平方米", "1000000"), "km²": ("平方米", "1000000"), "公顷": ("平方米", "10000"),
    "平方米": ("平方米", "1"), "平米": ("平方米", "1"), "㎡": ("平方米", "1"), "m2": ("平方米", "1"), "m²": ("平方米", "1"), "平方": ("平方米", "1"),
    "公里": ("米", "1000"), "千米": ("米", "1000"), "km": ("米", "1000"), "米": ("米", "1"), "m": ("米", "1"), "厘米": ("米", "1/100"), "cm": ("米", "1/100"), "毫米": ("米", "1/1000"), "mm": ("米", "1/1000"), "里": ("里", "1"),
    "立方米": ("立方米", "1"), "吨": ("吨", "1"), "公斤": ("千克", "1"), "千克": ("千克", "1"), "kg": ("千克", "1"), "斤": ("斤", "1"), "克": ("克", "1"), "升": ("升", "1"), "毫升": ("毫升", "1"),
    "千瓦时": ("千瓦时", "1"), "千瓦": ("千瓦", "1"), "度": ("度", "1"), "MB": ("MB", "1"), "GB": ("GB", "1"), "TB": ("TB", "1"), "PB": ("PB", "1"), "Mbps": ("Mbps", "1"), "Gbps": ("Gbps", "1"), "M": ("M", "1"), "G": ("G", "1"), "T": ("T", "1"), "兆": ("兆", "1"),
    "摄氏度": ("摄氏度", "1"), "℃": ("摄氏度", "1"), "dB": ("dB", "1"), "分贝": ("dB", "1"), "勒克斯": ("lx", "1"), "lx": ("lx", "1"),
    "平方米/生": ("平方米/生", "1"), "平方米/人": ("平方米/人", "1"), "册/生": ("册/生", "1"), "台/百人": ("台/百人", "1"), "人/班": ("人/班", "1"), "人/km2": ("人/km2", "1"), "人/平方公里": ("人/平方公里", "1"),
}  # fmt: skip
_SHARES = {
    "%": "1/100",
    "‰": "1/1000",
    "个百分点": "1/100",
    "百分点": "1/100",
    "个百分比": "1/100",
    "个千分点": "1/1000",
    "pct": "1/100",
    "pp": "1/100",
    "成": "1/10",
    "个点": "1/100",
}
# Nouns that stand right behind a number without a measure word, and the unit that they imply.
_NOUNS = {
    "人": "师生 学生 教师 教职工 教职员工 幼儿 毕业生 考生 新生 中小学生 小学生 初中生 高中生 大学生 研究生 本科生 儿童 少年 青少年 职工 干部 群众 居民 农民 党员 人口 志愿者 "
    "家长 校长 园长 残疾人 孤儿 人员 专家 骨干 读者 观众 老师 名师 公民 市民 村民 适龄 随迁 留守 贫困 在校 在园 学子 青年",
    "所": "学校 高校 院校 中小学 幼儿园 小学 初中 高中 中学 民办 公办 大学 学院",
    "个": "教学班 县 区 市 省 镇 乡 村 学科 专业 学位 项目 岗位 课程 社团 基地 实验室",
}
NOUNS = {noun: unit for unit, nouns in _NOUNS.items() for noun in nouns.split()}
_TIMES = "小时 个小时 分钟 秒钟 秒 课时 学时 个课时 个学时 个月 天 周 个工作日 工作日 日 学期 个学期 学年 个学年 个星期 星期 个季度 季度 刻钟 节课 人天"
_GRADES = "级 大 线 方 流 重 者 化 代 体 维 手 心 头 块 观 型 层次 领域 方面 方位 阶段 层面 维度"


def _table() -> dict[str, Unit]:
    one = Fraction(1)
    table: dict[str, Unit] = {}
    for word in _GRADES.split():
        table[word] = Unit(word, word, one, "grade")
    for entry in _COUNTS.split():
        word, _, never = entry.partition(":")
        normal = "人" if word in _PEOPLE else "个" if word in _PLACES else word
        table[word] = Unit(word, normal, one, "count", never)
    for word in "人":
        table[word] = Unit(word, "人", one, "count", "均才民生工造")
    for word in ("个方面", "个领域", "个层面", "个维度", "个阶段", "个环节"):
        table[word] = Unit("个", "个", one, "grade")
    for word, normal in _MONEY.items():
        table[word] = Unit(word, normal, one, "money", "素" if word == "元" else "")
    for word, (normal, factor) in _MEASURES.items():
        table[word] = Unit(
            word,
            normal,
            Fraction(factor),
            "measure",
            {"里": "面程", "升": "至到入学级", "度": "假过量", "克": "服", "斤": "斤"}.get(word, ""),
        )
    for word, factor in _SHARES.items():
        normal = "%" if word in ("%", "‰", "成") else "百分点"
        table[word] = Unit(word, normal, Fraction(factor), "share", "立为功果员熟绩本长" if word == "成" else "")
    for word in _TIMES.split():
        table[word] = Unit(word, word.removeprefix("个"), one, "time", "边" if word == "周" else "")
    table["年"] = Unit("年", "年", one, "year", "级度龄")
    table["余年"] = table["年"]
    table["周年"] = Unit("周年", "周年", one, "year")
    for word in ("岁", "周岁"):
        table[word] = Unit(word, "岁", one, "age")
    for word in ("倍", "番"):
        table[word] = Unit(word, "倍", one, "multiple", "增" if word == "倍" else "")
    return table


UNITS = _table()
_LONGEST = max(map(len, UNITS))
_FIRST: dict[str, tuple[int, ...]] = {
    first: tuple(sorted({len(w) for w in UNITS if w[0] == first}, reverse=True)) for first in {w[0] for w in UNITS}
}


def read_unit(plain: str, at: int) -> Unit | None:
    """The longest unit that begins here and is not the start of another word."""
    lengths = _FIRST.get(plain[at : at + 1])
    if lengths is None:
        return None
    for length in lengths:
        unit = UNITS.get(plain[at : at + length])
        if unit is None:
            continue
        end = at + len(unit.written)
        after = plain[end : end + 1]
        if after and after in unit.never_before:
            continue
        if unit.written[-1].isascii() and unit.written[-1].isalpha() and after.isascii() and after.isalpha():
            continue
        return unit
    return None


def read_noun(plain: str, at: int) -> str | None:
    """The unit that a noun right behind a number implies: 人 for 师生."""
    for length in (5, 4, 3, 2):
        unit = NOUNS.get(plain[at : at + length])
        if unit is not None:
            return unit
    return None
